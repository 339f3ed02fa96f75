from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.charts.palette import NOT_REPORTED_SYMBOL, WITHHELD_OPEN_UP
from dashboard.model import Figure
from dashboard.queries import ReleaseReader, open_release
from tests.dashboard.charts.examples import (
    ACTIVITIES_OVER_TIME,
    FOLLOW_UP_OVER_TIME,
    PANELS,
    PROVISIONAL_OVER_TIME,
    RATIOS_OVER_TIME,
    compared,
)
from tests.dashboard.release_fixture import withheld, write_release


def named(figure: Figure, name: str) -> list[dict[str, Any]]:
    return [t for t in figure["data"] if t["name"].replace("<br>", " ").startswith(name)]


def test_lines_withheld_cell_is_a_gap_with_its_published_interval(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_OVER_TIME)

    line = named(figure, "Boxing club")[0]
    [interval] = named(figure, "Withheld: between")
    assert line["y"] == [None, 29.0, 33.0, 37.0]
    assert line["connectgaps"] is False
    assert (interval["base"], interval["y"], interval["x"]) == ([0.0], [12.0], [line["x"][0]])
    assert interval["hovertext"] == ["Boxing club, 2018-Q1<br>withheld, between 0 and 12"]


def test_lines_withheld_cell_without_upper_limit_stands_in_the_strip_below_zero(
    reader: ReleaseReader,
) -> None:
    figure = compared(reader, ACTIVITIES_OVER_TIME)

    [mark] = named(figure, "Withheld: no upper limit")
    axis = figure["layout"]["yaxis"]
    assert mark["marker"]["symbol"] == WITHHELD_OPEN_UP
    assert axis["range"][0] < mark["y"][0] < 0
    assert dict(zip(axis["tickvals"], axis["ticktext"], strict=True))[mark["y"][0]] == "no value"


def test_lines_withheld_cell_with_a_lower_limit_alone_begins_there_and_goes_on(tmp_path: Path) -> None:
    key = ("local", "malaga", "quarter", "2018-Q1", "boxing", "starts", "_T", "_T")
    reader = open_release(write_release(tmp_path, overrides={key: withheld(14, None)}))

    figure = compared(reader, ACTIVITIES_OVER_TIME)

    [interval] = named(figure, "Withheld: between")
    [mark] = named(figure, "Withheld: the interval goes on beyond")
    top = figure["layout"]["yaxis"]["range"][1]
    assert interval["base"] == [14]
    assert interval["base"][0] + interval["y"][0] == pytest.approx(top)
    assert mark["y"] == [top]
    assert interval["hovertext"] == ["Boxing club, 2018-Q1<br>withheld, 14 or more"]
    reader.close()


def test_lines_not_reported_and_no_cases_have_marks_of_their_own(reader: ReleaseReader) -> None:
    figure = compared(reader, RATIOS_OVER_TIME)

    [missing] = named(figure, "Not reported")
    [no_cases] = named(figure, "No cases")
    assert missing["marker"]["symbol"] == NOT_REPORTED_SYMBOL != no_cases["marker"]["symbol"]
    assert missing["hovertext"] == ["Rotterdam, 2018-Q2<br>not reported"]


def test_lines_cell_that_cannot_exist_yet_has_a_mark(reader: ReleaseReader) -> None:
    marks = named(compared(reader, FOLLOW_UP_OVER_TIME), "Too early to exist")

    assert len(marks) == 3
    assert [mark["showlegend"] for mark in marks] == [True, False, False]


def test_lines_provisional_value_is_hollow(reader: ReleaseReader) -> None:
    figure = compared(reader, PROVISIONAL_OVER_TIME)

    assert figure["data"][0]["marker"]["symbol"] == ["circle", "circle-open", "circle", "circle"]
    assert named(figure, "Provisional")[0]["showlegend"]


def test_lines_series_differ_in_colour_mark_and_dash(reader: ReleaseReader) -> None:
    lines = [t for t in compared(reader, RATIOS_OVER_TIME)["data"] if t.get("mode") == "lines+markers"]

    assert (
        len({t["line"]["color"] for t in lines}) == len({t["line"]["dash"] for t in lines}) == len(lines) == 3
    )
    assert len({t["marker"]["symbol"][0] for t in lines}) == 3


def test_lines_without_missing_cells_have_no_strip(reader: ReleaseReader) -> None:
    layout = compared(reader, PROVISIONAL_OVER_TIME)["layout"]

    assert layout["yaxis"]["range"][0] == 0
    assert layout["shapes"] == []


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_lines_of_many_series_stand_in_panels_of_one_scale(reader: ReleaseReader, narrow: bool) -> None:
    layout = compared(reader, PANELS, narrow)["layout"]

    axes = [layout[name] for name in layout if name.startswith("yaxis")]
    assert len(axes) == 9
    assert len({tuple(axis["range"]) for axis in axes}) == 1
    tops = sorted({axis["domain"][1] for axis in axes}, reverse=True)
    assert len(tops) == (9 if narrow else 5)
    assert tops[0] <= 1
    assert min(axis["domain"][0] for axis in axes) == pytest.approx(0, abs=1e-4)


def test_lines_withheld_cells_of_panels_are_marked_in_theirs(reader: ReleaseReader) -> None:
    figure = compared(reader, PANELS)

    [interval] = named(figure, "Withheld: between")
    assert (interval["xaxis"], interval["yaxis"]) == ("x2", "y2")
    assert "<b>Málaga · Boxing club</b>" in [note["text"] for note in figure["layout"]["annotations"]]


def test_lines_interval_that_ends_beyond_the_axis_says_so(tmp_path: Path) -> None:
    key = ("local", "malaga", "quarter", "2018-Q1", "boxing", "starts", "_T", "_T")
    reader = open_release(write_release(tmp_path, overrides={key: withheld(0, 5000)}))

    figure = compared(reader, ACTIVITIES_OVER_TIME)

    top = figure["layout"]["yaxis"]["range"][1]
    [beyond] = named(figure, "Withheld: the interval goes on beyond")
    assert beyond["y"] == [top]
    assert beyond["hovertext"] == ["Boxing club, 2018-Q1<br>withheld, between 0 and 5,000"]
    assert top < 130
    reader.close()
