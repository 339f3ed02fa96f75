"""What a coordinator reads while matching the headers of a file; said in the language of the check."""

from __future__ import annotations

from pipelines.texts import text

HEADING = text("Match the headers of your file")
INTRO = text(
    "This is not our template, and some of its words are not known here. Say once what they mean: it is kept for "
    "{partner} and used for every file with the same headers. Nothing is guessed; what you do not match is not read."
)
HEADER_ROW = text("Which row has the headers?")
HEADER_ROW_OPTION = text("Row {row}: {texts}")
NO_HEADER_ROW = text(
    "No row of the file looks like headers: two texts or more side by side, among the first rows. Put a header above "
    "each column, or copy your figures into the template."
)
COLUMNS = text("What is in each column?")
COLUMN_LABEL = text("{letter}: {header}")
COLUMN_BLANK = text("{letter}: no header")
WORDS = text("What do these words mean?")
WORDS_INTRO = text("They stand in the columns that you matched, and are not among the words of the project.")
TOO_MANY_WORDS = text(
    "There are {count} different words in the columns that you matched. That is more than can be matched by hand: "
    "check whether a column was matched that holds something else."
)
MOST_WORDS = 80
WORD_LABELS = {
    "partner": text("Partner: {word}"),
    "quarter": text("Quarter: {word}"),
    "activity": text("Activity: {word}"),
    "measure": text("Measure: {word}"),
    "breakdown": text("Breakdown: {word}"),
    "category": text("Category: {word}"),
    "filter": text("Rows with: {word}"),
}
NOT_CHOSEN = text("Choose")
LEAVE_OUT = text("Leave these rows out")
KEEP = text("Read these rows")
ALL_ACTIVITIES = text("All activities")
TOTAL = text("Total")

IGNORE = text("Not for this report")
ROLES = {
    "ignore": IGNORE,
    "partner": text("Partner"),
    "quarter": text("Quarter"),
    "activity": text("Activity"),
    "measure": text("Measure"),
    "breakdown": text("Breakdown"),
    "category": text("Category"),
    "value": text("Figures (the row says of what)"),
    "mark": text("Mark instead of a figure"),
    "filter": text("Says which rows count"),
}
FIGURE_TOTAL = text("Figures: total")
FIGURE_MEASURE = text("Figures: {measure}")
FIGURE_CATEGORY = text("Figures: {breakdown}, {category}")
CATEGORY_OF = text("Category of {breakdown}")

PREVIEW = text("What would be read")
PREVIEW_NONE = text("Nothing yet: a report needs figures, and what they are of.")
PREVIEW_COUNT = text("{accepted} figures and marks would be read, {rejected} would not. The first are:")
PREVIEW_COLUMNS = (text("Activity"), text("Measure"), text("Category"), text("Read as"))
PREVIEW_ROWS = 12
PREVIEW_FINDINGS = text("Found with this matching")
SAVE = text("Keep this matching and check the file again")
SAVED = text("The headers are matched. The file was checked again.")
SAVED_HEADING = text("Headers you have matched")
SAVED_COLUMNS = (text("Headers"), text("Matched by"), text("When"))
REMOVE_LABEL = text("Remove a matching")
REMOVE = text("Remove")
REMOVED = text("The matching is removed; files with these headers are asked about again.")
