"""What the page Data quality says."""

from __future__ import annotations

from pipelines.texts import text

INTRO = text("How complete, timely and stable the published figures are, and how much of them is withheld.")

REPORTS = text("Completeness and timeliness")
REPORTS_NOTE = text(
    "Reports that were due when this release was made. In time means that the first version that was not taken back "
    "came on the last day or before; the time that a manager gave is not in this table."
)
REPORT_COLUMNS = (
    text("Partner"),
    text("Due"),
    text("In this release"),
    text("In time"),
    text("Handed in more than once"),
)
ALL_PARTNERS = text("All partners")
NO_REPORTS = text("No report was due when this release was made.")
DATES_UNKNOWN = text("not known")
NO_CYCLE = text("This release has no indicators of the reporting itself.")

REVISIONS = text("Revisions")
REVISIONS_NOTE = text("How many published figures each release states otherwise than the one before it.")
REVISION_OF = text("Release {number} of {date}: {reason}")
FIRST_RELEASE = text("This is the first release, so there is nothing to compare it with.")
OLDER_REVISIONS = text("For older revisions, open this page as of an earlier release.")

BY_MEASURE = text("By kind of count, cities and regions")
MEASURE_COLUMNS = (
    text("What is counted"),
    text("Shown"),
    text("Withheld"),
    text("Withheld, share of what is known"),
)

MARKS = text("What partners could not say")
MARKS_NOTE = text(
    "Figures of single quarters that were reported. Not collected: the count exists, but the partner does not have it "
    "or keeps it back. Not possible: it could not exist in that quarter."
)
MARK_COLUMNS = (
    text("Place"),
    text("Asked for"),
    text("Not collected"),
    text("Not possible"),
)
NO_MARKS = text("Nothing has been reported yet.")

CONFIRMED = text("Not published: warnings that were confirmed")
CONFIRMED_OF_ALL = text("Only project managers see this part, of all partners. It is not in any release.")
CONFIRMED_OWN = text("You see this part of your own reports only. It is not in any release.")
CONFIRMED_NOTE = text(
    "When a report was checked, the program asked about these points. The partner confirmed that they are right, and "
    "said why."
)
CONFIRMED_COLUMNS = (
    text("Partner"),
    text("Quarter"),
    text("What the program asked about"),
    text("Why it is right"),
    text("Confirmed on"),
)
NOTHING_CONFIRMED = text("No warning was confirmed.")
