"""Changes of what a server sent, as a fault in the program would make them."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.crawl.capture import Visit

Spec = dict[str, Any]


def with_element(visit: Visit, kind: str, change: Callable[[Element], bool]) -> Visit:
    """The visit with the first element of a kind changed that `change` is willing to change."""
    messages = []
    is_done = False
    for message in visit.messages:
        copy = ForwardMsg()
        copy.CopyFrom(message)
        if not is_done and copy.delta.new_element.WhichOneof("type") == kind:
            is_done = change(copy.delta.new_element)
        messages.append(copy)
    assert is_done, f"no {kind} to change"
    return replace(visit, messages=tuple(messages))


def with_figure(visit: Visit, change: Callable[[Spec], None]) -> Visit:
    """The visit with its figure changed."""

    def change_spec(element: Element) -> bool:
        spec = json.loads(element.plotly_chart.spec)
        change(spec)
        element.plotly_chart.spec = json.dumps(spec)
        return True

    return with_element(visit, "plotly_chart", change_spec)


def with_alt(visit: Visit, change: Callable[[str], str]) -> Visit:
    def change_alt(element: Element) -> bool:
        element.plotly_chart.alt = change(element.plotly_chart.alt)
        return True

    return with_element(visit, "plotly_chart", change_alt)


def with_text(visit: Visit, old: str, new: str) -> Visit:
    """The visit with a piece of a text replaced."""

    def change_text(element: Element) -> bool:
        is_found = old in element.markdown.body
        element.markdown.body = element.markdown.body.replace(old, new)
        return is_found

    return with_element(visit, "markdown", change_text)


def with_table(visit: Visit, change: Callable[[pa.Table], pa.Table]) -> Visit:
    """The visit with its first table changed."""

    def change_table(element: Element) -> bool:
        with pa.ipc.open_stream(pa.BufferReader(element.table.arrow_data.data)) as stream:
            table = change(stream.read_all())
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        element.table.arrow_data.data = sink.getvalue().to_pybytes()
        return True

    return with_element(visit, "table", change_table)


def with_file(visit: Visit, button: str, change: Callable[[bytes], bytes]) -> Visit:
    """The visit with one of its files, changed."""
    file = next(file for file in visit.files if button in file.button)
    content = change(file.content)
    assert content != file.content
    return replace(visit, files=(replace(file, content=content),))


def tooltip(change: Callable[[str], str], of: str) -> Callable[[Spec], None]:
    """Change the first tooltip that says something."""

    def change_spec(spec: Spec) -> None:
        for trace in spec["data"]:
            for i, text in enumerate(trace.get("hovertext", [])):
                if of in text:
                    trace["hovertext"][i] = change(text)
                    return
        raise AssertionError(f"no tooltip says {of}")

    return change_spec


def trace_with(spec: Spec, of: str, kind: str = "scatter") -> tuple[Spec, int]:
    """The first trace of a kind with a tooltip that says something, and where in it."""
    return next(
        (trace, i)
        for trace in spec["data"]
        for i, text in enumerate(trace.get("hovertext", []))
        if of in text and trace["type"] == kind
    )


def with_png_text(png: bytes, keyword: str, text: str) -> bytes:
    """A picture with one more text chunk before its end."""
    body = b"tEXt" + keyword.encode() + b"\0" + text.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:-12] + chunk + png[-12:]
