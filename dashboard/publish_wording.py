"""The sentences of the publish page, in English. Only project managers see them."""

from __future__ import annotations

from pipelines.texts import Text, plural, text

INTRO = text(
    "Here you see what the next release would show before anybody else sees it. Some of what this page says depends on "
    "numbers that are not published. Do not copy it to others."
)
LINK_FROM_REVIEW = text("Go on to Publish")
AFTER_REVIEW = text("Approved reports are put into the next release on the page *Publish*.")

INCLUDED_HEADING = text("1. What goes in")
SHOWN_HEADING = text("2. What would be shown")
PUBLISH_HEADING = text("3. Publish")

NEWS_REVISED = text("Corrected since the last release: {reports}.")
NEWS_LATE = text("Late, for quarters that the last release had already: {reports}.")
NEWS_MEANING = text(
    "Somebody who compares the two releases sees what such a report changed. So figures that depend on it may have to "
    "be withheld, even some that were shown before. You find them below under *What changes*."
)

# ---- work in the background -------------------------------------------------------------------------

JOB_NAMES = {
    "assess": text("Working out what would be shown"),
    "coarsen": text("Looking for coarser plans"),
    "publish": text("Publishing"),
}
JOB_SINCE = text("Started by {who} at {at}. It goes on when you leave this page.")
JOB_STEP = text("{seconds} s: {step}")
JOB_BEGINS = text("beginning")
JOB_FAILED = text("{name} did not work ({at})")
PUBLISHED = text("Release {number} is published. Everybody signed in sees it now.")
PUBLISHED_LINK = text("Look at it")

# ---- what would be shown ----------------------------------------------------------------------------

ASSESS_TEXT = text(
    "The program protects the next release as if it were published, in both ways, and compares it with the last one. "
    "The audit attacks the one in force, as it would before publishing. Nothing is published. It can take some "
    "minutes; you can leave this page meanwhile."
)
ASSESS_BUTTON = text("Work out what would be shown")
ASSESS_READY = text(
    "This is what release {number} would show with the reports approved now. The audit attacked it and could work "
    "nothing out."
)
NOT_POSSIBLE = text("A release is not possible now. {problem}")

UTILITY_HEADING = text("How much would be shown")
UTILITY_COLUMNS = (
    text("Level"),
    text("Figures"),
    text("Shown"),
    text("Of the people counted"),
    text("Withheld"),
    text("Not reported"),
    text("Interval"),
)
UTILITY_EXPLAINED = text(
    "*Figures*: counts of people, each place, period, activity and category for itself; what cannot exist yet is left "
    "out. *Shown*: of the reported figures. *Of the people counted*: how much of each measure's count stands in shown "
    "figures, on average; only you see this. *Interval*: mean distance between the ends of the intervals that are "
    "published instead of figures."
)
UTILITY_ALL = text("All levels together")
LEVEL = text("{place}, {period}")
RULES_TABLE = text("Table of the same: which rule withholds how many figures")
RULES_COLUMN = text("Level")

PROFILES_HEADING = text("Withholding and rounding side by side")
PROFILE_LABELS = {"suppress": text("Withholding"), "round": text("Rounding")}
PROFILE_IN_FORCE = text("{label} (in force)")
PROFILE_ROWS = (
    text("Figures with a number"),
    text("Figures with the exact number"),
    text("Of the people counted"),
    text("Mean distance between the ends of an interval"),
    text("Could be published now"),
)
PROFILE_COLUMN = text("Counts of people")
PROFILE_PROBLEM = text("**{label}:** {problem}")
YES_NO = {True: text("yes"), False: text("no")}
NOTHING = "–"

CHANGES_HEADING = text("What changes since release {number}")
CHANGES_FIRST = text("What the first release shows")
CHANGES_NONE = text("Nothing: every figure would be the same as in the last release.")
CHANGE_LABELS = {
    "lost": text("Shown before, withheld now"),
    "newly_withheld": text("New, and withheld"),
    "amended": text("Another number than before"),
    "removed": text("No longer there"),
    "newly_shown": text("Shown, and withheld before"),
    "added": text("New, and shown"),
}
CHANGES_COUNT_COLUMNS = (text("What happens"), text("Figures"))


