"""What looks change: dots, columns, panels, highlights, medians and milestones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.charts import alt_text, draw, subtitle
from dashboard.charts.palette import AXIS, HATCH, INK, SERIES
from dashboard.model import Figure
from dashboard.queries import ReleaseReader, open_release
from dashboard.selection import Selection
from dashboard.view import Chart, Counting, Look, Order, Panels
from pipelines.languages import LANGUAGES
from tests.dashboard.charts.examples import (
    ACTIVITIES_IN_A_QUARTER,
    ACTIVITIES_OVER_TIME,
    MILESTONES,
    PANELS,
    PLACES_IN_A_QUARTER,
    PROVISIONAL_OVER_TIME,
    SELECTIONS,
    SEXES,
    compared,
    exhibit_of,
)
from tests.dashboard.release_fixture import PLACES, QUARTERS, withheld, write_release

THIRD_QUARTER = replace(PLACES_IN_A_QUARTER, periods=("2018-Q3",))
LOOKS = (
    Look(),
    Look(chart=Chart.LINE, panels=Panels.NONE),
    Look(chart=Chart.BAR, highlight="malaga"),
    Look(chart=Chart.DOT, order=Order.VALUE, with_median=True),
    Look(chart=Chart.HEAT, panels=Panels.PLACE, with_median=True),
    Look(panels=Panels.PLACE, counting=Counting.RUNNING, with_median=True),
    Look(panels=Panels.ACTIVITY, order=Order.NAME, highlight="boxing"),
)


def named(figure: Figure, name: str) -> list[dict[str, Any]]:
    return [t for t in figure["data"] if t["name"].replace("<br>", " ").startswith(name)]


def axes(figure: Figure, letter: str) -> list[dict[str, Any]]:
    return [axis for name, axis in figure["layout"].items() if name.startswith(f"{letter}axis")]


# ---- dots -------------------------------------------------------------------------------------------------


def test_dots_withheld_cell_is_a_hatched_bar_with_caps_at_its_published_ends(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_IN_A_QUARTER, look=Look(chart=Chart.DOT))

    [interval] = named(figure, "Withheld: between")
    [caps] = [t for t in figure["data"] if t.get("marker", {}).get("symbol") == "line-ns-open"]
    assert (interval["base"], interval["x"]) == ([0.0], [12.0])
    assert interval["marker"]["pattern"]["shape"] == HATCH["shape"]
    assert caps["x"] == [0.0, 12.0]


def test_dots_stand_in_the_order_of_their_values(reader: ReleaseReader) -> None:
    figure = compared(reader, THIRD_QUARTER, look=Look(chart=Chart.DOT, order=Order.VALUE))

    [dots] = [t for t in figure["data"] if t.get("mode") == "markers"]
    assert dots["x"] == sorted(dots["x"], reverse=True)
    assert dots["y"] == sorted(dots["y"])


def test_dots_of_several_periods_say_theirs(reader: ReleaseReader) -> None:
    selection = replace(ACTIVITIES_OVER_TIME, activity_ids=("boxing",), periods=QUARTERS[:2])

    labels = compared(reader, selection, look=Look(chart=Chart.DOT))["data"][-1]["text"]
    assert [label.strip() for label in labels] == ["2018-Q1: withheld: 0 to 12", "2018-Q2: 29"]


# ---- columns ----------------------------------------------------------------------------------------------


def test_columns_withheld_cell_is_its_interval_and_no_column(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_OVER_TIME, look=Look(chart=Chart.BAR))

    [columns] = named(figure, "Boxing club")
    [interval] = named(figure, "Withheld: between")
    assert (columns["type"], columns["y"]) == ("bar", [None, 29.0, 33.0, 37.0])
    assert (interval["base"], interval["y"], interval["x"]) == ([0.0], [12.0], columns["x"][:1])


def test_columns_of_one_period_stand_beside_each_other(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_OVER_TIME, look=Look(chart=Chart.BAR))

    first, second = (t for t in figure["data"] if t["type"] == "bar" and t["showlegend"] and t.get("text"))
    assert second["x"][0] - first["x"][0] >= first["width"]


def test_columns_of_zero_say_so(tmp_path: Path) -> None:
    key = ("local", "malaga", "quarter", "2018-Q2", "boxing", "starts", "_T", "_T")
    reader = open_release(write_release(tmp_path, overrides={key: (0, 0, 0, "A", "F")}))

    [columns] = named(compared(reader, ACTIVITIES_OVER_TIME, look=Look(chart=Chart.BAR)), "Boxing club")
    assert columns["text"] == ["", "0", "", ""]
    crowded = compared(reader, PANELS, True, Look(chart=Chart.BAR, panels=Panels.NONE))
    [narrow] = named(crowded, "Málaga · Boxing club")
    stubs = [t for t in crowded["data"] if t.get("marker", {}).get("symbol") == "line-ns-open"]
    assert "0" not in narrow["text"]
    assert [x for t in stubs for x in t["x"]] == [narrow["x"][1]]
    reader.close()


# ---- panels -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("panels", "count", "names"),
    [(Panels.PLACE, 3, 3), (Panels.ACTIVITY, 3, 3), (Panels.AUTO, 9, 0), (Panels.NONE, 1, 9)],
)
def test_panels_share_one_scale_and_one_legend(
    reader: ReleaseReader, panels: Panels, count: int, names: int
) -> None:
    figure = compared(reader, PANELS, look=Look(panels=panels))

    assert len(axes(figure, "y")) == count
    assert len({tuple(axis["range"]) for axis in axes(figure, "y")}) == 1
    legend = [t["name"] for t in figure["data"] if t["showlegend"] and t.get("mode") == "lines+markers"]
    assert len(legend) == len(set(legend)) == names


def test_panels_give_the_same_activity_the_same_look(reader: ReleaseReader) -> None:
    figure = compared(reader, PANELS, look=Look(panels=Panels.PLACE))

    looks = {(t["name"], t["line"]["color"], t["line"]["dash"]) for t in figure["data"] if "line" in t}
    assert len(looks) == 3


def test_order_does_not_change_colours(reader: ReleaseReader) -> None:
    selection = Selection("PA02", "local", tuple(PLACES), "quarter", QUARTERS)
    given, ordered = (
        compared(reader, selection, look=Look(order=order)) for order in (Order.GIVEN, Order.NAME)
    )

    def colors(figure: Figure) -> dict[str, str]:
        return {t["name"]: t["line"]["color"] for t in figure["data"] if t.get("mode") == "lines+markers"}

    assert list(colors(given)) != list(colors(ordered))
    assert colors(given) == colors(ordered)


# ---- highlight and median -----------------------------------------------------------------------------------


def test_highlight_greys_all_but_one_and_names_stay(reader: ReleaseReader) -> None:
    selection = Selection("PA02", "local", tuple(PLACES), "quarter", QUARTERS)
    lines = [
        t
        for t in compared(reader, selection, look=Look(highlight="rotterdam"))["data"]
        if t.get("mode") == "lines+markers"
    ]

    assert [t["line"]["color"] in SERIES for t in lines] == [False, True, False]
    assert [t["line"]["color"] == AXIS for t in lines] == [True, False, True]
    assert len({(t["line"]["dash"], str(t["marker"]["symbol"])) for t in lines}) == 3
    assert all(t["showlegend"] for t in lines)


def test_median_is_a_dashed_line_and_a_diamond_beside_the_bars(reader: ReleaseReader) -> None:
    figure = compared(reader, THIRD_QUARTER, look=Look(with_median=True))

    [median] = named(figure, "Median of all cities and regions")
    [line] = figure["layout"]["shapes"]
    assert median["marker"]["symbol"].startswith("diamond")
    assert line["x0"] == line["x1"] == median["x"][0]
    assert line["line"]["dash"] == "dash"


def test_median_stands_in_the_panel_of_every_place(reader: ReleaseReader) -> None:
    look = Look(panels=Panels.PLACE, with_median=True)
    figure = compared(reader, replace(PANELS, activity_ids=("boxing", "mentoring")), look=look)

    medians = [t for t in named(figure, "Median") if t.get("mode") == "lines+markers"]
    assert {t["yaxis"] for t in medians} == {"y", "y2", "y3"}
    assert {t["line"]["color"] for t in medians} == {INK}
    assert len(axes(figure, "y")) == 3


# ---- milestones ---------------------------------------------------------------------------------------------


def test_milestones_are_lines_with_numbers_and_a_list(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_OVER_TIME, look=Look(), milestones=MILESTONES)

    assert [s["x0"] for s in figure["layout"]["shapes"] if s["type"] == "line"] == [1, 3]
    notes = [n["text"] for n in figure["layout"]["annotations"]]
    assert {"1–2", "3"} <= set(notes)
    assert any("1: 2018-Q2, Second meeting of the partners<br>2: 2018-Q2, Study visits" in n for n in notes)


def test_milestones_are_not_drawn_on_an_axis_of_years(reader: ReleaseReader) -> None:
    years = replace(PROVISIONAL_OVER_TIME, period_level="year", periods=("Y1", "Y2"))
    figure = compared(reader, years, look=Look(), milestones=MILESTONES)

    assert figure["layout"]["shapes"] == []
    assert "Study visits" not in json.dumps(figure)


# ---- whatever the look ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS, ids=range(len(LOOKS)))
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_every_look_of_every_selection_is_plain_data_and_says_what_is_withheld(
    reader: ReleaseReader, look: Look, narrow: bool
) -> None:
    for selection in SELECTIONS:
        exhibit = exhibit_of(reader, selection, look=look, milestones=MILESTONES)
        figure = draw(exhibit, narrow)
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        count = exhibit.cells.withheld_count
        sentence = {0: "No cell withheld.", 1: "1 cell withheld."}.get(count, f"{count} cells withheld.")
        assert sentence in figure["layout"]["meta"]["source"]
        assert figure["layout"]["height"] < 4000


@pytest.mark.parametrize("look", LOOKS, ids=range(len(LOOKS)))
def test_no_figure_depends_on_a_clear_value_that_is_withheld(reader: ReleaseReader, look: Look) -> None:
    """Whatever stands in the value of a withheld cell by mistake, figure and words are the same."""
    for selection in SELECTIONS:
        exhibit = exhibit_of(reader, selection, look=look)
        rows = exhibit.cells.frame.to_dicts()
        if not exhibit.cells.withheld_count:
            continue
        for row in rows:
            if row["status"] == "withheld":
                row.update(value=7717.0)
        frame = type(exhibit.cells.frame)(rows, schema=exhibit.cells.frame.schema)
        tainted = replace(exhibit, cells=replace(exhibit.cells, frame=frame))
        for narrow in (False, True):
            assert draw(tainted, narrow) == draw(exhibit, narrow)
        assert alt_text(tainted) == alt_text(exhibit)


@pytest.mark.parametrize("chart", [Chart.BAR, Chart.DOT, Chart.LINE, Chart.HEAT])
def test_axes_are_the_same_whatever_is_behind_a_withheld_cell_without_bounds(
    tmp_path: Path, chart: Chart
) -> None:
    """Two releases that publish the same have the same figures: the fixture's clear counts differ behind them."""
    hidden = {
        ("local", place, "quarter", quarter, "_T", "starts", "_T", "_T"): withheld(0, None)
        for place in PLACES
        for quarter in QUARTERS
    }
    reader = open_release(write_release(tmp_path, overrides=hidden))
    for selection in (PLACES_IN_A_QUARTER, Selection("PA02", "local", tuple(PLACES), "quarter", QUARTERS)):
        figure = compared(reader, selection, look=Look(chart=chart))
        for axis in axes(figure, "x") + axes(figure, "y"):
            if axis.get("ticktext") and axis["ticktext"][0] == "0":
                assert axis["ticktext"] == ["0", "1"]
    reader.close()


def test_added_up_figures_say_from_when_on(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, ACTIVITIES_OVER_TIME, look=Look(counting=Counting.RUNNING))

    assert subtitle(exhibit).endswith("; added up from 2018-Q1 on")
    assert "added up from 2018-Q1 on" in alt_text(exhibit)
    assert "added up" not in subtitle(exhibit_of(reader, ACTIVITIES_OVER_TIME))


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_have_the_separators_of_their_language(tmp_path: Path, language: str) -> None:
    reader = open_release(write_release(tmp_path), language=language)
    rate = replace(SEXES, indicator_id="PA07")
    figure = compared(reader, rate)

    comma = language != "en"
    assert figure["layout"]["separators"][0] == ("," if comma else ".")
    values = [text for text in figure["data"][-1]["text"] if "3" in text or "5" in text]
    assert values
    assert all(("," in text) is comma for text in values)
    reader.close()
