"""What exported files say of themselves, beside what the figure says, and the verdicts on files."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.texts import Text, plural, text

# ---- files ---------------------------------------------------------------------------------------------

FILES: Mapping[str, Text] = {
    "svg": text("The figure as a drawing that can be scaled to any size; the cells it draws are inside."),
    "png": text("The figure as a picture for screens."),
    "print.png": text("The figure as a picture for print (300 dots per inch)."),
    "pdf": text("The figure on one page, for reading and printing."),
    "csv": text("The cells that the figure draws, one in each row."),
    "csv-metadata.json": text("What the columns of the CSV file mean."),
    "xlsx": text("The cells as a workbook with a chart that can be edited."),
    "json": text("The figure, its cells and where they come from, for programs."),
    "zip": text("All files of this figure in one archive."),
    "bib": text("The citation for reference managers (BibTeX)."),
}
"""Format -> what it is."""
BUTTONS: Mapping[str, Text] = {
    "svg": text("SVG (drawing)"),
    "png": text("PNG (screen)"),
    "print.png": text("PNG (print, 300 dpi)"),
    "pdf": text("PDF"),
    "csv": text("CSV (cells)"),
    "xlsx": text("Excel (cells and chart)"),
    "json": text("JSON (specification)"),
    "zip": text("All files (ZIP)"),
}
RECORD = text("Where this figure comes from")
ALL_FILES = text("More files, link and citation")
COPY_LINK = text("Link to this view, which always opens this release")
CITATION_SHORT = text("Citation for a caption")
CITATION_LONG = text("Citation for a list of references")
CITATION_BIBTEX = text("Citation for reference managers (BibTeX)")
README_TITLE = text("About these files")
README_FILES = text("What each file is")
README_CITE = text("How to cite")
README_WITHHELD = text("What withheld means")
README_WITHHELD_TEXT = text(
    "A withheld cell is not published, so that nobody can be recognised. It can be any whole number between its lower "
    "and its upper bound, and any number from the lower bound on where there is no upper one. It is never to be "
    "read as zero, and not as missing."
)
README_CHECK = text("Is this file unchanged?")
README_CHECK_TEXT = text(
    "Each figure and table, and the archive itself, carries a seal. Drop a file on the page “{page}”: it says whether "
    "the file is as it was given out, and whether a newer release has other numbers."
)
SYNTHETIC_WARNING = text(
    "All numbers are made up by a program. They say nothing about real people or places."
)

COLUMNS: Mapping[str, Text] = {
    "value": text("The published value; empty where there is none, and then the status says why."),
    "lower": text("The value is this or more."),
    "upper": text("The value is this or less; empty where nothing published limits it."),
    "status": text(
        "shown, provisional, withheld, not_reported, cannot_exist, no_cases, range or provisional_range: what can be "
        "said about the cell."
    ),
    "numerator": text("Of a ratio: the published count above the line."),
    "denominator": text("Of a ratio: the published count below the line."),
    "link": text("Opens the figure again, in the release that it was made from."),
    "seal": text("Shows that the file is as it was given out."),
}

# ---- the record of where a file comes from ---------------------------------------------------------------

FACTS: Mapping[str, Text] = {
    "title": text("Title"),
    "selection": text("Selection"),
    "description": text("Description"),
    "project": text("Project"),
    "release": text("Release"),
    "published_at": text("Published"),
    "link": text("Link to this view"),
    "citation": text("Citation"),
    "cells": text("Cells"),
    "withheld": text("Withheld cells"),
    "withheld_means": text("What withheld means"),
    "licence": text("Licence"),
    "funding_notice": text("Funding"),
    "disclaimer": text("Disclaimer"),
    "drawn_sha256": text("SHA-256 of the cells drawn"),
    "cells_sha256": text("SHA-256 of the cells of the release"),
    "manifest_sha256": text("SHA-256 of the manifest of the release"),
    "software_version": text("Software version"),
}
CITED_SHORT = text("{project}, release {number} ({date})")
CITED_LONG = text("{project}. {title}: {selection}. Release {number}, {date}. {link} (licence {licence}).")
CITED_LONG_SYNTHETIC = text(
    "{project}. {title}: {selection}. Synthetic data, release {number}, {date}. {link} (licence {licence})."
)
CITED_NOTE = text("Release {number} of {date}; licence {licence}.")
CITED_NOTE_SYNTHETIC = text("Synthetic data. Release {number} of {date}; licence {licence}.")

# ---- the workbook ----------------------------------------------------------------------------------------

SHEET_CELLS = text("Cells")
SHEET_CHART = text("Chart")
SHEET_ABOUT = text("About")
SHEET_CODES = text("Codes")
FREE = text("May be shown")
CONFIDENTIAL = text("Withheld, so that nobody can be recognised")
SHEET_DATA = text("Chart data")
CHART_COLUMNS = (
    text("Series"),
    text("Period"),
    text("Value"),
    text("Provisional value"),
    text("Lower bound"),
    text("Withheld or range: from the lower to the upper bound"),
    text("Rounded value: up to this much more"),
    text("Rounded value: up to this much less"),
    text("In words"),
    text("Place of the cross of a cell without a number"),
)
CHART_NO_NUMBER = text("No number: see the sheet “{sheet}”, in words")
CHART_BETWEEN_LINES = text("Withheld or range: upright bar from the lower to the upper bound")
CHART_NOTE = text(
    "The charts are drawn from this table, which holds the published cells; a cell without a value is blank in it and "
    "never zero. What is withheld without an upper bound, not reported or too early stands in words."
)
CHART_ALT = text("Chart: {title}. The numbers are in the sheet of cells.")

# ---- verifying a file --------------------------------------------------------------------------------------

VERIFY_INTRO = text(
    "Drop a file that was downloaded here: a picture, a table, a workbook, a PDF or an archive. You learn whether it "
    "is unchanged and whether its numbers are still current. Nothing of the file is kept."
)
VERIFY_LABEL = text("File to verify")
VERIFY_CURRENT = text(
    "Genuine and current: the file is as it was given out, from release {number}, the newest one."
)
VERIFY_SUPERSEDED = text(
    "Genuine, superseded: the file is as it was given out, from release {number}. Release {newest} is newer."
)
VERIFY_WITHDRAWN = text(
    "Genuine, withdrawn: the file is as it was given out, but release {number} was withdrawn and must not be relied on."
)
VERIFY_ALTERED = text(
    "Altered, or not from here: the file is not as this service gave it out. Do not cite it; download the figure again."
)
VERIFY_UNKNOWN = text(
    "The file carries the seal of this service, but what it was made from is not here any more. Do not cite it; "
    "download the figure again."
)
VERIFY_TOO_LARGE = text("The file is too large: at most {size} MB can be verified.")
VERIFY_REASON = text("Reason for the withdrawal: {reason}")
VERIFY_SAME = text("All cells of this view are the same in release {newest}.")
VERIFY_GONE = text("This view does not exist in release {newest}.")
VERIFY_REOPEN = text("Open this view in release {number}")
VERIFY_NEWEST = text("Open the same view in release {newest}")
CHANGE_COLUMNS: Mapping[str, Text] = {
    "where": text("Cell"),
    "before": text("In the file"),
    "now": text("Now"),
    "what": text("What happened"),
}
CHANGES: Mapping[str, Text] = {
    "changed": text("changed"),
    "withheld": text("now withheld"),
    "shown": text("now shown"),
    "added": text("new"),
    "removed": text("no longer there"),
}


def changes_heading(count: int) -> Text:
    """How many cells are different now."""
    return plural(
        "{n} cell of this view is different now.", "{n} cells of this view are different now.", count
    )
