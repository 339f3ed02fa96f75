from __future__ import annotations

from dashboard.queries import ReleaseReader
from tests.dashboard.charts.examples import ACTIVITIES_OVER_TIME, PLACES_IN_A_QUARTER, participated


def test_participation_single_period_is_drawn_over_time(reader: ReleaseReader) -> None:
    figure = participated(reader, PLACES_IN_A_QUARTER)

    assert figure["data"][0]["mode"] == "lines+markers"
    assert figure["layout"]["xaxis"]["ticktext"] == ["2018-Q2"]


def test_participation_withheld_cell_is_no_zero_and_no_plain_gap(reader: ReleaseReader) -> None:
    figure = participated(reader, ACTIVITIES_OVER_TIME)

    drawn = [t for t in figure["data"] if any("withheld" in text for text in t.get("hovertext", []))]
    assert {t["type"] for t in drawn} == {"bar", "scatter"}
    assert all(0 not in t["y"] for t in drawn)
