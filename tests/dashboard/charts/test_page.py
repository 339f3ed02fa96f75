from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.charts import draw
from dashboard.charts.page import NARROW, WIDE
from dashboard.model import Figure
from dashboard.queries import ReleaseReader
from dashboard.view import Exhibit
from tests.dashboard.charts.examples import (
    ACTIVITIES_IN_A_QUARTER,
    EXAMPLES,
    PLACES_IN_A_QUARTER,
    SEXES,
    compared,
    exhibit_of,
)


def renamed(reader: ReleaseReader, label: str) -> Exhibit:
    exhibit = exhibit_of(reader, SEXES)
    indicator = replace(exhibit.cells.indicator, label=label)
    return replace(exhibit, cells=replace(exhibit.cells, indicator=indicator))


def texts(figure: Figure) -> str:
    return "\n".join(note["text"].replace("<br>", " ") for note in figure["layout"]["annotations"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_figure_says_title_source_release_and_synthetic(reader: ReleaseReader, name: str) -> None:
    shown = texts(EXAMPLES[name](reader))

    assert "(SYNTHETIC)</b>" in shown
    assert (
        "Source: Tiny project: an invented network of three places, release 3 of 2019-02-01, reports up to 2018-Q4."
        in shown
    )
    assert "SYNTHETIC data" in shown


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (PLACES_IN_A_QUARTER, "No cell withheld."),
        (replace(ACTIVITIES_IN_A_QUARTER, activity_ids=("boxing",)), "1 cell withheld."),
        (SEXES, "2 cells withheld."),
    ],
    ids=["none", "one", "many"],
)
def test_figure_counts_withheld_cells(reader: ReleaseReader, selection: object, sentence: str) -> None:
    assert sentence in texts(compared(reader, selection))


def test_figure_subtitle_is_the_selection_in_words(reader: ReleaseReader) -> None:
    figure = compared(reader, SEXES)

    assert SEXES.describe(reader.options.labels, reader.provenance.speaker) in texts(figure)


def test_figure_of_real_data_does_not_say_synthetic(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, SEXES)
    figure = draw(replace(exhibit, provenance=replace(exhibit.provenance, synthetic=False)))

    assert "synthetic" not in str(figure).lower()


@pytest.mark.parametrize(("narrow", "size"), [(False, WIDE), (True, NARROW)], ids=["wide", "narrow"])
def test_figure_long_texts_wrap(reader: ReleaseReader, narrow: bool, size: object) -> None:
    title = draw(renamed(reader, "A very long name of an indicator " * 4), narrow=narrow)["layout"][
        "annotations"
    ][-3]["text"]

    assert title.count("<br>") >= 2
    assert all(len(line) <= size.title_line for line in title[3:-4].split("<br>"))  # type: ignore[attr-defined]


def test_figure_labels_with_markup_stay_text(reader: ReleaseReader) -> None:
    hostile = renamed(reader, "<a href='x'>R&D</a>")

    assert "<b>&lt;a href='x'&gt;R&amp;D&lt;/a&gt;" in texts(draw(hostile))


def test_figure_without_cells_is_still_a_figure(reader: ReleaseReader) -> None:
    nothing = replace(SEXES, place_ids=())

    assert compared(reader, nothing)["layout"]["height"] > 0
    assert "No cell withheld." in texts(
        compared(reader, replace(nothing, period_level="quarter", periods=("a", "b")))
    )
