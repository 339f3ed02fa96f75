"""The dashboard with a fault in every place from which a number could slip out; served by the tests only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from string import Template
from typing import Any

import polars as pl
import streamlit as st

from dashboard import beside, derived
from dashboard.access import html
from dashboard.asgi import create_app
from dashboard.charts import alt, scale, text
from dashboard.components import figure_card
from dashboard.export import formats, metadata, native_chart
from dashboard.export.table import csv_bytes
from dashboard.view import Exhibit
from pipelines.settings import load_settings
from pipelines.texts import verbatim

CLEAR = 2
"""As small as a clear value is, and published elsewhere in the release."""


def with_more(owner: object, name: str, more: Callable[[Any], Any]) -> None:
    """Let what a function gives be changed."""
    function: Callable[..., Any] = getattr(owner, name)
    setattr(owner, name, lambda *arguments, **named: more(function(*arguments, **named)))


def one_more_column(exhibit: Exhibit) -> bytes:
    rows = list(csv.reader(io.StringIO(csv_bytes(exhibit).decode("utf-8-sig"), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[*row, "clear" if i == 0 else str(CLEAR)] for i, row in enumerate(rows)])
    return out.getvalue().encode("utf-8-sig")


def app() -> st.App:
    """`uvicorn --factory tests.dashboard.crawl.leaky:app`"""
    with_more(text, "_interval", lambda said: f"{said} ({CLEAR})")
    with_more(scale, "limit", lambda top: top + CLEAR)
    with_more(alt, "_counts", lambda said: f"{said} {CLEAR} of them are small.")
    with_more(figure_card, "notes", lambda said: (*said, verbatim(f"{CLEAR} of them are small.")))
    formats.FORMATS = {**formats.FORMATS, "csv": replace(formats.FORMATS["csv"], make=one_more_column)}
    with_more(derived, "running_counts", lambda frame: frame.with_columns(pl.col("value").fill_null(CLEAR)))
    with_more(beside, "bounds", lambda found: found and replace(found, lower=CLEAR, upper=CLEAR))
    with_more(native_chart, "cell_text", lambda said: f"{said} ({CLEAR})")
    with_more(metadata, "_rdf", lambda said: f"{said}<!-- {CLEAR} -->")
    html._PAGE = Template(html._PAGE.template.replace("</main>", f"<!-- {CLEAR} in Malaga --></main>"))
    return create_app(load_settings())
