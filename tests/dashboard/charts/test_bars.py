from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboard.charts.palette import HATCH, SERIES, WITHHELD_OPEN_RIGHT
from dashboard.model import Figure
from dashboard.queries import ReleaseReader, open_release
from tests.dashboard.charts.examples import (
    ACTIVITIES_IN_A_QUARTER,
    PLACES_IN_A_QUARTER,
    PROVISIONAL,
    RATIOS,
    SEXES,
    compared,
)
from tests.dashboard.release_fixture import withheld, write_release


def trace(figure: Figure, name: str) -> dict[str, Any]:
    found = [t for t in figure["data"] if t["name"].replace("<br>", " ").startswith(name)]
    assert len(found) == 1
    return found[0]


def labels(figure: Figure) -> list[str]:
    return [text.strip() for text in figure["data"][-1]["text"]]


def test_bars_withheld_cell_is_its_published_interval_hatched(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_IN_A_QUARTER)

    withheld = trace(figure, "Withheld: between")
    assert (withheld["base"], withheld["x"]) == ([0.0], [12.0])
    assert withheld["marker"]["pattern"]["shape"] == HATCH["shape"]
    assert withheld["hovertext"] == ["Málaga · Boxing club<br>withheld, between 0 and 12"]
    assert withheld["showlegend"]


def test_bars_withheld_cell_without_upper_limit_is_a_mark_with_words(reader: ReleaseReader) -> None:
    figure = compared(reader, ACTIVITIES_IN_A_QUARTER)

    mark = trace(figure, "Withheld: no upper limit")
    assert mark["marker"]["symbol"] == WITHHELD_OPEN_RIGHT
    assert labels(figure) == ["withheld: 0 to 12", "withheld", "31", "41"]


def test_bars_not_reported_cell_is_a_mark_and_no_bar(reader: ReleaseReader) -> None:
    figure = compared(reader, PLACES_IN_A_QUARTER)

    assert labels(figure) == ["68", "not reported", "92"]
    assert [t["x"] for t in figure["data"] if t["type"] == "bar"] == [[68.0, 92.0]]
    assert trace(figure, "Not reported")["showlegend"]


def test_bars_provisional_value_is_hollow(reader: ReleaseReader) -> None:
    figure = compared(reader, PROVISIONAL)

    bars = figure["data"][0]
    assert bars["marker"] == {"color": "rgba(0,0,0,0)", "line": {"color": SERIES[0], "width": 2}}
    assert labels(figure)[0] == "456 (provisional)"
    assert trace(figure, "Provisional")["showlegend"]


def test_bars_ratio_without_interval_is_withheld_in_words(reader: ReleaseReader) -> None:
    figure = compared(reader, RATIOS)

    assert labels(figure) == ["withheld", "53.3", "52.8"]
    assert figure["data"][0]["hovertext"][0] == "Rotterdam<br>53.3 (256 of 480)"


def test_bars_of_categories_are_named_beside_their_colour(reader: ReleaseReader) -> None:
    figure = compared(reader, SEXES)

    assert labels(figure)[:3] == ["Women: withheld: 0 to 31", "Men: withheld: 33 to 64", "Women: 140"]
    assert [t["name"] for t in figure["data"] if t["showlegend"]][:2] == ["Women", "Men"]


def test_bars_axis_follows_from_published_numbers(reader: ReleaseReader) -> None:
    axis = compared(reader, PLACES_IN_A_QUARTER)["layout"]["xaxis"]

    assert axis["title"]["text"] == "persons"
    assert axis["range"][0] == 0
    assert 92 < axis["range"][1] < 120
    assert axis["tickvals"] == [0, 20, 40, 60, 80]


def test_bars_never_share_a_line(reader: ReleaseReader) -> None:
    for narrow in (False, True):
        positions = sorted(compared(reader, SEXES, narrow)["data"][-1]["y"])

        assert min(b - a for a, b in pairwise(positions)) >= 18


def test_bars_interval_that_ends_beyond_the_axis_says_so(tmp_path: Path) -> None:
    key = ("local", "malaga", "quarter", "2018-Q1", "boxing", "starts", "_T", "_T")
    reader = open_release(write_release(tmp_path, overrides={key: withheld(0, 5000)}))

    figure = compared(reader, ACTIVITIES_IN_A_QUARTER)

    assert trace(figure, "Withheld: the interval goes on beyond")["x"] == [102.5]
    assert labels(figure)[0] == "withheld: 0 to 5,000"
    reader.close()
