"""Wrong input, as people hand it in: each kind is told apart and never becomes a report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines import flow
from pipelines.errors import PolicyError
from pipelines.model import FIRST_DATA_ROW, KEY_ROW, TOTAL, Severity, SubmissionState
from pipelines.read.refusal import REFUSALS
from pipelines.template import InputKey, build_template
from tests.dashboard.workspace_fixture import AT, COORDINATOR, add_people, settings_in
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, tiny

LARGE = 1097
"""Makes every count long enough to be found anywhere in a text."""
COUNTS: Mapping[InputKey, int | str] = {
    key: value * LARGE if isinstance(value, int) else value for key, value in COHERENT.items()
}
TYPED = "48611"
"""The figure in every cell that is spoilt."""
SECRETS = {str(value) for value in COUNTS.values() if isinstance(value, int) and value} | {TYPED}

Values = Mapping[InputKey, int | str]


@dataclass(frozen=True)
class Wrong:
    make: Callable[[], bytes]
    cells: tuple[str, ...] = ()
    file_name: str = "report.xlsx"


def template(values: Values = COUNTS, partner: str = PARTNER, quarter: str = QUARTER) -> bytes:
    return build_template(tiny(), partner, quarter, values=values)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def spoilt(spoil: Callable[[Worksheet], object]) -> Callable[[], bytes]:
    def make() -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(template()))
        spoil(book["Report"])
        return saved(book)

    return make


def written(address: str, content: object) -> Callable[[], bytes]:
    def spoil(sheet: Worksheet) -> None:
        sheet[address] = content

    return spoilt(spoil)


def claimed(address: str, name: str, claim: str) -> Callable[[], bytes]:
    """Another claim in the machine row, and in the properties of the document too."""

    def make() -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(template()))
        book["Report"][address] = claim
        book.custom_doc_props[name].value = claim
        return saved(book)

    return make


def counted(**changes: tuple[InputKey, int]) -> Callable[[], bytes]:
    return lambda: template({**COUNTS, **dict(changes.values())})


def foreign_workbook() -> bytes:
    book = Workbook()
    book.active.append(["Starts", int(TYPED)])
    return saved(book)


def old_workbook() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + TYPED.encode()


def with_macros() -> bytes:
    buffer = io.BytesIO(template())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", TYPED)
    return buffer.getvalue()


def without_column(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=KEY_ROW, min_col=7, max_col=7):
        row[0].value = None


def with_row_twice(sheet: Worksheet) -> None:
    sheet.append([cell.value for cell in sheet[8]])


def with_remark_column(sheet: Worksheet) -> None:
    sheet["M8"] = f"in fact {TYPED}"


def with_mixed_templates() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    other = openpyxl.load_workbook(io.BytesIO(template(quarter="2021-Q3")))
    book.custom_doc_props = other.custom_doc_props
    return saved(book)


def people(measure: str, breakdown: str = TOTAL, category: str = TOTAL) -> InputKey:
    return (TOTAL, measure, breakdown, category)


# The sheet of the report: rows 6-8 sessions, 9-11 starts, 12-14 leavers, 15-17 caseload, 18 known, 19 housed;
# columns F the total, G-I sex, J-L reason. The last row of a measure is that of all activities.
WRONG: dict[str, Wrong] = {
    "structure_empty_file": Wrong(lambda: b""),
    "structure_not_a_spreadsheet": Wrong(lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + TYPED.encode()),
    "structure_old_format": Wrong(old_workbook, file_name="report.xls"),
    "structure_damaged_file": Wrong(lambda: template()[:-400]),
    "structure_macros": Wrong(with_macros, file_name="report.xlsm"),
    "structure_bad_csv": Wrong(lambda: f'"Starts;{TYPED}\n'.encode(), file_name="report.csv"),
    "structure_not_our_template": Wrong(foreign_workbook),
    "structure_template_version": Wrong(claimed("B2", "template_version", "0"), ("B2",)),
    "structure_wrong_project": Wrong(claimed("C2", "project", "other"), ("C2",)),
    "structure_unknown_partner": Wrong(claimed("D2", "partner", "nowhere"), ("D2",)),
    "structure_wrong_partner": Wrong(
        lambda: template({people("starts"): int(TYPED)}, partner="birch"), ("D2",)
    ),
    "structure_wrong_quarter": Wrong(lambda: template(quarter="2021-Q3"), ("E2",)),
    "structure_quarter_outside_project": Wrong(claimed("E2", "quarter", "2019-Q4"), ("E2",)),
    "structure_properties_disagree": Wrong(with_mixed_templates, ("E2",)),
    "structure_missing_column": Wrong(spoilt(without_column)),
    "structure_unknown_column": Wrong(spoilt(with_remark_column), ("M4",)),
    "structure_unknown_activity": Wrong(written("A6", "elsewhere"), ("A6",)),
    "structure_foreign_activity": Wrong(written("A6", "cedar-groups"), ("A6",)),
    "structure_unknown_measure": Wrong(written("B6", "guesses"), ("B6",)),
    "structure_row_without_key": Wrong(written("D20", f"sum {TYPED}"), ("A20",)),
    "structure_duplicate_rows": Wrong(spoilt(with_row_twice), ("A8", "A20")),
    "structure_nothing_filled_in": Wrong(lambda: template({})),
    "values_not_a_number": Wrong(written("G17", f"about {TYPED}"), ("G17",)),
    "values_negative": Wrong(written("G17", -int(TYPED)), ("G17",)),
    "values_not_whole": Wrong(written("G17", int(TYPED) + 0.5), ("G17",)),
    "values_percentage": Wrong(written("G17", f"{TYPED}%"), ("G17",)),
    "values_formula_without_result": Wrong(written("G17", f"={TYPED}+A1"), ("G17",)),
    "values_cell_does_not_apply": Wrong(written("G9", int(TYPED)), ("G9",)),
    "coherence_total_missing": Wrong(
        lambda: template({key: value for key, value in COUNTS.items() if key != people("known")}), ("F18",)
    ),
    "coherence_part_larger_than_total": Wrong(
        counted(women=(people("known", "sex", "F"), int(TYPED))), ("F18", "G18")
    ),
    "coherence_categories_differ_from_total": Wrong(
        counted(unknown=(people("starts", "sex", "_U"), LARGE)), ("F11", "G11", "H11", "I11")
    ),
    "coherence_activity_larger_than_all": Wrong(
        counted(groups=(("ash-groups", "sessions", TOTAL, TOTAL), int(TYPED))), ("F8", "F6")
    ),
    "coherence_activities_differ_from_all": Wrong(
        counted(groups=(("ash-groups", "sessions", TOTAL, TOTAL), 8 * LARGE)), ("F8", "F6", "F7")
    ),
    "coherence_limit_exceeded": Wrong(
        counted(known=(people("housed"), 4 * LARGE), men=(people("housed", "sex", "M"), 3 * LARGE)),
        ("F18", "F19"),
    ),
}


@pytest.mark.parametrize("check", WRONG)
def test_wrong_input_is_named_and_never_submitted(tmp_path: Path, check: str) -> None:
    wrong = WRONG[check]
    data = wrong.make()
    with flow.open_workspace(settings_in(tmp_path), clock=lambda: AT) as workspace:
        add_people(workspace)
        received = flow.receive(workspace, wrong.file_name, data, COORDINATOR, expected_quarter=QUARTER)

        said = [f for f in received.screening.findings if f.severity is Severity.BLOCKING]
        assert [finding.check for finding in said] == [check]
        assert said[0].cells == wrong.cells
        assert said[0].message
        assert said[0].advice
        assert all(
            address in said[0].message for address in wrong.cells if said[0].check.startswith("values")
        )
        if check in REFUSALS:  # nobody could search it for personal data
            assert received.receipt is None
            assert TYPED not in workspace.ledger.events()[-1].detail
        else:
            assert received.receipt is not None
            assert workspace.ledger.content(received.receipt.sha256) == data

        texts = [text for f in received.screening.findings for text in (f.message, f.advice)]
        if received.submission is not None:
            with pytest.raises(PolicyError) as refusal:
                flow.submit(workspace, received.submission.id, COORDINATOR)
            texts += [refusal.value.title, refusal.value.message]
        states = {submission.state for submission in workspace.ledger.submissions()}
        assert states <= {SubmissionState.DRAFT}

        texts += [event.detail for event in workspace.ledger.events()]
        assert not [text for text in texts for secret in SECRETS if is_in(secret, text)]


def is_in(secret: str, text: str) -> bool:
    return secret in text or f"{int(secret):,}" in text or f"{int(secret):,}".replace(",", " ") in text


def test_same_counts_without_a_fault_are_submitted(tmp_path: Path) -> None:
    with flow.open_workspace(settings_in(tmp_path), clock=lambda: AT) as workspace:
        add_people(workspace)
        received = flow.receive(workspace, "report.xlsx", template(), COORDINATOR, expected_quarter=QUARTER)
        assert received.submission is not None

        submitted = flow.submit(workspace, received.submission.id, COORDINATOR)

        assert submitted.state is SubmissionState.SUBMITTED


def test_same_counts_are_placed_where_the_faults_expect_them() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template()))["Report"]
    keys = {cell.value: cell.column_letter for cell in sheet[KEY_ROW]}
    rows = {(row[0].value, row[1].value): row[0].row for row in sheet.iter_rows(min_row=FIRST_DATA_ROW)}

    assert (keys["_T:_T"], keys["sex:F"], keys["reason:_U"]) == ("F", "G", "L")
    assert (rows["ash-groups", "sessions"], rows[TOTAL, "known"], rows[TOTAL, "housed"]) == (6, 18, 19)
