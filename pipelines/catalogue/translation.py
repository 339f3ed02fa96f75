"""The texts of a catalogue in other languages.

They are in `translations/<language>.po` beside the catalogue's files: the context of a message is the key of the
text, its source the English text. A translation of a text that has changed since is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, cast

from babel.messages.pofile import PoFileError, read_po

from pipelines.catalogue.entries import Where
from pipelines.model import (
    Activity,
    Breakdown,
    Catalogue,
    Category,
    Indicator,
    MarkDefinition,
    Measure,
    Milestone,
    Partner,
    Project,
    ProjectYear,
)

DIRECTORY = "translations"

Say = Callable[[str, str], str]
"""Key and English text -> the text."""
Entry = TypeVar(
    "Entry",
    Activity,
    Breakdown,
    Category,
    Indicator,
    MarkDefinition,
    Measure,
    Milestone,
    Partner,
    ProjectYear,
)
Item = TypeVar(
    "Item",
    Activity,
    Breakdown,
    Category,
    Indicator,
    MarkDefinition,
    Measure,
    Milestone,
    Partner,
    Project,
    ProjectYear,
)

FIELDS: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        Activity: ("label", "description"),
        Breakdown: ("label",),
        Category: ("label",),
        Indicator: ("label", "definition", "unit"),
        MarkDefinition: ("label", "definition"),
        Measure: ("label", "definition", "unit"),
        Milestone: ("label",),
        Partner: ("label",),
        ProjectYear: ("label",),
    }
)


def translated(catalogue: Catalogue, language: str) -> Catalogue:
    """The catalogue with its texts in a language; what has no translation stays as it is."""
    texts = catalogue.translations.get(language, {})
    return _said(catalogue, lambda key, source: texts.get(key, source))


def sources(catalogue: Catalogue) -> dict[str, str]:
    """Every text of a catalogue that people read, by its key."""
    found: dict[str, str] = {}

    def note(key: str, source: str) -> str:
        found[key] = source
        return source

    _said(catalogue, note)
    return found


def own_texts(catalogue: Catalogue) -> frozenset[str]:
    """The words of the project itself, in all its languages: they name places and activities, not participants."""
    partners = catalogue.partners.values()
    return frozenset(
        (
            *sources(catalogue).values(),
            *(text for texts in catalogue.translations.values() for text in texts.values()),
            *(name for partner in partners for name in (partner.label, partner.name, *partner.aliases)),
            *catalogue.project.country_labels.values(),
            catalogue.project.title,
            catalogue.project.short_title,
        )
    )


def read_translations(directory: Path, catalogue: Catalogue) -> Mapping[str, Mapping[str, str]]:
    """Language -> key -> text, of the files in the catalogue's directory of translations.

    Errors: CatalogueError for a file that cannot be read, or is in a language that is not the project's.
    """
    expected = sources(catalogue)
    return {
        path.stem: _read(path, catalogue.project.languages, expected)
        for path in sorted((directory / DIRECTORY).glob("*.po"))
    }


def _read(path: Path, languages: tuple[str, ...], expected: Mapping[str, str]) -> dict[str, str]:
    where = Where(f"{DIRECTORY}/{path.name}")
    if path.stem not in languages:
        raise where.fault(
            "", "is in a language that the project does not list; add it to 'languages' or remove the file"
        )
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.stem, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise where.fault("", f"is no catalogue of translations ({error}); mend it there") from error
    return {
        message.context: str(message.string)
        for message in catalog
        if message.context
        and message.string
        and not message.fuzzy
        and expected.get(message.context) == message.id
    }


def _said(catalogue: Catalogue, say: Say) -> Catalogue:
    """The catalogue with each of its texts as `say` has it."""
    said = _Saying(say)
    return replace(
        catalogue,
        project=said.project(catalogue.project),
        partners={i: said.entry("partner", p, i) for i, p in catalogue.partners.items()},
        activities={i: said.entry("activity", a, i) for i, a in catalogue.activities.items()},
        activity_types=said.labels("activity_type", catalogue.activity_types),
        breakdowns={i: said.breakdown(b) for i, b in catalogue.breakdowns.items()},
        measures={i: said.entry("measure", m, i) for i, m in catalogue.measures.items()},
        indicators={i: said.entry("indicator", x, i) for i, x in catalogue.indicators.items()},
    )


@dataclass(frozen=True)
class _Saying:
    say: Say

    def entry(self, kind: str, item: Entry, identifier: str) -> Entry:
        return self._fields(item, f"{kind}.{identifier}", FIELDS[type(item)])

    def labels(self, kind: str, texts: Mapping[str, str]) -> dict[str, str]:
        return {key: self.say(f"{kind}.{key}.label", text) for key, text in texts.items()}

    def breakdown(self, item: Breakdown) -> Breakdown:
        categories = tuple(self.entry(f"breakdown.{item.id}", c, c.id) for c in item.categories)
        return replace(self.entry("breakdown", item, item.id), categories=categories)

    def project(self, item: Project) -> Project:
        return replace(
            self._fields(item, "project", ("title", "description", "funding_notice", "disclaimer")),
            years=tuple(self.entry("year", y, y.id) for y in item.years),
            marks=tuple(self.entry("mark", m, m.code) for m in item.marks),
            milestones=tuple(self.entry("milestone", m, m.id) for m in item.milestones),
            objectives=self.labels("objective", item.objectives),
            process_steps=self.labels("process_step", item.process_steps),
            country_labels=self.labels("country", item.country_labels),
        )

    def _fields(self, item: Item, key: str, names: tuple[str, ...]) -> Item:
        values = {name: self.say(f"{key}.{name}", getattr(item, name)) for name in names}
        return cast("Callable[..., Item]", replace)(item, **values)
