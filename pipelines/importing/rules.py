"""What can be wrong with one row, or with the table as a whole, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.texts import Text, text


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong with a row."""

    check: str
    column: str
    """The column to look at."""
    what: Text
    remedy: Text


_LIKE_THE_CATALOGUE = text(
    "Write it as the catalogue does; `prepare template` shows the names of your report."
)

ROW_RULES = (
    Rule(
        "import_partner_missing",
        "partner_id",
        text("The row names no partner of the project."),
        _LIKE_THE_CATALOGUE,
    ),
    Rule(
        "import_partner_not_yours",
        "partner_id",
        text("The row is of a partner for which the account does not act."),
        text("Leave these rows out, or let an account of that partner import them."),
    ),
    Rule(
        "import_quarter_missing",
        "quarter",
        text("The row names no quarter of the project."),
        text("Write quarters like 2018-Q1, within the period of the project."),
    ),
    Rule(
        "import_activity_missing",
        "activity_id",
        text("The row names no activity of the project, nor _T."),
        _LIKE_THE_CATALOGUE,
    ),
    Rule(
        "import_measure_missing",
        "measure_id",
        text("The row names no measure of the project."),
        _LIKE_THE_CATALOGUE,
    ),
    Rule(
        "import_breakdown_missing",
        "breakdown",
        text("The row names no breakdown of the project, nor _T."),
        _LIKE_THE_CATALOGUE,
    ),
    Rule(
        "import_category_missing",
        "category",
        text("The row names no category of its breakdown."),
        _LIKE_THE_CATALOGUE,
    ),
    Rule(
        "import_not_a_count",
        "value",
        text("The value is no whole number from 0 on."),
        text("Write digits only, without separators; leave the value blank where there is a mark."),
    ),
    Rule(
        "import_mark_unknown",
        "mark",
        text("The mark is not in the list of the project."),
        text("Write one of the marks that the catalogue has."),
    ),
    Rule(
        "import_value_or_mark",
        "value",
        text("The row has both a value and a mark, or neither."),
        text("Write one of them; leave out rows of cells that are blank."),
    ),
    Rule(
        "import_report_not_expected",
        "quarter",
        text("No report is expected of the partner in this quarter."),
        text("Leave these rows out, or let the catalogue say that the partner reports."),
    ),
    Rule(
        "import_measure_not_reported",
        "measure_id",
        text("The partner does not report this measure."),
        text("Leave these rows out, or let the catalogue say that partners of this role report it."),
    ),
    Rule(
        "import_activity_not_running",
        "activity_id",
        text("The activity is not one of the partner in this quarter."),
        text("Correct the activity or the quarter."),
    ),
    Rule(
        "import_cell_does_not_apply",
        "category",
        text("The measure has no such cell: it is not broken down in this way, or not by activity."),
        text("Leave these rows out."),
    ),
)
"""In the order of their bits in the column of problems."""

DUPLICATE = Rule(
    "import_duplicate_rows",
    "partner_id",
    text("The same cell of the same report is in another row too."),
    text("Keep one row for each partner, quarter, activity, measure, breakdown and category."),
)

ADDRESSING = 6
"""So many rules at the beginning mean that nobody knows which cell the row is about."""

MISSING_COLUMN = text("The column {column} is missing.")
UNKNOWN_COLUMN = text("There is a column that is none of an import.")
COLUMNS_REMEDY = text(
    "The columns are partner_id, quarter, activity_id, measure_id, breakdown, category, value and mark, and no others."
)
