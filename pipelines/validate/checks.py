"""The list of all checks, in the order in which they run. A check that is not here does not run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.model import Finding, Severity
from pipelines.validate import (
    coherence,
    continuity,
    plausibility,
    structure_file,
    structure_sheet,
    structure_table,
    values,
)
from pipelines.validate.upload import Report, Sheet, Upload

SheetCheck = Callable[[Sheet], list[Finding]]
UploadCheck = Callable[[Upload], list[Finding]]
ReportCheck = Callable[[Report], list[Finding]]

FILE_CHECKS: tuple[UploadCheck, ...] = (
    structure_file.structure_template_version,
    structure_file.structure_wrong_project,
    structure_file.structure_unknown_partner,
    structure_file.structure_wrong_partner,
    structure_file.structure_quarter_outside_project,
    structure_file.structure_wrong_quarter,
    structure_file.structure_partner_not_reporting,
    structure_file.structure_properties_disagree,
)
TABLE_CHECKS: tuple[UploadCheck, ...] = (
    structure_table.structure_missing_column,
    structure_table.structure_unknown_column,
    structure_table.structure_duplicate_column,
    structure_table.structure_row_without_key,
    structure_table.structure_unknown_activity,
    structure_table.structure_unknown_measure,
    structure_table.structure_foreign_activity,
    structure_table.structure_unexpected_row,
    structure_table.structure_duplicate_rows,
    structure_table.structure_missing_rows,
    structure_table.structure_nothing_filled_in,
)
KNOWN_SHEET_CHECKS: tuple[SheetCheck, ...] = (structure_sheet.structure_not_our_template,)
SHEET_CHECKS: tuple[SheetCheck, ...] = (
    structure_sheet.structure_report_not_named,
    structure_sheet.structure_report_presumed,
    structure_sheet.structure_several_reports,
    structure_file.structure_wrong_partner,
    structure_sheet.structure_quarter_outside_project,
    structure_file.structure_wrong_quarter,
    structure_file.structure_partner_not_reporting,
    structure_sheet.structure_date_for_quarter,
    structure_sheet.structure_unclear_label,
    structure_sheet.structure_unknown_label,
    structure_sheet.structure_unclear_quarter,
    structure_sheet.structure_unknown_column,
    structure_sheet.structure_row_without_measure,
    structure_sheet.structure_heading_row,
    structure_sheet.structure_crossed_breakdowns,
    structure_sheet.structure_count_and_mark,
    structure_sheet.structure_duplicate_column,
    structure_sheet.structure_duplicate_rows,
    structure_sheet.structure_foreign_activity,
    structure_sheet.structure_unexpected_row,
    structure_sheet.structure_missing_total,
    structure_sheet.structure_missing_categories,
    structure_sheet.structure_missing_rows,
    structure_sheet.structure_row_left_out,
    structure_sheet.structure_nothing_filled_in,
)
VALUE_CHECKS: tuple[ReportCheck, ...] = (
    values.values_not_a_number,
    values.values_formula_error,
    values.values_formula_without_result,
    values.values_percentage,
    values.values_date,
    values.values_ambiguous_number,
    values.values_negative,
    values.values_not_whole,
    values.values_cell_does_not_apply,
    values.values_too_large,
)
COHERENCE_CHECKS: tuple[ReportCheck, ...] = (
    coherence.coherence_total_missing,
    coherence.coherence_part_larger_than_total,
    coherence.coherence_categories_differ_from_total,
    coherence.coherence_categories_incomplete,
    coherence.coherence_all_activities_missing,
    coherence.coherence_activity_larger_than_all,
    coherence.coherence_activities_differ_from_all,
    coherence.coherence_limit_exceeded,
    coherence.coherence_identity,
)
CONTINUITY_CHECKS: tuple[ReportCheck, ...] = (
    continuity.continuity_already_reported,
    continuity.continuity_changes_published,
    continuity.continuity_same_as_last_quarter,
    continuity.continuity_large_change,
    continuity.continuity_no_longer_reported,
)
PLAUSIBILITY_CHECKS: tuple[ReportCheck, ...] = (
    plausibility.plausibility_unlikely_count,
    plausibility.plausibility_thousandfold,
    plausibility.plausibility_exchanged_columns,
    plausibility.plausibility_zero_for_blank,
    plausibility.plausibility_blank_for_zero,
    plausibility.plausibility_constant_row,
    plausibility.plausibility_constant_series,
)

UPLOAD_STAGES = (FILE_CHECKS, TABLE_CHECKS)
"""Structure of our template: each stage needs that the one before found nothing blocking."""
SHEET_STAGES = (KNOWN_SHEET_CHECKS, SHEET_CHECKS)
"""Structure of all other tables."""
REPORT_STAGES = ((*VALUE_CHECKS, *COHERENCE_CHECKS), (*CONTINUITY_CHECKS, *PLAUSIBILITY_CHECKS))
"""Values and coherence run together, because cells that were understood can be compared whatever the others are."""

_ASKED = {
    structure_table.structure_missing_rows,
    structure_sheet.structure_missing_categories,
    structure_sheet.structure_missing_rows,
    values.values_too_large,
    coherence.coherence_identity,
    continuity.continuity_changes_published,
    continuity.continuity_same_as_last_quarter,
    plausibility.plausibility_unlikely_count,
    plausibility.plausibility_thousandfold,
    plausibility.plausibility_exchanged_columns,
    plausibility.plausibility_zero_for_blank,
    plausibility.plausibility_constant_row,
}
"""Checks whose findings are submitted with a reason why they are no faults."""
_TOLD = {
    structure_sheet.structure_report_presumed,
    structure_sheet.structure_date_for_quarter,
    structure_sheet.structure_row_left_out,
    coherence.coherence_categories_incomplete,
    continuity.continuity_already_reported,
    continuity.continuity_large_change,
    continuity.continuity_no_longer_reported,
    plausibility.plausibility_blank_for_zero,
    plausibility.plausibility_constant_series,
}
"""Checks whose findings are for information; those of all others must be mended."""


@dataclass(frozen=True)
class Rule:
    """One check, as people look it up."""

    check: str
    severity: Severity
    explanation: str


def rules_of(stages: Sequence[Sequence[SheetCheck | UploadCheck | ReportCheck]]) -> tuple[Rule, ...]:
    """The checks of some stages, in the order in which they run."""
    return tuple(
        Rule(
            check.__name__,
            Severity.CONFIRM if check in _ASKED else Severity.NOTICE if check in _TOLD else Severity.BLOCKING,
            " ".join((check.__doc__ or "").split()),
        )
        for stage in stages
        for check in stage
    )
