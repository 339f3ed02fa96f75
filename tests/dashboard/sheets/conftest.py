from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.queries import ReleaseReader
from dashboard.queries.sheets import activity_material, annex_material
from dashboard.sheets.annex import annex
from dashboard.sheets.material import ActivityMaterial
from dashboard.sheets.model import Document
from dashboard.sheets.practice import practice_sheet
from tests.dashboard.release_fixture import write_release

ACTIVITY = "boxing"
BASE_URL = "https://outcomes.example.org"
TEXT = """# What we learned

The **board** met *every month*; see [the protocol](https://example.org/protocol). La col·laboració, Grüße, naïve.

1. One list
2. then another
   - with a part

## Next
"""
"""Has everything that authors' Markdown may have; no digits but those of the list."""

Make = Callable[[str], Document]


def path_of(material: ActivityMaterial) -> tuple[str, ...]:
    """A way through the activity; the tiny release does not say which it is."""
    counts = [i.id for i in material.indicators if i.kind == "measure" and i.person_level]
    return tuple(i for i in counts if not material.project[i].filter(period_level="project").is_empty())


@pytest.fixture(scope="session")
def release_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def reader_in(release_dir: Path) -> Iterator[Callable[[str], ReleaseReader]]:
    opened: dict[str, ReleaseReader] = {}

    def open_in(language: str) -> ReleaseReader:
        if language not in opened:
            opened[language] = queries.open_release(release_dir, BASE_URL, language)
        return opened[language]

    yield open_in
    for reader in opened.values():
        reader.close()


@pytest.fixture(scope="session")
def sheet_in(reader_in: Callable[[str], ReleaseReader]) -> Make:
    def make(language: str) -> Document:
        material = activity_material(reader_in(language), ACTIVITY)
        return practice_sheet(replace(material, path=path_of(material), period=("project", "PROJECT")), TEXT)

    return make


@pytest.fixture(scope="session")
def annex_in(reader_in: Callable[[str], ReleaseReader]) -> Make:
    return lambda language: annex(annex_material(reader_in(language)), TEXT)
