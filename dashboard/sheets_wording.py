"""What practice sheets, the annex of results and the page of them say."""

from __future__ import annotations

from dashboard.model import CellStatus
from pipelines.texts import text

# ---- both documents --------------------------------------------------------------------------------------

PRACTICE_SHEET = text("Practice sheet")
ANNEX = text("Annex of results")
SYNTHETIC_MARK = text("SYNTHETIC: invented figures")
SYNTHETIC_NOTE = text(
    "All figures in this document are invented to show the program. Nothing here was counted anywhere."
)
RELEASE_LINE = text("Release {number} of {date}")
PAGE_OF = text("Page {page} of {pages}")
FIGURE = text("Figure {number}. {title}")
TABLE = text("Table {number}. {title}")
METHOD = text("How to read the figures")
METHOD_SOURCE = text(
    "The partners counted, the project manager approved each report, and only then the figures were protected and "
    "published together as a release. This document shows figures of that release and no others."
)
METHOD_WITHHELD = text(
    "No count of people from 1 to {most} is published, so that nobody can be recognised. Some other figures are "
    "withheld too, so that these cannot be worked out. A withheld figure is given as the range in which it lies. It is "
    "not zero, and it does not mean that nothing took place."
)
METHOD_ROUNDED = text(
    "Counts of people are rounded to multiples of {base}, so that nobody can be recognised. Beside a rounded count "
    "stands the range in which it lies."
)
METHOD_PERCENTAGES = text(
    "A percentage is worked out from published counts. Where one of them is not published, there is no percentage."
)
METHOD_STATUS = text("Words that stand in place of a figure")
NOTHING_SHOWN = text("This release has no figures for this.")
ABOUT = text("About this document")
PROJECT = text("Project")
RELEASE = text("Release")
RELEASED = text("Published on {date}; reports up to {quarter}.")
RELEASED_EMPTY = text("Published on {date}.")
PERMANENT_LINK = text("Permanent link")
FUNDING = text("Funding")
DISCLAIMER = text("Disclaimer")
LICENCE = text("Licence")
CATALOGUE_HASH = text("SHA-256 of the catalogue")
POLICY_HASH = text("SHA-256 of the disclosure policy")
CELLS_HASH = text("SHA-256 of the published cells")
SOFTWARE = text("Version of the program")
ROOM = text("Room for the authors’ text")
ROOM_NOTE = text("Write here, or on the page of practice sheets, where every new sheet takes it from.")
CONTENTS = text("Contents")

# ---- a practice sheet ------------------------------------------------------------------------------------

PARTNERS = text("Partners")
ACTIVITY_TYPE = text("Type of activity")
DATES = text("Dates")
FROM_TO = text("{first} to {last}")
PLACES = text("Places")
DESCRIPTION = text("What it is")
FROM_AUTHORS = text("From the authors")
WAY_THROUGH = text("The way through the activity")
WAY_THROUGH_INTRO = text(
    "From the first contact to the end: how many people came, started, completed or dropped out, and how much was done."
)
WAY_THROUGH_TABLE = text("Figures of the activity, by project year")
OVER_TIME = text("Over time")
OVER_TIME_TABLE = text("Figures of the activity, by quarter")
BY_PLACE_TABLE = text("Figures of the activity, by place: {period}")
FUNNEL = text("The way through the activity: {period}")
INDICATOR = text("Indicator")
UNIT_OF = text("{label} ({unit})")
QUARTER = text("Quarter")
PLACE = text("Place")

# ---- the annex -------------------------------------------------------------------------------------------

FOREWORD_HEADING = text("Foreword")
OBJECTIVES = text("Objectives")
HEADLINES = text("Headline indicators")
MILESTONES = text("Milestones")
HEADLINES_TABLE = text("Headline indicators for the whole project, with their targets")
PERIOD = text("Period")
FIGURE_COLUMN = text("Figure")
TARGET = text("Target")
TARGET_OF = text("{value} ({period})")
NO_TARGET = text("none set")
NO_CELL = text("not counted for the whole project")
TARGET_SOURCES = text("Where the targets come from")
OBJECTIVE_TABLE = text("{objective}: figures for the whole project")
OTHER_INDICATORS = text("Reporting")
RESULTS_BY_PLACE = text("Places")
IN_PERIOD = text("{indicator}, {period}")
PLACES_TABLE = text("Headline indicators by place, each in the longest period with figures")
ACTIVITIES = text("Local activities")
ACTIVITIES_TABLE = text("Local activities, with their partners and dates")
ACTIVITY = text("Activity")
QUALITY = text("Quality of the data")
QUALITY_TABLE = text("Reports expected and received, by quarter")
EXPECTED = text("Reports expected")
RECEIVED = text("Reports received")
MISSING = text("Missing")
QUALITY_WITHHELD_TABLE = text("Cells published, withheld and without a report, by level of place")
LEVEL = text("Level")
CONCLUSIONS_HEADING = text("Conclusions")
GLOSSARY = text("Glossary")

# ---- the page --------------------------------------------------------------------------------------------

INTRO = text(
    "A practice sheet for each local activity, and an annex of results for the whole project: published figures, "
    "charts and the authors’ text, ready to print or to edit further."
)
WHICH = text("Document")
LANGUAGE = text("Language of the document")
MAKE = text("Files")
MAKE_NOTE = text("A file is made when its button is pressed. An annex takes a few seconds.")
DOWNLOAD_PDF = text("PDF (to read and print)")
DOWNLOAD_DOCX = text("Word document (to edit)")
AUTHORS_TEXT = text("Authors’ text")
TEXT_INTRO = text(
    "You may write this text. It is kept with your name, in versions, and goes into the documents in this language. "
    "A release that is no longer the newest keeps the text that it had."
)
TEXT_AREA = text("Text (Markdown: headings, lists, emphasis and links)")
TEXT_NAMES = text("What looks like a name is not the name of a participant")
TEXT_SAVE = text("Save")
TEXT_SAVED = text("The text is saved.")
TEXT_PREVIEW = text("Preview")
TEXT_VERSIONS = text("Earlier versions")
TEXT_VERSION = text("{who}, {when}")
TEXT_TAKEN_OUT = text("The text was taken out.")
TEXT_NONE = text("Nobody has written a text in this language yet.")

IN_PLACE_OF_A_FIGURE: tuple[CellStatus, ...] = (
    CellStatus.WITHHELD,
    CellStatus.NOT_REPORTED,
    CellStatus.CANNOT_EXIST,
    CellStatus.NO_CASES,
    CellStatus.PROVISIONAL,
    CellStatus.RANGE,
)
