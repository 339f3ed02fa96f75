from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from pipelines.languages import Speaker
from pipelines.marking import own_file
from pipelines.marking.answer import mark, marked_name
from pipelines.marking.entries import FILLS, Note, job_of
from pipelines.marking.lists import findings_csv, findings_json
from pipelines.model import RawTable, Screening, Severity
from pipelines.read import read_table
from pipelines.template import build_template
from pipelines.validate import screen
from tests.office import save_as
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, no_history, tiny

ENGLISH = Speaker("en")
WRONG = {"G11": "about two", "F8": 999, "H14": "2.5", "G6": "a remark"}
RIGHT = {"G11": 2, "F8": 12, "H14": None, "G6": None}
DANGEROUS = "=cmd|' /C calc'!A0"


def changed(data: bytes, cells: dict[str, str | int | None]) -> bytes:
    workbook = load_workbook(io.BytesIO(data))
    for address, value in cells.items():
        workbook["Report"][address] = value
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def looks(cell: Cell) -> tuple[str | None, str]:
    return cell.fill.fill_type, cell.fill.fgColor.rgb


def screened(table: RawTable) -> Screening:
    return screen(table, tiny(), no_history())


@cache
def wrong() -> tuple[bytes, RawTable, Screening]:
    data = changed(build_template(tiny(), PARTNER, QUARTER, values=COHERENT), WRONG)
    table = read_table("report.xlsx", data)
    return data, table, screened(table)


@cache
def marked_bytes() -> bytes:
    data, table, screening = wrong()
    return mark(data, table, screening.findings, ENGLISH)


def marked() -> Workbook:
    return load_workbook(io.BytesIO(marked_bytes()))


def test_mark_every_cell_of_every_finding_is_coloured_and_says_why() -> None:
    _, _, screening = wrong()
    sheet = marked()["Report"]
    cells = {cell: finding for finding in screening.findings for cell in finding.cells}

    assert set(WRONG) <= set(cells)
    for cell, finding in cells.items():
        assert finding.message in sheet[cell].comment.text
        assert sheet[cell].fill.fgColor.rgb[2:] in FILLS.values()


def test_mark_a_cell_with_two_findings_has_the_colour_of_the_weightier() -> None:
    _, _, screening = wrong()
    job = job_of(screening.findings, (), "Report", ENGLISH)
    both = next(m for m in job["marks"] if m["cell"] == "F8")

    assert both["fill"] == FILLS[Severity.BLOCKING]


def test_mark_the_first_sheet_lists_every_finding_with_a_link_to_each_cell() -> None:
    _, _, screening = wrong()
    workbook = marked()
    rows = list(workbook.worksheets[0].iter_rows(min_row=6))

    assert workbook.active is workbook.worksheets[0]
    expected = {(f.check, cell) for f in screening.findings for cell in f.cells or ("the whole file",)}
    assert {(row[5].value, row[2].value) for row in rows} == expected
    for row in rows:
        if row[1].value:
            assert row[2].hyperlink.location == f"'Report'!{row[2].value}"


def test_mark_everything_else_stays() -> None:
    before, after = load_workbook(io.BytesIO(wrong()[0])), marked()
    marked_cells = {m["cell"] for m in job_of(wrong()[2].findings, (), "Report", ENGLISH)["marks"]}

    assert after.sheetnames[1:] == before.sheetnames
    assert [s.sheet_state for s in after.worksheets[1:]] == [s.sheet_state for s in before.worksheets]
    assert set(after.defined_names) == set(before.defined_names)
    for old, new in zip(before.worksheets, after.worksheets[1:], strict=True):
        assert new.protection.sheet == old.protection.sheet
        assert new.freeze_panes == old.freeze_panes
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
        assert len(new.conditional_formatting) == len(old.conditional_formatting)
        for row in old.iter_rows():
            for cell in row:
                same = new[cell.coordinate]
                assert (same.value, same.number_format, same.protection.locked) == (
                    cell.value,
                    cell.number_format,
                    cell.protection.locked,
                )
                if not (old.title == "Report" and cell.coordinate in marked_cells):
                    assert looks(same) == looks(cell)


def test_mark_the_marked_file_reads_as_the_file_did() -> None:
    table = read_table("again.xlsx", marked_bytes())

    assert (table.sheet, table.cells) == ("Report", wrong()[1].cells)


def test_mark_corrected_at_the_marked_cells_only_it_passes() -> None:
    screening = screened(read_table("again.xlsx", changed(marked_bytes(), RIGHT)))

    assert not screening.is_blocked
    assert screening.observations.height == len(COHERENT)


def test_mark_again_takes_the_old_marks_away_first() -> None:
    data = changed(marked_bytes(), RIGHT)
    table = read_table("again.xlsx", data)
    again = load_workbook(io.BytesIO(mark(data, table, (), ENGLISH)))
    fresh = load_workbook(io.BytesIO(wrong()[0]))

    assert again.sheetnames == ["Findings", *fresh.sheetnames]
    for cell in WRONG:
        assert again["Report"][cell].comment is None
        assert again["Report"][cell].fill.fill_type == fresh["Report"][cell].fill.fill_type
        assert again["Report"][cell].fill.fgColor.rgb == fresh["Report"][cell].fill.fgColor.rgb


