"""The words of a project in all its languages: what a text may name, whatever its case, accents and spaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from pipelines.languages import LANGUAGES, Speaker
from pipelines.layout import ALL_ACTIVITIES, NOT_BY_ACTIVITY, TOTAL_COLUMN, column_called, column_key
from pipelines.model import TOTAL, Catalogue
from pipelines.recognise import words
from pipelines.recognise.spelling import near, normalised
from pipelines.texts import Name, Text, text

TOTAL_KEY = f"{TOTAL}:{TOTAL}"
MARK_LETTERS = 4
"""Shorter texts in a cell of counts are a mark only when they are its code."""

ROLE_CALLED: Mapping[str, Text] = MappingProxyType(
    {
        "partner": text("Partner"),
        "quarter": text("Quarter"),
        "activity": text("Activity"),
        "measure": text("Measure"),
        "breakdown": text("Breakdown"),
        "category": text("Category"),
        "value": text("Count"),
        "mark": text("Mark"),
        "unit": text("Unit"),
    }
)
ROLE_IDS = {
    "partner": "partner_id",
    "activity": "activity_id",
    "measure": "measure_id",
}
KINDS = (*ROLE_CALLED, "total", "role", "column", "filter")


@dataclass(frozen=True)
class Vocabulary:
    """What spellings name; look-ups give every id that a text may mean."""

    catalogue: Catalogue

    def find(self, about: str, spelling: str) -> tuple[str, ...]:
        """Ids of everything of a kind that a text names, in catalogue order; none when it names nothing."""
        return self._tables[about].get(normalised(spelling), ())

    def near(self, about: str, spelling: str) -> tuple[str, ...]:
        """Ids of things of a kind that are spelt alike, the nearest first."""
        table = self._tables[about]
        found = [each for alike in near(normalised(spelling), table) for each in table[alike]]
        return tuple(dict.fromkeys(found))

    def knows(self, spelling: str) -> bool:
        """Whether a text names anything at all."""
        key = normalised(spelling)
        return any(key in table for table in self._tables.values())

    def called(self, about: str, identifier: str) -> str | Name | Text:
        """What findings call a thing."""
        catalogue = self.catalogue
        if about == "column":
            return self._column_called(identifier)
        if about == "category":
            breakdown, _, category = identifier.partition(":")
            return column_called(catalogue, (breakdown, category))
        if identifier == TOTAL:
            return ALL_ACTIVITIES if about == "activity" else TOTAL_COLUMN
        if about == "partner":
            return catalogue.partners[identifier].called
        if about == "activity":
            return catalogue.activities[identifier].called
        if about == "measure":
            return catalogue.measures[identifier].called
        return catalogue.breakdowns[identifier].called if about == "breakdown" else identifier

    def _column_called(self, identifier: str) -> str | Name | Text:
        about, _, name = identifier.partition("=")
        return ROLE_CALLED[name] if about == "role" else self.called(about, name)

    @cached_property
    def _tables(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Kind -> normalised spelling -> ids."""
        tables: dict[str, dict[str, dict[str, None]]] = {
            about: {}
            for about in (
                "partner",
                "quarter",
                "activity",
                "measure",
                "breakdown",
                "category",
                "total",
                "role",
                "column",
            )
        }
        for about, identifier, spelling in self._spellings():
            key = normalised(spelling)
            if key:
                tables[about].setdefault(key, {})[identifier] = None
        for about in ("role", "category", "measure", "breakdown"):
            for key, ids in tables[about].items():
                found = tables["column"].setdefault(key, {})
                found.update(dict.fromkeys(f"{about}={identifier}" for identifier in ids))
        return {about: {key: tuple(ids) for key, ids in table.items()} for about, table in tables.items()}

    def _spellings(self) -> Iterator[tuple[str, str, str]]:
        """Kind, id and spelling of everything."""
        yield from self._words()
        catalogue = self.catalogue
        for partner in catalogue.partners.values():
            codes = (partner.id, partner.name, partner.place_id or "", *partner.aliases)
            for spelling in (*codes, *self._labels(f"partner.{partner.id}", partner.label)):
                yield "partner", partner.id, spelling
        for activity in catalogue.activities.values():
            for spelling in (activity.id, *self._labels(f"activity.{activity.id}", activity.label)):
                yield "activity", activity.id, spelling
        for measure in catalogue.measures.values():
            for spelling in (measure.id, *self._labels(f"measure.{measure.id}", measure.label)):
                yield "measure", measure.id, spelling
        yield from self._categories()

    def _words(self) -> Iterator[tuple[str, str, str]]:
        """Headers, totals and all activities, in the languages of the program."""
        for role, table in words.HEADERS.items():
            for spelling in (
                ROLE_IDS.get(role, role),
                *words.spellings(table),
                *self._said(ROLE_CALLED[role]),
            ):
                yield "role", role, spelling
            for spelling in self._more(f"column.{role}"):
                yield "role", role, spelling
        for spelling in (*words.spellings(words.TOTALS), *self._said(TOTAL_COLUMN), *self._more("total")):
            yield "total", TOTAL, spelling
            yield "category", TOTAL_KEY, spelling
            yield "activity", TOTAL, spelling
        yield "category", TOTAL_KEY, TOTAL_KEY
        all_of_them = (*words.spellings(words.ALL_ACTIVITIES), *self._said(ALL_ACTIVITIES))
        none_of_them = (*words.spellings(words.NOT_BY_ACTIVITY), *self._said(NOT_BY_ACTIVITY))
        for spelling in (*all_of_them, *none_of_them, *self._more("all_activities")):
            yield "activity", TOTAL, spelling

    def _categories(self) -> Iterator[tuple[str, str, str]]:
        """Breakdowns, and categories both alone and after their breakdown."""
        for breakdown in self.catalogue.breakdowns.values():
            called = (breakdown.id, *self._labels(f"breakdown.{breakdown.id}", breakdown.label))
            for spelling in called:
                yield "breakdown", breakdown.id, spelling
            for category in breakdown.categories:
                key = column_key((breakdown.id, category.id))
                labels = self._labels(f"breakdown.{breakdown.id}.{category.id}", category.label)
                for spelling in (category.id, *labels):
                    yield "category", key, spelling
                    for before in called:
                        yield "category", key, f"{before} {spelling}"

    def _labels(self, key: str, label: str) -> tuple[str, ...]:
        """The label of a thing, its translations, and its other spellings."""
        said = (texts.get(f"{key}.label", "") for texts in self.catalogue.translations.values())
        return tuple(spelling for spelling in (label, *said, *self._more(key)) if spelling)

    def _more(self, key: str) -> tuple[str, ...]:
        return self.catalogue.vocabulary.get(key, ())

    def _said(self, sentence: Text) -> tuple[str, ...]:
        return tuple(Speaker(language).say(sentence) for language in LANGUAGES)


def mark_spellings(catalogue: Catalogue) -> Mapping[str, str]:
    """Spelling in small letters -> code of the mark: its code, and its name in any language. No symbol is a mark."""
    found: dict[str, set[str]] = {}
    for mark in catalogue.project.marks:
        key = f"mark.{mark.code}"
        labels = (mark.label, *(texts.get(f"{key}.label", "") for texts in catalogue.translations.values()))
        for label in (*labels, *catalogue.vocabulary.get(key, ())):
            if len(normalised(label)) >= MARK_LETTERS:
                found.setdefault(normalised(label), set()).add(mark.code)
    for mark in catalogue.project.marks:
        found[mark.code.lower()] = {mark.code}
    return {spelling: codes.pop() for spelling, codes in found.items() if len(codes) == 1}
