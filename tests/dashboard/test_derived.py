from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import wording
from dashboard.derived import (
    MEDIAN,
    applied,
    exhibit_of,
    medians,
    not_applied,
    running_counts,
    running_ratios,
)
from dashboard.export import csv_bytes
from dashboard.model import CELLS_SCHEMA, Cells, IndicatorInfo, PlanRow
from dashboard.queries import ReleaseReader, cells, open_release
from dashboard.selection import Selection
from dashboard.view import Chart, Counting, Look, Order, Panels, View
from tests.dashboard.release_fixture import PLACES, QUARTERS, withheld, write_release

ALL = tuple(PLACES)
STARTS = Selection("PA02", "local", ALL, "quarter", QUARTERS)
RATE = replace(STARTS, indicator_id="PA07")
CASELOAD = replace(STARTS, indicator_id="PA03")
RUNNING = Look(counting=Counting.RUNNING)
WITH_MEDIAN = Look(with_median=True)
BASE = 5


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    with_withheld = {
        ("local", "malaga", "quarter", "2018-Q2", "_T", "starts", "_T", "_T"): withheld(3, 20),
        ("local", "malaga", "quarter", "2018-Q4", "_T", "starts", "_T", "_T"): withheld(0, None),
        ("local", "malaga", "quarter", "2018-Q2", "_T", "drop_outs", "_T", "_T"): withheld(0, 9),
    }
    opened = open_release(write_release(tmp_path_factory.mktemp("releases"), overrides=with_withheld))
    yield opened
    opened.close()


def viewed(reader: ReleaseReader, selection: Selection, look: Look) -> pl.DataFrame:
    view = View("explore", selection, look, 3, "en")
    return exhibit_of(cells(reader, selection), view, reader.provenance).cells.frame


def of(frame: pl.DataFrame, place: str, *columns: str) -> list[tuple[Any, ...]]:
    return frame.filter(pl.col("place_id") == place).select(columns).rows()


# ---- the release says what may be added up ------------------------------------------------------------------


def test_release_tells_flows_from_stocks(reader: ReleaseReader) -> None:
    adds_up = {i: info.adds_up for i, info in reader.options.indicators.items()}

    assert adds_up == {
        "PA02": True, "PA03": False, "PA05": True, "PA07": True, "OU01": True, "LA02": True, "LA99": False,
    }  # fmt: skip


# ---- running sums --------------------------------------------------------------------------------------------


def test_running_sum_of_shown_cells_is_a_value(reader: ReleaseReader) -> None:
    quarters = of(viewed(reader, STARTS, Look()), "liege", "value")
    running = of(viewed(reader, STARTS, RUNNING), "liege", "value", "lower", "upper", "status")

    total = 0.0
    for (value,), row in zip(quarters, running, strict=True):
        total += value
        assert row == (total, total, total, "shown")


def test_running_sum_after_a_withheld_cell_is_withheld_between_the_sums_of_its_bounds(
    reader: ReleaseReader,
) -> None:
    (first,), _, (third,), _ = of(viewed(reader, STARTS, Look()), "malaga", "value")

    assert of(viewed(reader, STARTS, RUNNING), "malaga", "value", "lower", "upper", "status") == [
        (first, first, first, "shown"),
        (None, first + 3, first + 20, "withheld"),
        (None, first + third + 3, first + third + 20, "withheld"),
        (None, first + third + 3, None, "withheld"),
    ]


def test_running_sum_over_a_missing_report_is_provisional(reader: ReleaseReader) -> None:
    frame = viewed(reader, STARTS, RUNNING)

    assert [status for (status,) in of(frame, "rotterdam", "status")] == ["shown", *["provisional"] * 3]
    first, second, *_ = of(frame, "rotterdam", "value", "lower", "upper")
    assert first == second


def test_running_sum_of_nothing_reported_is_not_reported(reader: ReleaseReader) -> None:
    from_second = replace(STARTS, periods=QUARTERS[1:])

    assert of(viewed(reader, from_second, RUNNING), "rotterdam", "value", "lower", "status")[0] == (
        None,
        None,
        "not_reported",
    )


def test_running_sum_before_a_period_can_exist_has_none(reader: ReleaseReader) -> None:
    frame = viewed(reader, replace(STARTS, indicator_id="OU01"), RUNNING)

    assert of(frame, "malaga", "value", "status")[0] == (None, "cannot_exist")
    assert of(frame, "malaga", "status")[1] == ("shown",)


def test_running_sum_of_rounded_counts_is_a_range(tmp_path_factory: pytest.TempPathFactory) -> None:
    rounded = open_release(write_release(tmp_path_factory.mktemp("rounded"), rounded_to=BASE))
    first, second, *_ = of(viewed(rounded, STARTS, Look()), "liege", "lower", "upper")
    one, two, *_ = of(viewed(rounded, STARTS, RUNNING), "liege", "lower", "upper", "value", "status")

    assert one[:2] == first
    assert one[3] == "shown"
    assert two == (first[0] + second[0], first[1] + second[1], None, "range")
    rounded.close()


