"""Whether every number in a text is explained by a listed sentence or by a text of the release."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files

from dashboard.accessibility_wording import REVIEWED_ON
from dashboard.components.tables import linked
from dashboard.crawl import numerals, sentences
from dashboard.crawl.links import Links
from dashboard.crawl.published import Published
from dashboard.crawl.report import CONSTANT, COUNT, Tally
from dashboard.crawl.sentences import Facts
from dashboard.export import metadata, stamp
from dashboard.model import Provenance
from pipelines.languages import SOURCE_LANGUAGE
from pipelines.model import LICENCES

LONGEST_PHRASE = 120
"""Longer texts of the release are known as a whole only [characters]."""
_YEAR = re.compile(r"\d{4}")


class Texts:
    """The texts that may be served, and the check of one of them."""

    def __init__(
        self, phrases: Iterable[str], language: str = SOURCE_LANGUAGE, links: Links | None = None
    ) -> None:
        """`phrases` are texts that are published as they stand: of the catalogue, the release and the program."""
        self._links = links
        self._plain = lru_cache(maxsize=20_000)(lambda text: numerals.plain(text, language))
        self._has_number = lru_cache(maxsize=20_000)(lambda text: numerals.has_number(text, language))
        known = {self._plain(text) for text in phrases}
        self._whole = frozenset(text for text in known if self._has_number(text) and _is_telling(text))
        self._inline = _alternation(text for text in self._whole if len(text) <= LONGEST_PHRASE)
        self._sentences = sentences.listed(language)
        self._without_phrases = lru_cache(maxsize=20_000)(lambda text: self._inline.sub(" ", text))

    def check(self, text: str, facts: Facts, tally: Tally, extra: Iterable[str] = ()) -> bool:
        """Whether all numbers of a text are explained; counts those that are. `extra` are phrases of its context."""
        left = self._plain(text)
        if not self._has_number(left):
            return True
        without = self._without_phrases(left)
        if left in self._whole or not self._has_number(without):
            tally.explained(CONSTANT, max(1, len(numerals.numbers(left))))
            return True
        for phrase in extra:
            left = left.replace(phrase, " ")
        if self._links is not None:
            left, explained = self._links.without(left)
            tally.explained(CONSTANT, explained)
        for sentence in self._sentences:
            left, explained = sentence.explain(left, facts)
            tally.explained(COUNT, explained)
        without = self._without_phrases(left)
        tally.explained(CONSTANT, len(numerals.numbers(left)) - len(numerals.numbers(without)))
        return not self._has_number(without)


def _alternation(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, the longest first, and never a part of a longer word or number."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<![\w.,-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])(?![.,]\d)")


def _is_telling(phrase: str) -> bool:
    """Whether a phrase can be told from a count: a lone number cannot, but for a year."""
    return any(character.isalpha() for character in phrase) or "-" in phrase or bool(_YEAR.fullmatch(phrase))


def phrases_of(published: Published) -> Iterator[str]:
    """Every text of a release: labels, definitions, calendar, and what the release says about itself."""
    options = published.options
    labels = options.labels
    yield from labels.indicators.values()
    yield from labels.activities.values()
    yield from labels.breakdowns.values()
    for group in (labels.places, labels.periods, labels.categories):
        yield from group.values()
    yield from (code for _, code in (*labels.periods, *labels.places, *labels.categories))
    yield from (*labels.activities, *labels.breakdowns, *options.indicators, *options.objectives)
    yield from options.process_steps
    speaker = published.provenance.speaker
    yield from (speaker.quarter(code) for level, code in labels.periods if level == "quarter")
    for info in options.indicators.values():
        yield from (info.definition, info.source, info.unit)
        yield f"{info.label} ({info.unit})"
    for code, label in (*options.objectives.items(), *options.process_steps.items()):
        yield from (label, f"{code} {label}")
    yield from options.measures.values()
    for activity in options.activities.values():
        yield from (activity.type_label, activity.description)
    yield from (row["source"] or "" for row in published.targets.iter_rows(named=True))
    for milestone in published.milestones:
        yield from (
            milestone.label,
            milestone.source,
            linked(milestone.source),
            speaker.happened(milestone.happened or milestone.quarter),
        )
    yield from (text for each in published.activity_partners for text in (each.label, each.country_label))
    yield from published.reports["partner_label"].unique().to_list()
    yield from provenance_texts(published.provenance)


def provenance_texts(provenance: Provenance) -> Iterator[str]:
    """What a release says about itself."""
    published_at = datetime.fromisoformat(provenance.published_at).astimezone(UTC)
    yield from (
        provenance.project_title,
        provenance.project_short_title,
        provenance.description,
        provenance.reason,
        provenance.funding_notice,
        provenance.disclaimer,
        provenance.first_quarter,
        provenance.last_quarter,
        provenance.published_at,
        provenance.published_on,
        f"{published_at:%-d %B %Y, %H:%M} UTC",
        provenance.speaker.moment(published_at),
        provenance.speaker.long_date(published_at.date()),
        provenance.speaker.long_date(REVIEWED_ON),
        provenance.catalogue_sha256,
        provenance.policy_sha256,
        provenance.catalogue_sha256[:16],
        provenance.policy_sha256[:16],
        f"release-{provenance.release_code}",
        provenance.software_version,
        version("prepare-outcome-monitor"),
        provenance.cells_sha256,
        provenance.manifest_sha256,
        provenance.licence,
        LICENCES.get(provenance.licence, ""),
        stamp.FORMAT,
        metadata.NAMESPACE,
        provenance.identifier,
        icon_address(),
    )


def icon_address() -> str:
    """The icon of the pages, as a browser gets it."""
    content = files("dashboard").joinpath("assets", "icon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(content).decode('ascii')}"
