"""The dashboard with a fault in every place from which a number could slip out; served by the tests only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from string import Template
from typing import Any

import streamlit as st

from dashboard import export
from dashboard.access import html
from dashboard.asgi import create_app
from dashboard.charts import alt, scale, text
from dashboard.components import figure_card
from dashboard.export import metadata
from pipelines.settings import load_settings

CLEAR = 2
"""As small as a clear value is, and published elsewhere in the release."""


def with_more(owner: object, name: str, more: Callable[[Any], Any]) -> None:
    """Let what a function gives be changed."""
    function: Callable[..., Any] = getattr(owner, name)
    setattr(owner, name, lambda *arguments, **named: more(function(*arguments, **named)))


def one_more_column(content: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[*row, "clear" if i == 0 else str(CLEAR)] for i, row in enumerate(rows)])
    return out.getvalue().encode("utf-8-sig")


def app() -> st.App:
    """`uvicorn --factory tests.dashboard.crawl.leaky:app`"""
    with_more(text, "_interval", lambda said: f"{said} ({CLEAR})")
    with_more(scale, "limit", lambda top: top + CLEAR)
    with_more(alt, "_counts", lambda said: f"{said} {CLEAR} of them are small.")
    with_more(figure_card, "withheld_note", lambda said: f"{said} {CLEAR} of them are small.")
    with_more(export, "csv_bytes", one_more_column)
    with_more(metadata, "_rdf", lambda said: f"{said}<!-- {CLEAR} -->")
    html._PAGE = Template(html._PAGE.template.replace("</main>", f"<!-- {CLEAR} in Malaga --></main>"))
    return create_app(load_settings())
