"""Structure, first half: is this the template that was asked for? Every problem here is blocking."""

from __future__ import annotations

from pipelines.model import MACHINE_ROW, TEMPLATE_VERSION, Finding, cell_address
from pipelines.texts import text
from pipelines.validate.upload import Source, Upload

FRESH = text("Download a fresh template, copy your figures into it and upload that file.")
_, VERSION_CELL, PROJECT_CELL, PARTNER_CELL, QUARTER_CELL = (
    cell_address(MACHINE_ROW, column) for column in range(1, 6)
)
PROPERTY_NAMES = ("template_version", "project", "partner", "quarter")
PROPERTY_LABELS = {
    "template_version": text("the version of the template"),
    "project": text("the project"),
    "partner": text("the partner"),
    "quarter": text("the quarter"),
}


def structure_template_version(upload: Upload) -> list[Finding]:
    """The template is of another version than this program reads."""
    if upload.version == TEMPLATE_VERSION:
        return []
    return [
        upload.finding(
            "structure_template_version",
            text("The file was made from another version of the template, which is not read any more."),
            FRESH,
            [VERSION_CELL],
        )
    ]


def structure_wrong_project(upload: Upload) -> list[Finding]:
    """The template belongs to another project."""
    if upload.project_id == upload.catalogue.project.id:
        return []
    project = upload.catalogue.project.short_title
    return [
        upload.finding(
            "structure_wrong_project",
            text("The file is a template of another project, not of {project}.", project=project),
            text("Download the template of {project} and fill in that one.", project=project),
            [PROJECT_CELL],
        )
    ]


def structure_unknown_partner(upload: Upload) -> list[Finding]:
    """The template names a partner the catalogue does not have."""
    if upload.partner is not None:
        return []
    return [
        upload.finding(
            "structure_unknown_partner",
            text("The file does not name a partner of the project in its hidden second row."),
            FRESH,
            [PARTNER_CELL],
        )
    ]


def structure_wrong_partner(upload: Source) -> list[Finding]:
    """The template is another partner's than the one expected."""
    if (
        upload.expected_partner is None
        or upload.partner is None
        or upload.partner.id == upload.expected_partner
    ):
        return []
    expected = upload.catalogue.partners.get(upload.expected_partner)
    whose = text("yours") if expected is None else expected.called
    return [
        upload.finding(
            "structure_wrong_partner",
            text(
                "The file is the report of {partner}, not of {expected}.",
                partner=upload.partner.called,
                expected=whose,
            ),
            text("Choose the file of your own report. If it is the right file, ask the project manager."),
            upload.partner_cells,
        )
    ]


def structure_quarter_outside_project(upload: Upload) -> list[Finding]:
    """The template names no quarter of the project."""
    if upload.quarter is not None:
        return []
    project = upload.catalogue.project
    return [
        upload.finding(
            "structure_quarter_outside_project",
            text(
                "The file does not name a quarter of the project ({first} to {last}) in its hidden second row.",
                first=project.first_quarter,
                last=project.last_quarter,
            ),
            FRESH,
            [QUARTER_CELL],
        )
    ]


def structure_wrong_quarter(upload: Source) -> list[Finding]:
    """The template is of another quarter than the one expected."""
    if upload.expected_quarter is None or upload.quarter is None or upload.quarter == upload.expected_quarter:
        return []
    return [
        upload.finding(
            "structure_wrong_quarter",
            text(
                "The file is the report for {quarter}, not for {expected}.",
                quarter=upload.quarter,
                expected=upload.expected_quarter,
            ),
            text(
                "Choose the file for {expected}, or choose {quarter} before you upload this one.",
                quarter=upload.quarter,
                expected=upload.expected_quarter,
            ),
            upload.quarter_cells,
        )
    ]


def structure_partner_not_reporting(upload: Source) -> list[Finding]:
    """No report is expected from the partner in that quarter."""
    if upload.partner is None or upload.quarter is None or upload.layout is not None:
        return []
    return [
        upload.finding(
            "structure_partner_not_reporting",
            text(
                "No report of {partner} is expected for {quarter}.",
                partner=upload.partner.called,
                quarter=upload.quarter,
            ),
            text(
                "Check the quarter. If a report is due, ask the project manager to have the catalogue changed."
            ),
            [*upload.partner_cells, *upload.quarter_cells],
        )
    ]


def structure_properties_disagree(upload: Upload) -> list[Finding]:
    """The document properties of the workbook name something else than its machine row."""
    claims = (upload.version, upload.project_id, upload.partner_id, upload.claimed_quarter)
    cells = (VERSION_CELL, PROJECT_CELL, PARTNER_CELL, QUARTER_CELL)
    differing = [
        (PROPERTY_LABELS[name], cell)
        for name, claim, cell in zip(PROPERTY_NAMES, claims, cells, strict=True)
        if upload.table.properties.get(name, claim) != claim
    ]
    if not differing:
        return []
    return [
        upload.finding(
            "structure_properties_disagree",
            text(
                "The hidden second row and the properties of the document do not agree on {what}: "
                "the file was put together from two templates.",
                what=tuple(label for label, _ in differing),
            ),
            FRESH,
            [cell for _, cell in differing],
        )
    ]
