"""Values: is each cell a count or a mark?"""

from __future__ import annotations

import polars as pl

from pipelines.model import Finding, Severity
from pipelines.validate.upload import Report
from pipelines.validate.wording import sentence

LARGE_COUNT = 1_000_000

RETYPE = "Type a whole number, 0 or more, or a mark from the sheet 'Marks'."


def values_not_a_number(report: Report) -> list[Finding]:
    """Text that is neither a count nor a mark."""
    return _refused(
        report,
        "values_not_a_number",
        "Cell {} holds text that is neither a count nor a mark.",
        "Cells {} hold text that is neither a count nor a mark.",
        RETYPE,
    )


def values_formula_error(report: Report) -> list[Finding]:
    """A formula whose result is an error."""
    return _refused(
        report,
        "values_formula_error",
        "The formula in cell {} ends in an error.",
        "The formulas in cells {} end in errors.",
        "Mend the formula or type the count itself.",
    )


def values_formula_without_result(report: Report) -> list[Finding]:
    """A formula that was never calculated."""
    return _refused(
        report,
        "values_formula_without_result",
        "The formula in cell {} has no stored result.",
        "The formulas in cells {} have no stored results.",
        "Open the file in the spreadsheet program and save it again, or type the count itself.",
    )


def values_percentage(report: Report) -> list[Finding]:
    """A percentage instead of a count."""
    return _refused(
        report,
        "values_percentage",
        "Cell {} holds a percentage.",
        "Cells {} hold percentages.",
        "Type the count itself; percentages are worked out later.",
    )


def values_date(report: Report) -> list[Finding]:
    """A date instead of a count."""
    return _refused(
        report,
        "values_date",
        "Cell {} holds a date.",
        "Cells {} hold dates.",
        "Type the count itself. Some programs turn what looks like a date into one: set the format of the cell to "
        "'Number' first.",
    )


def values_ambiguous_number(report: Report) -> list[Finding]:
    """A number that may be a thousand or a fraction."""
    return _refused(
        report,
        "values_ambiguous_number",
        "The number in cell {} can be read in two ways: its dot or comma may separate thousands or decimals.",
        "The numbers in cells {} can be read in two ways: their dots or commas may separate thousands or decimals.",
        "Type the count without dots and commas.",
    )


def values_negative(report: Report) -> list[Finding]:
    """A number below zero."""
    return _refused(
        report,
        "values_negative",
        "The number in cell {} is below zero.",
        "The numbers in cells {} are below zero.",
        "A count is 0 or more. Corrections of earlier quarters go into a new upload of that quarter.",
    )


def values_not_whole(report: Report) -> list[Finding]:
    """A number with decimals."""
    return _refused(
        report,
        "values_not_whole",
        "The number in cell {} is not a whole number.",
        "The numbers in cells {} are not whole numbers.",
        "Counts are whole. Round days and hours to whole ones; percentages are worked out later.",
    )


def values_cell_does_not_apply(report: Report) -> list[Finding]:
    """Something in a grey cell."""
    return _refused(
        report,
        "values_cell_does_not_apply",
        "Cell {} does not apply to its measure, and there is something written in it.",
        "Cells {} do not apply to their measures, and there is something written in them.",
        "Empty the grey cells; only the yellow ones are read.",
    )


def values_too_large(report: Report) -> list[Finding]:
    """A count that is hardly possible."""
    cells = report.cells.filter(pl.col("value") > LARGE_COUNT)["address"].to_list()
    if not cells:
        return []
    return [
        report.upload.finding(
            "values_too_large",
            sentence(
                cells,
                "The number in cell {} is over a million.",
                "The numbers in cells {} are over a million.",
            ),
            "Check it for a digit too many, and confirm it if it is right.",
            cells,
            severity=Severity.CONFIRM,
        )
    ]


def _refused(report: Report, check: str, one: str, many: str, advice: str) -> list[Finding]:
    cells = report.cells.filter(pl.col("problem") == check)["address"].to_list()
    if not cells:
        return []
    return [report.upload.finding(check, sentence(cells, one, many), advice, cells)]
