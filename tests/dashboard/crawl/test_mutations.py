"""Every way in which a number could slip out is reported, each put into what a real server sent."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from dashboard.crawl import answers
from dashboard.crawl.capture import Visit
from tests.dashboard.crawl import tampering
from tests.dashboard.crawl.conftest import ADDRESSES, Captured
from tests.dashboard.crawl.tampering import Spec

pytestmark = pytest.mark.slow

SECRET = "4711"
OPEN, BETWEEN = "<br>withheld", "withheld, between 0 and 12"


def customdata(spec: Spec) -> None:
    trace, i = tampering.trace_with(spec, BETWEEN)
    trace["customdata"] = [7 if k == i else None for k in range(len(trace["hovertext"]))]


def packed_customdata(spec: Spec) -> None:
    packed = base64.b64encode(np.array([3, 4], dtype="i1").tobytes()).decode()
    spec["data"][0]["customdata"] = {"dtype": "i1", "bdata": packed}


def packed_value(spec: Spec) -> None:
    """A withheld cell gets a place on the value axis, packed as Plotly packs arrays."""
    for trace in spec["data"]:
        if None in trace["y"]:
            values = [3.0 if value is None else value for value in trace["y"]]
            trace["y"] = {"dtype": "f8", "bdata": base64.b64encode(np.array(values).tobytes()).decode()}
            return
    raise AssertionError("every cell has a value")


def axis_range(spec: Spec) -> None:
    spec["layout"]["yaxis"]["range"][1] += 1


def tick_text(spec: Spec) -> None:
    spec["layout"]["yaxis"]["ticktext"][-1] = "11"


def end_of_interval(spec: Spec) -> None:
    trace, i = tampering.trace_with(spec, BETWEEN, kind="bar")
    trace["y"][i] -= 1


def darker_mark(spec: Spec) -> None:
    trace, _ = tampering.trace_with(spec, BETWEEN)
    trace["marker"]["line"]["color"] = "#000000"


def annotation(spec: Spec) -> None:
    spec["layout"]["annotations"].append({"text": "of these 3 in Málaga", "x": 0, "y": 0})


def meta(spec: Spec) -> None:
    spec["layout"]["meta"]["small"] = 2


def value_of_another(spec: Spec) -> None:
    """Two shown values change places: each is published, but for another cell."""
    y = spec["data"][0]["y"]
    first, second = [i for i, value in enumerate(y) if value is not None][:2]
    assert y[first] != y[second]
    y[first], y[second] = y[second], y[first]


FIGURES: dict[str, tuple[str, Callable[[Spec], None], str]] = {
    "tooltip with a clear value": (
        "lines",
        tampering.tooltip(lambda t: f"{t} ({SECRET})", BETWEEN),
        "hovertext",
    ),
    "tooltip with a small number that is published elsewhere": (
        "lines",
        tampering.tooltip(lambda t: t.replace(BETWEEN, "0"), BETWEEN),
        "hovertext",
    ),
    "tooltip with the bound once more": (
        "lines",
        tampering.tooltip(lambda t: f"{t}, 12", BETWEEN),
        "hovertext",
    ),
    "tooltip with a number in words": (
        "lines",
        tampering.tooltip(lambda t: f"{t}, three", OPEN),
        "hovertext",
    ),
    "tooltip with a raised figure": ("lines", tampering.tooltip(lambda t: f"{t}³", OPEN), "hovertext"),
    "tooltip that tells small from complementary": (
        "by sex",
        tampering.tooltip(lambda t: t.replace("withheld", "small"), "withheld"),
        "hovertext",
    ),
    "tooltip of a cell that does not exist": (
        "lines",
        tampering.tooltip(lambda t: t.replace("2018-Q1", "2018-Q3"), BETWEEN),
        "hovertext",
    ),
    "ratio with one decimal of withheld parts": (
        "ratio",
        tampering.tooltip(lambda t: t.replace("withheld", "62.5"), "withheld"),
        "hovertext",
    ),
    "ratio and its parts": (
        "ratio over time",
        tampering.tooltip(lambda t: t.replace("no cases", "100 (3 of 3)"), "no cases"),
        "hovertext",
    ),
    "label beside a bar": ("bars", lambda s: _label(s), "text"),
    "customdata": ("lines", customdata, "customdata"),
    "packed customdata": ("lines", packed_customdata, "customdata"),
    "packed value of a withheld cell": ("lines", packed_value, ".y."),
    "value of another cell": ("lines", value_of_another, ".y."),
    "axis range that follows a hidden value": ("lines", axis_range, "yaxis.range"),
    "tick text": ("lines", tick_text, "ticktext"),
    "interval that ends at a hidden value": ("lines", end_of_interval, ".y."),
    "mark of another colour": ("lines", darker_mark, "marker.line.color"),
    "annotation": ("bars", annotation, "annotations"),
    "meta": ("bars", meta, "layout.meta"),
    "key": ("bars", lambda s: s["layout"].update({f"small{SECRET}": 1}), "layout.?"),
    "narrow figure": ("on a phone", axis_range, "yaxis.range"),
    "dark figure": ("in the dark", axis_range, "yaxis.range"),
}


def _label(spec: Spec) -> None:
    trace = next(trace for trace in spec["data"] if any("withheld" in t for t in trace.get("text", [])))
    i = next(i for i, text in enumerate(trace["text"]) if "withheld" in text)
    trace["text"][i] = f"{trace['text'][i]} ({SECRET})"


def page(captured: Captured, name: str) -> Visit:
    """What was sent for an address, without the files, which take long to make again."""
    return replace(captured.visits[name], files=())


def places(captured: Captured, visit: Visit) -> list[str]:
    checker = captured.checker()
    checker.check(visit)
    return [str(place) for place in checker.tally.places]


@pytest.mark.parametrize("name", ADDRESSES)
def test_untouched_page_is_explained(captured: Captured, name: str) -> None:
    assert places(captured, captured.visits[name]) == []


@pytest.mark.parametrize("name", FIGURES)
def test_figure_with_a_leak_is_reported(captured: Captured, name: str) -> None:
    address, change, place = FIGURES[name]

    found = places(captured, tampering.with_figure(page(captured, address), change))

    assert any(place in each for each in found), found
    assert SECRET not in "\n".join(found)


ALT = {
    "a count": lambda text: f"{text} 3 of them are small.",
    "a withheld count that is not true": lambda text: text.replace(" withheld", "1 withheld"),
    "a count of withheld cells that are small": lambda text: f"{text} 2 withheld.",
    "a value of a withheld cell": lambda text: text.replace("lowest shown: ", "lowest shown: 1"),
    "a number in words": lambda text: f"{text} Two of them are small.",
}


@pytest.mark.parametrize("name", ALT)
def test_alt_text_with_a_leak_is_reported(captured: Captured, name: str) -> None:
    found = places(captured, tampering.with_alt(page(captured, "lines"), ALT[name]))

    assert any("plotly_chart.alt" in each for each in found), found


def test_config_of_a_figure_with_a_number_is_reported(captured: Captured) -> None:
    def change(element: tampering.Element) -> bool:
        element.plotly_chart.config = element.plotly_chart.config.replace("{", '{"scale": 3, ', 1)
        return True

    found = places(captured, tampering.with_element(page(captured, "bars"), "plotly_chart", change))

    assert any("config" in each for each in found), found


TEXTS = {
    "caption": ("bars", "release 3", "release 2"),
    "note": ("lines", "cells are withheld", "cells (3 small) are withheld"),
    "summary of reports": ("overview", "reports that were due", "reports (7 small) that were due"),
    "bound on a card": ("overview", "target: at most 900", "target: at most 901"),
    "share on a card": ("overview", "at least 600 persons", "at least 600 persons, 3 in Málaga"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_with_a_leak_is_reported(captured: Captured, name: str) -> None:
    address, old, new = TEXTS[name]

    found = places(captured, tampering.with_text(page(captured, address), old, new))

    assert any("markdown.body" in each for each in found), found


def test_card_with_another_value_is_reported(captured: Captured) -> None:
    def change(element: tampering.Element) -> bool:
        element.metric.body = f"{SECRET} persons"
        return True

    found = places(captured, tampering.with_element(captured.visits["overview"], "metric", change))

    assert any("metric.body" in each for each in found), found
    assert SECRET not in "\n".join(found)


def test_progress_of_another_length_is_reported(captured: Captured) -> None:
    def change(element: tampering.Element) -> bool:
        element.progress.value = element.progress.value // 2
        return True

    found = places(captured, tampering.with_element(captured.visits["overview"], "progress", change))

    assert any("progress.value" in each for each in found), found


def _changed_cell(table: pa.Table, old: str, new: str) -> pa.Table:
    columns = {name: table[name].to_pylist() for name in table.schema.names}
    name, i = next((n, i) for n, cells in columns.items() for i, c in enumerate(cells) if old in str(c))
    columns[name][i] = columns[name][i].replace(old, new)
    return pa.table(columns)


TABLES: dict[str, Callable[[pa.Table], pa.Table]] = {
    "a clear value": lambda t: _changed_cell(t, r"withheld\: 0 to 12", "7"),
    "a clear value beside the interval": lambda t: _changed_cell(t, "0 to 12", "0 to 12 (3)"),
    "another word for some": lambda t: _changed_cell(t, "withheld", "small"),
    "one more column": lambda t: t.append_column("Reported", pa.array(["3"] * t.num_rows)),
    "one more row": lambda t: pa.concat_tables([t, t.slice(0, 1)]).set_column(
        0, t.schema.names[0], pa.array([*t[0].to_pylist(), "Elsewhere"])
    ),
    "metadata": lambda t: t.replace_schema_metadata({"withheld": "3"}),
}


@pytest.mark.parametrize("name", TABLES)
def test_table_with_a_leak_is_reported(captured: Captured, name: str) -> None:
    found = places(captured, tampering.with_table(page(captured, "lines"), TABLES[name]))

    assert any(" table " in each for each in found), found


def _lines(content: bytes) -> list[bytes]:
    return content.split(b"\r\n")


FILES: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "one more column": (
        "CSV",
        lambda c: b"\r\n".join(line + b",3" if i else line + b",clear" for i, line in enumerate(_lines(c))),
        "column",
    ),
    "one more row": ("CSV", lambda c: c + _lines(c)[1].replace(b"boxing", b"rowing") + b"\r\n", "line"),
    "one row twice": ("CSV", lambda c: c + _lines(c)[1] + b"\r\n", "line"),
    "one row less": ("CSV", lambda c: b"\r\n".join(_lines(c)[:1] + _lines(c)[2:]), "end"),
    "value of a withheld cell": (
        "CSV",
        lambda c: c.replace(b",,3,20,withheld", b",7,3,20,withheld"),
        "value",
    ),
    "narrower interval": ("CSV", lambda c: c.replace(b",,3,20,withheld", b",,3,19,withheld"), "upper"),
    "another word": ("CSV", lambda c: c.replace(b",,3,20,withheld", b",,3,20,small"), "status"),
    "number in the metadata of an SVG": (
        "SVG",
        lambda c: c.replace(b"</metadata>", b"<small>3</small></metadata>"),
        "SVG",
    ),
    "comment in an SVG": ("SVG", lambda c: c.replace(b"</svg>", b"<!-- 3 --></svg>"), "SVG"),
    "longer bar in an SVG": ("SVG", lambda c: c.replace(b'<path d="M', b'<path d="M1', 1), "SVG"),
    "text chunk in a PNG": ("PNG", lambda c: tampering.with_png_text(c, "Comment", "3 in Malaga"), "tEXt"),
    "bytes after a PNG": ("PNG", lambda c: c + b"3", "after the end"),
}


@pytest.mark.parametrize("name", FILES)
def test_file_with_a_leak_is_reported(captured: Captured, name: str) -> None:
    button, change, place = FILES[name]

    found = places(captured, tampering.with_file(captured.visits["bars"], button, change))

    assert any(f"file '{button}" in each and place in each for each in found), found


def test_file_name_with_a_count_is_reported(captured: Captured) -> None:
    visit = captured.visits["bars"]
    named = tuple(replace(file, name=f"3-{file.name}") for file in visit.files)

    found = places(captured, replace(visit, files=named))

    assert sum("name" in each for each in found) == len(named)


def test_header_that_is_not_listed_is_reported(captured: Captured) -> None:
    visit = captured.visits["bars"]
    file = visit.files[-1]
    answer = replace(file.answer, headers=(*file.answer.headers, ("x-withheld-count", "3")))

    found = places(captured, replace(visit, files=(replace(file, answer=answer),)))

    assert any("a header that is not listed" in each for each in found), found


HTML: dict[str, Callable[[bytes], bytes]] = {
    "comment": lambda body: body.replace(b"</main>", b"<!-- 3 in Malaga --></main>"),
    "attribute": lambda body: body.replace(b"<main>", b"<main data-count='3'>"),
    "text": lambda body: body.replace(b"</main>", b"<p>3 reports</p></main>"),
}


@pytest.mark.parametrize("name", HTML)
def test_html_with_a_number_is_reported(captured: Captured, name: str) -> None:
    checker = captured.checker()
    answers.check_body(captured.sign_in, checker)
    assert checker.tally.places == []

    answers.check_body(replace(captured.sign_in, body=HTML[name](captured.sign_in.body)), checker)

    assert len(checker.tally.places) == 1


def test_page_that_does_not_end_is_reported(captured: Captured) -> None:
    visit = page(captured, "bars")

    found = places(captured, replace(visit, messages=visit.messages[:-1]))

    assert any("did not come to its end" in each for each in found)


def test_unknown_element_with_a_number_is_reported(captured: Captured) -> None:
    visit = captured.visits["about"]
    message = tampering.ForwardMsg()
    message.delta.new_element.slider.max = 3.0

    found = places(captured, replace(visit, messages=(message, *visit.messages)))

    assert any("slider.max" in each for each in found), found
