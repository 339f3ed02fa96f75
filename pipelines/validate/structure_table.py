"""Structure, second half: are the rows and columns those of the report?

Missing rows have to be confirmed only: somebody may have deleted rows about which there is nothing to report, and
nothing that was filled in is lost. Everything else is blocking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from pipelines.layout import column_called, column_key
from pipelines.model import KEY_ROW, TEMPLATE_KEYS, TOTAL, Finding, Severity, cell_address
from pipelines.texts import Text, listed, text
from pipelines.validate.upload import ACTIVITY_KEY, MEASURE_KEY, DataRow, Upload, addresses, expected_keys

FRESH = text("Download a fresh template and copy your figures into its rows and columns.")
AS_TEMPLATE = text("Use the rows of the template as they are; do not add, copy or rename any.")
NO_SUCH_ACTIVITY = text(
    "Use the rows of the template as they are; do not add, copy or rename any. If an activity is missing, ask the "
    "project manager to add it."
)


def structure_missing_column(upload: Upload) -> list[Finding]:
    """A column of the report is not in the table."""
    if upload.layout is None:
        return []
    called = {
        column_key(c): text("'{column}'", column=column_called(upload.catalogue, c))
        for c in upload.layout.columns
    }
    present = {key for _, key in upload.columns}
    missing = [
        called.get(key, text("hidden '{key}'", key=key))
        for key in expected_keys(upload.layout)
        if key not in present
    ]
    if not missing:
        return []
    what = listed("The column {items} is missing.", "The columns {items} are missing.", missing)
    return [upload.finding("structure_missing_column", what, FRESH)]


def structure_unknown_column(upload: Upload) -> list[Finding]:
    """A column with content does not belong to the report."""
    if upload.layout is None:
        return []
    known = {*TEMPLATE_KEYS, *expected_keys(upload.layout)}
    filled = {number for row in upload.table.cells[KEY_ROW - 1 :] for number in _filled_columns(row)}
    letters = [cell_address(KEY_ROW, n) for n, key in upload.columns if key not in known and n in filled]
    if not letters:
        return []
    columns = [address.rstrip("0123456789") for address in letters]
    what = listed(
        "Column {items} does not belong to this report.",
        "Columns {items} do not belong to this report.",
        columns,
    )
    remedy = text(
        "Delete what is written there; a report has no room for remarks. Then upload the file again."
    )
    return [upload.finding("structure_unknown_column", what, remedy, letters)]


def structure_duplicate_column(upload: Upload) -> list[Finding]:
    """Two columns stand for the same."""
    times = Counter(key for _, key in upload.columns if key)
    repeated = [(number, key) for number, key in upload.columns if times[key] > 1]
    if not repeated:
        return []
    cells = [cell_address(KEY_ROW, number) for number, _ in repeated]
    columns = [cell.rstrip("0123456789") for cell in cells]
    return [
        upload.finding(
            "structure_duplicate_column",
            text("Columns {columns} repeat a column of the report.", columns=tuple(columns)),
            text(
                "Keep one of them. Download a fresh template and copy your figures into its rows and columns."
            ),
            cells,
        )
    ]


def structure_row_without_key(upload: Upload) -> list[Finding]:
    """A row with content does not say which activity and measure it is about."""
    rows = [row for row in upload.rows if not all(row.key)]
    return _rows_finding(
        upload,
        "structure_row_without_key",
        rows,
        lambda numbers: listed(
            "Row {items} is not one of the rows of the template, and there is something written in it.",
            "Rows {items} are not among the rows of the template, and there is something written in them.",
            numbers,
        ),
        text(
            "Delete what is written there; remarks and sums of your own cannot be read. Then upload the file again."
        ),
    )


def structure_unknown_activity(upload: Upload) -> list[Finding]:
    """A row is about an activity the catalogue does not have."""
    known = {TOTAL, "", *upload.catalogue.activities}
    rows = [row for row in upload.rows if row.key[0] not in known]
    return _rows_finding(
        upload,
        "structure_unknown_activity",
        rows,
        lambda numbers: listed(
            "Row {items} names an activity that the project does not have.",
            "Rows {items} name activities that the project does not have.",
            numbers,
        ),
        NO_SUCH_ACTIVITY,
        ACTIVITY_KEY,
    )


def structure_unknown_measure(upload: Upload) -> list[Finding]:
    """A row is about a measure the catalogue does not have."""
    rows = [row for row in upload.rows if row.key[1] and row.key[1] not in upload.catalogue.measures]
    return _rows_finding(
        upload,
        "structure_unknown_measure",
        rows,
        lambda numbers: listed(
            "Row {items} names a measure that the project does not have.",
            "Rows {items} name measures that the project does not have.",
            numbers,
        ),
        AS_TEMPLATE,
        MEASURE_KEY,
    )


def structure_foreign_activity(upload: Upload) -> list[Finding]:
    """A row is about an activity of another partner, or one that does not run in the quarter."""
    if upload.layout is None:
        return []
    own = upload.catalogue.activities_of(upload.layout.partner, upload.layout.quarter)
    foreign = set(upload.catalogue.activities) - {activity.id for activity in own}
    rows = [row for row in upload.rows if row.key[0] in foreign]
    return _rows_finding(
        upload,
        "structure_foreign_activity",
        rows,
        lambda numbers: listed(
            "Row {items} is about an activity of another partner, or one that does not run in this quarter.",
            "Rows {items} are about activities of other partners, or ones that do not run in this quarter.",
            numbers,
        ),
        NO_SUCH_ACTIVITY,
        ACTIVITY_KEY,
    )


def structure_unexpected_row(upload: Upload) -> list[Finding]:
    """Activity and measure are known, but the report does not ask for this row."""
    if upload.layout is None:
        return []
    asked = {(row.activity_id, row.measure.id) for row in upload.layout.rows}
    own = {activity for activity, _ in asked} | {
        activity.id
        for activity in upload.catalogue.activities_of(upload.layout.partner, upload.layout.quarter)
    }
    rows = [
        row
        for row in upload.rows
        if row.key not in asked and row.key[0] in own and row.key[1] in upload.catalogue.measures
    ]
    return _rows_finding(
        upload,
        "structure_unexpected_row",
        rows,
        lambda numbers: listed(
            "Row {items} is about a measure that this report does not ask for, or not for single activities.",
            "Rows {items} are about measures that this report does not ask for, or not for single activities.",
            numbers,
        ),
        AS_TEMPLATE,
        MEASURE_KEY,
    )


def structure_duplicate_rows(upload: Upload) -> list[Finding]:
    """Two rows are about the same activity and measure."""
    times = Counter(row.key for row in upload.rows if all(row.key))
    rows = [row for row in upload.rows if times[row.key] > 1]
    return _rows_finding(
        upload,
        "structure_duplicate_rows",
        rows,
        lambda numbers: listed(
            "Row {items} repeats another.", "Rows {items} repeat the same activity and measure.", numbers
        ),
        text("Keep one row for each activity and measure, then upload the file again."),
    )


def structure_missing_rows(upload: Upload) -> list[Finding]:
    """Rows the report asks for are not in the table."""
    if (
        upload.layout is None
        or upload.column_of(ACTIVITY_KEY) is None
        or upload.column_of(MEASURE_KEY) is None
    ):
        return []
    present = {row.key for row in upload.rows}
    missing = [row.called for row in upload.layout.rows if (row.activity_id, row.measure.id) not in present]
    if not missing:
        return []
    what = listed("The row {items} is missing.", "These rows are missing: {items}.", missing)
    remedy = text(
        "Confirm that there is nothing to report there. Otherwise download a fresh template and copy your figures into "
        "its rows and columns."
    )
    return [upload.finding("structure_missing_rows", what, remedy, severity=Severity.CONFIRM)]


def structure_nothing_filled_in(upload: Upload) -> list[Finding]:
    """There is not one count and not one mark."""
    if upload.filled_cells() > 0:
        return []
    return [
        upload.finding(
            "structure_nothing_filled_in",
            text("Nothing is filled in."),
            text(
                "Fill in the yellow cells: a count, 0 where there was nobody, or a mark from the sheet 'Marks'."
            ),
        )
    ]


def _filled_columns(row: Iterable[str]) -> list[int]:
    return [number for number, text in enumerate(row, start=1) if text.strip()]


def _rows_finding(
    upload: Upload,
    check: str,
    rows: list[DataRow],
    what: Callable[[list[str]], Text],
    remedy: Text,
    key: str = ACTIVITY_KEY,
) -> list[Finding]:
    """One finding about all the rows; their cells are those of a key column."""
    if not rows:
        return []
    numbers = [row.number for row in rows]
    cells = addresses(numbers, upload.column_of(key) or 1)
    return [upload.finding(check, what([str(number) for number in numbers]), remedy, cells)]
