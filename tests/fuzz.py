"""Files that nobody would write: valid ones, mutated in their bytes, their parts and their elements.

Whatever comes out of it, reading ends in a table or in a refusal, and a table is screened without losing a cell.
`./run exec python -m tests.fuzz --minutes 30` goes on with other seeds and stops at the first failure, made small.
"""

from __future__ import annotations

import io
import re
import signal
import sys
import time
import zipfile
from collections import Counter
from functools import cache

import click
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pipelines.model import RawTable
from pipelines.read.child import read_bytes
from pipelines.read.personal.kinds import Kind
from pipelines.read.refusal import REFUSALS
from pipelines.read.refused import Refused
from pipelines.template import build_template
from pipelines.validate import screen
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, no_history, table_of, tiny
from tests.pipelines.read.hostile import ods, packed

SECONDS = 10
"""No file may take longer; the child would be stopped before."""
TOKEN = re.compile(rb"<[^<>]{1,200}>|[0-9]+|[^<>0-9]{1,40}")
STRANGE = (
    b"",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"1e308",
    b"NaN",
    b"\xff\xfe",
    b"\x00",
    b"]]>",
    b"<!--",
    b"&amp;",
    b"&#0;",
    b"&lol;",
    b"<![CDATA[x]]>",
    b"<c r='A1'>",
    b"</row>",
    b"A1048576",
    b"XFD1",
    b'"',
    b"\r",
    b";;;;",
    b"\xc3\x28",
    "é\u200b".encode(),
)
Step = tuple[str, int, int]


@cache
def valid_files() -> dict[str, bytes]:
    """One file of each format: a filled report."""
    xlsx = build_template(tiny(), PARTNER, QUARTER, values=COHERENT)
    table = table_of(xlsx)
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{text}"/>'
            if text.isdecimal()
            else f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            for text in row
        )
        + "</table:table-row>"
        for row in table.cells
    )
    csv = "\r\n".join(";".join(f'"{text}"' if ";" in text else text for text in row) for row in table.cells)
    return {"xlsx": xlsx, "ods": ods(rows), "csv": csv.encode()}


def steps() -> st.SearchStrategy[list[Step]]:
    """What is done to a file, one after the other."""
    kinds = st.sampled_from(["flip", "cut", "insert", "repeat", "splice", "part", "element", "drop_part"])
    return st.lists(st.tuples(kinds, st.integers(0, 2**31), st.integers(0, 2**31)), min_size=1, max_size=6)


def mutated(data: bytes, how: list[Step]) -> bytes:
    """The file after some steps."""
    for kind, where, what in how:
        if kind in ("part", "element", "drop_part"):
            data = _with_other_part(data, kind, where, what)
        else:
            data = _with_other_bytes(data, kind, where, what)
    return data


def _with_other_bytes(data: bytes, kind: str, where: int, what: int) -> bytes:
    at = where % (len(data) + 1)
    match kind:
        case "flip":
            return data[:at] + bytes(byte ^ (1 << what % 8) for byte in data[at : at + 1]) + data[at + 1 :]
        case "cut":
            return data[:at] if what % 4 == 0 else data[:at] + data[at + what % 64 :]
        case "repeat":
            return data[:at] + data[at : at + what % 200] * (1 + what % 5) + data[at + what % 200 :]
        case "splice":
            other = list(valid_files().values())[what % 3]
            start = (what // 3) % len(other)
            return data[:at] + other[start : start + what % 2_000] + data[at:]
        case _:
            return data[:at] + STRANGE[what % len(STRANGE)] + data[at:]


def _with_other_part(data: bytes, kind: str, where: int, what: int) -> bytes:
    """A change inside of one part of a workbook; CSV, and what is no workbook any more, is one part itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - whatever earlier steps have done to it
        return _with_other_token(data, where, what)
    if not parts:
        return data
    name = sorted(parts)[where % len(parts)]
    content = parts[name]
    assert isinstance(content, bytes)
    if kind == "drop_part":
        del parts[name]
    elif kind == "part":
        parts[name] = _with_other_bytes(content, ("flip", "cut", "insert", "repeat")[what % 4], what, where)
    else:
        parts[name] = _with_other_token(content, what, where)
    return packed(parts)


def _with_other_token(content: bytes, where: int, what: int) -> bytes:
    """One element, number or text taken out, doubled, replaced or exchanged with another."""
    tokens = TOKEN.findall(content)
    if not tokens:
        return content
    at, other = where % len(tokens), what % len(tokens)
    match what % 4:
        case 0:
            tokens[at] = b""
        case 1:
            tokens[at] *= 2
        case 2:
            tokens[at] = STRANGE[(what // 4) % len(STRANGE)]
        case _:
            tokens[at], tokens[other] = tokens[other], tokens[at]
    return b"".join(tokens)


def outcome(data: bytes) -> str:
    """What becomes of a file; anything but a table or a refusal is raised."""
    try:
        answer = read_bytes(data)
    except Refused as refused:
        return refused.check if refused.check in REFUSALS else f"not a refusal: {refused.check}"
    if "cells" not in answer:
        assert set(answer["personal"]["hits"]) <= {kind.value for kind in Kind}
        return "personal_data"
    table = RawTable(
        "report", answer["format"], answer["sheet"], tuple(map(tuple, answer["cells"])), answer["properties"]
    )
    screening = screen(table, tiny(), no_history())
    counted = screening.accepted_cells + screening.rejected_cells + screening.blank_cells
    assert screening.read_cells == counted
    assert screening.observations.height == screening.accepted_cells
    return "blocked" if screening.is_blocked else "accepted"


def check(file_format: str, how: list[Step]) -> str:
    """Read one mutated file, within the time."""
    began = time.perf_counter()
    found = outcome(mutated(valid_files()[file_format], how))
    assert time.perf_counter() - began < SECONDS, "too slow"
    assert "not a refusal" not in found
    return found


def _too_slow(*_: object) -> None:
    raise AssertionError("a file hangs")


@click.command()
@click.option("--minutes", default=30.0, show_default=True)
@click.option("--first-seed", default=1, show_default=True)
def main(minutes: float, first_seed: int) -> None:
    """Mutate and read for so long, and say what became of the files."""
    found: Counter[str] = Counter()
    end = time.monotonic() + 60 * minutes
    signal.signal(signal.SIGALRM, _too_slow)
    number = first_seed
    while time.monotonic() < end:

        @seed(number)
        @settings(
            max_examples=300,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )
        @given(file_format=st.sampled_from(sorted(valid_files())), how=steps())
        def run(file_format: str, how: list[Step]) -> None:
            signal.alarm(SECONDS)
            try:
                found[f"{file_format}: {check(file_format, how)}"] += 1
            finally:
                signal.alarm(0)

        run()
        number += 1
    click.echo(
        f"{found.total():,} files, seeds {first_seed} to {number - 1}, no crash, no hang, no lost cell"
    )
    for what, count in sorted(found.items(), key=lambda each: -each[1]):
        click.echo(f"{count:>8,}  {what}")


if __name__ == "__main__":
    sys.exit(main())
