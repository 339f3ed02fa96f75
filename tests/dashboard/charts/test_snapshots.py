from __future__ import annotations

import json
from collections.abc import Callable

import plotly.graph_objects as go
import pytest

from dashboard.charts import theme
from dashboard.model import Figure
from dashboard.queries import ReleaseReader
from tests.dashboard.charts.examples import EXAMPLES, SELECTIONS, compared, participated
from tests.dashboard.charts.regenerate import SNAPSHOTS, snapshot_text


@pytest.mark.parametrize("name", EXAMPLES)
def test_figure_is_the_one_of_the_snapshot(reader: ReleaseReader, name: str) -> None:
    assert snapshot_text(EXAMPLES[name](reader)) == (SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8")


def test_snapshots_are_all_used() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_figure_is_valid_plotly(reader: ReleaseReader, name: str, dark: bool) -> None:
    go.Figure(theme(EXAMPLES[name](reader), dark))


@pytest.mark.parametrize("draw", [compared, participated], ids=["compare", "participation"])
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_figure_of_every_selection_is_valid_plain_data(
    reader: ReleaseReader, draw: Callable[[ReleaseReader, object, bool], Figure], narrow: bool
) -> None:
    for selection in SELECTIONS:
        figure = draw(reader, selection, narrow)
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        assert "customdata" not in json.dumps(figure)
        go.Figure(figure)
