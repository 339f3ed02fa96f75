"""The cells of a figure as CSV."""

from __future__ import annotations

import io

import polars as pl

from dashboard import wording
from dashboard.charts import title
from dashboard.charts.page import source_text
from dashboard.charts.text import rounded_note
from dashboard.view import Exhibit
from pipelines.harmless import harmless_texts

_COLUMNS = (
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
)


def csv_bytes(exhibit: Exhibit) -> bytes:
    """Exactly the cells of a figure, one row each, in the figure's order.

    Every row says what it is (`title`), where it comes from (`source`, `release`, `published_on`), whether counts
    of people are rounded (`rounding`) and whether it is synthetic, so that a single line can be cited and no comment
    lines get in a reader's way. A rounded count lies from `lower` to `upper`. A cell without a value has an empty
    `value`; `status` says why. UTF-8 with a byte order mark, RFC 4180; a text
    that a spreadsheet would take for a formula begins with an apostrophe.
    """
    cells, provenance = exhibit.cells, exhibit.provenance
    info = cells.indicator
    number = pl.Int64() if info.kind == "measure" else pl.Float64()
    table = cells.frame.with_columns(
        pl.col("value", "lower", "upper").cast(number),
        indicator_id=pl.lit(info.id),
        indicator=pl.lit(info.label),
        unit=pl.lit(info.unit),
        title=pl.lit(f"{title(exhibit)}: {exhibit.selection.describe(cells.labels, provenance.speaker)}"),
        release=pl.lit(provenance.release_number),
        published_on=pl.lit(provenance.published_on),
        source=pl.lit(source_text(provenance)),
        rounding=pl.lit(rounded_note(provenance)),
        synthetic=pl.lit(provenance.say(wording.SYNTHETIC) if provenance.synthetic else ""),
        disclaimer=pl.lit(provenance.disclaimer),
    )
    buffer = io.BytesIO()
    table.select(_COLUMNS).with_columns(harmless_texts()).write_csv(
        buffer, include_bom=True, line_terminator="\r\n"
    )
    return buffer.getvalue()
