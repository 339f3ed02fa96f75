from __future__ import annotations

import codecs

import pytest

from tests.pipelines.filled import table_of

TEXT = "Ciudad;Málaga – ‘centro’\r\na;1\r\nb;2\r\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), id="utf-8-sig"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16"),
        pytest.param(TEXT.encode("utf-16-le"), id="utf-16-le"),
        pytest.param(TEXT.encode("utf-16-be"), id="utf-16-be"),
        pytest.param(TEXT.encode("cp1252"), id="cp1252"),
    ],
)
def test_read_csv_encoding_is_found(data: bytes) -> None:
    table = table_of(data)
    assert table.text(1, 2) == "Málaga – ‘centro’"
    assert table.file_format == "csv"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_read_csv_delimiter_and_newline_are_found(delimiter: str, newline: str) -> None:
    rows = (("a", "b", "c"), ("1", "2", "3"), ("4", "5", "6"))
    text = newline.join(delimiter.join(row) for row in rows)
    assert table_of(text.encode()).cells == rows


def test_read_csv_preamble_with_other_delimiters_does_not_mislead() -> None:
    text = '"A title, with, commas"\n\na;b;c\n1;2;3\n4;"5,5";6\n'
    assert table_of(text.encode()).cells[2:] == (("a", "b", "c"), ("1", "2", "3"), ("4", "5,5", "6"))


def test_read_csv_quoted_newline_stays_in_its_cell() -> None:
    assert table_of(b'a;"b\nc"\nd;e\n').cells == (("a", "b\nc"), ("d", "e"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_read_csv_hint_line_of_excel_is_not_a_row(newline: str) -> None:
    text = newline.join(("sep=;", "a;b", "1;2", ""))
    assert table_of(text.encode()).cells == (("a", "b"), ("1", "2"))


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_read_csv_other_spellings_of_the_same_bytes_are_told(encoding: str) -> None:
    table = table_of("Ciudad;Málaga\na;1\n".encode(encoding))
    assert table.spellings[encoding][table.text(1, 2)] == "Málaga"


def test_read_csv_utf8_has_no_other_spellings() -> None:
    assert not table_of(TEXT.encode()).spellings


def test_read_csv_bytes_that_are_no_windows_1252_are_read_in_another_encoding() -> None:
    table = table_of("Rückfälle;é".encode("cp850"))  # a byte of it has no letter in Windows-1252
    assert table.text(1, 1) == "Rückfälle"


def test_read_csv_blank_edges_are_left_out_and_blank_rows_inside_are_kept() -> None:
    assert table_of(b"a;b;;\n;;;\n1;;;\n;;;\n").cells == (("a", "b"), (), ("1",))
