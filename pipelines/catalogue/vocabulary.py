"""More spellings by which files may call the things of a catalogue, besides labels, translations and aliases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.catalogue.entries import Where
from pipelines.model import Catalogue

COLUMNS = ("partner", "quarter", "activity", "measure", "breakdown", "category", "value", "mark", "unit")


@dataclass(frozen=True)
class Spellings:
    """More spellings of one thing."""

    of: str
    """measure.<id>, breakdown.<id>, breakdown.<id>.<category>, activity.<id>, partner.<id>, mark.<code>,
    column.<what it holds>, total, or all_activities."""
    spellings: Mapping[str, tuple[str, ...]]
    """Language -> spellings."""


@dataclass(frozen=True)
class VocabularyFile:
    word: tuple[Spellings, ...] = ()


def spellings_of(file: VocabularyFile, catalogue: Catalogue, where: Where) -> Mapping[str, tuple[str, ...]]:
    """Thing -> its spellings in all languages.

    Errors: CatalogueError for a thing that the catalogue does not have, or a language that is not the project's.
    """
    known = set(_things(catalogue))
    found: dict[str, tuple[str, ...]] = {}
    for entry in file.word:
        at = where.inside(f"word '{entry.of}'")
        if entry.of not in known:
            raise at.fault("of", "is not in the catalogue; correct it or remove the entry")
        for language in entry.spellings:
            if language not in catalogue.project.languages:
                raise at.fault("spellings", f"'{language}' is not a language of the project; remove it")
        every = (spelling for spellings in entry.spellings.values() for spelling in spellings)
        found[entry.of] = tuple(dict.fromkeys((*found.get(entry.of, ()), *every)))
    return found


def _things(catalogue: Catalogue) -> Iterator[str]:
    yield from ("total", "all_activities")
    yield from (f"column.{name}" for name in COLUMNS)
    yield from (f"partner.{name}" for name in catalogue.partners)
    yield from (f"activity.{name}" for name in catalogue.activities)
    yield from (f"measure.{name}" for name in catalogue.measures)
    yield from (f"mark.{mark.code}" for mark in catalogue.project.marks)
    for breakdown in catalogue.breakdowns.values():
        yield f"breakdown.{breakdown.id}"
        yield from (f"breakdown.{breakdown.id}.{category.id}" for category in breakdown.categories)
