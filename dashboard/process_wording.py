"""What the page Process says."""

from __future__ import annotations

from pipelines.texts import text

INTRO = text(
    "Every step of the project, with what is documented about its dates, and its indicators for the whole project."
)
DATES = text("Dates")
WHEN = text("When")
WHAT = text("What")
SOURCE = text("Source")
NO_DATE = text("No date of this step is documented.")
OLD_RELEASE = text("This release was made before dates were kept in releases.")
INDICATORS = text("Indicators")
PLACES = text("Places that take part")
PLACES_NOTE = text(
    "Places that take part are those of which the published figures say that the value is above 0. Of a withheld "
    "figure that can be 0 nobody can tell."
)
AND_WITHHELD = text("{places}; others are withheld")
ONLY_WITHHELD = text("withheld")
NO_INDICATOR = text("No indicator belongs to this step.")
NO_DATA = text("Nothing has been published for this step yet.")
NOT_BY_PLACE = text("counted for the whole project only")
NONE_YET = text("none in this period")
TARGET = text("{target} ({period})")
REACHED = text("{target} ({period}): reached")
NOT_REACHED = text("{target} ({period}): not reached yet")
WHOLE_PROJECT = text("The project as a whole")
