"""Runs the checks, stage by stage, and counts the cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import polars as pl

from pipelines.errors import UnreadableFileError
from pipelines.model import (
    MACHINE_ROW,
    OBSERVATION_SCHEMA,
    TEMPLATE_MAGIC,
    Catalogue,
    Finding,
    RawTable,
    Screening,
    Severity,
)
from pipelines.recognise import HeaderMapping, Vocabulary, recognise, settle_spelling
from pipelines.validate.cells import observations, read_cells
from pipelines.validate.checks import REPORT_STAGES, SHEET_STAGES, UPLOAD_STAGES
from pipelines.validate.frames import CELL_KEY
from pipelines.validate.upload import Published, Report, Sheet, Source, Upload

Checked = TypeVar("Checked", Upload, Sheet)


def screen(
    table: RawTable,
    catalogue: Catalogue,
    history: pl.DataFrame,
    *,
    expected_partner: str | None = None,
    expected_quarter: str | None = None,
    mappings: Sequence[HeaderMapping] = (),
    published: Published | None = None,
) -> Screening:
    """Check a table against the report it claims to be, and against what was reported before.

    Our template is read by its machine rows; any other table is recognised by its words, or by one of `mappings`.
    Stages are structure, values with coherence, continuity; a stage with a blocking finding is the last one. All
    findings of a stage are reported at once.

    Shape: partner and quarter are those the file names; null when it names none of this project, or another one than
    expected. `history` has OBSERVATION_SCHEMA and may hold other partners and quarters.
    Units: cells. Read is every input cell of the rows in the file, and every other cell that is not blank below the
    header, outside the columns of keys and labels. An input cell is blank, or accepted when it was understood as a
    count or a mark (and so is one of the observations), or rejected; all other cells read are rejected, also those
    of a row that is knowingly left out (a sum of sums, a footer), which a notice names. When the structure is wrong,
    input cells cannot be told apart: then only the cells that are not blank are read, and all of them are rejected.
    So read = accepted + rejected + blank, always.
    Nulls: a blank cell is no observation and no error.
    """
    source, findings = _structure(table, catalogue, expected_partner, expected_quarter, mappings)
    if _is_blocked(findings):
        return _not_read(source, findings)
    layout = source.layout
    if layout is None:
        raise AssertionError("a check of the structure lets a report pass that nobody expects")
    report = Report(
        source,
        layout,
        read_cells(source, layout),
        history.filter(pl.col("partner_id") == layout.partner.id),
        published or Published(),
    )
    return _screen_report(report, findings)


def _structure(
    table: RawTable,
    catalogue: Catalogue,
    expected_partner: str | None,
    expected_quarter: str | None,
    mappings: Sequence[HeaderMapping],
) -> tuple[Source, list[Finding]]:
    """What the table is, and what is wrong with its structure."""
    if table.text(MACHINE_ROW, 1) == TEMPLATE_MAGIC:
        upload = Upload(table, catalogue, expected_partner, expected_quarter)
        return upload, _found(UPLOAD_STAGES, upload)
    vocabulary = Vocabulary(catalogue)
    table = settle_spelling(table, vocabulary)
    recognised = recognise(
        table,
        vocabulary,
        expected_partner=expected_partner,
        expected_quarter=expected_quarter,
        mappings=mappings,
    )
    sheet = Sheet(table, catalogue, expected_partner, expected_quarter, recognised)
    return sheet, _found(SHEET_STAGES, sheet)


def _found(stages: Sequence[Sequence[Callable[[Checked], list[Finding]]]], checked: Checked) -> list[Finding]:
    """The findings of the stages, up to the first with a blocking one."""
    findings: list[Finding] = []
    for checks in stages:
        findings += [finding for check in checks for finding in check(checked)]
        if _is_blocked(findings):
            break
    return findings


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
        read_cells=cells.height + report.upload.left_out_cells,
        accepted_cells=accepted.height,
        rejected_cells=cells["problem"].count() + report.upload.left_out_cells,
        blank_cells=cells.filter(pl.col("text") == "").height,
        addresses={
            (activity, measure, breakdown, category): address
            for activity, measure, breakdown, category, address in cells.filter("is_open")
            .select(*CELL_KEY, "address")
            .iter_rows()
        },
    )


def _not_read(upload: Source, findings: list[Finding]) -> Screening:
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