def test_running_ratio_is_that_of_the_sums(reader: ReleaseReader) -> None:
    quarters = of(viewed(reader, RATE, Look()), "liege", "numerator", "denominator", "status")
    running = of(viewed(reader, RATE, RUNNING), "liege", "numerator", "denominator", "value", "status")

    assert quarters[2] == (None, None, "no_cases")
    above = below = 0
    for (numerator, denominator, _), row in zip(quarters, running, strict=True):
        above, below = above + (numerator or 0), below + (denominator or 0)
        assert row == (above, below, 100 * above / below, "shown")


def test_running_ratio_of_a_withheld_part_has_no_value_and_no_bounds(reader: ReleaseReader) -> None:
    rows = of(viewed(reader, RATE, RUNNING), "malaga", "value", "lower", "upper", "numerator", "status")

    assert rows[0][4] == "shown"
    assert rows[1:] == [(None, None, None, None, "withheld")] * 3


def test_running_sum_of_a_stock_is_not_applied_and_the_view_says_so(reader: ReleaseReader) -> None:
    view = View("explore", CASELOAD, RUNNING, 3, "en")
    found = cells(reader, CASELOAD)
    exhibit = exhibit_of(found, view, reader.provenance)

    assert exhibit.view.look == Look() == applied(view, found).look
    assert exhibit.cells.frame.equals(found.frame)
    assert not_applied(view, found) == (wording.NO_RUNNING_NOT_SUMMABLE,)


# ---- medians ---------------------------------------------------------------------------------------------------


def test_median_of_three_shown_places_is_a_value(reader: ReleaseReader) -> None:
    frame = viewed(reader, STARTS, WITH_MEDIAN)
    third = frame.filter(pl.col("period") == "2018-Q3", pl.col("place_id") != MEDIAN)["value"].to_list()

    medians_found = {
        row["period"]: row for row in frame.filter(pl.col("place_id") == MEDIAN).iter_rows(named=True)
    }
    assert medians_found["2018-Q3"]["value"] == median(third)
    assert medians_found["2018-Q3"]["place_label"] == "Median of all cities and regions"
    assert "2018-Q2" not in medians_found  # one place has not reported, and two are too few


def test_median_that_a_withheld_cell_could_change_is_a_range(reader: ReleaseReader) -> None:
    last = viewed(reader, STARTS, WITH_MEDIAN).filter(
        pl.col("place_id") == MEDIAN, pl.col("period") == "2018-Q4"
    )
    shown = sorted(
        value for (value,) in of(viewed(reader, STARTS, Look()), "rotterdam", "value")[-1:]
    ) + sorted(value for (value,) in of(viewed(reader, STARTS, Look()), "liege", "value")[-1:])

    assert last.select("value", "lower", "upper", "status").row(0) == (
        None,
        min(shown),
        max(shown),
        "range",
    )


def test_median_of_two_places_is_not_shown_and_the_view_says_so(reader: ReleaseReader) -> None:
    two = replace(STARTS, place_ids=ALL[:2])
    view = View("explore", two, WITH_MEDIAN, 3, "en")
    found = cells(reader, two)

    assert MEDIAN not in viewed(reader, two, WITH_MEDIAN)["place_id"]
    assert not applied(view, found).look.with_median
    assert not_applied(view, found) == (wording.NO_MEDIAN,)


def test_median_between_two_counts_is_in_the_file_as_it_is(tmp_path: Path) -> None:
    counts = dict(zip(PLACES, (4, 7, 9), strict=True))
    cells_of = {
        ("local", place, "quarter", "2018-Q3", "_T", "starts", "_T", "_T"): (count, count, count, "A", "F")
        for place, count in counts.items()
    } | {("local", "liege", "quarter", "2018-Q3", "_T", "starts", "_T", "_T"): withheld(0, 8)}
    opened = open_release(write_release(tmp_path, overrides=cells_of))
    view = View("explore", replace(STARTS, periods=("2018-Q3",)), WITH_MEDIAN, 3, "en")
    exhibit = exhibit_of(cells(opened, view.selection), view, opened.provenance)

    *_, median_line = csv_bytes(exhibit).decode("utf-8-sig").splitlines()
    assert "Median of all cities and regions" in median_line
    assert ",4,7,range," in median_line
    halves = exhibit.cells.frame.with_columns(lower=pl.col("lower") + 0.5)
    half = replace(exhibit, cells=replace(exhibit.cells, frame=halves))
    assert ",4.5,7.0,range," in csv_bytes(half).decode("utf-8-sig").splitlines()[-1]
    opened.close()


