from __future__ import annotations

from string import Formatter

from dashboard.crawl.sentences import FACTS, listed
from dashboard.crawl.sources import sources
from pipelines.languages import LANGUAGES


def test_every_listed_sentence_is_one_of_the_program() -> None:
    names = {source.name for source in sources()}

    assert set(FACTS) <= names


def test_every_listed_field_is_one_of_its_sentence() -> None:
    fields: dict[str, set[str]] = {}
    for source in sources():
        for form in (source.one, source.many):
            if source.name in FACTS:
                fields.setdefault(source.name, set()).update(n for _, n, _, _ in Formatter().parse(form) if n)
    for name, facts in FACTS.items():
        assert set(facts) <= fields[name], name


def test_sentences_within_functions_and_mappings_are_found_with_their_keys() -> None:
    found = {(source.name, source.key) for source in sources()}

    assert ("withheld", "") in found
    assert ("ALT_PARTS", "withheld") in found
    assert ("ALL_PLACES", "local") in found


def test_every_language_has_the_same_facts() -> None:
    expected = {sentence.fact_names for sentence in listed("en")}
    for language in LANGUAGES:
        assert {sentence.fact_names for sentence in listed(language)} == expected
