from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.model import CELLS_SCHEMA
from dashboard.queries import ReleaseReader, cells, open_release
from dashboard.selection import Selection
from tests.dashboard.release_fixture import (
    CANNOT_EXIST,
    NOT_REPORTED,
    PLACES,
    QUARTERS,
    Cell,
    withheld,
    write_release,
)

LIEGE_TOTAL = ("local", "liege", "project", "PROJECT", "_T")
RATIO_LIEGE = Selection("PA07", "local", ("liege",), "project", ("PROJECT",))
Reopen = Callable[[dict[str, Cell]], ReleaseReader]


def only(frame: pl.DataFrame) -> dict[str, Any]:
    assert frame.height == 1
    return frame.row(0, named=True)


@pytest.fixture
def with_parts(tmp_path: Path) -> Iterator[Reopen]:
    opened: list[ReleaseReader] = []

    def build(parts: dict[str, Cell]) -> ReleaseReader:
        overrides = {(*LIEGE_TOTAL, measure, "_T", "_T"): cell for measure, cell in parts.items()}
        opened.append(open_release(write_release(tmp_path, overrides=overrides)))
        return opened[-1]

    yield build
    for reader in opened:
        reader.close()


def shown(value: int) -> Cell:
    return value, value, value, "A", "F"


def provisional(value: int) -> Cell:
    return value, value, value, "P", "F"


def test_cells_measure_has_the_labels_and_schema(reader: ReleaseReader) -> None:
    found = cells(reader, Selection("PA02", "local", ("malaga",), "quarter", ("2018-Q2",), ("boxing",)))

    assert dict(found.frame.schema) == dict(CELLS_SCHEMA)
    row = only(found.frame)
    assert (row["place_label"], row["period_label"], row["activity_label"]) == (
        "Málaga",
        "2018-Q2",
        "Boxing club",
    )
    assert (row["value"], row["lower"], row["upper"], row["status"]) == (29.0, 29.0, 29.0, "shown")
    assert (row["numerator"], row["denominator"]) == (None, None)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (
            Selection("PA02", "local", ("malaga",), "quarter", ("2018-Q1",), ("boxing",)),
            ("withheld", 0.0, 12.0),
        ),
        (
            Selection("PA02", "local", ("malaga",), "quarter", ("2018-Q1",), ("mentoring",)),
            ("withheld", 0.0, None),
        ),
        (Selection("PA02", "local", ("rotterdam",), "quarter", ("2018-Q2",)), ("not_reported", None, None)),
        (Selection("OU01", "local", ("malaga",), "quarter", ("2018-Q1",)), ("cannot_exist", None, None)),
        (Selection("PA07", "local", ("malaga",), "project", ("PROJECT",)), ("withheld", None, None)),
        (Selection("PA07", "local", ("liege",), "quarter", ("2018-Q3",)), ("no_cases", None, None)),
    ],
    ids=["withheld", "withheld-open", "not-reported", "cannot-exist", "ratio-withheld", "ratio-over-0"],
)
def test_cells_without_value_say_why(
    reader: ReleaseReader, selection: Selection, expected: tuple[str, float | None, float | None]
) -> None:
    row = only(cells(reader, selection).frame)

    assert (row["status"], row["lower"], row["upper"]) == expected
    assert (row["value"], row["numerator"], row["denominator"]) == (None, None, None)


def test_cells_ratio_divides_published_cells_last(reader: ReleaseReader) -> None:
    row = only(cells(reader, Selection("PA07", "local", ("malaga",), "quarter", ("2018-Q1",))).frame)

    assert (row["numerator"], row["denominator"]) == (40, 72)
    assert row["value"] == row["lower"] == row["upper"] == pytest.approx(100 * 40 / 72)


@pytest.mark.parametrize(
    ("parts", "status", "value"),
    [
        ({"completions": shown(3), "drop_outs": shown(1)}, "shown", 75.0),
        ({"completions": provisional(3), "drop_outs": shown(1)}, "provisional", 75.0),
        ({"completions": shown(3), "drop_outs": withheld(0, 9)}, "withheld", None),
        ({"completions": withheld(0, 9), "drop_outs": NOT_REPORTED}, "withheld", None),
        ({"completions": shown(3), "drop_outs": NOT_REPORTED}, "not_reported", None),
        ({"completions": CANNOT_EXIST, "drop_outs": NOT_REPORTED}, "not_reported", None),
        ({"completions": CANNOT_EXIST, "drop_outs": provisional(1)}, "cannot_exist", None),
        ({"completions": shown(0), "drop_outs": shown(0)}, "no_cases", None),
        ({"completions": shown(0), "drop_outs": shown(4)}, "shown", 0.0),
        ({"completions": (3, 3, 3, "Q", "C"), "drop_outs": shown(1)}, "withheld", None),
        ({"completions": (None, 0, 9, "A", "F"), "drop_outs": shown(1)}, "withheld", None),
        ({"completions": (3, 3, 3, "E", "F"), "drop_outs": shown(1)}, "withheld", None),
    ],
    ids=[
        "shown",
        "provisional",
        "one-withheld",
        "withheld-beats-not-reported",
        "one-not-reported",
        "not-reported-beats-cannot-exist",
        "cannot-exist-beats-provisional",
        "over-0",
        "none-of-some",
        "withheld-with-a-value",
        "shown-without-a-value",
        "unknown-code",
    ],
)
def test_cells_ratio_is_as_hidden_as_its_parts(
    with_parts: Reopen, parts: dict[str, Cell], status: str, value: float | None
) -> None:
    row = only(cells(with_parts(parts), RATIO_LIEGE).frame)

    assert (row["status"], row["value"]) == (status, value)


def test_cells_combination_not_in_the_plan_is_no_row(reader: ReleaseReader) -> None:
    found = cells(reader, Selection("PA03", "local", ("malaga",), "year", ("Y1",)))

    assert found.frame.is_empty()
    assert dict(found.frame.schema) == dict(CELLS_SCHEMA)


def test_cells_nothing_selected_is_no_row(reader: ReleaseReader) -> None:
    assert cells(reader, Selection("PA02", "local", (), "quarter", QUARTERS)).frame.is_empty()


def test_cells_come_by_place_activity_and_period_in_the_order_of_the_release(reader: ReleaseReader) -> None:
    selection = Selection("PA02", "local", tuple(reversed(PLACES)), "quarter", QUARTERS, ("mentoring", "_T"))

    keys = cells(reader, selection).frame.select("place_id", "activity_id", "period").rows()

    assert keys == [(p, a, q) for p in PLACES for a in ("_T", "mentoring") for q in QUARTERS]


def test_cells_hostile_code_selects_nothing(reader: ReleaseReader) -> None:
    selection = Selection("PA02", "local", ("malaga') or ('1'='1",), "quarter", QUARTERS)

    assert cells(reader, selection).frame.is_empty()


def test_cells_counts_are_of_cells(reader: ReleaseReader) -> None:
    selection = Selection("PA02", "local", ("malaga",), "quarter", QUARTERS, ("boxing", "mentoring"))

    assert cells(reader, selection).withheld_count == 2
