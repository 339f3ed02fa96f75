"""Leaks in what is derived, in other languages, between releases, and inside files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

from dashboard.charts.funnel import draw_funnel
from dashboard.crawl import figures, funnels
from dashboard.crawl.addresses import Address
from dashboard.crawl.capture import Visit
from dashboard.crawl.checking import Checker
from dashboard.crawl.published import Published, Shelf
from dashboard.crawl.report import Tally
from dashboard.crawl.texts import Texts, phrases_of
from dashboard.crawl.view import View
from tests.dashboard.crawl import tampering
from tests.dashboard.crawl.conftest import Captured
from tests.dashboard.crawl.tampering import Element, Spec
from tests.dashboard.crawl.test_mutations import SECRET, page, places

pytestmark = pytest.mark.slow


def test_running_sum_with_a_value_in_place_of_its_range_is_reported(captured: Captured) -> None:
    change = tampering.tooltip(lambda text: re.sub("withheld, .*", "61", text), "withheld")

    found = places(captured, tampering.with_figure(page(captured, "running"), change))

    assert any("hovertext" in each for each in found), found


def test_cell_of_a_running_sum_with_a_value_is_reported(captured: Captured) -> None:
    def change(table: pa.Table) -> pa.Table:
        columns = {name: table[name].to_pylist() for name in table.schema.names}
        name, i = next((n, i) for n, c in columns.items() for i, text in enumerate(c) if "withheld" in text)
        columns[name][i] = "61"
        return pa.table(columns)

    found = places(captured, tampering.with_table(page(captured, "running"), change))

    assert any(" table row" in each for each in found), found


def of_median(change: Callable[[str], str]) -> Callable[[Spec], None]:
    return tampering.tooltip(change, "Median of all")


def test_median_of_another_value_is_reported(captured: Captured) -> None:
    change = of_median(lambda text: re.sub(r"<br>.*", "<br>3", text))

    found = places(captured, tampering.with_figure(page(captured, "median"), change))

    assert any("hovertext" in each for each in found), found


@pytest.mark.parametrize("leak", [" (3)", ", trois", ", three"])
def test_number_in_a_french_tooltip_is_reported(captured: Captured, leak: str) -> None:
    change = tampering.tooltip(lambda text: f"{text}{leak}", "Málaga")

    found = places(captured, tampering.with_figure(page(captured, "in French"), change))

    assert any("hovertext" in each for each in found), found


def test_false_number_in_a_french_sentence_is_reported(captured: Captured) -> None:
    visit = page(captured, "in French")
    said = next(
        message.delta.new_element.markdown.body
        for message in visit.messages
        if re.match(r"\d+ .*\d+ ", message.delta.new_element.markdown.body)
    )
    number = said.split()[0]

    found = places(captured, tampering.with_text(visit, said, f"{int(number) + 1}{said[len(number) :]}"))

    assert any("markdown.body" in each for each in found), found


def with_cell(old: str, new: str) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        columns = {name: table[name].to_pylist() for name in table.schema.names}
        name, i = next((n, i) for n, c in columns.items() for i, text in enumerate(c) if re.search(old, text))
        columns[name][i] = re.sub(old, new, columns[name][i], count=1)
        return pa.table(columns)

    return change


def with_table_of(visit: Visit, heading: str, change: Callable[[pa.Table], pa.Table]) -> Visit:
    """The visit with the first table changed that has a column of a name."""

    def change_table(element: Element) -> bool:
        with pa.ipc.open_stream(pa.BufferReader(element.table.arrow_data.data)) as stream:
            table = stream.read_all()
        if heading not in table.schema.names:
            return False
        table = change(table)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        element.table.arrow_data.data = sink.getvalue().to_pybytes()
        return True

    return tampering.with_element(visit, "table", change_table)


TABLES = {
    "difference, before": ("releases", "Before", with_cell(r"withheld\\: 0 to 40", "17")),
    "difference, beside": ("releases", "Now", with_cell("$", " (3)")),
    "changes counted": ("releases", "Revised", with_cell("^1$", "3")),
    "place": ("places", "Málaga", lambda t: _column(t, 2, "4711")),
    "middle of the others": ("places", "Position, highest first", lambda t: _column(t, -3, "4711")),
    "position": ("places", "Position, highest first", lambda t: _column(t, -1, "1 of 3, 2 of them small")),
    "activity": ("activity", "Whole activity", lambda t: _column(t, 1, "4711")),
    "step": ("process", "Value", lambda t: _column(t, 2, "4711")),
    "target of a step": ("process", "Target", lambda t: _column(t, 3, "4711 (2018)")),
    "reports": ("quality", "Partner", lambda t: _column(t, 1, "4711")),
}


def _column(table: pa.Table, position: int, text: str) -> pa.Table:
    name = table.schema.names[position]
    return table.set_column(
        table.schema.names.index(name), name, pa.array([text, *table[name].to_pylist()[1:]])
    )


@pytest.mark.parametrize("name", TABLES)
def test_table_with_a_leak_is_reported(captured: Captured, name: str) -> None:
    address, heading, change = TABLES[name]

    found = places(captured, with_table_of(page(captured, address), heading, change))

    assert any(" table row" in each for each in found), found
    assert SECRET not in "\n".join(found)


def funnel(published: Published, change: Callable[[Spec], None]) -> list[str]:
    """What is found in the funnel of an activity that was changed."""
    view = View(replace(published, path=("PA02", "PA03")), Address("activities", "activity=boxing"))
    way = funnels.funnel_in(view, "2018-Q1")
    assert way is not None
    spec = figures.as_served(draw_funnel(way.stages, published.provenance, way.activity))
    assert isinstance(spec, dict)
    change(spec)
    tally, texts = Tally(), Texts(phrases_of(published))
    facts = {**view.facts, "withheld": [way.withheld_count]}
    figures.check_figure(view, "0", spec, tally, lambda said: texts.check(said, facts, tally))
    return [str(place) for place in tally.places]


def change_label(spec: Spec) -> None:
    trace = next(trace for trace in spec["data"] if any(trace.get("text", [])))
    trace["text"][0] = SECRET


@pytest.mark.parametrize(
    ("change", "place"),
    [(change_label, ".text.0"), (tampering.tooltip(lambda t: f"{t} ({SECRET})", "<br>"), "hovertext")],
    ids=["label", "tooltip"],
)
def test_funnel_with_another_value_is_reported(
    published: Published, change: Callable[[Spec], None], place: str
) -> None:
    assert funnel(published, lambda spec: None) == []
    assert any(place in each for each in funnel(published, change))


@pytest.mark.parametrize("query", ["count=4711", "release=4711", "place=malaga&period=4711"])
def test_link_with_a_number_that_is_no_code_is_reported(captured: Captured, query: str) -> None:
    def change(element: Element) -> bool:
        element.page_link.query_string = query
        return True

    found = places(captured, tampering.with_element(page(captured, "overview"), "page_link", change))

    assert any("page_link.query_string" in each for each in found), found


def test_line_of_an_indicator_with_another_value_is_reported(captured: Captured) -> None:
    def change(element: Element) -> bool:
        found = re.search(r": (\d+)", element.page_link.label)
        if found:
            element.page_link.label = element.page_link.label.replace(found[1], SECRET, 1)
        return bool(found)

    try:
        visit = tampering.with_element(page(captured, "overview"), "page_link", change)
    except AssertionError:
        pytest.skip("no indicator of this release stands in a line of its own")
    assert any("page_link.label" in each for each in places(captured, visit))


def test_citation_with_a_number_is_reported(captured: Captured) -> None:
    def change(element: Element) -> bool:
        is_citation = "@misc" in element.code.code_text
        element.code.code_text = element.code.code_text.replace("note = {", "note = {3 are small. ")
        return is_citation

    found = places(captured, tampering.with_element(page(captured, "bars"), "code", change))

    assert any("code.code_text" in each for each in found), found


def test_name_of_a_widget_with_a_number_is_reported(captured: Captured) -> None:
    def change(element: Element) -> bool:
        element.download_button.id += " 4711"
        return True

    found = places(captured, tampering.with_element(page(captured, "bars"), "download_button", change))

    assert any("download_button.id" in each for each in found), found


# ---- inside files ----------------------------------------------------------------------------------------


def with_hidden_sheet(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book.create_sheet("small")
    sheet.sheet_state = "veryHidden"
    sheet["A1"] = 3
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, old: str, new: str) -> Callable[[bytes], bytes]:
    """An archive with one of its members changed."""

    def change(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as was, zipfile.ZipFile(out, "w") as made:
            for member in was.infolist():
                data = was.read(member)
                if re.search(name, member.filename):
                    data = re.sub(old.encode(), new.encode(), data, count=1)
                made.writestr(member, data)
        return out.getvalue()

    return change


def with_member(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("small.txt", "3 in Malaga")
    return out.getvalue()


def with_attachment(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_attachment("small.json", b'{"format": "small", "count": 3}')
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_row(content: bytes) -> bytes:
    value = json.loads(content)
    row = next(row for row in value["cells"]["rows"] if "withheld" in row)
    row[value["cells"]["columns"].index("value")] = 7
    return json.dumps(value).encode()


FILES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "hidden sheet": ("Excel", with_hidden_sheet),
    "number that a chart keeps": ("Excel", with_part(r"charts/chart1", r"<c:v>\d+</c:v>", "<c:v>4711</c:v>")),
    "property of a workbook": (
        "Excel",
        with_part("docProps/core", r"</dc:title>", " (3 small)</dc:title>"),
    ),
    "value of a withheld cell in JSON": ("JSON", with_row),
    "record in JSON": ("JSON", lambda c: c.replace(b'"title": "', b'"title": "3 small of ', 1)),
    "member of an archive": ("ZIP", with_member),
    "text of an archive": ("ZIP", with_part("README", "About these files", "About these 3 files")),
    "table in an archive": ("ZIP", with_part(r"\.csv$", ",withheld,", ",small,")),
    "attachment of a PDF": ("PDF", with_attachment),
    "cells in an SVG": ("SVG", lambda c: c.replace(b",withheld,", b",shown,", 1)),
}


@pytest.mark.parametrize("name", FILES)
def test_file_with_a_leak_inside_is_reported_even_where_it_cannot_be_made_again(
    captured: Captured, name: str
) -> None:
    """As of a program that makes the file wrong itself, and would make it so again."""
    button, change = FILES[name]
    visit = tampering.with_file(captured.visits["bars"], button, change)
    checker = Checker(Shelf(captured.published, here=captured.here), (captured.here,))

    checker.check(replace(visit, messages=captured.visits["bars"].messages))

    found = [str(place) for place in checker.tally.places]
    assert any(f"{button}" in each for each in found), found
    assert SECRET not in "\n".join(found)


@pytest.mark.parametrize("name", FILES)
def test_file_with_a_changed_byte_is_not_what_published_cells_give(captured: Captured, name: str) -> None:
    button, change = FILES[name]

    found = places(captured, tampering.with_file(captured.visits["bars"], button, change))

    assert any("not what the published cells give" in each for each in found), found
