"""Builds the workbook: properties, the sheet to fill in, and the sheets that explain it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime, time

from xlsxwriter import Workbook

from pipelines.catalogue import translated
from pipelines.errors import PolicyError
from pipelines.harmless import WORKBOOK_OPTIONS
from pipelines.languages import LANGUAGES, Speaker, speaker_of
from pipelines.layout import ReportLayout, report_layout
from pipelines.model import TEMPLATE_VERSION, Catalogue, quarter_end
from pipelines.template import wording
from pipelines.template.help_sheets import add_definitions, add_instructions, add_lists, add_marks
from pipelines.template.report_sheet import InputKey, add_report
from pipelines.template.styles import Styles

__all__ = ["InputKey", "build_template", "template_file_name"]


def build_template(
    catalogue: Catalogue,
    partner_id: str,
    quarter: str,
    language: str = "en",
    values: Mapping[InputKey, int | str] | None = None,
    synthetic: bool = False,
) -> bytes:
    """The workbook that asks one partner for one quarter's counts, as XLSX bytes; same input, same bytes.

    `values` fills input cells, by activity, measure, breakdown and category: a count, or the code of a mark.
    `synthetic` says SYNTHETIC DATA in the title and in the properties.
    Errors: PolicyError when no report is expected from the partner in that quarter, or there is no template in
    that language; ValueError when `values` names a cell that is not an input cell.
    """
    if language not in LANGUAGES:
        raise PolicyError(
            title="There is no template in this language",
            message=f"'{language}' is not available. Choose one of: {', '.join(LANGUAGES)}.",
        )
    speaker = speaker_of(catalogue, language)
    catalogue = translated(catalogue, language)
    layout = report_layout(catalogue, partner_id, quarter)
    buffer = io.BytesIO()
    with Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        styles = Styles(workbook)
        _set_properties(workbook, speaker, catalogue, layout, synthetic=synthetic)
        # The report comes first: a conversion to CSV takes the first sheet.
        add_report(workbook, styles, speaker, catalogue, layout, values or {}, synthetic=synthetic)
        add_instructions(workbook, styles, speaker, catalogue, layout, synthetic=synthetic)
        add_marks(workbook, styles, speaker, catalogue)
        add_definitions(workbook, styles, speaker, catalogue, layout)
        add_lists(workbook, catalogue)
    return buffer.getvalue()


def template_file_name(partner_id: str, quarter: str) -> str:
    """The name under which a template is offered."""
    return f"report-{partner_id}-{quarter}.xlsx"


def _set_properties(
    workbook: Workbook, speaker: Speaker, catalogue: Catalogue, layout: ReportLayout, *, synthetic: bool
) -> None:
    project = catalogue.project
    title = speaker.say(wording.report_title(speaker, catalogue, layout.partner, layout.quarter))
    # The quarter's last day instead of now: the same template always has the same bytes.
    created = datetime.combine(quarter_end(layout.quarter), time(), tzinfo=UTC)
    marking = f"{speaker.say(wording.SYNTHETIC)}. " if synthetic else ""
    workbook.set_properties(
        {
            "title": f"{marking}{title}",
            "subject": project.title,
            "company": project.short_title,
            "comments": f"{marking}{project.funding_notice}",
            "created": created,
        }
    )
    workbook.set_custom_property("template_version", TEMPLATE_VERSION, "text")
    workbook.set_custom_property("project", project.id, "text")
    workbook.set_custom_property("partner", layout.partner.id, "text")
    workbook.set_custom_property("quarter", layout.quarter, "text")
    workbook.set_custom_property("language", speaker.language, "text")
    if synthetic:
        workbook.set_custom_property("synthetic", str(wording.SYNTHETIC), "text")
