"""Structure of tables without our machine rows: do their headers and labels say, without a doubt, what is what?

Spellings that name nothing or several things are asked about, each with all its cells; nothing is guessed. What is
written in the cells is never repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from pipelines.layout import column_called
from pipelines.model import TOTAL, Finding, Severity, cell_address
from pipelines.recognise.recognised import Key, Place, Slot, Unclear
from pipelines.texts import Name, Text, joined, listed, plural, text
from pipelines.validate.upload import Sheet, at

WORDS: Mapping[str, Text] = {
    "partner": text("a partner"),
    "quarter": text("a quarter"),
    "activity": text("an activity"),
    "measure": text("a measure"),
    "breakdown": text("a breakdown"),
    "category": text("a category"),
    "column": text("the header of a column"),
    "filter": text("a word that says whether the row counts"),
}
MATCH_OR_WRITE = text(
    "Write it as the template does, or match the headers and words of this file once on the page where reports are "
    "submitted."
)
SPLIT = text(
    "Upload one report at a time: make a file of each partner and quarter, or ask the project manager to import the "
    "whole file."
)


def structure_not_our_template(sheet: Sheet) -> list[Finding]:
    """The table has no header that is known."""
    if sheet.recognised.kind != "unknown":
        return []
    return [
        sheet.finding(
            "structure_not_our_template",
            text(
                "The file is not one of the templates, and none of its rows is a header with words of the project: its "
                "measures and categories, or the columns of the long format."
            ),
            text(
                "Download this quarter's template, copy your figures into it and upload that file. A file of your own "
                "can be matched once, on the page where reports are submitted."
            ),
        )
    ]


def structure_unclear_label(sheet: Sheet) -> list[Finding]:
    """A header or label that fits two things."""
    return [
        sheet.finding(
            "structure_unclear_label",
            listed(
                "Cell {items} may mean several things. Which one did you mean: {choices}?",
                "Cells {items} may mean several things. Which one did you mean: {choices}?",
                at(unclear.cells),
                choices=tuple(unclear.choices),
            ),
            text(
                "Write it so that it can mean one thing only, for example '{example}'.",
                example=joined([_full(unclear)]),
            ),
            at(unclear.cells),
        )
        for unclear in sheet.recognised.unclear
        if unclear.choices
    ]


def structure_unknown_label(sheet: Sheet) -> list[Finding]:
    """A label that names nothing the project has; what is spelt alike is suggested, never taken."""
    unknown = [u for u in sheet.recognised.unclear if not u.choices and u.about != "quarter"]
    alike = [
        _unknown(sheet, unclear.about, unclear.cells, unclear.near) for unclear in unknown if unclear.near
    ]
    others: dict[str, list[Place]] = defaultdict(list)
    for unclear in unknown:
        if not unclear.near:
            others[unclear.about] += unclear.cells
    return [*alike, *(_unknown(sheet, about, sorted(cells)) for about, cells in others.items())]


def structure_unclear_quarter(sheet: Sheet) -> list[Finding]:
    """A period that is no quarter, or may be something else."""
    found = [u.cells for u in sheet.recognised.unclear if not u.choices and u.about == "quarter"]
    cells = at(sorted(place for places in found for place in places))
    if not cells:
        return []
    what = listed(
        "Cell {items} names no quarter that can be told without guessing.",
        "Cells {items} name no quarter that can be told without guessing.",
        cells,
    )
    remedy = text(
        "Write it as {example}. A number alone may be a month or a week, and two digits are not a year.",
        example=sheet.catalogue.project.first_quarter,
    )
    return [sheet.finding("structure_unclear_quarter", what, remedy, cells)]


def structure_unknown_column(sheet: Sheet) -> list[Finding]:
    """A column with content whose header says nothing we know."""
    cells = at(sheet.recognised.unknown_columns)
    if not cells:
        return []
    what = listed(
        "Column {items} has a header that is not known.",
        "Columns {items} have headers that are not known.",
        [cell.rstrip("0123456789") for cell in cells],
    )
    remedy = text(
        "Delete what is written there, write the header as the template does, or match the headers of this file once "
        "on the page where reports are submitted."
    )
    return [sheet.finding("structure_unknown_column", what, remedy, cells)]


def structure_report_not_named(sheet: Sheet) -> list[Finding]:
    """The file does not say whose report it is, or of which quarter, and nobody chose it."""
    missing = _not_named(sheet)
    if not missing or (sheet.partner is not None and sheet.claimed_quarter is not None):
        return []
    return [
        sheet.finding(
            "structure_report_not_named",
            text("The file does not say {what}.", what=missing),
            text(
                "Write the partner and the quarter above the table, or choose them before you upload the file."
            ),
        )
    ]


def structure_report_presumed(sheet: Sheet) -> list[Finding]:
    """The file does not say whose report it is, or of which quarter: it is read as what was chosen."""
    missing, partner, quarter = _not_named(sheet), sheet.partner, sheet.claimed_quarter
    if not missing or partner is None or quarter is None:
        return []
    return [
        sheet.finding(
            "structure_report_presumed",
            text(
                "The file does not say {what}; it is read as the report of {partner} for {quarter}.",
                what=missing,
                partner=partner.called,
                quarter=quarter,
            ),
            text("Check that it is the right file."),
            severity=Severity.NOTICE,
        )
    ]


def structure_several_reports(sheet: Sheet) -> list[Finding]:
    """There are several partners or several quarters in one file."""
    found = []
    for named, what in (
        (sheet.recognised.partners, text("The file holds the reports of several partners.")),
        (sheet.recognised.quarters, text("The file holds the reports of several quarters.")),
    ):
        if len(named) > 1:
            first = [places[0] for places in named.values()]
            found.append(sheet.finding("structure_several_reports", what, SPLIT, at(sorted(first))))
    return found


def structure_quarter_outside_project(sheet: Sheet) -> list[Finding]:
    """The quarter is not one of the project."""
    if sheet.claimed_quarter is None or sheet.quarter is not None:
        return []
    project = sheet.catalogue.project
    return [
        sheet.finding(
            "structure_quarter_outside_project",
            text(
                "The file names a quarter that is not one of the project ({first} to {last}).",
                first=project.first_quarter,
                last=project.last_quarter,
            ),
            text("Check the quarter."),
            sheet.quarter_cells,
        )
    ]


def structure_date_for_quarter(sheet: Sheet) -> list[Finding]:
    """The quarter is given as its last day."""
    cells = at(sheet.recognised.dates)
    if not cells:
        return []
    what = listed(
        "The date in cell {items} is read as the quarter that ends on it.",
        "The dates in cells {items} are read as the quarter that ends on them.",
        cells,
    )
    remedy = text("Nothing has to be done if that is right; otherwise write the quarter as 2018-Q2.")
    return [sheet.finding("structure_date_for_quarter", what, remedy, cells, severity=Severity.NOTICE)]


def structure_row_without_measure(sheet: Sheet) -> list[Finding]:
    """A row with figures does not say what they are about."""
    cells = at(sheet.recognised.without_measure)
    if not cells:
        return []
    what = listed(
        "The row of cell {items} has figures, and does not say which measure or which of the activities they are of.",
        "The rows of cells {items} have figures, and do not say which measure or which of the activities they are of.",
        cells,
    )
    remedy = text("Name both in each row; sums of your own are left out when their row is called 'Total'.")
    return [sheet.finding("structure_row_without_measure", what, remedy, cells)]


def structure_heading_row(sheet: Sheet) -> list[Finding]:
    """An activity stands above the rows it is about."""
    cells = at(sheet.recognised.headings)
    if not cells:
        return []
    what = listed(
        "Cell {items} names an activity above other rows, and it cannot be told how far it reaches.",
        "Cells {items} name activities above other rows, and it cannot be told how far they reach.",
        cells,
    )
    remedy = text("Give the activity a column of its own, and name it in each row.")
    return [sheet.finding("structure_heading_row", what, remedy, cells)]


def structure_crossed_breakdowns(sheet: Sheet) -> list[Finding]:
    """Figures of two breakdowns at once."""
    cells = at(sheet.recognised.crossed)
    if not cells:
        return []
    what = listed(
        "Cell {items} is about two breakdowns at once.",
        "Cells {items} are about two breakdowns at once.",
        cells,
    )
    remedy = text("Report one breakdown at a time: nothing is crossed.")
    return [sheet.finding("structure_crossed_breakdowns", what, remedy, cells)]


def structure_count_and_mark(sheet: Sheet) -> list[Finding]:
    """A row has both a count and a mark."""
    cells = at(sheet.recognised.twice)
    if not cells:
        return []
    what = listed(
        "The row of cell {items} has both a count and a mark.",
        "The rows of cells {items} have both a count and a mark.",
        cells,
    )
    return [sheet.finding("structure_count_and_mark", what, text("Keep one of them."), cells)]


def structure_foreign_activity(sheet: Sheet) -> list[Finding]:
    """A row is about an activity of another partner, or one that does not run in the quarter."""
    if sheet.asked is None:
        return []
    own = {a.id for a in sheet.catalogue.activities_of(sheet.asked.partner, sheet.asked.quarter)} | {TOTAL}
    cells = _labels(sheet, sheet.recognised.activity_labels, lambda key: key[0] not in own)
    if not cells:
        return []
    what = listed(
        "Cell {items} names an activity of another partner, or one that does not run in this quarter.",
        "Cells {items} name activities of other partners, or ones that do not run in this quarter.",
        cells,
    )
    remedy = text("Leave these rows out. If an activity is missing, ask the project manager to add it.")
    return [sheet.finding("structure_foreign_activity", what, remedy, cells)]


def structure_unexpected_row(sheet: Sheet) -> list[Finding]:
    """Activity and measure are known, but the report does not ask for this row."""
    if sheet.asked is None:
        return []
    asked = {(row.activity_id, row.measure.id) for row in sheet.asked.rows}
    own = {a.id for a in sheet.catalogue.activities_of(sheet.asked.partner, sheet.asked.quarter)} | {TOTAL}
    cells = _labels(
        sheet, sheet.recognised.row_labels, lambda key: key[0] in own and (key[0], key[1]) not in asked
    )
    if not cells:
        return []
    what = listed(
        "The row of cell {items} is about a measure that this report does not ask for, or not for single activities.",
        "The rows of cells {items} are about measures that this report does not ask for, or not for single activities.",
        cells,
    )
    return [sheet.finding("structure_unexpected_row", what, text("Leave these rows out."), cells)]


def structure_duplicate_column(sheet: Sheet) -> list[Finding]:
    """Two columns stand for the same."""
    header = sheet.recognised.header_row
    places = sorted(
        {
            (header, slot.column)
            for slots in _repeated(sheet)
            for slot in slots
            if sum(other.row == slot.row for other in slots) > 1
        }
    )
    if not places:
        return []
    what = listed(
        "Column {items} repeats another.",
        "Columns {items} stand for the same.",
        [cell.rstrip("0123456789") for cell in at(places)],
    )
    return [sheet.finding("structure_duplicate_column", what, text("Keep one of them."), at(places))]


def structure_duplicate_rows(sheet: Sheet) -> list[Finding]:
    """Two rows are about the same; in several reports they may be."""
    if max(len(sheet.recognised.partners), len(sheet.recognised.quarters)) > 1:
        return []
    repeated = [slots for slots in _repeated(sheet) if len({slot.row for slot in slots}) > 1]
    rows = {slot.row for slots in repeated for slot in slots}
    if not rows:
        return []
    if sheet.recognised.columns:
        places = [sheet.recognised.row_labels[row] for row in rows if row in sheet.recognised.row_labels]
    else:
        places = [(slot.row, slot.column) for slots in repeated for slot in slots]
    cells = at(sorted(set(places)))
    what = plural(
        "The row of cell {cells} repeats another.",
        "{n} rows say the same twice ({cells}).",
        len(rows),
        cells=cells,
    )
    remedy = text("Keep one row for each activity, measure and category, then upload the file again.")
    return [sheet.finding("structure_duplicate_rows", what, remedy, cells)]


def structure_missing_total(sheet: Sheet) -> list[Finding]:
    """Categories are given, and the file has no place for their total."""
    keys = {slot.key for slot in sheet.recognised.slots}
    cells = at(
        sorted(
            (slot.row, slot.column)
            for slot in sheet.recognised.slots
            if slot.key[2] != TOTAL
            and (*slot.key[:2], TOTAL, TOTAL) not in keys
            and sheet.table.text(slot.row, slot.column)
        )
    )
    if not cells:
        return []
    what = listed(
        "Cell {items} is about a category, and the file has no total beside it.",
        "Cells {items} are about categories, and the file has no totals beside them.",
        cells,
    )
    return [sheet.finding("structure_missing_total", what, text("Add the total of each of them."), cells)]


def structure_missing_categories(sheet: Sheet) -> list[Finding]:
    """Categories that the report asks for have no column. Somebody may not count them, so it is to be confirmed."""
    if sheet.asked is None or not sheet.recognised.columns:
        return []
    missing = [
        text("'{column}'", column=column_called(sheet.catalogue, column))
        for column in sheet.asked.columns
        if column not in sheet.recognised.columns
    ]
    if not missing:
        return []
    what = listed("The column {items} is missing.", "The columns {items} are missing.", missing)
    remedy = text("Confirm that there is nothing to report there, or add what is missing.")
    header = [cell_address(sheet.recognised.header_row, 1)]
    return [sheet.finding("structure_missing_categories", what, remedy, header, severity=Severity.CONFIRM)]


def structure_missing_rows(sheet: Sheet) -> list[Finding]:
    """Rows the report asks for are not in the table."""
    if sheet.asked is None:
        return []
    present = {slot.key[:2] for slot in sheet.recognised.slots}
    missing = [row.called for row in sheet.asked.rows if (row.activity_id, row.measure.id) not in present]
    if not missing:
        return []
    what = listed("The row {items} is missing.", "These rows are missing: {items}.", missing)
    remedy = text("Confirm that there is nothing to report there, or add what is missing.")
    return [sheet.finding("structure_missing_rows", what, remedy, severity=Severity.CONFIRM)]


def structure_row_left_out(sheet: Sheet) -> list[Finding]:
    """Totals of totals, footers, and what a mapping leaves out."""
    cells = at(sheet.recognised.left_out)
    if not cells:
        return []
    what = listed(
        "The row of cell {items} is not read: it is a sum, a heading or a note, or your matching leaves it out.",
        "The rows of cells {items} are not read: they are sums, headings or notes, or your matching leaves them out.",
        cells,
    )
    remedy = text("Nothing has to be done if that is right; otherwise name the measure in each row.")
    return [sheet.finding("structure_row_left_out", what, remedy, cells, severity=Severity.NOTICE)]


def structure_nothing_filled_in(sheet: Sheet) -> list[Finding]:
    """There is not one count and not one mark."""
    if any(sheet.table.text(slot.row, slot.column) for slot in sheet.recognised.slots):
        return []
    if sheet.recognised.unclear or sheet.recognised.without_measure:
        return []  # there may be, and the other findings say where
    return [
        sheet.finding(
            "structure_nothing_filled_in",
            text("There is no count and no mark in the file."),
            text("Fill in the figures: a count, 0 where there was nobody, or a mark of the project."),
        )
    ]


def _not_named(sheet: Sheet) -> tuple[Text, ...]:
    """Of partner and quarter those that the file does not name."""
    named = (
        (sheet.recognised.partners, text("whose report it is")),
        (sheet.recognised.quarters, text("of which quarter it is")),
    )
    return tuple(called for found, called in named if not found)


def _unknown(
    sheet: Sheet, about: str, places: Sequence[Place], near: Sequence[str | Name | Text] = ()
) -> Finding:
    cells = at(places)
    if near:
        what = listed(
            "Cell {items} should name {what}, and is spelt as nothing that the project has. Did you mean {near}?",
            "Cells {items} should name {what}, and are spelt as nothing that the project has. Did you mean {near}?",
            cells,
            what=WORDS[about],
            near=tuple(near),
        )
    else:
        what = listed(
            "Cell {items} should name {what}, and is spelt as nothing that the project has.",
            "Cells {items} should name {what}, and are spelt as nothing that the project has.",
            cells,
            what=WORDS[about],
        )
    return sheet.finding("structure_unknown_label", what, MATCH_OR_WRITE, cells)


def _full(unclear: Unclear) -> str | Text:
    first = unclear.choices[0]
    return first if isinstance(first, str | Text) else joined([first])


def _labels(sheet: Sheet, labels: Mapping[int, Place], is_wrong: Callable[[Key], bool]) -> tuple[str, ...]:
    """The label cells of the rows one of whose keys is wrong."""
    rows = {slot.row for slot in sheet.recognised.slots if is_wrong(slot.key)}
    return at(labels[row] for row in sorted(rows) if row in labels)


def _repeated(sheet: Sheet) -> list[list[Slot]]:
    """The cells that are about the same as another, together."""
    found: dict[Key, list[Slot]] = defaultdict(list)
    for slot in sheet.recognised.slots:
        found[slot.key].append(slot)
    return [slots for slots in found.values() if len(slots) > 1]
