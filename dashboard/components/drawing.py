"""What is worked out of an exhibit for a page, kept: many people open the same view, and it never changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache

from dashboard import export
from dashboard.charts import alt_text, draw
from dashboard.components import cell_table
from dashboard.model import Figure
from dashboard.view import Exhibit

KEPT = 256

Table = tuple[list[str], list[list[str]]]
"""Columns and rows; never to be changed."""


@dataclass(frozen=True)
class Drawing:
    """A figure and the words for those who do not see it; never to be changed."""

    figure: Figure
    alt: str


@dataclass(frozen=True)
class Citations:
    """How a figure is cited."""

    short: str
    long: str
    bibtex: str


@dataclass(frozen=True)
class _Kept:
    """An exhibit, by all that decides what is made of it."""

    key: Hashable
    exhibit: Exhibit = field(compare=False)


def drawing(exhibit: Exhibit, *, narrow: bool) -> Drawing:
    """The figure of an exhibit, for a wide or a narrow page, in the light theme."""
    return _drawing(_kept(exhibit), narrow)


def citations(exhibit: Exhibit) -> Citations:
    """The citations of an exhibit; the longest names a hash of all its cells, so they take their time."""
    return _citations(_kept(exhibit))


def table(exhibit: Exhibit) -> Table:
    """The cells of an exhibit in words: columns, and rows of texts."""
    return _table(_kept(exhibit))


def _kept(exhibit: Exhibit) -> _Kept:
    rows = tuple(exhibit.cells.frame.hash_rows().to_list())
    return _Kept((exhibit.view, exhibit.provenance, exhibit.milestones, rows), exhibit)


@lru_cache(maxsize=KEPT)
def _drawing(kept: _Kept, narrow: bool) -> Drawing:
    return Drawing(draw(kept.exhibit, narrow=narrow), alt_text(kept.exhibit))


@lru_cache(maxsize=KEPT)
def _citations(kept: _Kept) -> Citations:
    exhibit = kept.exhibit
    return Citations(export.short_citation(exhibit), export.long_citation(exhibit), export.bibtex(exhibit))


@lru_cache(maxsize=KEPT)
def _table(kept: _Kept) -> Table:
    return cell_table.rows(kept.exhibit.cells, kept.exhibit.provenance.speaker)
