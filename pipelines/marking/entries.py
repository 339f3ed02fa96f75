"""What is written into a marked workbook, put into words: the same for every way of writing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from pipelines.languages import Speaker
from pipelines.model import Finding, Severity
from pipelines.texts import Text, plural, text

SHEET = text("Findings")
TITLE = text("What the check found")
NO_FINDING = text("Nothing: every cell was understood.")
HOW = text(
    "Each line leads to its cell. Correct the file and upload it again; this sheet and the notes may stay."
)
HEADER = (text("Kind"), text("Sheet"), text("Cell"), text("What was found"), text("What to do"), text("Rule"))
WHOLE_FILE = text("the whole file")
KINDS: dict[Severity, Text] = {
    Severity.BLOCKING: text("Must be mended"),
    Severity.CONFIRM: text("Please check"),
    Severity.NOTICE: text("For your information"),
}
FILLS = {Severity.BLOCKING: "FFC7CE", Severity.CONFIRM: "FFEB9C", Severity.NOTICE: "DDEBF7"}
NOTE_KIND = text("Comment of the project manager")
NOTE_FILL = "E4DFEC"
WEIGHT = (Severity.BLOCKING, Severity.CONFIRM, Severity.NOTICE)


class Line(TypedDict):
    """One line of the list: one cell of one finding, or a finding about the whole file."""

    kind: str
    sheet: str
    cell: str
    what: str
    remedy: str
    rule: str


class Marked(TypedDict):
    """One cell to colour, and what its note says."""

    sheet: str
    cell: str
    fill: str
    note: str


class Job(TypedDict):
    """Everything that is written, in the reader's language."""

    sheet: str
    title: str
    how: str
    header: list[str]
    lines: list[Line]
    marks: list[Marked]


@dataclass(frozen=True)
class Note:
    """What a manager said about a cell, or about the whole report where it has none."""

    cell: str
    said: str


def job_of(findings: Sequence[Finding], notes: Sequence[Note], sheet: str, speaker: Speaker) -> Job:
    """The findings, the weightiest first, and the notes, as they are written."""
    ordered = sorted(findings, key=lambda finding: WEIGHT.index(finding.severity))
    lines = [line for finding in ordered for line in _lines(finding, speaker)]
    lines += [
        Line(
            kind=speaker.say(NOTE_KIND),
            sheet=sheet if note.cell else "",
            cell=note.cell or speaker.say(WHOLE_FILE),
            what=note.said,
            remedy="",
            rule="",
        )
        for note in notes
    ]
    blocking = sum(finding.severity is Severity.BLOCKING for finding in findings)
    summary = plural(
        "{n} finding must be mended before the report can be submitted.",
        "{n} findings must be mended before the report can be submitted.",
        blocking,
    )
    return Job(
        sheet=speaker.say(SHEET),
        title=speaker.say(TITLE),
        how=" ".join(speaker.say(each) for each in ([summary, HOW] if lines else [NO_FINDING])),
        header=[speaker.say(label) for label in HEADER],
        lines=lines,
        marks=_marks(ordered, notes, sheet, speaker),
    )


def _lines(finding: Finding, speaker: Speaker) -> list[Line]:
    return [
        Line(
            kind=speaker.say(KINDS[finding.severity]),
            sheet=finding.sheet if finding.cells else "",
            cell=cell,
            what=speaker.say(finding.what),
            remedy=speaker.say(finding.remedy),
            rule=finding.check,
        )
        for cell in (finding.cells or (speaker.say(WHOLE_FILE),))
    ]


def _marks(ordered: Sequence[Finding], notes: Sequence[Note], sheet: str, speaker: Speaker) -> list[Marked]:
    """Each cell once, in the colour of its weightiest finding; its note says all of them."""
    marks: dict[tuple[str, str], Marked] = {}
    said = [
        (
            finding.sheet,
            cell,
            FILLS[finding.severity],
            f"{speaker.say(finding.what)} {speaker.say(finding.remedy)}",
        )
        for finding in ordered
        for cell in finding.cells
    ]
    said += [
        (sheet, note.cell, NOTE_FILL, f"{speaker.say(NOTE_KIND)}: {note.said}") for note in notes if note.cell
    ]
    for where, cell, fill, words in said:
        before = marks.get((where, cell))
        if before is None:
            marks[where, cell] = Marked(sheet=where, cell=cell, fill=fill, note=words)
        else:
            before["note"] += f"\n\n{words}"
    return list(marks.values())
