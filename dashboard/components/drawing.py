"""Drawn figures, kept: many people open the same view, and a view of a release never changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache

from dashboard.charts import alt_text, draw
from dashboard.model import Figure
from dashboard.view import Exhibit

KEPT_DRAWINGS = 256


@dataclass(frozen=True)
class Drawing:
    """A figure and the words for those who do not see it; never to be changed."""

    figure: Figure
    alt: str


@dataclass(frozen=True)
class _Wanted:
    """What decides how an exhibit is drawn, all of it."""

    key: Hashable
    exhibit: Exhibit = field(compare=False)


def drawing(exhibit: Exhibit, *, narrow: bool) -> Drawing:
    """The figure of an exhibit, for a wide or a narrow page, in the light theme."""
    frame = exhibit.cells.frame
    rows = tuple(frame.hash_rows().to_list())
    return _drawing(
        _Wanted((exhibit.view, exhibit.provenance, exhibit.milestones, rows, narrow), exhibit), narrow
    )


@lru_cache(maxsize=KEPT_DRAWINGS)
def _drawing(wanted: _Wanted, narrow: bool) -> Drawing:
    return Drawing(draw(wanted.exhibit, narrow=narrow), alt_text(wanted.exhibit))
