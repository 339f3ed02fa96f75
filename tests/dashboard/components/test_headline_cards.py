from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.components.headline_cards import note_text
from dashboard.components.numbers import ENGLISH
from dashboard.model import Headline
from dashboard.queries import headlines, open_release
from tests.dashboard.release_fixture import write_release


@pytest.fixture
def starts(tmp_path: Path) -> Iterator[Headline]:
    reader = open_release(write_release(tmp_path))
    yield next(h for h in headlines(reader) if h.indicator.id == "PA02")
    reader.close()


def test_note_text_target_of_the_same_period_is_reached(starts: Headline) -> None:
    assert note_text(starts, ENGLISH).endswith(" · target: at least 600 persons · reached")


def test_note_text_target_of_another_period_names_it(starts: Headline) -> None:
    latest = replace(starts, period_label="2018-Q4", is_reached=None, awaits_the_end=True)

    assert note_text(latest, ENGLISH) == (
        f"2018-Q4 · target for {starts.target_period_label}: at least 600 persons"
        " · the number for the whole period is published when the period is over"
    )
