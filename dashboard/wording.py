"""English texts of selections, charts and exports."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.model import CellStatus

SYNTHETIC = "SYNTHETIC"
SYNTHETIC_NOTE = "SYNTHETIC data: invented to show the program; nothing here was counted anywhere."
NOTHING_TO_SHOW = "This release has no cells for this selection."

# ---- selection ----------------------------------------------------------------------------------------

LIST_IN_FULL = 3
"""Lists up to this length are always named one by one."""
WHOLE_PROJECT = "whole project"
WHOLE_PERIOD = "whole project period"
ALL_PLACES: Mapping[str, str] = {"local": "all cities and regions", "country": "all countries"}
ALL_ACTIVITIES_TOGETHER = "all activities"
EACH_ACTIVITY = "each activity"
SPAN = "{first} to {last}"
FILTER_NAMES: Mapping[str, str] = {
    "indicator_id": "indicator",
    "place_level": "kind of place",
    "place_ids": "place",
    "period_level": "kind of period",
    "periods": "period",
    "activity_ids": "activity",
    "breakdown": "breakdown",
    "categories": "category",
}
UNKNOWN_IN_ADDRESS = "This release has no {what} '{value}' for this selection; it was left out."
UNKNOWN_LOOK = "The address has a value for '{key}' that does not exist; it was left out."
UNREADABLE_VALUE = "(not a code)"

PLACE_LEVELS: Mapping[str, str] = {
    "local": "Cities and regions",
    "country": "Countries",
    "project": "Whole project",
}
PERIOD_LEVELS: Mapping[str, str] = {
    "quarter": "Quarters",
    "year": "Project years",
    "project": "Whole project period",
}

# ---- statuses -----------------------------------------------------------------------------------------

STATUS_LABELS: Mapping[CellStatus, str] = {
    CellStatus.SHOWN: "Shown",
    CellStatus.PROVISIONAL: "Provisional",
    CellStatus.WITHHELD: "Withheld",
    CellStatus.NOT_REPORTED: "Not reported",
    CellStatus.CANNOT_EXIST: "Too early",
    CellStatus.NO_CASES: "No cases",
    CellStatus.RANGE: "Range",
    CellStatus.PROVISIONAL_RANGE: "Provisional range",
}
STATUS_EXPLAINED: Mapping[CellStatus, str] = {
    CellStatus.SHOWN: "The published value.",
    CellStatus.PROVISIONAL: "The published value; something that belongs to it has not been reported.",
    CellStatus.WITHHELD: (
        "Not published, so that nobody can be recognised. It can be any number in its interval, which is all that "
        "the published cells say about it."
    ),
    CellStatus.NOT_REPORTED: "No report has given this value, or it was marked as not collected.",
    CellStatus.CANNOT_EXIST: (
        "It cannot exist yet: the quarter has not been reported by anybody, the follow-up time has not passed, or it "
        "is a sum of people over a year or the whole period that is not over."
    ),
    CellStatus.NO_CASES: "There was nobody and nothing to take a share of: the published denominator is 0.",
    CellStatus.RANGE: "The counts behind it are rounded, so that it is known to lie in this range and no closer.",
    CellStatus.PROVISIONAL_RANGE: (
        "The counts behind it are rounded, so that it is known to lie in this range and no closer; something that "
        "belongs to it has not been reported."
    ),
}

# ---- charts -------------------------------------------------------------------------------------------

SOURCE_LINE = "Source: {project}, release {number} of {date}."
SOURCE_LINE_UP_TO = "Source: {project}, release {number} of {date}, reports up to {quarter}."
WITHHELD_NONE = "No cell withheld."
WITHHELD_ONE = "1 cell withheld."
WITHHELD_MANY = "{count} cells withheld."
AXIS_PERIOD: Mapping[str, str] = {
    "quarter": "Quarter",
    "year": "Project year",
    "project": "Period",
}
NO_FIGURE = "no value"
"""Label of the strip below zero where cells without a value are marked."""
GROUP_SEPARATOR = " · "
PERIOD_ALONE = "Value"

VALUE_PROVISIONAL = "{value} (provisional)"
VALUE_ROUNDED = "≈ {value}"
VALUE_ROUNDED_BETWEEN = "≈ {value} ({lower} to {upper})"
VALUE_ROUNDED_IN_WORDS = "about {value}"
HOVER_ROUNDED = "about {value}, between {lower} and {upper}"
RANGE_BETWEEN = "{lower} to {upper}"
RANGE_FROM = "{lower} or more"
HOVER_RANGE = "{value} (about {numerator} of about {denominator})"
ROUNDED_NOTE = "Counts of people are rounded to multiples of {base}."
WITHHELD_PLAIN = "withheld"
WITHHELD_BETWEEN = "withheld: {lower} to {upper}"
WITHHELD_FROM = "withheld: {lower} or more"
NOT_REPORTED = "not reported"
CANNOT_EXIST = "too early"
NO_CASES = "no cases"
HOVER_WITHHELD_BETWEEN = "withheld, between {lower} and {upper}"
HOVER_WITHHELD_FROM = "withheld, {lower} or more"
HOVER_RATIO = "{value} ({numerator} of {denominator})"

LEGEND_RANGE = "Range: the counts behind it are rounded"
LEGEND_PROVISIONAL_RANGE = "Range, provisional: not all of it was reported"
LEGEND_RANGE_OPEN = "Range without an upper end: too few people to say more"
LEGEND_RANGE_BEYOND = "Range: goes on beyond the axis"
LEGEND_PROVISIONAL = "Provisional (hollow): not all of it was reported"
LEGEND_WITHHELD = "Withheld: between the ends of the hatched bar"
LEGEND_WITHHELD_OPEN = "Withheld: no upper limit published"
LEGEND_WITHHELD_BEYOND = "Withheld: the interval goes on beyond the axis"
LEGEND_NOT_REPORTED = "Not reported"
LEGEND_CANNOT_EXIST = "Too early to exist"
LEGEND_NO_CASES = "No cases"

REPORTS_TITLE = "Reports received"
REPORTS_SUBTITLE = "One mark for each partner and quarter in which a report was expected"
REPORT_STATES: Mapping[str, str] = {"reported": "Reported", "missing": "Not reported"}

HEADLINES_TITLE = "Headline indicators against their targets"
HEADLINES_SUBTITLE = "Whole project; the published value as a share of the target"
HEADLINES_AXIS = "% of the target"
TARGET_OF = "{value} of {target} {unit} ({progress} %)"
TARGET_AT_MOST = "{value} {unit}; at most {target} was the aim"
TARGET_NONE = "{value} {unit}; no target"
TARGET_LATER = "{value} {unit}; target {target} {unit}, {period}"
TARGET_UNKNOWN = "{status}; target {target} {unit}"
TARGET_UNKNOWN_NONE = "{status}; no target"
NO_PROJECT_CELL = "not counted for the whole project"
LEGEND_TARGET = "Target"
LEGEND_PROGRESS = "Reached so far"

# ---- alt texts ----------------------------------------------------------------------------------------

ALT_SUBJECT = "{indicator} ({unit}): {selection}."
ALT_RANGE = "Highest shown: {highest} ({highest_where}); lowest shown: {lowest} ({lowest_where})."
ALT_ONE_VALUE = "All values shown are {value}."
ALT_SINGLE = "The value is {value}."
ALT_NO_VALUE = "No value is shown."
ALT_COUNTS = "Of {cells} cells: {parts}."
ALT_ALL_SHOWN = "All {cells} cells are shown."
ALT_PARTS: Mapping[CellStatus, str] = {
    CellStatus.PROVISIONAL: "{count} provisional",
    CellStatus.WITHHELD: "{count} withheld",
    CellStatus.NOT_REPORTED: "{count} not reported",
    CellStatus.CANNOT_EXIST: "{count} too early to exist",
    CellStatus.NO_CASES: "{count} without cases",
    CellStatus.RANGE: "{count} with a range",
    CellStatus.PROVISIONAL_RANGE: "{count} with a provisional range",
}
ALT_REPORTS = "Reports of {partners} partners for {quarters} quarters. {missing}"
ALT_REPORTS_COMPLETE = "Every expected report has been received."
ALT_REPORTS_MISSING = "Missing: {reports}."
ALT_HEADLINE = "{indicator}, {period}: {text}."

# ---- exports ------------------------------------------------------------------------------------------

SOFTWARE = "Outcome Monitor"
NO_FONTS_TITLE = "The picture cannot be made"
NO_FONTS = (
    "The server has no fonts, so a PNG would have no words. Download the SVG instead, or have a font such as "
    "DejaVu Sans installed on the server (Debian: fonts-dejavu-core)."
)
