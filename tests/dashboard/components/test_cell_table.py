from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.components.cell_table import rows
from dashboard.queries import ReleaseReader
from dashboard.selection import Selection
from tests.dashboard.release_fixture import write_release


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[ReleaseReader]:
    opened = queries.open_release(write_release(tmp_path))
    yield opened
    opened.close()


def test_rows_periods_go_across_and_withheld_cells_say_so(reader: ReleaseReader) -> None:
    indicator_id = next(i for i, info in reader.options.indicators.items() if info.numerator == ("starts",))
    selection = Selection(
        indicator_id, "local", ("malaga",), "quarter", ("2018-Q1", "2018-Q2"), ("boxing", "mentoring")
    )

    columns, body = rows(queries.cells(reader, selection), reader.provenance.speaker)

    assert columns == ["Place", "Activity", "2018-Q1", "2018-Q2"]
    assert [row[2] for row in body] == ["withheld: 0 to 12", "withheld"]


def test_rows_breakdown_adds_the_category(reader: ReleaseReader) -> None:
    indicator_id = next(i for i, info in reader.options.indicators.items() if info.numerator == ("starts",))
    selection = Selection(
        indicator_id, "local", ("malaga",), "project", ("PROJECT",), breakdown="sex", categories=("F", "M")
    )

    columns, body = rows(queries.cells(reader, selection), reader.provenance.speaker)

    assert columns[:3] == ["Place", "Activity", "Category"]
    assert len(body) == 2
