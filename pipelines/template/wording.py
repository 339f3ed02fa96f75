"""The texts of the template, in English."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.model import Catalogue, Measure, Partner, quarter_end, quarter_index

LANGUAGES = ("en",)

SYNTHETIC = "SYNTHETIC DATA"
INSTRUCTIONS_SHEET = "Instructions"
MARKS_SHEET = "Marks"
DEFINITIONS_SHEET = "Definitions"
LISTS_SHEET = "Lists"

REPORT_HINT = (
    "Fill in the yellow cells: a whole number (0 when you counted and there was nobody), or a mark from the sheet "
    "'Marks'. Leave a cell blank only when there is nothing to say about it. Grey cells do not apply."
)
HEADER_LABELS = ("Activity", "Measure", "Unit")

INPUT_TITLE = "A count or a mark"
INPUT_MESSAGE = "Whole number, 0 or more, or a mark: {marks}."
ERROR_TITLE = "This cannot be read as a count"
ERROR_MESSAGE = (
    "Type a whole number, 0 or more, without spaces, dots or commas, or one of the marks: {marks}. "
    "The sheet 'Marks' says what they mean."
)

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

FLOW = "Everything that happened during the quarter."
STOCK = "The situation on the last day of the quarter."
MARKS_HEADER = ("Mark", "Meaning", "Use it when")
MARKS_TITLE = "What you may type instead of a number"
MARKS_NOTE = (
    "No other text can be read: a dash, a dot or a question mark is refused, so that nobody has to guess."
)
DEFINITIONS_TITLE = "What each measure counts"
DEFINITIONS_HEADER = (
    "Measure",
    "What is counted",
    "Unit",
    "Which moment",
    "Broken down by",
    "Must add up over",
)


def report_title(catalogue: Catalogue, partner: Partner, quarter: str) -> str:
    """The visible title of a report."""
    what = f"{catalogue.project.short_title} · quarterly report · {partner.label}"
    return f"{what} · {quarter} ({quarter_months(quarter)})"


def quarter_months(quarter: str) -> str:
    """The months of a quarter in words, such as April to June 2018."""
    year, number = divmod(quarter_index(quarter), 4)
    return f"{MONTHS[3 * number]} to {MONTHS[3 * number + 2]} {year}"


def long_date(day: date) -> str:
    """A date in words, such as 20 July 2018, whatever the locale of the machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def steps(catalogue: Catalogue, partner: Partner, quarter: str) -> tuple[str, ...]:
    """What to do with the workbook, in order."""
    project = catalogue.project
    due = long_date(quarter_end(quarter) + timedelta(days=project.due_days))
    return (
        f"Go to the sheet 'Report'. It asks for the figures of {partner.label} for {quarter}, "
        f"{quarter_months(quarter)}.",
        "Fill in the yellow cells, row by row. The sheet 'Definitions' says what each measure counts.",
        "In each row give the total first, then its categories. Rows of one activity ask for the total only; the row "
        "'All activities' asks for the categories too.",
        "When you cannot give a figure, type a mark from the sheet 'Marks'. Write 0 when you counted and there was "
        "nobody or nothing.",
        "Please keep rows, columns and sheets as they are: no new columns, no moved rows, no notes in the table.",
        "Save the workbook as .xlsx, .ods or .csv (with ; and UTF-8) and upload it. You will see every problem at "
        "once, each with its cell, before anything is submitted.",
        f"Please submit the report by {due}.",
    )


COUNTING_RULES = (
    "Only counts. No names, no case numbers, no dates of birth, no remarks about a person, anywhere in this workbook.",
    "Only whole numbers. Percentages and averages are worked out later from the counts.",
    "'Definitions' says who is counted once, and who is counted in each activity. Where it does not say that "
    "activities must add up, the row 'All activities' may be less than its activities together.",
    "Some measures count what happened during the quarter, others how things stood on its last day. 'Definitions' "
    "says which.",
    "Categories are filled in one breakdown at a time; nothing is crossed. Where 'Definitions' says that they add up, "
    "the categories of a breakdown together must be the total: use its category for unknown if you do not know.",
    "0, blank and a mark are three different things: nobody; nothing said; a reason why there is no figure.",
)


def contact(catalogue: Catalogue) -> str:
    """Whom to ask."""
    coordinators = " or ".join(p.name for p in catalogue.partners.values() if p.role == "coordinator")
    whom = f"the project coordinator ({coordinators})" if coordinators else "the project coordinator"
    return f"Ask {whom}, or the person who sent you this workbook. Please do not send figures by e-mail."


def moment(measure: Measure) -> str:
    """Flow or stock, in plain words."""
    return STOCK if measure.collect == "stock" else FLOW


def breakdown_labels(catalogue: Catalogue, measure: Measure) -> str:
    """The breakdowns of a measure, in words."""
    return ", ".join(catalogue.breakdowns[b].label for b in measure.breakdowns) or "Total only"


def adds_up_over(catalogue: Catalogue, measure: Measure) -> str:
    """Over what the rows and columns of a measure must add up, in words."""
    parts = [catalogue.breakdowns[b].label for b in measure.breakdowns if b in measure.sums_over]
    if measure.per_activity and "activity" in measure.sums_over:
        parts.insert(0, "Activities")
    return ", ".join(parts) or "–"
