"""The cells of a figure as CSV, and the file beside it that says what its columns are."""

from __future__ import annotations

import io
import json

import polars as pl

from dashboard import export_wording as words
from dashboard.charts import title
from dashboard.charts.page import source_text
from dashboard.charts.text import rounded_note
from dashboard.export.drawn import typed
from dashboard.export.phrases import selection_text, synthetic_label
from dashboard.export.stamp import stamp_of
from dashboard.view import Exhibit
from pipelines.harmless import harmless_texts
from pipelines.model import LICENCES
from pipelines.seal import UNSEALED

COLUMNS = (
    "indicator_id",
    "indicator",
    "unit",
    "place_level",
    "place_id",
    "place_label",
    "period_level",
    "period",
    "period_label",
    "activity_id",
    "activity_label",
    "breakdown",
    "category",
    "category_label",
    "value",
    "lower",
    "upper",
    "status",
    "numerator",
    "denominator",
    "title",
    "release",
    "published_on",
    "source",
    "rounding",
    "synthetic",
    "disclaimer",
    "link",
    "seal",
)
_KEY = (
    "indicator_id",
    "place_level",
    "place_id",
    "period_level",
    "period",
    "activity_id",
    "breakdown",
    "category",
)
_NUMBERS = ("value", "lower", "upper", "numerator", "denominator", "release")


def full_table(exhibit: Exhibit) -> pl.DataFrame:
    """Exactly the cells of a figure with their words and where they come from; columns COLUMNS."""
    cells, provenance = exhibit.cells, exhibit.provenance
    info = cells.indicator
    return (
        typed(cells)
        .with_columns(
            indicator=pl.lit(info.label),
            unit=pl.lit(info.unit),
            title=pl.lit(f"{title(exhibit)}: {selection_text(exhibit)}"),
            release=pl.lit(provenance.release_number),
            published_on=pl.lit(provenance.published_on),
            source=pl.lit(source_text(provenance)),
            rounding=pl.lit(rounded_note(provenance)),
            synthetic=pl.lit(synthetic_label(provenance)),
            disclaimer=pl.lit(provenance.disclaimer),
            link=pl.lit(exhibit.link),
            seal=pl.lit(UNSEALED),
        )
        .select(COLUMNS)
    )


def csv_bytes(exhibit: Exhibit) -> bytes:
    """Exactly the cells of a figure, one row each, in the figure's order.

    Every row says what it is (`title`), where it comes from (`source`, `release`, `published_on`), whether counts
    of people are rounded (`rounding`), whether it is synthetic, and how to open the figure again (`link`), so that a
    single line can be cited and no comment lines get in a reader's way. A rounded count lies from `lower` to `upper`.
    A cell without a value has an empty `value`; `status` says why. UTF-8 with a byte order mark, RFC 4180; a text
    that a spreadsheet would take for a formula begins with an apostrophe.
    """
    buffer = io.BytesIO()
    full_table(exhibit).with_columns(harmless_texts()).write_csv(
        buffer, include_bom=True, line_terminator="\r\n"
    )
    return buffer.getvalue()


def csvw_bytes(exhibit: Exhibit, csv_name: str) -> bytes:
    """The description of the CSV file of that name (CSV on the Web, W3C)."""
    provenance, stamp = exhibit.provenance, stamp_of(exhibit)
    measured = "integer" if exhibit.cells.indicator.kind == "measure" else "number"
    types = {
        "value": measured,
        "lower": measured,
        "upper": measured,
        "published_on": "date",
        "link": "anyURI",
    }
    columns = [
        {
            "name": name,
            "titles": name,
            "datatype": types.get(name, "integer" if name in _NUMBERS else "string"),
            **({"dc:description": provenance.say(words.COLUMNS[name])} if name in words.COLUMNS else {}),
        }
        for name in COLUMNS
    ]
    description = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": stamp.language}],
        "url": csv_name,
        "dc:title": stamp.title,
        "dc:description": stamp.description,
        "dc:source": source_text(provenance),
        "dc:identifier": stamp.link,
        "dc:publisher": stamp.project,
        "dc:issued": {"@value": stamp.published_at, "@type": "dateTime"},
        "dc:license": {"@id": LICENCES.get(provenance.licence, provenance.licence)},
        "dc:rights": " ".join(filter(None, (provenance.funding_notice, provenance.disclaimer))),
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {"columns": columns, "primaryKey": list(_KEY)},
        "notes": [{"provenance": json.loads(stamp.to_json())}, {"seal": UNSEALED}],
    }
    return (json.dumps(description, ensure_ascii=False, indent=1) + "\n").encode()
