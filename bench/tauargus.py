"""Tau-Argus as pytauargus bundles it (EUPL-1.2, a development dependency only): optimal suppression of linked tables.

Its low level entry takes any cells with any sums and, for each sensitive cell, how far it must be protected downwards
and upwards: to zero and to the threshold, as ours.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.panels import POLICY, plain_table
from pipelines.protect.system import BoolArray

_MINUTES = 2
"""After which it is asked to stop with the best it has."""
_MOST = 1_000_000
_STOPPED_AT_LIMIT = 1


def full_jj(case: str, seed: int) -> BoolArray:
    """What it withholds of a case."""
    from pytauargus import HiTaSCtrl

    table = plain_table(case, seed)
    withheld = np.array([0 < count < POLICY.threshold for count in table.counts], dtype=bool)
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder, "table.jj"), Path(folder, "secondary.txt")
        question.write_text("\n".join(_lines(case, seed)) + "\n", encoding="ascii")
        code = HiTaSCtrl().full_jj(in_file_jj=str(question), out_file=str(answer), max_time=_MINUTES)
        if code > _STOPPED_AT_LIMIT:
            raise SystemExit(f"full_jj ended with code {code}")
        secondary = [int(line) for line in answer.read_text(encoding="ascii").split()]
    withheld[secondary] = True
    return withheld


def _lines(case: str, seed: int) -> Iterator[str]:
    """JJ format: number, count, cost, status, bounds, and the protection levels of sensitive cells; then the sums."""
    table = plain_table(case, seed)
    yield "0"
    yield str(len(table.counts))
    for number, count in enumerate(table.counts):
        is_sensitive = 0 < count < POLICY.threshold
        down, up = (count, POLICY.threshold - count) if is_sensitive else (0, 0)
        status = "u" if is_sensitive else "s"
        yield f"{number} {count} {count + 1} {status} 0 {_MOST} {down} {up} 0"
    yield str(len(table.relations))
    for whole, parts in table.relations:
        terms = " ".join(f"{part} (1)" for part in parts)
        yield f"0 {len(parts) + 1} : {whole} (-1) {terms}"
