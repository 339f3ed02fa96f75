"""The sentences of the publish page, in English. Only project managers see them."""

from __future__ import annotations

INTRO = (
    "Here you see what the next release would show before anybody else sees it. Some of what this page says depends on "
    "numbers that are not published. Do not copy it to others."
)
LINK_FROM_REVIEW = "Go on to Publish"
AFTER_REVIEW = "Approved reports are put into the next release on the page *Publish*."

INCLUDED_HEADING = "1. What goes in"
SHOWN_HEADING = "2. What would be shown"
PUBLISH_HEADING = "3. Publish"

NEWS_REVISED = "Corrected since the last release: {reports}."
NEWS_LATE = "Late, for quarters that the last release had already: {reports}."
NEWS_MEANING = (
    "Somebody who compares the two releases sees what such a report changed. So figures that depend on it may have to "
    "be withheld, even some that were shown before. You find them below under *What changes*."
)

# ---- work in the background -------------------------------------------------------------------------

JOB_NAMES = {
    "assess": "Working out what would be shown",
    "coarsen": "Looking for coarser plans",
    "publish": "Publishing",
}
JOB_SINCE = "Started by {who} at {at}. It goes on when you leave this page."
JOB_STEP = "{seconds} s: {step}"
JOB_BEGINS = "beginning"
JOB_FAILED = "{name} did not work ({at})"
PUBLISHED = "Release {number} is published. Everybody signed in sees it now."
PUBLISHED_LINK = "Look at it"

# ---- what would be shown ----------------------------------------------------------------------------

ASSESS_TEXT = (
    "The program protects the next release as if it were published, in both ways, and compares it with the last one. "
    "The audit attacks the one in force, as it would before publishing. Nothing is published. It can take some "
    "minutes; you can leave this page meanwhile."
)
ASSESS_BUTTON = "Work out what would be shown"
ASSESS_READY = (
    "This is what release {number} would show with the reports approved now. The audit attacked it and could work "
    "nothing out."
)
NOT_POSSIBLE = "A release is not possible now. {problem}"

UTILITY_HEADING = "How much would be shown"
UTILITY_COLUMNS = (
    "Level",
    "Figures",
    "Shown",
    "Of the people counted",
    "Withheld",
    "Not reported",
    "Interval",
)
UTILITY_EXPLAINED = (
    "*Figures*: counts of people, each place, period, activity and category for itself; what cannot exist yet is left "
    "out. *Shown*: of the reported figures. *Of the people counted*: how much of each measure's count stands in shown "
    "figures, on average; only you see this. *Interval*: mean distance between the ends of the intervals that are "
    "published instead of figures."
)
UTILITY_ALL = "All levels together"
LEVEL = "{place}, {period}"
RULES_TABLE = "Table of the same: which rule withholds how many figures"
RULES_COLUMN = "Level"
UTILITY_FILE = "assessment-of-release-{number}"

PROFILES_HEADING = "Withholding and rounding side by side"
PROFILE_LABELS = {"suppress": "Withholding", "round": "Rounding"}
PROFILE_IN_FORCE = "{label} (in force)"
PROFILE_ROWS = (
    "Figures with a number",
    "Figures with the exact number",
    "Of the people counted",
    "Mean distance between the ends of an interval",
    "Could be published now",
)
PROFILE_COLUMN = "Counts of people"
PROFILE_PROBLEM = "**{label}:** {problem}"
YES_NO = {True: "yes", False: "no"}
NOTHING = "–"