def changes_lost(n: int) -> Text:
    """How many figures disappear, and why."""
    return plural(
        "{n} figure that the last release showed is withheld in this one, because with a new or corrected report it "
        "would give something away. Readers may have noted the old number.",
        "{n} figures that the last release showed are withheld in this one, because with a new or corrected report "
        "they would give something away. Readers may have noted the old numbers.",
        n,
    )


CHANGES_FILTER = text("Show")
CHANGES_FILTER_MEASURE = text("Measure")
CHANGES_EVERY_MEASURE = text("All measures")
CHANGES_TABLE = text("Figures that change")
CHANGES_COLUMNS = (text("Figure"), text("What happens"))
CHANGES_PAGE = text("Figures {first} to {last} of {total}.")

COARSEN_HEADING = text("What would win most back")
COARSEN_TEXT = text(
    "A coarser plan has fewer and larger figures, so less must be withheld. The program can try some: two categories "
    "made one, half-years instead of quarters, a level left out. Each is protected as a first release, to "
    "compare; nothing is changed."
)
COARSEN_BUTTON = text("Look for coarser plans")
COARSEN_NONE = text("No coarser plan that was tried would show more.")
COARSEN_COLUMNS = (
    text("Change of the plan"),
    text("Figures shown, now and then"),
    text("Share shown"),
    text("Of the people counted"),
)
COARSEN_HOW = text("To use one, change the catalogue of the project before you publish.")
FROM_TO = "{before} → {after}"

LIFT_HEADING = text("Show a withheld figure again")
LIFT_TEXT = text(
    "A figure that was withheld once stays withheld, even when it is needed for nothing any more. You can lift that. "
    "From then on it is withheld only where the promise needs it. A small count can never be lifted."
)
LIFT_NONE = text("The last release withholds nothing.")
LIFT_MEASURE = text("Measure of the figure")
LIFT_PLACE = text("Place of the figure")
LIFT_CELL = text("Figure")
LIFT_REASON = text("Reason for lifting it")
LIFT_BUTTON = text("Lift this figure")
LIFT_DONE = text("Lifted: {cell}. Work out again what would be shown to see what becomes of it.")
UNLIFT_HEADING = text("Take a lift back")
UNLIFT_TEXT = text(
    "From the next release on the figure is withheld again wherever it was withheld before. What a release has shown "
    "meanwhile stays known."
)
UNLIFT_CELL = text("Lifted figure")
UNLIFT_REASON = text("Reason for taking it back")
UNLIFT_BUTTON = text("Take it back")
UNLIFT_DONE = text("Taken back: {cell}. Work out again what would be shown to see what becomes of it.")
LIFTS_COLUMNS = (text("Lifted figure"), text("In the next release"))
LIFT_SHOWN = text("would be shown")
LIFT_STAYS = text("stays withheld, because {why}")

# ---- publish ----------------------------------------------------------------------------------------

PUBLISH_TEXT = text(
    "Publishing protects all approved reports together, has the result attacked by the audit, and makes a new numbered "
    "release. A release cannot be taken back: what was published once is known."
)
PUBLISH_UNSEEN = text(
    "You have not looked at what would be shown yet. "
    "You can publish all the same; protection and audit are no less strict."
)

# ---- the picture ------------------------------------------------------------------------------------

FIGURE_TITLE = text("What release {number} would show")
FIGURE_SUBTITLE = text("Counts of people at each level, as a share of all figures of the level")
FIGURE_SOURCE = text("Assessment of release {number}, not published. For project managers only.")
FIGURE_AXIS = text("% of the figures")
FIGURE_LABEL = text("{shown} of {cells} figures shown ({share})")
UNDER = text("under {share}")
OVER = text("over {share}")
FIGURE_HOVER = text("{segment}: {count} of {cells} figures")
SEGMENTS = {
    "shown": text("Shown"),
    "withheld_by_small": text("Withheld: a small count"),
    "withheld_by_one_category": text("Withheld: all people in one category"),
    "withheld_by_few_contributors": text("Withheld: too few partners contribute"),
    "withheld_by_complementary": text("Withheld: to protect another figure"),
    "withheld_by_earlier": text("Withheld: was withheld before"),
    "not_reported": text("Not reported"),
}
ALT_INTRO = text("Share of the figures that release {number} would show, at each level.")
ALT_LEVEL = text("{level}: {share} of {cells} shown.")
