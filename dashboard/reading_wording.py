"""What readers are told by the frame of every page, by the filters and figures, and by the pages of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.model import Change
from dashboard.view import Chart, Counting, Order, Panels
from pipelines.model import Role
from pipelines.texts import Text, listed, plural, text, verbatim

# ---- frame ---------------------------------------------------------------------------------------------

PAGE_TITLES: Mapping[str, Text] = {
    "overview": text("Overview"),
    "explore": text("Explore"),
    "participation": text("Participation"),
    "places": text("Places"),
    "activities": text("Activities"),
    "process": text("Process"),
    "quality": text("Data quality"),
    "releases": text("Releases"),
    "sheets": text("Practice sheets"),
    "submit": text("Submit"),
    "reports": text("Reports"),
    "review": text("Review"),
    "publish": text("Publish"),
    "people": text("People"),
    "trail": text("Trail"),
    "method": text("Method"),
    "verify": text("Check a file"),
    "accessibility": text("Accessibility"),
    "about": text("About"),
}
GROUP_TITLES: Mapping[str, Text] = {
    "read": text("Results"),
    "report": text("Reporting"),
    "manage": text("Management"),
    "help": text("Help"),
}
ROLE_LABELS: Mapping[Role, Text] = {
    Role.COORDINATOR: text("Coordinator"),
    Role.MANAGER: text("Project manager"),
    Role.EVALUATOR: text("Evaluator"),
    Role.ADMINISTRATOR: text("Administrator"),
    Role.READER: text("Reader"),
}
SIGNED_IN_AS = text("{email}\n{role}")
SIGN_OUT = text("Sign out")
LANGUAGE = text("Language")
UNKNOWN_LANGUAGE = text("The address asks for a language that is not spoken here; it was left out.")
SYNTHETIC_BANNER = text(
    "**SYNTHETIC DATA.** All numbers are made up by a program to show how the service works. "
    "They say nothing about real people or places."
)

HINTS: Mapping[Role, Text] = {
    Role.COORDINATOR: text(
        "**New here?** Open *Submit* to get the workbook of your quarter and to hand it in, and *Reports* to see what "
        "is due. On this page you see what the whole project has published."
    ),
    Role.MANAGER: text(
        "**New here?** *Reports* says who is late, *Review* holds the reports that wait for your decision, and "
        "*Publish* makes a release of what you approved. On this page you see what has been published."
    ),
    Role.EVALUATOR: text(
        "**New here?** Open *Explore* to put activities, cities and quarters side by side. The address of each page "
        "holds your choice, so you can keep it or send it. *Method* says what a withheld number means."
    ),
    Role.ADMINISTRATOR: text(
        "**New here?** *People* gives and takes accounts, and *Trail* tells who did what and when. On this page you "
        "see what has been published."
    ),
    Role.READER: text(
        "**New here?** This page sums the project up. Open *Explore* to look closer at one indicator, and *Method* to "
        "read why some numbers are withheld."
    ),
}
HINT_DISMISS = text("I know my way around")

# ---- releases in the address ---------------------------------------------------------------------------

RELEASE_LINE = text("{project} · release {number}, published {date}")
RELEASE_LINE_UP_TO = text("{project} · release {number}, published {date}, with reports up to {quarter}")
RELEASE_IS_WITHDRAWN = text(
    "**This release was withdrawn** on {date} and must not be relied on. Reason: {reason}"
)
RELEASE_IS_OLD = text(
    "**You see release {number} of {date}. It was superseded by release {current}**, which is the current one."
)
RELEASE_SEE_CURRENT = text("See the same in release {number}")
RELEASE_UNKNOWN = text(
    "There is no such release as the address asks for. You see release {number}, the current one."
)

# ---- filters and figures -------------------------------------------------------------------------------

FILTER_LABELS: Mapping[str, Text] = {
    "indicator_id": text("Indicator"),
    "place_level": text("Kind of place"),
    "place_ids": text("Places"),
    "period_level": text("Kind of period"),
    "periods": text("Periods"),
    "activity_ids": text("Activities"),
    "breakdown": text("Split by"),
    "categories": text("Categories"),
}
FILTER_EMPTY: Mapping[str, Text] = {
    "place_ids": text("All places"),
    "periods": text("All periods"),
    "activity_ids": text("All activities together"),
    "categories": text("All categories"),
}
EACH_ACTIVITY = text("Each activity")
NARROW_DOWN = text("Choose places, periods, activities and categories")
SHORTENED = text(
    "All places and activities at once would be too many to read, so the figure begins with the first ones. Choose "
    "others under *{list}*."
)
LOOK_HEADING = text("How it is drawn")
START_AGAIN = text("Start again")
LOOK_LABELS: Mapping[str, Text] = {
    "chart": text("Kind of chart"),
    "panels": text("Small multiples"),
    "count": text("Counting"),
    "order": text("Order"),
    "highlight": text("Highlight"),
    "median": text("Compare with the median of the places"),
}
CHARTS: Mapping[Chart, Text] = {
    Chart.AUTO: text("As fits best"),
    Chart.LINE: text("Lines"),
    Chart.BAR: text("Bars"),
    Chart.DOT: text("Dots"),
    Chart.HEAT: text("Heat map"),
}
PANELS: Mapping[Panels, Text] = {
    Panels.AUTO: text("As fits best"),
    Panels.NONE: text("One chart"),
    Panels.PLACE: text("One for each place"),
    Panels.ACTIVITY: text("One for each activity"),
}
COUNTING: Mapping[Counting, Text] = {
    Counting.EACH: text("Each period alone"),
    Counting.RUNNING: text("Added up over time"),
}
ORDERS: Mapping[Order, Text] = {
    Order.GIVEN: text("As in the release"),
    Order.NAME: text("By name"),
    Order.VALUE: text("Largest first"),
}
HIGHLIGHT_NONE = text("Nothing")
CELL_COLUMNS = (text("Place"), text("Activity"), text("Category"))
RATIO = text("{value} ({numerator} of {denominator})")
TABLE_HEADING = text("Table of the same cells")
METHOD_LINK = text("How to read withheld cells")
WITHHELD_NONE = text("No cell of this figure is withheld.")


def withheld(n: int, total: int) -> Text:
    """How many cells of a figure are withheld, and what that does not mean."""
    return plural(
        "{n} of {total} cells is withheld, so that nobody can be recognised. It can be any number in the interval "
        "given for it, or any at all where none is given: do not read it as zero.",
        "{n} of {total} cells are withheld, so that nobody can be recognised. A withheld cell can be any number in "
        "the interval given for it, or any at all where none is given: do not read it as zero.",
        n,
        total=total,
    )


EMPTY_ADVICE = text("Choose other places, periods or activities, or press *Start again*.")
NO_VALUE_NOTE = text(
    "No cell of this selection has a published value. Larger groups are shown more often: try countries or the whole "
    "project instead of cities, all activities together, no breakdown, or another period."
)
ROUNDED_NOTE = text(
    "Counts of people are rounded to multiples of {base}: the true count is up to {less} smaller or larger, and 0 "
    "stands for 0 to {less}. Totals can differ from the sum of their parts."
)
RANGE_NOTE = text(
    "Where rounded or withheld counts stand behind a number, it is shown as the range that they leave possible, and "
    "never as one number."
)
PROVISIONAL_NOTE = text("Provisional means that something that belongs to the number has not been reported.")
TOO_EARLY_NOTE = text(
    "Too early means that the number cannot exist yet: nobody has reported the quarter, the follow-up time has not "
    "passed, or it is a sum of people over a year or the whole period, which is published when that is over."
)

# ---- overview ------------------------------------------------------------------------------------------

INTERVAL = text("between {lower} and {upper}")
INTERVAL_OPEN = text("{lower} or more")
RANGE = text("{lower} to {upper}")
ABOUT_VALUE = text("about {value}")
RANGE_SHORT = text("a range, because the counts behind it are rounded")
STATUS_IN_PLACE_OF_VALUE: Mapping[str, Text] = {
    "shown": verbatim("–"),
    "provisional": verbatim("–"),
    "withheld": text("withheld"),
    "not_reported": text("not reported"),
    "cannot_exist": text("too early"),
    "no_cases": text("no cases"),
    "range": verbatim("–"),
    "provisional_range": verbatim("–"),
    "none": text("not published"),
}
PROVISIONAL_SHORT = text("provisional: not all of it was reported")
TARGET_NONE = text("no target")
TARGET_UP = text("target: at least {aim}")
TARGET_DOWN = text("target: at most {aim}")
TARGET_UP_FOR = text("target for {period}: at least {aim}")
TARGET_DOWN_FOR = text("target for {period}: at most {aim}")
AWAITS_THE_END = text("the number for the whole period is published when the period is over")
TARGET_REACHED = text("reached")
TARGET_NOT_REACHED = text("not reached yet")
TARGET_PROGRESS = text("{share} of the target")
TARGET_PROGRESS_ABOUT = text("about {share} of the target")

NEWS_HEADING = text("What is new")
NEWS_FIRST = text("This is the first release: every figure in it is new.")
NEWS_SINCE = text("Since release {number} of {date}:")
NEWS_NOTHING = text("No figure is stated otherwise than in release {number}.")
NEWS_LINK = text("See every figure that changed")


def change_of(change: Change, n: int, count: str) -> Text:
    """How many figures changed in a way; `count` is the number as it is written."""
    if change is Change.NEW:
        return plural("{count} figure is new and shown", "{count} figures are new and shown", n, count=count)
    if change is Change.NEW_AND_WITHHELD:
        return plural(
            "{count} figure is new and withheld", "{count} figures are new and withheld", n, count=count
        )
    if change is Change.REVISED:
        return plural("{count} figure was revised", "{count} figures were revised", n, count=count)
    if change is Change.NOW_SHOWN:
        return plural(
            "{count} figure is shown now that was withheld",
            "{count} figures are shown now that were withheld",
            n,
            count=count,
        )
    if change is Change.NOW_WITHHELD:
        return plural(
            "{count} figure is withheld now that was shown",
            "{count} figures are withheld now that were shown",
            n,
            count=count,
        )
    return plural("{count} figure is no longer known", "{count} figures are no longer known", n, count=count)


CHANGES: Mapping[Change, Text] = {
    Change.NEW: text("New"),
    Change.NEW_AND_WITHHELD: text("New, withheld"),
    Change.REVISED: text("Revised"),
    Change.NOW_SHOWN: text("Shown now, withheld before"),
    Change.NOW_WITHHELD: text("Withheld now, shown before"),
    Change.GONE: text("No longer known"),
}
NEWS_BY_PLACE = text("Changed figures by place")
NEWS_BY_INDICATOR = text("Changed figures by indicator")
NEWS_COUNTED = text("These tables count figures, not people.")

OBJECTIVES_HEADING = text("Objectives, indicators and targets")
OBJECTIVE_OTHER = text("Other indicators")
MORE_INDICATORS = text("More indicators")
INDICATOR_VALUE = text("{indicator}: {value}, {period}")
EXPLORE_LINK = text("Look closer")
OBJECTIVES_INTRO = text(
    "For the whole project. Every card says which period it is about: a sum of people over a year or over the whole "
    "period is published only when that is over, and until then the card shows the latest quarter or year that is "
    "known."
)
REPORTED_HEADING = text("Who has reported")
REPORTED_SUMMARY = text(
    "{reported} of the {expected} reports that were due when this release was made are in it."
)
REPORTS_LINK = text("Where each report stands today")
REPORTS_HEADING = text("Reports, quarter by quarter")
REPORT_OF = text("{partner} ({quarter})")


def missing_reports(items: Sequence[Text]) -> Text:
    """Which reports were due and are not in a release."""
    return listed("Missing is the report of {items}.", "Missing are the reports of {items}.", items)


REPORT_STATES: Mapping[str, Text] = {"reported": text("✓ in"), "missing": text("missing")}
REPORTED_TABLE = text("Table of the same reports")
PARTNER_COLUMN = text("Partner")
WITHHELD_HEADING = text("What is withheld, and why")
WITHHELD_COLUMNS = (
    text("Kind of place"),
    text("Shown"),
    text("Provisional"),
    text("Withheld"),
    text("Not reported"),
    text("Too early"),
    text("Withheld share"),
)
WITHHELD_WHY = text(
    "Groups are small, and a small number can tell who is meant. A count of people from 1 to {largest} is therefore "
    "withheld, and so is every other cell from which it could be worked out by adding, subtracting or dividing, "
    "and totals to which fewer than {contributors} partners contribute. "
    "Which of the withheld cells are the small ones is not published; where published cells set limits to a "
    "withheld one, the limits are given. The table counts cells, not people."
)
CELLS_TABLE = text("Cells by kind of place")
ROUNDED_HEADING = text("How counts are protected")
ROUNDED_WHY = text(
    "Groups are small, and a small number can tell who is meant. Every count of people is therefore rounded to a "
    "multiple of {base}, up or down by at most {less}, and a count that was published once keeps its rounded value. A "
    "number with ≈ or *about* is rounded; shares and means are ranges. Nothing is withheld, and other counts than of "
    "people are exact. The table counts cells, not people."
)
WITHHELD_COLUMNS_EXPLAINED = text(
    "*Provisional*: something that belongs to the sum has not been reported. "
    "*Too early*: quarters that nobody has reported yet, outcomes whose follow-up time has not passed, and sums of "
    "people over a year or the whole period that is not over. "
    "*Withheld share*: of the cells that are shown, provisional or withheld."
)

# ---- explore and participation -------------------------------------------------------------------------

EXPLORE_INTRO = text(
    "Choose an indicator and what to put side by side. The address of this page always holds your choice, "
    "so you can send it to somebody who may sign in."
)
RELEASES_INTRO = text(
    "Every release stays as it was published. Each page can be opened as of an earlier one, and then says so."
)
RELEASES_HEADING = text("All releases")
RELEASES_COLUMNS = (text("Release"), text("Reports up to"), text("Reason"), text("Notes"))
RELEASE_CURRENT = text("current")
RELEASE_WITHDRAWN = text("withdrawn on {date}: {reason}")
RELEASE_SUPERSEDED = text("superseded by release {number}")
RELEASE_OPEN_HEADING = text("Open the pages as of a release")
RELEASE_CHOICE = text("Release")
RELEASE_NAME = text("Release {number} of {date}")
RELEASE_OPEN = text("{page}, as of release {number}")
COMPARE_HEADING = text("What differs between two releases")
COMPARE_INTRO = text(
    "Both are compared as they were published. A figure that was and is withheld counts as unchanged."
)
COMPARE_BEFORE = text("From release")
COMPARE_AFTER = text("to release")
COMPARE_SAME = text("Choose two different releases.")
COMPARE_ONE = text("There is one release so far. When there is a second one, this page says what it changed.")
COMPARE_PLACE = text("Place")
COMPARE_INDICATOR = text("Indicator")
COMPARE_CHANGE = text("What happened")
COMPARE_ALL = text("All")
COMPARE_COLUMNS = (text("Figure"), text("What happened"), text("Before"), text("Now"))
COMPARE_TABLE = text("Figures that changed")
COMPARE_PAGE = text("Figures {first} to {last} of {total}.")
COMPARE_NONE_LEFT = text("No figure of this choice changed.")
UNKNOWN_CHOICE = text("The address asks for something that this page does not have; it was left out.")

PARTICIPATION_INTRO = text("How many people took part, over the project period.")

# ---- about ---------------------------------------------------------------------------------------------

ABOUT_PROJECT = text("The project")
ABOUT_READ = text("How to read a withheld cell")
ABOUT_READ_ROWS = (
    (text("Shown"), text("A full bar or mark, a number"), text("The published value.")),
    (
        text("Provisional"),
        text("A hollow bar or mark, a number marked provisional"),
        text(
            "The published value; a report is missing, or something that belongs to the sum was marked as not "
            "collected."
        ),
    ),
    (
        text("Withheld"),
        text(
            "A hatched bar from one end of its interval to the other, with an arrow where it goes on beyond the "
            "chart; an open triangle where no limit is published"
        ),
        text(
            "The value exists and is not published. It can be any number in its interval, if one is given, which "
            "follows from the published cells alone. Do not read it as zero, and do not draw a line through it."
        ),
    ),
    (
        text("Not reported"),
        text("A cross"),
        text("No report has given this value, or it was marked as not collected."),
    ),
    (
        text("Too early"),
        text("An hourglass"),
        text(
            "It cannot exist yet: nobody has reported the quarter, the follow-up time has not passed, or it is a sum "
            "of people over a year or over the whole period that is not over. Such a sum waits for the end, because "
            "two of them, one report apart, would tell what that report said."
        ),
    ),
    (
        text("No cases"),
        text("A circle with a cross"),
        text("A share of nothing: the published denominator is 0."),
    ),
)
ABOUT_READ_ROUNDED_ROWS = (
    (
        text("Rounded"),
        text("A number with ≈ or about, a bar or mark at that number"),
        text(
            "A count of people, rounded up or down to a multiple of the rounding base and less than one base away. "
            "Its interval is in the table of the figure and in the CSV file."
        ),
    ),
    (
        text("Range"),
        text("A dotted bar from end to end; an open diamond where there is no upper end"),
        text(
            "A share or mean of rounded counts. It is somewhere between the ends; the middle is not a better guess."
        ),
    ),
)
ABOUT_READ_COLUMNS = (text("What it is called"), text("How it is drawn"), text("What it means"))
ABOUT_INDICATORS = text("Indicators and their definitions")
ABOUT_INDICATOR_COLUMNS = (text("Indicator"), text("Unit"), text("Definition"), text("Source"))
ABOUT_NO_OBJECTIVE = text("Other indicators")
ABOUT_ACTIVITIES = text("Activities")
ABOUT_ACTIVITY_COLUMNS = (text("Activity"), text("Type"), text("Quarters"), text("Description"))
ABOUT_PLACEHOLDER = text("To be described by the partner. {description}")
ABOUT_DEFINITIONS_FROM = text(
    "Definitions come from the catalogue as it was when the release was made. Each names its source."
)
ABOUT_RELEASE = text("This release")
ABOUT_RELEASE_COLUMNS = (text("What"), text("Value"))
ABOUT_RELEASE_ROWS = (
    text("Release"),
    text("Published"),
    text("Reason"),
    text("Quarters"),
    text("Catalogue (SHA-256)"),
    text("Disclosure policy (SHA-256)"),
    text("Software"),
)
SPAN = text("{first} to {last}")
