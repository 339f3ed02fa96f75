"""Texts of selections, charts and exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.model import CellStatus
from pipelines.texts import Text, plural, text

SYNTHETIC = text("SYNTHETIC")
SYNTHETIC_NOTE = text("SYNTHETIC data: invented to show the program; nothing here was counted anywhere.")
NOTHING_TO_SHOW = text("This release has no cells for this selection.")

# ---- selection ----------------------------------------------------------------------------------------

LIST_IN_FULL = 3
"""Lists up to this length are always named one by one."""
LIST_AT_MOST = 12
"""Of longer lists of places or activities only the number is said."""
WHOLE_PROJECT = text("whole project")
WHOLE_PERIOD = text("whole project period")
ALL_PLACES: Mapping[str, Text] = {
    "local": text("all cities and regions"),
    "country": text("all countries"),
}
SOME_PLACES: Mapping[str, Text] = {
    "local": text("{n} of {all} cities and regions"),
    "country": text("{n} of {all} countries"),
}
SOME_ACTIVITIES = text("{n} of {all} activities")
ALL_ACTIVITIES_TOGETHER = text("all activities")
EACH_ACTIVITY = text("each activity")
SPAN = text("{first} to {last}")
FILTER_NAMES: Mapping[str, Text] = {
    "indicator_id": text("Indicator"),
    "place_level": text("Kind of place"),
    "place_ids": text("Place"),
    "period_level": text("Kind of period"),
    "periods": text("Period"),
    "activity_ids": text("Activity"),
    "breakdown": text("Breakdown"),
    "categories": text("Category"),
}
UNKNOWN_IN_ADDRESS = text("{what}: this release has no '{value}' for this selection, so it was left out.")
UNKNOWN_LOOK = text("The address has a value for '{key}' that does not exist; it was left out.")
UNREADABLE_VALUE = text("(not a code)")

PLACE_LEVELS: Mapping[str, Text] = {
    "local": text("Cities and regions"),
    "country": text("Countries"),
    "project": text("Whole project"),
}
PERIOD_LEVELS: Mapping[str, Text] = {
    "quarter": text("Quarters"),
    "year": text("Project years"),
    "project": text("Whole project period"),
}

# ---- looks --------------------------------------------------------------------------------------------

RUNNING_SUBTITLE = text("{selection}; added up from {first} on")
MEDIAN_OF_ALL: Mapping[str, Text] = {
    "local": text("Median of all cities and regions"),
    "country": text("Median of all countries"),
}
MEDIAN_OF_SOME = text("Median of the places shown")

NO_RUNNING_ONE_PERIOD = text("Nothing is added up over time: only one period is chosen.")
NO_RUNNING_NOT_SUMMABLE = text(
    "Nothing is added up over time: the quarters of this indicator do not add up, because it counts what there is on a "
    "day, or people who may be counted in several quarters."
)
NO_MEDIAN = text("The median is not shown: it needs numbers of at least three places.")
NO_PANELS_BY_PLACE = text("There is one plot: only one place is chosen.")
NO_PANELS_BY_ACTIVITY = text("There is one plot: only one activity is chosen.")
TOO_MANY_FOR_ONE_PLOT = text("There are too many lines for one plot, so each place and activity has its own.")
NO_LINE = text("There is no line to draw: only one period is chosen.")
NO_HEAT_MAP = text("A heat map needs more than one place, activity, category or period.")
TOO_MANY_BARS = text("There are too many figures for this kind of chart. Choose fewer, or another kind.")
NO_HIGHLIGHT = text("Nothing is highlighted: there is nothing beside it.")

# ---- statuses -----------------------------------------------------------------------------------------

STATUS_LABELS: Mapping[CellStatus, Text] = {
    CellStatus.SHOWN: text("Shown"),
    CellStatus.PROVISIONAL: text("Provisional"),
    CellStatus.WITHHELD: text("Withheld"),
    CellStatus.NOT_REPORTED: text("Not reported"),
    CellStatus.CANNOT_EXIST: text("Too early"),
    CellStatus.NO_CASES: text("No cases"),
    CellStatus.RANGE: text("Range"),
    CellStatus.PROVISIONAL_RANGE: text("Provisional range"),
}
STATUS_EXPLAINED: Mapping[CellStatus, Text] = {
    CellStatus.SHOWN: text("The published value."),
    CellStatus.PROVISIONAL: text("The published value; something that belongs to it has not been reported."),
    CellStatus.WITHHELD: text(
        "Not published, so that nobody can be recognised. It can be any number in its interval, which is all that "
        "the published cells say about it."
    ),
    CellStatus.NOT_REPORTED: text("No report has given this value, or it was marked as not collected."),
    CellStatus.CANNOT_EXIST: text(
        "It cannot exist yet: the quarter has not been reported by anybody, the follow-up time has not passed, or it "
        "is a sum of people over a year or the whole period that is not over."
    ),
    CellStatus.NO_CASES: text(
        "There was nobody and nothing to take a share of: the published denominator is 0."
    ),
    CellStatus.RANGE: text(
        "The counts behind it are rounded or withheld, so that it is known to lie in this range and no closer."
    ),
    CellStatus.PROVISIONAL_RANGE: text(
        "The counts behind it are rounded or withheld, so that it is known to lie in this range and no closer; "
        "something that belongs to it has not been reported."
    ),
}

# ---- charts -------------------------------------------------------------------------------------------

SOURCE_LINE = text("Source: {project}, release {number} of {date}.")
SOURCE_LINE_UP_TO = text("Source: {project}, release {number} of {date}, reports up to {quarter}.")
WITHHELD_NONE = text("No cell withheld.")


def withheld_cells(n: int) -> Text:
    """How many cells are withheld, where there are any."""
    return plural("{n} cell withheld.", "{n} cells withheld.", n)


AXIS_PERIOD: Mapping[str, Text] = {
    "quarter": text("Quarter"),
    "year": text("Project year"),
    "project": text("Period"),
}
NO_FIGURE = text("no value")
"""Label of the strip below zero where cells without a value are marked."""
GROUP_SEPARATOR = " · "
MILESTONE = text("{number}: {quarter}, {label}")
MILESTONE_INFERRED = text("{date} (inferred)")
PERIOD_VALUE = text("{period}: {value}")
"""A value where several periods stand on lines of their own."""

VALUE_PROVISIONAL = text("{value} (provisional)")
VALUE_ROUNDED = text("≈ {value}")
VALUE_ROUNDED_BETWEEN = text("≈ {value} ({lower} to {upper})")
VALUE_ROUNDED_IN_WORDS = text("about {value}")
HOVER_ROUNDED = text("about {value}, between {lower} and {upper}")
RANGE_BETWEEN = text("{lower} to {upper}")
RANGE_FROM = text("{lower} or more")
HOVER_RANGE = text("{value} (about {numerator} of about {denominator})")
ROUNDED_NOTE = text("Counts of people are rounded to multiples of {base}.")
WITHHELD_PLAIN = text("withheld")
WITHHELD_BETWEEN = text("withheld: {lower} to {upper}")
WITHHELD_FROM = text("withheld: {lower} or more")
NOT_REPORTED = text("not reported")
CANNOT_EXIST = text("too early")
NO_CASES = text("no cases")
HOVER_WITHHELD_BETWEEN = text("withheld, between {lower} and {upper}")
HOVER_WITHHELD_FROM = text("withheld, {lower} or more")
HOVER_RATIO = text("{value} ({numerator} of {denominator})")

LEGEND_RANGE = text("Range: a count behind it is rounded or withheld")
LEGEND_PROVISIONAL_RANGE = text("Range, provisional: not all of it was reported")
LEGEND_RANGE_OPEN = text("Range without an upper end: too few people to say more")
LEGEND_RANGE_BEYOND = text("Range: goes on beyond the axis")
LEGEND_PROVISIONAL = text("Provisional (hollow): not all of it was reported")
LEGEND_PROVISIONAL_OUTLINED = text("Provisional (outlined): not all of it was reported")
LEGEND_WITHHELD_CELL = text("Withheld: hatched, with its interval")
LEGEND_RANGE_CELL = text("Range (dotted): a count behind it is rounded or withheld")
LEGEND_NO_CELL = text("No figure in this release")
FUNNEL_AXIS = text("Number")
FUNNEL_ALT = text("{title}: {stages}.")
FUNNEL_STAGE = text("{stage}: {value}")
BELOW = text("{lower} to under {upper}")
"""A class of values of which the upper end belongs to the next."""
LEGEND_WITHHELD = text("Withheld: between the ends of the hatched bar")
LEGEND_WITHHELD_OPEN = text("Withheld: no upper limit published")
LEGEND_WITHHELD_BEYOND = text("Withheld: the interval goes on beyond the axis")
LEGEND_NOT_REPORTED = text("Not reported")
LEGEND_CANNOT_EXIST = text("Too early to exist")
LEGEND_NO_CASES = text("No cases")

REPORTS_TITLE = text("Reports received")
REPORTS_SUBTITLE = text("One mark for each partner and quarter in which a report was expected")
REPORT_STATES: Mapping[str, Text] = {"reported": text("Reported"), "missing": text("Not reported")}
REPORT_HOVER = text("{partner}, {quarter}: {state}")

HEADLINES_TITLE = text("Headline indicators against their targets")
HEADLINES_SUBTITLE = text("Whole project; the published value as a share of the target")
HEADLINES_AXIS = text("% of the target")
TARGET_OF = text("{value} of {target} {unit} ({progress} %)")
TARGET_AT_MOST = text("{value} {unit}; at most {target} was the aim")
TARGET_NONE = text("{value} {unit}; no target")
TARGET_LATER = text("{value} {unit}; target {target} {unit}, {period}")
TARGET_UNKNOWN = text("{status}; target {target} {unit}")
TARGET_UNKNOWN_NONE = text("{status}; no target")
NO_PROJECT_CELL = text("not counted for the whole project")
LEGEND_TARGET = text("Target")
LEGEND_PROGRESS = text("Reached so far")

# ---- alt texts ----------------------------------------------------------------------------------------

ALT_SUBJECT = text("{indicator} ({unit}): {selection}.")
ALT_RANGE = text("Highest shown: {highest} ({highest_where}); lowest shown: {lowest} ({lowest_where}).")
ALT_ONE_VALUE = text("All values shown are {value}.")
ALT_SINGLE = text("The value is {value}.")
ALT_NO_VALUE = text("No value is shown.")


def alt_counts(cells: int, parts: str) -> Text:
    """How many of some cells are not simply shown."""
    return plural("Of {n} cell: {parts}.", "Of {n} cells: {parts}.", cells, parts=parts)


def alt_all_shown(cells: int) -> Text:
    """That all cells are shown."""
    return plural("The only cell is shown.", "All {n} cells are shown.", cells)


ALT_PARTS: Mapping[CellStatus, Callable[[int], Text]] = {
    CellStatus.PROVISIONAL: lambda n: plural("{n} provisional", "{n} provisional", n),
    CellStatus.WITHHELD: lambda n: plural("{n} withheld", "{n} withheld", n),
    CellStatus.NOT_REPORTED: lambda n: plural("{n} not reported", "{n} not reported", n),
    CellStatus.CANNOT_EXIST: lambda n: plural("{n} too early to exist", "{n} too early to exist", n),
    CellStatus.NO_CASES: lambda n: plural("{n} without cases", "{n} without cases", n),
    CellStatus.RANGE: lambda n: plural("{n} with a range", "{n} with a range", n),
    CellStatus.PROVISIONAL_RANGE: lambda n: plural(
        "{n} with a provisional range", "{n} with a provisional range", n
    ),
}
ALT_REPORTS = text("Reports expected for {quarters} quarters from {partners} partners.")
ALT_REPORTS_COMPLETE = text("Every expected report has been received.")
ALT_REPORTS_MISSING = text("Missing: {reports}.")
ALT_HEADLINE = text("{indicator}, {period}: {text}.")

# ---- exports ------------------------------------------------------------------------------------------

SOFTWARE = "Outcome Monitor"
NO_FONTS_TITLE = text("The picture cannot be made")
NO_FONTS = text(
    "The server has no fonts, so a PNG would have no words. Download the SVG instead, or have a font such as "
    "DejaVu Sans installed on the server (Debian: fonts-dejavu-core)."
)
