from __future__ import annotations

from dataclasses import replace

from dashboard.charts import alt_text
from dashboard.queries import ReleaseReader
from dashboard.selection import Selection
from tests.dashboard.charts.examples import ACTIVITIES_OVER_TIME, PLACES_IN_A_QUARTER, SEXES, exhibit_of


def spoken(reader: ReleaseReader, selection: Selection) -> str:
    return alt_text(exhibit_of(reader, selection))


def test_alt_text_names_range_and_withheld_cells(reader: ReleaseReader) -> None:
    assert spoken(reader, replace(ACTIVITIES_OVER_TIME, activity_ids=("boxing",))) == (
        "Starts (persons): Málaga; 2018-Q1 to 2018-Q4; Boxing club. "
        "Highest shown: 37 (2018-Q4); lowest shown: 29 (2018-Q2). Of 4 cells: 1 withheld."
    )


def test_alt_text_missing_reports_are_not_withheld(reader: ReleaseReader) -> None:
    assert spoken(reader, PLACES_IN_A_QUARTER).endswith("Of 3 cells: 1 not reported.")


def test_alt_text_nothing_shown_says_so(reader: ReleaseReader) -> None:
    text = spoken(reader, replace(SEXES, place_ids=("malaga",)))

    assert text.endswith("No value is shown. Of 2 cells: 2 withheld.")


def test_alt_text_all_shown_says_so(reader: ReleaseReader) -> None:
    assert spoken(reader, replace(SEXES, place_ids=("liege",))).endswith("All 2 cells are shown.")


def test_alt_text_single_value_is_said_once(reader: ReleaseReader) -> None:
    text = spoken(reader, replace(PLACES_IN_A_QUARTER, place_ids=("malaga",)))

    assert "The value is 68." in text


def test_alt_text_without_cells_says_so(reader: ReleaseReader) -> None:
    assert spoken(reader, replace(SEXES, place_ids=())).endswith(
        "This release has no cells for this selection."
    )
