"""The list of all checks, in the order in which they run. A check that is not here does not run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.model import Finding, Severity
from pipelines.validate import coherence, continuity, plausibility, structure_file, structure_table, values
from pipelines.validate.upload import Report, Upload

UploadCheck = Callable[[Upload], list[Finding]]
ReportCheck = Callable[[Report], list[Finding]]

TEMPLATE_CHECKS: tuple[UploadCheck, ...] = (structure_file.structure_not_our_template,)
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

UPLOAD_STAGES = (TEMPLATE_CHECKS, FILE_CHECKS, TABLE_CHECKS)
"""Structure: each stage needs that the one before found nothing blocking."""
REPORT_STAGES = ((*VALUE_CHECKS, *COHERENCE_CHECKS), (*CONTINUITY_CHECKS, *PLAUSIBILITY_CHECKS))
"""Values and coherence run together, because cells that were understood can be compared whatever the others are."""

ASKED = frozenset(
    {
        "structure_missing_rows",
        "values_too_large",
        "coherence_identity",
        "continuity_changes_published",
        "continuity_same_as_last_quarter",
        *(check.__name__ for check in PLAUSIBILITY_CHECKS),
    }
) - {"plausibility_blank_for_zero", "plausibility_constant_series"}
"""Checks whose findings are submitted with a reason why they are no faults."""
TOLD = frozenset(
    {
        "coherence_categories_incomplete",
        "continuity_already_reported",
        "continuity_large_change",
        "continuity_no_longer_reported",
        "plausibility_blank_for_zero",
        "plausibility_constant_series",
    }
)
"""Checks whose findings are for information; those of all others must be mended."""


@dataclass(frozen=True)
class Rule:
    """One check, as people look it up."""

    check: str
    severity: Severity
    explanation: str


def rules() -> tuple[Rule, ...]:
    """Every check, in the order in which they run."""
    stages = (*UPLOAD_STAGES, *REPORT_STAGES)
    return tuple(_rule(check) for stage in stages for check in stage)


def _rule(check: UploadCheck | ReportCheck) -> Rule:
    name = check.__name__
    severity = Severity.CONFIRM if name in ASKED else Severity.NOTICE if name in TOLD else Severity.BLOCKING
    return Rule(name, severity, " ".join((check.__doc__ or "").split()))
