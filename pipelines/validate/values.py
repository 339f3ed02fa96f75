"""Values: is each cell a count or a mark?"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from pipelines.model import Finding, Severity
from pipelines.texts import Text, listed, text
from pipelines.validate.upload import Report

LARGE_COUNT = 1_000_000

RETYPE = text("Type a whole number, 0 or more, or a mark from the sheet 'Marks'.")


def values_not_a_number(report: Report) -> list[Finding]:
    """Text that is neither a count nor a mark."""
    return _refused(
        report,
        "values_not_a_number",
        lambda cells: listed(
            "Cell {items} holds text that is neither a count nor a mark.",
            "Cells {items} hold text that is neither a count nor a mark.",
            cells,
        ),
        RETYPE,
    )


def values_formula_error(report: Report) -> list[Finding]:
    """A formula whose result is an error."""
    return _refused(
        report,
        "values_formula_error",
        lambda cells: listed(
            "The formula in cell {items} ends in an error.",
            "The formulas in cells {items} end in errors.",
            cells,
        ),
        text("Mend the formula or type the count itself."),
    )


def values_formula_without_result(report: Report) -> list[Finding]:
    """A formula that was never calculated."""
    return _refused(
        report,
        "values_formula_without_result",
        lambda cells: listed(
            "The formula in cell {items} has no stored result.",
            "The formulas in cells {items} have no stored results.",
            cells,
        ),
        text("Open the file in the spreadsheet program and save it again, or type the count itself."),
    )


def values_percentage(report: Report) -> list[Finding]:
    """A percentage instead of a count."""
    return _refused(
        report,
        "values_percentage",
        lambda cells: listed("Cell {items} holds a percentage.", "Cells {items} hold percentages.", cells),
        text("Type the count itself; percentages are worked out later."),
    )


def values_date(report: Report) -> list[Finding]:
    """A date instead of a count."""
    return _refused(
        report,
        "values_date",
        lambda cells: listed("Cell {items} holds a date.", "Cells {items} hold dates.", cells),
        text(
            "Type the count itself. Some programs turn what looks like a date into one: set the format of the cell to "
            "'Number' first."
        ),
    )


def values_ambiguous_number(report: Report) -> list[Finding]:
    """A number that may be a thousand or a fraction."""
    return _refused(
        report,
        "values_ambiguous_number",
        lambda cells: listed(
            "The number in cell {items} can be read in two ways: its dot or comma may separate thousands or decimals.",
            "The numbers in cells {items} can be read in two ways: their dots or commas may separate thousands or "
            "decimals.",
            cells,
        ),
        text("Type the count without dots and commas."),
    )


def values_negative(report: Report) -> list[Finding]:
    """A number below zero."""
    return _refused(
        report,
        "values_negative",
        lambda cells: listed(
            "The number in cell {items} is below zero.", "The numbers in cells {items} are below zero.", cells
        ),
        text("A count is 0 or more. Corrections of earlier quarters go into a new upload of that quarter."),
    )


def values_not_whole(report: Report) -> list[Finding]:
    """A number with decimals."""
    return _refused(
        report,
        "values_not_whole",
        lambda cells: listed(
            "The number in cell {items} is not a whole number.",
            "The numbers in cells {items} are not whole numbers.",
            cells,
        ),
        text("Counts are whole. Round days and hours to whole ones; percentages are worked out later."),
    )


def values_cell_does_not_apply(report: Report) -> list[Finding]:
    """Something in a grey cell."""
    return _refused(
        report,
        "values_cell_does_not_apply",
        lambda cells: listed(
            "Cell {items} does not apply to its measure, and there is something written in it.",
            "Cells {items} do not apply to their measures, and there is something written in them.",
            cells,
        ),
        text("Empty the grey cells; only the yellow ones are read."),
    )


def values_too_large(report: Report) -> list[Finding]:
    """A count that is hardly possible."""
    cells = report.cells.filter(pl.col("value") > LARGE_COUNT)["address"].to_list()
    if not cells:
        return []
    return [
        report.upload.finding(
            "values_too_large",
            listed(
                "The number in cell {items} is over a million.",
                "The numbers in cells {items} are over a million.",
                cells,
            ),
            text("Check it for a digit too many, and confirm it if it is right."),
            cells,
            severity=Severity.CONFIRM,
        )
    ]


def _refused(report: Report, check: str, what: Callable[[list[str]], Text], remedy: Text) -> list[Finding]:
    cells = report.cells.filter(pl.col("problem") == check)["address"].to_list()
    return [report.upload.finding(check, what(cells), remedy, cells)] if cells else []
