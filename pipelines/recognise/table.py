"""From a table to what it means: settles its encoding, finds its plan or its saved mapping, reads its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.model import RawTable
from pipelines.recognise.mapping import HeaderMapping, plan_of
from pipelines.recognise.plan import find_plan
from pipelines.recognise.reading import RowReader
from pipelines.recognise.recognised import Recognised
from pipelines.recognise.vocabulary import Vocabulary


def settle_spelling(table: RawTable, vocabulary: Vocabulary) -> RawTable:
    """The table in the encoding in which most of its texts are words of the project; as it was read in a tie."""
    if not table.spellings:
        return table
    texts = {text for spellings in table.spellings.values() for text in spellings}
    best = sum(vocabulary.knows(text) for text in texts)
    chosen: dict[str, str] = {}
    for spellings in table.spellings.values():
        known = sum(vocabulary.knows(spellings[text]) for text in texts)
        if known > best:
            best, chosen = known, dict(spellings)
    cells = (
        tuple(tuple(chosen.get(text, text) for text in row) for row in table.cells) if chosen else table.cells
    )
    return replace(table, cells=cells, spellings={})


def recognise(
    table: RawTable,
    vocabulary: Vocabulary,
    *,
    expected_partner: str | None = None,
    expected_quarter: str | None = None,
    mappings: Sequence[HeaderMapping] = (),
) -> Recognised:
    """What each cell of a table means that is not our template.

    Shape: a mapping of these headers comes first; then a sheet with our labels or the long format; kind `unknown`
    when it is none of them.
    """
    plan = plan_of(table, mappings, vocabulary) or find_plan(table, vocabulary)
    if plan is None:
        filled = sum(bool(text.strip()) for row in table.cells for text in row)
        return Recognised("unknown", filled_cells=filled)
    return RowReader(table, plan, vocabulary, expected_partner, expected_quarter).read()
