from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.charts.funnel import Stage, draw_funnel, funnel_alt_text
from dashboard.model import Figure
from dashboard.queries import ReleaseReader, cells, open_release
from dashboard.selection import Selection
from tests.dashboard.release_fixture import write_release


@pytest.fixture
def boxing(tmp_path: Path) -> ReleaseReader:
    return open_release(write_release(tmp_path))


def stages(reader: ReleaseReader) -> list[Stage]:
    found = []
    for indicator in ("PA02", "PA05"):
        selection = Selection(indicator, "local", ("malaga",), "project", ("PROJECT",), ("boxing",))
        answer = cells(reader, selection)
        found.append(Stage(answer.indicator.label, answer.indicator.unit, answer.frame.to_dicts()[0]))
    return found


def texts(figure: Figure) -> str:
    return " ".join(note["text"] for note in figure["layout"]["annotations"])


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_funnel_stages_begin_at_zero_and_a_withheld_one_is_its_range(
    boxing: ReleaseReader, narrow: bool
) -> None:
    figure = draw_funnel(stages(boxing), boxing.provenance, "Boxing club", narrow)

    [value] = [t for t in figure["data"] if t["type"] == "bar" and "base" not in t]
    [interval] = [t for t in figure["data"] if "base" in t]
    assert len(value["x"]) == 1
    assert (interval["base"], interval["x"]) == ([3.0], [17.0])
    assert interval["y"][0] < value["y"][0]
    assert figure["layout"]["xaxis"]["range"][0] == 0
    assert figure["layout"]["xaxis"]["title"]["text"] == "persons"
    assert "1 cell withheld." in texts(figure)
    assert "Boxing club (SYNTHETIC)" in texts(figure)


def test_funnel_of_different_units_says_them_by_stage(boxing: ReleaseReader) -> None:
    first, second = stages(boxing)
    mixed = [Stage("Referrals", "referrals", first.row), second]

    figure = draw_funnel(mixed, boxing.provenance, "Boxing club")
    assert figure["layout"]["xaxis"]["title"]["text"] == "Number"
    assert figure["layout"]["yaxis"]["ticktext"] == ["Referrals (referrals)", "Drop-outs (persons)"]


def test_funnel_in_words_names_every_stage(boxing: ReleaseReader) -> None:
    words = funnel_alt_text(stages(boxing), boxing.provenance, "Boxing club")

    assert words.startswith("Boxing club: Starts (persons): withheld: 3 to 20; Drop-outs (persons): ")
    assert words.endswith(".")


def test_funnel_without_stages_is_still_a_figure(boxing: ReleaseReader) -> None:
    assert draw_funnel([], boxing.provenance, "Nothing")["layout"]["height"] > 0
