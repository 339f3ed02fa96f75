"""The texts of the template."""

from __future__ import annotations

from datetime import date

from pipelines.languages import Speaker
from pipelines.model import Catalogue, Measure, Partner, quarter_index
from pipelines.texts import Name, Text, joined, text, verbatim

SYNTHETIC = text("SYNTHETIC DATA")
SYNTHETIC_NOTE = text("SYNTHETIC DATA: the figures in this workbook are invented.")
REPORT_SHEET = text("Report")
INSTRUCTIONS_SHEET = text("Instructions")
MARKS_SHEET = text("Marks")
DEFINITIONS_SHEET = text("Definitions")
LISTS_SHEET = "Lists"

REPORT_HINT = text(
    "Fill in the yellow cells: a whole number (0 when you counted and there was nobody), or a mark from the sheet "
    "'Marks'. Leave a cell blank only when there is nothing to say about it. Grey cells do not apply."
)
HEADER_LABELS = (text("Activity"), text("Measure"), text("Unit"))


INPUT_TITLE = text("A count or a mark")
ERROR_TITLE = text("This cannot be read as a count")

FLOW = text("Everything that happened during the quarter.")
STOCK = text("The situation on the last day of the quarter.")
MARKS_HEADER = (text("Mark"), text("Meaning"), text("Use it when"))
MARKS_TITLE = text("What you may type instead of a number")
MARKS_NOTE = text(
    "No other text can be read: a dash, a dot or a question mark is refused, so that nobody has to guess."
)
DEFINITIONS_TITLE = text("What each measure counts")
DEFINITIONS_HEADER = (
    text("Measure"),
    text("What is counted"),
    text("Unit"),
    text("Which moment"),
    text("Broken down by"),
    text("Must add up over"),
)
WHAT_TO_DO = text("What to do")
HOW_TO_COUNT = text("How to count")
QUESTIONS = text("Questions")
ABOUT = text("About")
COUNTING_RULES = (
    text(
        "Only counts. No names, no case numbers, no dates of birth, no remarks about a person, anywhere in this "
        "workbook."
    ),
    text("Only whole numbers. Percentages and averages are worked out later from the counts."),
    text(
        "'Definitions' says who is counted once, and who is counted in each activity. Where it does not say that "
        "activities must add up, the row 'All activities' may be less than its activities together."
    ),
    text(
        "Some measures count what happened during the quarter, others how things stood on its last day. 'Definitions' "
        "says which."
    ),
    text(
        "Categories are filled in one breakdown at a time; nothing is crossed. Where 'Definitions' says that they add "
        "up, the categories of a breakdown together must be the total: use its category for unknown if you do not "
        "know."
    ),
    text(
        "0, blank and a mark are three different things: nobody; nothing said; a reason why there is no figure."
    ),
)
PAGES = text("Page {page} of {pages}", page="&P", pages="&N")


def input_message(marks: str) -> Text:
    """What a cell says when it is chosen."""
    return text("Whole number, 0 or more, or a mark: {marks}.", marks=marks)


def error_message(marks: str) -> Text:
    """What a cell says when something else is typed into it."""
    return text(
        "Type a whole number, 0 or more, without spaces, dots or commas, or one of the marks: {marks}. "
        "The sheet 'Marks' says what they mean.",
        marks=marks,
    )


def instructions_title(catalogue: Catalogue) -> Text:
    """The title of the sheet of instructions."""
    return text("How to report to {project}", project=catalogue.project.short_title)


def report_title(speaker: Speaker, catalogue: Catalogue, partner: Partner, quarter: str) -> Text:
    """The visible title of a report."""
    return text(
        "{project} · quarterly report · {partner} · {quarter} ({months})",
        project=catalogue.project.short_title,
        partner=partner.called,
        quarter=quarter,
        months=quarter_months(speaker, quarter),
    )


def quarter_months(speaker: Speaker, quarter: str) -> Text:
    """The months of a quarter in words, such as April to June 2018."""
    year, number = divmod(quarter_index(quarter), 4)
    first, last = (speaker.month(date(year, 3 * number + month, 1)) for month in (1, 3))
    return text("{first} to {last} {year}", first=first, last=last, year=year)


def steps(speaker: Speaker, catalogue: Catalogue, partner: Partner, quarter: str) -> tuple[Text, ...]:
    """What to do with the workbook, in order."""
    return (
        text(
            "Go to the sheet 'Report'. It asks for the figures of {partner} for {quarter}, {months}.",
            partner=partner.called,
            quarter=quarter,
            months=quarter_months(speaker, quarter),
        ),
        text("Fill in the yellow cells, row by row. The sheet 'Definitions' says what each measure counts."),
        text(
            "In each row give the total first, then its categories. Rows of one activity ask for the total only; the "
            "row 'All activities' asks for the categories too."
        ),
        text(
            "When you cannot give a figure, type a mark from the sheet 'Marks'. Write 0 when you counted and there was "
            "nobody or nothing."
        ),
        text(
            "Please keep rows, columns and sheets as they are: no new columns, no moved rows, no notes in the table."
        ),
        text(
            "Save the workbook as .xlsx, .ods or .csv (with ; and UTF-8) and upload it. You will see every problem at "
            "once, each with its cell, before anything is submitted."
        ),
        text(
            "Please submit the report by {due}.",
            due=speaker.long_date(catalogue.project.due_date(quarter)),
        ),
    )


def contact(catalogue: Catalogue) -> Text:
    """Whom to ask."""
    names = [p.name for p in catalogue.partners.values() if p.role == "coordinator"]
    if not names:
        return text(
            "Ask the project coordinator, or the person who sent you this workbook. Please do not send figures by "
            "e-mail."
        )
    return text(
        "Ask the project coordinator ({names}), or the person who sent you this workbook. Please do not send figures "
        "by e-mail.",
        names=tuple(names),
    )


def moment(measure: Measure) -> Text:
    """Flow or stock, in plain words."""
    return STOCK if measure.collect == "stock" else FLOW


def breakdowns_of(catalogue: Catalogue, measure: Measure) -> Text:
    """The breakdowns of a measure, in words."""
    if not measure.breakdowns:
        return text("Total only")
    return joined([catalogue.breakdowns[b].called for b in measure.breakdowns])


def adds_up_over(catalogue: Catalogue, measure: Measure) -> Text:
    """Over what the rows and columns of a measure must add up, in words."""
    parts: list[Name | Text] = [
        catalogue.breakdowns[b].called for b in measure.breakdowns if b in measure.sums_over
    ]
    if measure.per_activity and "activity" in measure.sums_over:
        parts.insert(0, text("Activities"))
    return joined(parts) if parts else verbatim("–")
