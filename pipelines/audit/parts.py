"""Cuts a system into parts that have nothing to do with each other, with everything that is known put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.audit.bounding import BoolArray, IntArray, Matrix, matrix, summed, tightened
from pipelines.audit.system import UNBOUNDED, Row, Terms


@dataclass(frozen=True)
class Asking:
    """A target as one part sees it: terms over the part's own unknowns, and what the known ones add."""

    number: int
    """The caller's number of the target."""
    terms: Terms
    constant: int


@dataclass(frozen=True)
class Part:
    """Unknowns that rows or targets tie together, none of them known."""

    unknowns: IntArray
    """Their numbers in the system."""
    lower: IntArray
    upper: IntArray
    rows: Matrix
    asked: tuple[Asking, ...]


@dataclass(frozen=True)
class Cut:
    """All parts, and the targets that are known exactly."""

    parts: tuple[Part, ...]
    known: Mapping[int, int]


def cut(size: int, rows: Sequence[Row], targets: Mapping[int, Terms], known: Mapping[int, int]) -> Cut:
    """The parts of a system in which some unknowns are known.

    Errors: ContradictionError when no table satisfies the rows.
    """
    everything = matrix([row.terms for row in rows], (row.lower for row in rows), (row.upper for row in rows))
    lower, upper = np.zeros(size, dtype=np.int64), np.full(size, UNBOUNDED, dtype=np.int64)
    for unknown, value in known.items():
        lower[unknown] = upper[unknown] = value
    lower, upper = tightened(everything, lower, upper)
    is_open = lower < upper
    fixed = np.where(is_open, 0, lower)
    open_rows = _open_rows(everything, is_open, fixed)
    askings, constants = _askings(targets, is_open, fixed)
    part_of = _partition(is_open, open_rows, askings)
    return Cut(tuple(_parts(part_of, open_rows, askings, lower, upper)), constants)


OpenRow = tuple[Terms, int, int]


def _open_rows(rows: Matrix, is_open: BoolArray, fixed: IntArray) -> list[OpenRow]:
    """Rows with the known unknowns put in; those with none left have been checked by the bounds already."""
    known_sums = rows.sums(fixed)
    open_terms = summed(is_open[rows.columns].astype(np.int64), rows.starts)
    found: dict[OpenRow, None] = {}
    for i in np.flatnonzero(open_terms).tolist():
        span = slice(rows.starts[i], rows.starts[i + 1])
        pairs = zip(rows.columns[span].tolist(), rows.coefficients[span].tolist(), strict=True)
        terms = tuple((v, c) for v, c in pairs if is_open[v])
        high = int(rows.upper[i])
        shift = int(known_sums[i])
        found[terms, int(rows.lower[i]) - shift, high if high >= UNBOUNDED else high - shift] = None
    return list(found)


def _askings(
    targets: Mapping[int, Terms], is_open: BoolArray, fixed: IntArray
) -> tuple[list[Asking], dict[int, int]]:
    askings, constants = [], {}
    for number, terms in targets.items():
        constant = sum(c * int(fixed[v]) for v, c in terms)
        left = tuple((v, c) for v, c in terms if is_open[v])
        if left:
            askings.append(Asking(number, left, constant))
        else:
            constants[number] = constant
    return askings, constants


def _partition(is_open: BoolArray, rows: Sequence[OpenRow], askings: Sequence[Asking]) -> dict[int, int]:
    """Unknown -> the least unknown it is tied to."""
    parent = {int(v): int(v) for v in np.flatnonzero(is_open)}

    def root(v: int) -> int:
        while parent[v] != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        return v

    for terms in [*(terms for terms, _, _ in rows), *(asking.terms for asking in askings)]:
        first = root(terms[0][0])
        for v, _ in terms[1:]:
            other = root(v)
            first, other = min(first, other), max(first, other)
            parent[other] = first
    return {v: root(v) for v in parent}


def _parts(
    part_of: Mapping[int, int],
    rows: Sequence[OpenRow],
    askings: Sequence[Asking],
    lower: IntArray,
    upper: IntArray,
) -> Iterable[Part]:
    members: dict[int, list[int]] = defaultdict(list)
    for v, first in part_of.items():
        members[first].append(v)
    rows_of: dict[int, list[OpenRow]] = defaultdict(list)
    for row in rows:
        rows_of[part_of[row[0][0][0]]].append(row)
    asked: dict[int, list[Asking]] = defaultdict(list)
    for asking in askings:
        asked[part_of[asking.terms[0][0]]].append(asking)
    for first in sorted(members):
        unknowns = members[first]
        local = {v: i for i, v in enumerate(unknowns)}
        yield Part(
            unknowns=np.array(unknowns, dtype=np.int64),
            lower=lower[unknowns],
            upper=upper[unknowns],
            rows=_local_rows(rows_of[first], local),
            asked=tuple(
                Asking(a.number, tuple((local[v], c) for v, c in a.terms), a.constant) for a in asked[first]
            ),
        )


def _local_rows(rows: Sequence[OpenRow], local: Mapping[int, int]) -> Matrix:
    return matrix(
        [tuple((local[v], c) for v, c in terms) for terms, _, _ in rows],
        (low for _, low, _ in rows),
        (high for _, _, high in rows),
    )