# ---- order and fit -----------------------------------------------------------------------------------------------


def test_order_by_value_puts_the_largest_first_and_what_has_none_last(reader: ReleaseReader) -> None:
    second = replace(STARTS, periods=("2018-Q2",))

    assert viewed(reader, second, Look(order=Order.VALUE))["place_id"].to_list() == [
        "liege",
        "malaga",
        "rotterdam",
    ]
    by_value = viewed(reader, STARTS, Look(order=Order.VALUE, with_median=True))["place_id"].unique(
        maintain_order=True
    )
    assert by_value.to_list()[-1] == MEDIAN


def test_order_by_name_ignores_accents(reader: ReleaseReader) -> None:
    assert viewed(reader, STARTS, Look(order=Order.NAME))["place_id"].unique(
        maintain_order=True
    ).to_list() == ["liege", "malaga", "rotterdam"]


@pytest.mark.parametrize(
    ("selection", "look", "notice"),
    [
        (replace(STARTS, periods=QUARTERS[:1]), RUNNING, wording.NO_RUNNING_ONE_PERIOD),
        (replace(STARTS, periods=QUARTERS[:1]), Look(chart=Chart.LINE), wording.NO_LINE),
        (
            replace(STARTS, periods=QUARTERS[:1], place_ids=ALL[:1]),
            Look(chart=Chart.HEAT),
            wording.NO_HEAT_MAP,
        ),
        (replace(STARTS, place_ids=ALL[:1]), Look(panels=Panels.PLACE), wording.NO_PANELS_BY_PLACE),
        (STARTS, Look(panels=Panels.ACTIVITY), wording.NO_PANELS_BY_ACTIVITY),
        (replace(STARTS, place_ids=ALL[:1]), Look(highlight=ALL[0]), wording.NO_HIGHLIGHT),
    ],
    ids=["running", "line", "heat", "places", "activities", "highlight"],
)
def test_look_that_does_not_fit_is_left_out_and_said(
    reader: ReleaseReader, selection: Selection, look: Look, notice: object
) -> None:
    view = View("explore", selection, look, 3, "en")
    found = cells(reader, selection)

    assert not_applied(view, found) == (notice,)
    assert applied(view, found).look == Look()


def test_look_that_fits_is_kept(reader: ReleaseReader) -> None:
    look = Look(Chart.HEAT, Panels.PLACE, Counting.RUNNING, Order.NAME, "malaga", with_median=True)
    view = View("explore", STARTS, look, 3, "en")

    assert applied(view, cells(reader, STARTS)) == view
    assert not_applied(view, cells(reader, STARTS)) == ()


# ---- whatever the withheld cells are ----------------------------------------------------------------------------

SHARE = IndicatorInfo(
    "X", "", "", 1, "ratio", 100, "%", "up", (), None, False, "", ("a",), ("a", "b"),
    (PlanRow("local", "quarter", "_T", by_activity=False),), is_share=True, adds_up=True,
)  # fmt: skip
COUNT = replace(SHARE, kind="measure", scale=1, unit="persons", denominator=(), is_share=False)


def frame_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    known = {name: "" for name in CELLS_SCHEMA if CELLS_SCHEMA[name] == pl.String()}
    empty = {name: None for name in CELLS_SCHEMA if CELLS_SCHEMA[name] != pl.String()}
    return pl.DataFrame([{**known, **empty, **row} for row in rows], schema=dict(CELLS_SCHEMA))


