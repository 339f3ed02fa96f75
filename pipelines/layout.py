"""What one partner's report of one quarter asks for: its rows, its columns, and which cells are open.

The template is drawn from it and uploads are compared with it, so both always ask for the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.errors import PolicyError
from pipelines.model import TOTAL, Catalogue, Measure, Partner
from pipelines.texts import Name, Text, text

ALL_ACTIVITIES = text("All activities")
NOT_BY_ACTIVITY = text("Not by activity")
TOTAL_COLUMN = text("Total")


@dataclass(frozen=True)
class ReportRow:
    """One row of a report: one measure of one activity, or of all of them."""

    activity_id: str
    activity_called: Name | Text
    measure: Measure
    open_columns: frozenset[tuple[str, str]]
    """Columns whose cells may be filled in."""

    @property
    def called(self) -> Text:
        """What the row is called in findings."""
        return row_called(self.measure, self.activity_called)


@dataclass(frozen=True)
class ReportLayout:
    """The rows and the columns of counts of one partner's report of one quarter."""

    partner: Partner
    quarter: str
    rows: tuple[ReportRow, ...]
    """By measure, in catalogue order; within a measure its activities, then all activities."""
    columns: tuple[tuple[str, str], ...]
    """Breakdown and category; the total is the first."""


def report_layout(catalogue: Catalogue, partner_id: str, quarter: str) -> ReportLayout:
    """The layout of one partner's report of one quarter.

    Errors: PolicyError when the partner is not known, the quarter is not one of the project, no report is
    expected from the partner in that quarter, or no measure is reported by partners of its role.
    """
    partner = _expected_partner(catalogue, partner_id, quarter)
    measures = catalogue.asked_of(partner)
    if not measures:
        raise PolicyError(
            title="There is nothing to report",
            message=f"No measure in the catalogue is reported by partners with the role of {partner.label}. "
            "The maintainer of the catalogue can add the role to 'reported_by' of a measure.",
        )
    return ReportLayout(
        partner=partner,
        quarter=quarter,
        rows=tuple(row for measure in measures for row in _rows_of(catalogue, measure, partner, quarter)),
        columns=((TOTAL, TOTAL), *_category_columns(catalogue, measures)),
    )


def row_called(measure: Measure, activity: Name | Text) -> Text:
    """What a row of a report is called: by its measure, and by its activity where it is counted by activity."""
    if not measure.per_activity:
        return text("'{measure}'", measure=measure.called)
    return text("'{measure}', {activity}", measure=measure.called, activity=activity)


def column_key(column: tuple[str, str]) -> str:
    """The machine key of a column of counts, as it stands in the hidden key row."""
    return f"{column[0]}:{column[1]}"


def column_called(catalogue: Catalogue, column: tuple[str, str]) -> Text:
    """What a column of counts is called in the header and in findings."""
    breakdown_id, category_id = column
    if breakdown_id == TOTAL:
        return TOTAL_COLUMN
    breakdown = catalogue.breakdowns[breakdown_id]
    return text(
        "{breakdown}: {category}",
        breakdown=breakdown.called,
        category=breakdown.category_called(category_id),
    )


def category_columns(catalogue: Catalogue, breakdown_id: str) -> tuple[tuple[str, str], ...]:
    """The columns of one breakdown, in catalogue order."""
    return tuple((breakdown_id, category.id) for category in catalogue.breakdowns[breakdown_id].categories)


def _expected_partner(catalogue: Catalogue, partner_id: str, quarter: str) -> Partner:
    partner = catalogue.partners.get(partner_id)
    if partner is None:
        raise PolicyError(
            title="There is no such partner",
            message=f"'{partner_id}' is not in the catalogue. Known: {', '.join(catalogue.partners)}.",
        )
    if quarter not in catalogue.project.quarters:
        project = catalogue.project
        raise PolicyError(
            title="The quarter is not one of the project",
            message=f"'{quarter}' is not between {project.first_quarter} and {project.last_quarter}. "
            f"Write a quarter like {project.first_quarter}.",
        )
    if partner not in catalogue.expected_partners(quarter):
        raise PolicyError(
            title="No report is expected",
            message=f"{partner.label} does not report for {quarter}. Choose another partner or quarter.",
        )
    return partner


def _rows_of(catalogue: Catalogue, measure: Measure, partner: Partner, quarter: str) -> tuple[ReportRow, ...]:
    total_only = frozenset({(TOTAL, TOTAL)})
    every_category = (c for breakdown in measure.breakdowns for c in category_columns(catalogue, breakdown))
    activities = catalogue.activities_of(partner, quarter) if measure.per_activity else ()
    total_called = ALL_ACTIVITIES if measure.per_activity else NOT_BY_ACTIVITY
    return (
        *(ReportRow(activity.id, activity.called, measure, total_only) for activity in activities),
        ReportRow(TOTAL, total_called, measure, total_only.union(every_category)),
    )


def _category_columns(catalogue: Catalogue, measures: tuple[Measure, ...]) -> tuple[tuple[str, str], ...]:
    used = {breakdown for measure in measures for breakdown in measure.breakdowns}
    return tuple(
        column for b in catalogue.breakdowns if b in used for column in category_columns(catalogue, b)
    )
