from __future__ import annotations

import pytest

from pipelines.errors import UnreadableFileError
from pipelines.read import ReadRefusal, read_table
from pipelines.read.refusal import REFUSALS
from tests.pipelines.read.hostile import HOSTILE, cell, sheet, workbook


@pytest.mark.parametrize("name", HOSTILE)
def test_read_table_hostile_file_is_refused_with_its_reason(name: str) -> None:
    check, data = HOSTILE[name]
    with pytest.raises(ReadRefusal) as caught:
        read_table("report.xlsx", data)
    assert caught.value.check == check


def test_read_table_refusal_is_an_unreadable_file_that_says_what_to_do() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_table("report.xlsx", b"")
    assert caught.value.title == "The file is empty"
    assert "upload it again" in caught.value.message


def test_read_table_after_hostile_files_still_reads() -> None:
    with pytest.raises(ReadRefusal):
        read_table("evil.xlsx", HOSTILE["far_cell"][1])
    assert read_table("good.xlsx", workbook(sheet(cell("B2")))).text(2, 2) == "1"


def test_read_table_far_cells_without_content_are_no_harm() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    table = read_table("styled.xlsx", workbook(sheet(cell("A1") + far)))
    assert table.cells == (("1",),)


def test_refusals_all_can_happen_or_are_ends_of_the_child() -> None:
    ends = {"structure_reader_crashed", "structure_reader_too_slow"}
    assert set(REFUSALS) - ends == {check for check, _ in HOSTILE.values()}


def test_refusals_say_what_happened_and_what_to_do_in_sentences() -> None:
    for refusal in REFUSALS.values():
        assert str(refusal.happened).endswith(".")
        assert str(refusal.advice).endswith(".")
        assert not str(refusal.title).endswith(".")
