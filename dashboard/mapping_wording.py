"""The words of the part of the submit page that matches the headers of a file."""

from __future__ import annotations

HEADING = "Match the headers of your file"
INTRO = (
    "This is not our template, and some of its words are not known here. Say once what they mean: it is kept for "
    "{partner} and used for every file with the same headers. Nothing is guessed; what you do not match is not read."
)
HEADER_ROW = "Which row has the headers?"
HEADER_ROW_OPTION = "Row {row}: {texts}"
NO_HEADER_ROW = (
    "No row of the file looks like headers: two texts or more side by side, among the first rows. Put a header above "
    "each column, or copy your figures into the template."
)
COLUMNS = "What is in each column?"
COLUMN_LABEL = "{letter}: {header}"
COLUMN_BLANK = "{letter}: no header"
WORDS = "What do these words mean?"
WORDS_INTRO = "They stand in the columns that you matched, and are not among the words of the project."
TOO_MANY_WORDS = (
    "There are {count} different words in the columns that you matched. That is more than can be matched by hand: "
    "check whether a column was matched that holds something else."
)
MOST_WORDS = 80
WORD_LABELS = {
    "partner": "Partner: {word}",
    "quarter": "Quarter: {word}",
    "activity": "Activity: {word}",
    "measure": "Measure: {word}",
    "breakdown": "Breakdown: {word}",
    "category": "Category: {word}",
    "filter": "Rows with: {word}",
}
NOT_CHOSEN = "Choose"
LEAVE_OUT = "Leave these rows out"
KEEP = "Read these rows"
ALL_ACTIVITIES = "All activities"
TOTAL = "Total"

IGNORE = "Not for this report"
ROLES = {
    "ignore": IGNORE,
    "partner": "Partner",
    "quarter": "Quarter",
    "activity": "Activity",
    "measure": "Measure",
    "breakdown": "Breakdown",
    "category": "Category",
    "value": "Figures (the row says of what)",
    "mark": "Mark instead of a figure",
    "filter": "Says which rows count",
}
FIGURE_TOTAL = "Figures: total"
FIGURE_MEASURE = "Figures: {measure}"
FIGURE_CATEGORY = "Figures: {breakdown}, {category}"
CATEGORY_OF = "Category of {breakdown}"

PREVIEW = "What would be read"
PREVIEW_NONE = "Nothing yet: a report needs figures, and what they are of."
PREVIEW_COUNT = "{accepted} figures and marks would be read, {rejected} would not. The first are:"
PREVIEW_COLUMNS = ("Activity", "Measure", "Category", "Read as")
PREVIEW_ROWS = 12
PREVIEW_FINDINGS = "Found with this matching"
SAVE = "Keep this matching and check the file again"
SAVED = "The headers are matched. The file was checked again."
SAVED_HEADING = "Headers you have matched"
SAVED_COLUMNS = ("Headers", "Matched by", "When")
REMOVE_LABEL = "Remove a matching"
REMOVE = "Remove"
REMOVED = "The matching is removed; files with these headers are asked about again."