always_the_same = settings(
    deadline=None, derandomize=True, max_examples=150, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def a_count(draw: st.DrawFn) -> tuple[dict[str, Any], int | None]:
    """A published count, and what it may be in truth; null where there is none."""
    truth = draw(st.integers(0, 40))
    kind = draw(
        st.sampled_from(
            ["shown", "provisional", "rounded", "withheld", "open", "not_reported", "cannot_exist"]
        )
    )
    if kind in ("not_reported", "cannot_exist"):
        return {"status": kind}, None
    if kind in ("shown", "provisional"):
        return {"status": kind, "value": truth, "lower": truth, "upper": truth}, truth
    if kind == "rounded":
        value = (truth + 2) // BASE * BASE
        return (
            {"status": "shown", "value": value, "lower": max(0, value - 4), "upper": value + 4},
            truth,
        )
    lower = draw(st.integers(0, truth))
    upper = None if kind == "open" else truth + draw(st.integers(0 if lower < truth else 1, 30))
    return {"status": "withheld", "lower": lower, "upper": upper}, truth


@st.composite
def a_ratio(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[int, int] | None]:
    """A published share, and what its counts may be in truth."""
    part, rest = draw(st.integers(0, 30)), draw(st.integers(0, 30))
    whole = part + rest
    kind = draw(
        st.sampled_from(["shown", "provisional", "rounded", "withheld", "not_reported", "cannot_exist"])
    )
    if kind in ("not_reported", "cannot_exist"):
        return {"status": kind}, None
    if kind == "withheld":
        return {"status": kind}, (part, whole)
    if whole == 0:
        return {"status": "no_cases"}, (0, 0)
    if kind == "rounded":
        above, below = (part + 2) // BASE * BASE, (whole + 2) // BASE * BASE
        least, most = max(0, below - 4), below + 4
        return {
            "status": "range",
            "lower": 100 * max(0, above - 4) / most,
            "upper": min(100.0, 100 * (above + 4) / least if least else 100.0),
            "numerator": above,
            "denominator": below,
        }, (part, whole)
    share = 100 * part / whole
    return {
        "status": kind, "value": share, "lower": share, "upper": share, "numerator": part, "denominator": whole,
    }, (part, whole)  # fmt: skip


def holds(row: dict[str, Any], truth: float) -> bool:
    """Whether what is said of a figure is true of it."""
    least = 0.0 if row["lower"] is None else row["lower"]
    most = float("inf") if row["upper"] is None else row["upper"]
    return bool(least - 1e-9 <= truth <= most + 1e-9)


@always_the_same
@given(st.lists(a_count(), min_size=1, max_size=6))
def test_running_sum_holds_for_every_completion(drawn: list[tuple[dict[str, Any], int | None]]) -> None:
    found = running_counts(frame_of([{**row, "period": str(i)} for i, (row, _) in enumerate(drawn)]))

    for i, row in enumerate(found.iter_rows(named=True)):
        counted = [truth for _, truth in drawn[: i + 1] if truth is not None]
        hidden = any(each["status"] == "withheld" for each, _ in drawn[: i + 1])
        if row["status"] in ("not_reported", "cannot_exist"):
            assert (row["value"], row["lower"], row["upper"]) == (None, None, None)
            assert not counted or drawn[i][0]["status"] == "cannot_exist"
            continue
        assert holds(row, sum(counted))
        assert row["value"] is None or not hidden
        if row["value"] is not None and row["lower"] == row["upper"]:
            assert row["value"] == sum(counted)


@always_the_same
@given(st.lists(a_ratio(), min_size=1, max_size=6))
def test_running_ratio_holds_for_every_completion(
    drawn: list[tuple[dict[str, Any], tuple[int, int] | None]],
) -> None:
    found = running_ratios(frame_of([{**row, "period": str(i)} for i, (row, _) in enumerate(drawn)]), SHARE)

    for i, row in enumerate(found.iter_rows(named=True)):
        counted = [truth for _, truth in drawn[: i + 1] if truth is not None]
        below = sum(whole for _, whole in counted)
        if row["status"] in ("not_reported", "cannot_exist", "no_cases") or not below:
            assert row["value"] is None
            continue
        truth = 100 * sum(part for part, _ in counted) / below
        assert holds(row, truth)
        if any(each["status"] in ("withheld", "range") for each, _ in drawn[: i + 1]):
            assert row["value"] is None
        if row["value"] is not None:
            assert row["value"] == pytest.approx(truth)


@always_the_same
@given(st.lists(a_count(), min_size=1, max_size=7))
def test_median_holds_for_every_completion(drawn: list[tuple[dict[str, Any], int | None]]) -> None:
    found = medians(
        frame_of([{**row, "place_id": f"p{i}"} for i, (row, _) in enumerate(drawn)]), COUNT, "median"
    )

    counted = [truth for _, truth in drawn if truth is not None]
    assert found.height <= 1
    for row in found.iter_rows(named=True):
        assert len(counted) >= 3
        assert holds(row, median(counted))
        assert row["value"] is None or row["value"] == median(counted)


@always_the_same
@given(st.lists(a_count(), min_size=3, max_size=7), st.data())
def test_derived_cells_do_not_depend_on_what_is_withheld(
    drawn: list[tuple[dict[str, Any], int | None]], data: st.DataObject
) -> None:
    """A value that stands in a withheld row by mistake goes nowhere."""
    clean = [{**row, "period": str(i)} for i, (row, _) in enumerate(drawn)]
    tainted = [
        {**row, "value": data.draw(st.integers(0, 99))} if row["status"] == "withheld" else row
        for row in clean
    ]

    assert running_counts(frame_of(clean)).equals(running_counts(frame_of(tainted)))


def test_exhibit_keeps_the_cells_type(reader: ReleaseReader) -> None:
    view = View("explore", STARTS, Look(Chart.AUTO, counting=Counting.RUNNING, with_median=True), 3, "en")
    exhibit = exhibit_of(cells(reader, STARTS), view, reader.provenance)

    assert isinstance(exhibit.cells, Cells)
    assert exhibit.cells.frame.schema == pl.Schema(CELLS_SCHEMA)
