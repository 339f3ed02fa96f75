"""A figure as a page of PDF (PDF/UA-1): vectors, an alternative text, and where it comes from inside."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import typst

from dashboard import export_wording as words
from dashboard.charts import draw
from dashboard.export.citation import long_citation
from dashboard.export.drawing import drawn_svg
from dashboard.export.stamp import moment_of, stamp_of
from dashboard.view import Exhibit

_POINTS = 0.75
"""Points of print for each pixel of a figure, so that its letters are as large as on the page."""
_LONG_SIDE, _SHORT_SIDE = 842, 595
"""A4 [pt]."""
_MARGIN = 30
_FOOT = 74
"""Height [pt] that the lines under a figure take at least."""


def pdf_bytes(exhibit: Exhibit) -> bytes:
    """A figure on a page of its own: A4, lying where it is low enough; longer than A4 where it is higher than that.

    The record of where it comes from is in the metadata and, as provenance.json, attached. The same exhibit gives
    the same bytes.
    """
    figure = draw(exhibit)
    stamp, moment = stamp_of(exhibit), moment_of(exhibit)
    height = figure["layout"]["height"] * _POINTS + _FOOT + 2 * _MARGIN
    is_lying = height <= _SHORT_SIDE
    page_width = _LONG_SIDE if is_lying else _SHORT_SIDE
    facts = {
        "title": stamp.title,
        "author": stamp.project,
        "description": stamp.description,
        "keywords": [stamp.selection, f"release {stamp.release}", stamp.licence],
        "date": [moment.year, moment.month, moment.day],
        "language": stamp.language,
        "page_width": page_width,
        "page_height": _SHORT_SIDE if is_lying else _LONG_SIDE,
        "margin": _MARGIN,
        "attachment": exhibit.provenance.say(words.RECORD),
        "citation": long_citation(exhibit),
        "lines": [line for line in (stamp.funding_notice, stamp.disclaimer) if line],
    }
    svg = drawn_svg(figure, round((page_width - 2 * _MARGIN) / _POINTS))
    return bytes(
        typst.compile(
            _template(),
            format="pdf",
            sys_inputs={"facts": json.dumps(facts), "stamp": stamp.to_json(), "svg": svg},
            pdf_standards=["ua-1"],
            timestamp=int(moment.timestamp()),
        )
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("figure.typ").read_bytes()
