from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.components.figure_card import notes
from dashboard.queries import ReleaseReader
from dashboard.reading_wording import NO_VALUE_NOTE, PROVISIONAL_NOTE, TOO_EARLY_NOTE
from dashboard.selection import Selection
from tests.dashboard.release_fixture import write_release


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[ReleaseReader]:
    opened = queries.open_release(write_release(tmp_path))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("selection", "more"),
    [
        (Selection("LA02", "project", ("PROJECT",), "quarter", ("2018-Q1",)), ()),
        (Selection("PA02", "project", ("PROJECT",), "quarter", ("2018-Q2",)), (PROVISIONAL_NOTE,)),
        (Selection("OU01", "local", ("malaga",), "quarter", ("2018-Q1", "2018-Q3")), (TOO_EARLY_NOTE,)),
        (Selection("OU01", "local", ("malaga",), "quarter", ("2018-Q1",)), (TOO_EARLY_NOTE, NO_VALUE_NOTE)),
        (Selection("PA02", "local", ("malaga",), "quarter", ("2018-Q1",), ("boxing",)), (NO_VALUE_NOTE,)),
    ],
    ids=["shown", "provisional", "partly too early", "too early", "withheld"],
)
def test_notes_explain_what_is_not_simply_shown(
    reader: ReleaseReader, selection: Selection, more: tuple[str, ...]
) -> None:
    assert notes(queries.cells(reader, selection), reader.provenance)[1:] == more
