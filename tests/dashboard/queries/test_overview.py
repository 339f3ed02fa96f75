from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.model import CellStatus
from dashboard.queries import ReleaseReader, headlines, open_release, report_status, withheld_summary
from tests.dashboard.release_fixture import CANNOT_EXIST, Key, withheld, write_release


def test_report_status_has_one_row_for_each_expected_report(reader: ReleaseReader) -> None:
    frame = report_status(reader).frame

    assert frame.height == 12
    assert frame.filter(state="missing").select("partner_id", "quarter").rows() == [("rotterdam", "2018-Q2")]


def test_headlines_flow_against_target_has_progress(reader: ReleaseReader) -> None:
    starts = next(h for h in headlines(reader) if h.indicator.id == "PA02")

    assert (starts.value, starts.target, starts.progress_pct, starts.is_reached) == (1008.0, 600, 168.0, True)
    assert starts.status is CellStatus.SHOWN


def test_headlines_stock_is_of_the_latest_quarter(reader: ReleaseReader) -> None:
    caseload = next(h for h in headlines(reader) if h.indicator.id == "PA03")

    assert (caseload.period_label, caseload.target_period_label, caseload.target) == (
        "2018-Q4",
        "2018-Q4",
        100,
    )


def test_headlines_less_is_better_has_no_progress(reader: ReleaseReader) -> None:
    drop_outs = next(h for h in headlines(reader) if h.indicator.id == "PA05")

    assert (drop_outs.progress_pct, drop_outs.is_reached) == (None, True)


def test_headlines_without_target_has_no_progress(reader: ReleaseReader) -> None:
    rate = next(h for h in headlines(reader) if h.indicator.id == "PA07")

    assert (rate.target, rate.progress_pct, rate.is_reached) == (None, None, None)


def test_headlines_withheld_cell_has_no_progress(tmp_path: Path) -> None:
    key = ("project", "PROJECT", "project", "PROJECT", "_T", "starts", "_T", "_T")
    reader = open_release(write_release(tmp_path, overrides={key: withheld(0, 700)}))

    starts = next(h for h in headlines(reader) if h.indicator.id == "PA02")

    assert (starts.status, starts.value, starts.progress_pct, starts.is_reached) == (
        CellStatus.WITHHELD,
        None,
        None,
        None,
    )
    reader.close()


def test_withheld_summary_counts_cells_by_status(reader: ReleaseReader) -> None:
    row = withheld_summary(reader).row(
        by_predicate=(pl.col("place_level") == "local") & (pl.col("measure_id") == "starts"), named=True
    )

    assert row == {
        "place_level": "local",
        "measure_id": "starts",
        "measure_label": "Starts",
        "shown": 95,
        "provisional": 0,
        "withheld": 5,
        "not_reported": 5,
        "cannot_exist": 0,
    }


def _whole_project(period_level: str, period: str, measure: str = "starts") -> Key:
    return ("project", "PROJECT", period_level, period, "_T", measure, "_T", "_T")


def test_headlines_period_that_is_not_over_gives_way_to_the_latest_known_year(tmp_path: Path) -> None:
    hidden = {_whole_project("project", "PROJECT"): CANNOT_EXIST, _whole_project("year", "Y2"): CANNOT_EXIST}
    reader = open_release(write_release(tmp_path, overrides=hidden))

    starts = next(h for h in headlines(reader) if h.indicator.id == "PA02")

    assert (starts.status, starts.awaits_the_end) == (CellStatus.PROVISIONAL, True)
    assert starts.period_label == reader.options.labels.periods["year", "Y1"]
    assert (starts.target, starts.target_period_label) == (
        600,
        reader.options.labels.periods["project", "PROJECT"],
    )
    assert (starts.progress_pct, starts.is_reached) == (None, None)
    reader.close()


def test_headlines_latest_quarter_with_a_value_comes_before_a_withheld_year(tmp_path: Path) -> None:
    hidden = {
        _whole_project("project", "PROJECT"): CANNOT_EXIST,
        _whole_project("year", "Y2"): withheld(0, None),
    }
    reader = open_release(write_release(tmp_path, overrides=hidden))

    starts = next(h for h in headlines(reader) if h.indicator.id == "PA02")

    assert (starts.period_label, starts.status) == ("2018-Q4", CellStatus.SHOWN)
    reader.close()


def test_headlines_nothing_with_a_value_is_the_longest_withheld_period(tmp_path: Path) -> None:
    hidden = {
        _whole_project("project", "PROJECT"): CANNOT_EXIST,
        _whole_project("year", "Y2"): withheld(0, 90),
        _whole_project("quarter", "2018-Q4"): withheld(0, None),
    }
    reader = open_release(write_release(tmp_path, overrides=hidden))

    starts = next(h for h in headlines(reader) if h.indicator.id == "PA02")

    assert (starts.status, starts.upper) == (CellStatus.WITHHELD, 90)
    reader.close()
