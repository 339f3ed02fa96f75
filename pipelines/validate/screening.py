"""Runs the checks, stage by stage, and counts the cells."""

from __future__ import annotations

import polars as pl

from pipelines.errors import UnreadableFileError
from pipelines.model import OBSERVATION_SCHEMA, Catalogue, Finding, RawTable, Screening, Severity
from pipelines.validate.cells import observations, read_cells
from pipelines.validate.checks import REPORT_STAGES, UPLOAD_STAGES
from pipelines.validate.upload import Published, Report, Upload


def screen(
    table: RawTable,
    catalogue: Catalogue,
    history: pl.DataFrame,
    *,
    expected_partner: str | None = None,
    expected_quarter: str | None = None,
    published: Published | None = None,
) -> Screening:
    """Check a table against the report it claims to be, and against what was reported before.

    Stages are structure, values with coherence, continuity; a stage with a blocking finding is the last one. All
    findings of a stage are reported at once.

    Shape: partner and quarter are those the file names; null when it names none of this project, or another one than
    expected. `history` has OBSERVATION_SCHEMA and may hold other partners and quarters.
    Units: cells. Read is every input cell of the rows in the file, and every other cell that is not blank below the
    header, outside the columns of keys and labels. An input cell is blank, or accepted when it was understood as a
    count or a mark (and so is one of the observations), or rejected; all other cells read are rejected. When the
    structure is wrong, input cells cannot be told apart: then only the cells that are not blank are read, and all of
    them are rejected. So read = accepted + rejected + blank, always.
    Nulls: a blank cell is no observation and no error.
    """
    upload = Upload(table, catalogue, expected_partner, expected_quarter)
    findings: list[Finding] = []
    for checks in UPLOAD_STAGES:
        findings += [finding for check in checks for finding in check(upload)]
        if _is_blocked(findings):
            return _not_read(upload, findings)
    layout = upload.layout
    if layout is None:
        raise AssertionError("a check of the structure lets a report pass that nobody expects")
    report = Report(
        upload,
        layout,
        read_cells(upload, layout, catalogue.project.marks),
        history.filter(pl.col("partner_id") == layout.partner.id),
        published or Published(),
    )
    return _screen_report(report, findings)


def unreadable(error: UnreadableFileError) -> Screening:
    """A file that could not be read, as a screening with one blocking finding and no cells."""
    finding = Finding(error.check, Severity.BLOCKING, error.what, error.remedy)
    return Screening(None, None, _no_observations(), (finding,), 0, 0, 0, 0)


def _screen_report(report: Report, findings: list[Finding]) -> Screening:
    for checks in REPORT_STAGES:
        findings = [*findings, *(finding for check in checks for finding in check(report))]
        if _is_blocked(findings):
            break
    cells = report.cells
    accepted = observations(cells, report.layout)
    return Screening(
        partner_id=report.layout.partner.id,
        quarter=report.layout.quarter,
        observations=accepted,
        findings=tuple(findings),
        read_cells=cells.height,
        accepted_cells=accepted.height,
        rejected_cells=cells["problem"].count(),
        blank_cells=cells.filter(pl.col("text") == "").height,
    )


def _not_read(upload: Upload, findings: list[Finding]) -> Screening:
    filled = upload.filled_cells()
    partner_id = upload.partner.id if upload.partner is not None else None
    is_expected = upload.expected_partner in (None, partner_id) and upload.expected_quarter in (
        None,
        upload.quarter,
    )
    return Screening(
        partner_id=partner_id if is_expected else None,
        quarter=upload.quarter if is_expected else None,
        observations=_no_observations(),
        findings=tuple(findings),
        read_cells=filled,
        accepted_cells=0,
        rejected_cells=filled,
        blank_cells=0,
    )


def _no_observations() -> pl.DataFrame:
    return pl.DataFrame(schema=dict(OBSERVATION_SCHEMA))


def _is_blocked(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.BLOCKING for finding in findings)