CHANGES_HEADING = "What changes since release {number}"
CHANGES_FIRST = "What the first release shows"
CHANGES_NONE = "Nothing: every figure would be the same as in the last release."
CHANGE_LABELS = {
    "lost": "Shown before, withheld now",
    "newly_withheld": "New, and withheld",
    "amended": "Another number than before",
    "removed": "No longer there",
    "newly_shown": "Shown, and withheld before",
    "added": "New, and shown",
}
CHANGES_COUNT_COLUMNS = ("What happens", "Figures")
CHANGES_LOST = (
    "{count} figures that the last release showed are withheld in this one, because with a new or corrected report "
    "they would give something away. Readers may have noted the old numbers."
)
CHANGES_LOST_ONE = (
    "1 figure that the last release showed is withheld in this one, because with a new or corrected report it would "
    "give something away. Readers may have noted the old number."
)
CHANGES_FILTER = "Show"
CHANGES_FILTER_MEASURE = "Measure"
CHANGES_EVERY_MEASURE = "All measures"
CHANGES_TABLE = "Figures that change"
CHANGES_COLUMNS = ("Figure", "What happens")
CHANGES_PAGE = "Figures {first} to {last} of {total}."

COARSEN_HEADING = "What would win most back"
COARSEN_TEXT = (
    "A coarser plan has fewer and larger figures, so less must be withheld. The program can try some: two categories "
    "made one, half-years instead of quarters, a level left out. Each is protected as a first release, to "
    "compare; nothing is changed."
)
COARSEN_BUTTON = "Look for coarser plans"
COARSEN_NONE = "No coarser plan that was tried would show more."
COARSEN_COLUMNS = (
    "Change of the plan",
    "Figures shown, now and then",
    "Share shown",
    "Of the people counted",
)
COARSEN_HOW = "To use one, change the catalogue of the project before you publish."
FROM_TO = "{before} → {after}"

LIFT_HEADING = "Show a withheld figure again"
LIFT_TEXT = (
    "A figure that was withheld once stays withheld, even when it is needed for nothing any more. You can lift that. "
    "From then on it is withheld only where the promise needs it. A small count can never be lifted."
)
LIFT_NONE = "The last release withholds nothing."
LIFT_MEASURE = "Measure of the figure"
LIFT_PLACE = "Place of the figure"
LIFT_CELL = "Figure"
LIFT_REASON = "Reason for lifting it"
LIFT_BUTTON = "Lift this figure"
LIFT_DONE = "Lifted: {cell}. Work out again what would be shown to see what becomes of it."
UNLIFT_HEADING = "Take a lift back"
UNLIFT_TEXT = (
    "From the next release on the figure is withheld again wherever it was withheld before. What a release has shown "
    "meanwhile stays known."
)
UNLIFT_CELL = "Lifted figure"
UNLIFT_REASON = "Reason for taking it back"
UNLIFT_BUTTON = "Take it back"
UNLIFT_DONE = "Taken back: {cell}. Work out again what would be shown to see what becomes of it."
LIFTS_COLUMNS = ("Lifted figure", "In the next release")
LIFT_SHOWN = "would be shown"
LIFT_STAYS = "stays withheld, because {why}"

# ---- publish ----------------------------------------------------------------------------------------

PUBLISH_TEXT = (
    "Publishing protects all approved reports together, has the result attacked by the audit, and makes a new numbered "
    "release. A release cannot be taken back: what was published once is known."
)
PUBLISH_UNSEEN = (
    "You have not looked at what would be shown yet. "
    "You can publish all the same; protection and audit are no less strict."
)

# ---- the picture ------------------------------------------------------------------------------------

FIGURE_TITLE = "What release {number} would show"
FIGURE_SUBTITLE = "Counts of people at each level, as a share of all figures of the level"
FIGURE_SOURCE = "Assessment of release {number}, not published. For project managers only."
FIGURE_AXIS = "% of the figures"
FIGURE_LABEL = "{shown} of {cells} figures shown ({share} %)"
FIGURE_HOVER = "{segment}: {count} of {cells} figures"
SEGMENTS = {
    "shown": "Shown",
    "withheld_by_small": "Withheld: a small count",
    "withheld_by_one_category": "Withheld: all people in one category",
    "withheld_by_few_contributors": "Withheld: too few partners contribute",
    "withheld_by_complementary": "Withheld: to protect another figure",
    "withheld_by_earlier": "Withheld: was withheld before",
    "not_reported": "Not reported",
}
ALT_INTRO = "Share of the figures that release {number} would show, at each level."
ALT_LEVEL = "{level}: {share} % of {cells} shown."
