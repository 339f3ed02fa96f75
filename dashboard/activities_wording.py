"""What the page Activities says."""

from __future__ import annotations

from pipelines.texts import Text, plural, text

INTRO = text(
    "The local activities of the project: who does what, where and when. Choose one to see its figures."
)
TYPE_FILTER = text("Type of activity")
PLACE_FILTER = text("Place")
STATUS_HEADING = text("Description")
NONE_FOUND = text("No activity is of this type in this place. Choose another type or place.")
LIST = text("List of activities")
LIST_NOTE = text(
    "Placeholder: that there is an activity is documented; what it does, its partners have still to say."
)
ALL_ACTIVITIES = text("All activities")

PARTNER_COLUMNS = (text("Partner"), text("Kind of partner"), text("Country"))
OLD_RELEASE = text("This release was made before the partners of activities were kept in releases.")
PLACEHOLDER = text(
    "This is a placeholder. That there is an activity is documented; its name, type and dates are not, and the "
    "partners have still to describe it."
)
PARTICIPATION = text("Participation")
PARTICIPATION_NOTE = text(
    "Each bar is a published figure of the same period. People who start in one period may leave in another, so the "
    "bars need not add up."
)
NO_PATH = text("This release does not say which indicators make up the way through an activity.")
NO_PARTICIPATION = text("Nothing has been published about people in this activity yet.")
STAGE = text("Stage")

INDICATORS = text("Indicators of this activity")
WHOLE_ACTIVITY = text("Whole activity")
NO_INDICATORS = text("Nothing has been published about this activity yet.")
OVER_TIME = text("Over time")
LESSONS = text("Lessons learnt")
LESSONS_NOTE = text("Written by the partners of the activity; not a published figure.")


def found(n: int, total: int) -> Text:
    """How many of the activities a filter leaves."""
    return plural("{n} of {total} activities", "{n} of {total} activities", n, total=total)
