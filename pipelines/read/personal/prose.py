"""The search of a text that somebody writes here, line by line; nothing of it is kept before it is through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from pipelines.model import Finding, Severity
from pipelines.read.personal.collector import Pair, name_pairs
from pipelines.read.personal.detect import kinds_in
from pipelines.read.personal.kinds import TO_CONFIRM, Kind
from pipelines.read.personal.names import likely_names
from pipelines.read.personal.words import AREA, what
from pipelines.texts import Text, text

_TAKE_OUT = text("Take it out, then save the text again. Nothing of it was kept.")
_IS_IT_A_NAME = text(
    "If it is the name of a participant, take it out. If not, say so below and save the text again."
)


def findings_in(content: str, known_texts: Collection[str]) -> tuple[Finding, ...]:
    """What a text could tell about somebody, one finding for each kind; those to confirm only ask.

    `known_texts` are the words of the project itself, in which no names of participants are.
    """
    lines: defaultdict[Kind, set[int]] = defaultdict(set)
    pairs: defaultdict[Pair, set[int]] = defaultdict(set)
    for number, line in enumerate(content.splitlines(), start=1):
        for kind in kinds_in(line.strip(" #*_>-\t")):
            lines[kind].add(number)
        for pair in name_pairs(line):
            pairs[pair].add(number)
    for pair in likely_names(pairs, known_texts):
        lines[Kind.NAME].update(pairs[pair])
    return tuple(
        Finding(
            check=f"{AREA}_{kind.value}",
            severity=Severity.CONFIRM if kind in TO_CONFIRM else Severity.BLOCKING,
            what=what(kind, [_line(number) for number in sorted(lines[kind])]),
            remedy=_IS_IT_A_NAME if kind is Kind.NAME else _TAKE_OUT,
        )
        for kind in Kind
        if lines.get(kind)
    )


def _line(number: int) -> Text:
    return text("line {number}", number=number)
