"""Two readers of one release agree: this one of cells.parquet, and the one behind the pages of release.duckdb."""

from __future__ import annotations

from urllib.parse import parse_qs

import polars as pl
import pytest

from dashboard import queries
from dashboard.crawl.addresses import Address, addresses
from dashboard.crawl.published import Published, open_published
from dashboard.model import CellStatus
from pipelines.errors import ReleaseMissingError
from pipelines.model import TOTAL

PAGES = ("", "explore", "participation", "method", "about")


def visited(published: Published, *, quick: bool = False) -> list[Address]:
    return list(addresses(PAGES, published.options, quick=quick))


def test_cells_are_those_that_the_pages_query(published: Published) -> None:
    reader = queries.open_release(published.directory)
    selections = {address.selection(published.options) for address in visited(published)} - {None}
    try:
        for selection in selections:
            assert selection is not None
            queried = queries.cells(reader, selection).frame
            assert published.labelled(selection, published.rows(selection)).frame.equals(queried)
    finally:
        reader.close()
    assert len(selections) > 20


def test_summary_of_statuses_is_that_which_the_pages_query(published: Published) -> None:
    reader = queries.open_release(published.directory)
    try:
        summary = queries.withheld_summary(reader)
    finally:
        reader.close()
    for level, counts in published.counts_by_level.items():
        of_level = summary.filter(pl.col("place_level") == level)
        for status in CellStatus:
            if status not in (CellStatus.NO_CASES, CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE):
                assert counts.get(status.value, 0) == of_level[status.value].sum()


def test_visits_cover_every_combination_that_has_cells(published: Published) -> None:
    seen = {a.selection(published.options) for a in visited(published) if a.page == "explore"} - {None}

    for info in published.options.indicators.values():
        for row in info.plan:
            assert any(
                (s.indicator_id, s.place_level, s.period_level, s.breakdown, s.activity_ids != (TOTAL,))
                == (info.id, row.place_level, row.period_level, row.breakdown, row.by_activity)
                for s in seen
                if s is not None
            )


def test_quick_visits_cover_every_indicator_and_breakdown(published: Published) -> None:
    asked = [parse_qs(a.query) for a in visited(published, quick=True) if "indicator=" in a.query]
    seen = {(query["indicator"][0], query["by"][0]) for query in asked}

    plan = {(i.id, row.breakdown) for i in published.options.indicators.values() for row in i.plan}
    assert seen == plan
    assert len(asked) < len(visited(published)) / 2


def test_release_without_its_cells_is_refused(published: Published) -> None:
    (published.directory / "cells.parquet").unlink()

    with pytest.raises(ReleaseMissingError):
        open_published(published.directory, published.policy)