def test_mark_somebodys_own_comment_is_kept_beside_ours_and_comes_back() -> None:
    from openpyxl.comments import Comment

    workbook = load_workbook(io.BytesIO(wrong()[0]))
    workbook["Report"]["G11"].comment = Comment("ask the team", "somebody")
    data = saved(workbook)
    table = read_table("report.xlsx", data)
    first = mark(data, table, screened(table).findings, ENGLISH)
    assert "ask the team" in load_workbook(io.BytesIO(first))["Report"]["G11"].comment.text

    second = load_workbook(io.BytesIO(mark(first, table, (), ENGLISH)))
    assert second["Report"]["G11"].comment.text == "ask the team"


def test_mark_what_a_manager_said_stands_at_its_cell_and_in_the_list() -> None:
    data, table, _ = wrong()
    notes = (Note("F9", "Please count again."), Note("", "Thank you."))
    workbook = load_workbook(io.BytesIO(mark(data, table, (), ENGLISH, notes)))

    assert "Please count again." in workbook["Report"]["F9"].comment.text
    assert [row[3].value for row in workbook.worksheets[0].iter_rows(min_row=6)] == [n.said for n in notes]


@pytest.mark.parametrize("file_format", ["ods", "csv"])
def test_mark_other_formats_come_back_as_a_copy_that_passes_when_corrected(file_format: str) -> None:
    data, table, screening = wrong()
    sheet = table.sheet if file_format == "ods" else ""
    other = replace(table, file_format=file_format, sheet=sheet)  # type: ignore[arg-type]
    findings = [replace(finding, sheet=sheet) for finding in screening.findings]
    copy = mark(data, other, findings, ENGLISH)

    assert read_table("copy.xlsx", copy).cells == table.cells
    workbook = load_workbook(io.BytesIO(copy))
    assert workbook["Report"]["G11"].comment is not None
    assert not screened(read_table("copy.xlsx", changed(copy, RIGHT))).is_blocked


@pytest.mark.parametrize(
    "name", ["a/b [c]", "x" * 60, "findings", "History", "it's", "'", "Q1: 2018?", "", "Report"]
)
def test_mark_a_sheet_may_have_any_name_in_other_formats(name: str) -> None:
    _, table, screening = wrong()
    findings = [replace(finding, sheet=name) for finding in screening.findings]
    copy = mark(b"", replace(table, file_format="ods", sheet=name), findings, ENGLISH)

    workbook = load_workbook(io.BytesIO(copy))
    listed, copied = workbook.worksheets
    links = [row[2].hyperlink.location for row in listed.iter_rows(min_row=6) if row[2].hyperlink]
    assert links
    assert {link.rpartition("!")[0].strip("'") for link in links} == {copied.title}
    assert read_table("copy.xlsx", copy).cells == table.cells


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_mark_text_that_looks_like_a_formula_stays_text(file_format: str) -> None:
    workbook = load_workbook(io.BytesIO(wrong()[0]))
    cell = workbook["Report"]["G11"]
    cell.value, cell.data_type = DANGEROUS, "s"
    data = saved(workbook)
    table = read_table("report.xlsx", data)
    copy = mark(data, replace(table, file_format=file_format), (), ENGLISH)  # type: ignore[arg-type]

    found = load_workbook(io.BytesIO(copy))["Report"]["G11"]
    assert (found.value, found.data_type) == (DANGEROUS, "s")


def test_mark_a_file_that_the_library_cannot_handle_comes_back_as_a_copy() -> None:
    _, table, screening = wrong()
    workbook = load_workbook(io.BytesIO(mark(b"PK no workbook", table, screening.findings, ENGLISH)))

    assert workbook.sheetnames == ["Findings", "Report"]


def test_mark_writes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    data, _, screening = wrong()
    assert own_file.mark_own_file(data, job_of(screening.findings, (), "Report", ENGLISH))


def test_marked_name_says_that_it_was_checked() -> None:
    assert marked_name("../report-ash.ods") == "report-ash-checked.xlsx"


def test_lists_hold_every_finding_and_every_cell() -> None:
    _, _, screening = wrong()
    rows = list(
        csv.reader(io.StringIO(findings_csv(screening.findings, ENGLISH).decode("utf-8-sig")), delimiter=";")
    )
    records = json.loads(findings_json(screening.findings, ENGLISH))["findings"]

    assert len(rows) - 1 == sum(max(len(finding.cells), 1) for finding in screening.findings)
    assert [(r["check"], tuple(r["cells"])) for r in records] == [
        (f.check, f.cells) for f in screening.findings
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_mark_libreoffice_opens_it_and_saves_what_reads_the_same(
    soffice: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "in" / "marked.xlsx"
    file.parent.mkdir()
    file.write_bytes(marked_bytes())
    save_as(soffice, [file], kind, tmp_path)

    again = read_table("saved", (tmp_path / f"marked.{kind}").read_bytes())
    assert [f.check for f in screened(again).findings] == [f.check for f in wrong()[2].findings]
