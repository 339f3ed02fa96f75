from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dashboard.charts.palette import CANNOT_EXIST_SYMBOL, HEAT, NO_CASES_SYMBOL, NOT_REPORTED_SYMBOL
from dashboard.model import Figure
from dashboard.queries import ReleaseReader, open_release
from dashboard.view import Chart, Look, Panels
from tests.dashboard.charts.examples import (
    ACTIVITIES_OVER_TIME,
    FOLLOW_UP_OVER_TIME,
    MILESTONES,
    PANELS,
    RATIOS_OVER_TIME,
    compared,
)
from tests.dashboard.release_fixture import withheld, write_release

HEAT_MAP = Look(chart=Chart.HEAT)


def trace(figure: Figure, name: str) -> dict[str, Any]:
    [found] = [t for t in figure["data"] if t["name"].replace("<br>", " ").startswith(name)]
    return found


def numbers(figure: Figure) -> list[str]:
    return [text for t in figure["data"] if t.get("mode") == "text" for text in t["text"]]


def test_heat_withheld_cell_is_hatched_and_says_its_interval(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_OVER_TIME, look=HEAT_MAP)

    hatched = trace(figure, "Withheld")
    assert len(hatched["x"]) == 2
    assert hatched["hovertext"] == [
        "Boxing club, 2018-Q1<br>withheld, between 0 and 12",
        "Mentoring before and after release, with families and trained volunteers, 2018-Q1<br>withheld",
    ]
    assert "0–12" in numbers(figure)
    assert "≥ 0" not in numbers(figure)
    assert hatched["marker"]["color"] not in HEAT


def test_heat_every_status_has_a_mark_of_its_own(reader: ReleaseReader) -> None:
    rates = compared(reader, RATIOS_OVER_TIME, look=HEAT_MAP)
    follow_up = compared(reader, FOLLOW_UP_OVER_TIME, look=HEAT_MAP)

    assert trace(rates, "Not reported")["marker"]["symbol"] == NOT_REPORTED_SYMBOL
    assert trace(rates, "No cases")["marker"]["symbol"] == NO_CASES_SYMBOL
    assert trace(follow_up, "Too early")["marker"]["symbol"] == CANNOT_EXIST_SYMBOL


def test_heat_colours_are_classes_of_the_values_shown_with_round_ends(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_OVER_TIME, look=HEAT_MAP)

    classes = [t for t in figure["data"] if t.get("legendgroup") == "series"]
    assert [t["name"] for t in classes] == ["0 to 9", "10 to 19", "20 to 29", "30 to 39", "40 or more"]
    assert [t["marker"]["color"] for t in classes] == [HEAT[i] for i in (0, 1, 2, 4, 5)]
    assert sum(len([x for x in t["x"] if x is not None]) for t in classes) == 6


def test_heat_classes_do_not_depend_on_withheld_bounds(reader: ReleaseReader, tmp_path: Path) -> None:
    key = ("local", "malaga", "quarter", "2018-Q1", "boxing", "starts", "_T", "_T")
    wide = open_release(write_release(tmp_path, overrides={key: withheld(0, 900)}))
    one, other = (compared(r, ACTIVITIES_OVER_TIME, look=HEAT_MAP) for r in (reader, wide))

    assert [t["name"] for t in one["data"]] == [t["name"] for t in other["data"]]
    wide.close()


def test_heat_cell_that_no_release_has_is_a_dash_and_not_blank(reader: ReleaseReader) -> None:
    figure = compared(reader, RATIOS_OVER_TIME, look=Look(chart=Chart.HEAT, with_median=True))

    dashes = trace(figure, "No figure in this release")
    assert len(dashes["x"]) == 2  # of two quarters fewer than three places are known


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_heat_rows_stand_under_headings_and_none_covers_another(reader: ReleaseReader, narrow: bool) -> None:
    figure = compared(reader, PANELS, narrow, Look(chart=Chart.HEAT, panels=Panels.PLACE))

    bold = [n["text"] for n in figure["layout"]["annotations"] if n["text"].startswith("<b>")]
    assert [text[3:9] for text in bold[:3]] == ["Málaga", "Rotter", "Liège "]
    rows = sorted({y for t in figure["data"] for y in t["y"] if y is not None})
    assert min(b - a for a, b in pairwise(rows)) >= 34


def test_heat_milestones_are_numbered_above_their_quarter_and_listed(reader: ReleaseReader) -> None:
    figure = compared(reader, PANELS, look=HEAT_MAP, milestones=MILESTONES)

    notes = {n["text"]: n for n in figure["layout"]["annotations"]}
    assert (notes["1–2"]["x"], notes["3"]["x"]) == (1, 3)
    assert any("3: 2018-Q4, Third meeting of the partners" in text for text in notes)
