from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from dashboard import export
from dashboard.charts import alt_text, draw
from dashboard.components.drawing import citations, drawing
from dashboard.queries import cells, open_release
from dashboard.selection import default_selection
from dashboard.view import Chart, Exhibit, Look, View
from tests.dashboard.release_fixture import write_release


@pytest.fixture
def exhibit(tmp_path: Path) -> Exhibit:
    reader = open_release(write_release(tmp_path))
    try:
        selection = default_selection(reader.options)
        view = View("explore", selection, Look(), reader.provenance.release_number, "en")
        return Exhibit(cells(reader, selection), view, reader.provenance)
    finally:
        reader.close()


def test_drawing_is_what_the_charts_draw(exhibit: Exhibit) -> None:
    found = drawing(exhibit, narrow=False)

    assert found.figure == draw(exhibit, narrow=False)
    assert found.alt == alt_text(exhibit)


def test_drawing_of_the_same_view_is_drawn_once(exhibit: Exhibit) -> None:
    again = replace(exhibit, cells=replace(exhibit.cells, frame=exhibit.cells.frame.clone()))

    assert drawing(exhibit, narrow=False) is drawing(again, narrow=False)
    assert drawing(exhibit, narrow=False) is not drawing(exhibit, narrow=True)


def test_drawing_of_other_cells_or_another_look_is_another(exhibit: Exhibit) -> None:
    fewer = replace(exhibit.cells, frame=exhibit.cells.frame.head(3))
    turned = replace(exhibit.cells, frame=exhibit.cells.frame.reverse())
    changed = replace(exhibit.cells, frame=exhibit.cells.frame.with_columns(pl.col("value") + 1))
    bars = replace(exhibit, view=replace(exhibit.view, look=Look(chart=Chart.BAR)))

    others = [bars, *(replace(exhibit, cells=found) for found in (fewer, turned, changed))]

    assert all(drawing(other, narrow=False).figure == draw(other, narrow=False) for other in others)
    assert all(drawing(other, narrow=False) is not drawing(exhibit, narrow=False) for other in others)


def test_citations_are_those_of_the_exports_and_of_these_cells(exhibit: Exhibit) -> None:
    changed = replace(
        exhibit, cells=replace(exhibit.cells, frame=exhibit.cells.frame.with_columns(pl.col("value") + 1))
    )

    found = citations(exhibit)

    assert found.short == export.short_citation(exhibit)
    assert found.long == export.long_citation(exhibit)
    assert found.bibtex == export.bibtex(exhibit)
    assert citations(changed).bibtex == export.bibtex(changed) != found.bibtex
