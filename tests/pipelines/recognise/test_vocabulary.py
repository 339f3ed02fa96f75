from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import RawTable
from pipelines.recognise import Vocabulary
from pipelines.recognise.spelling import normalised
from pipelines.recognise.table import settle_spelling
from pipelines.recognise.vocabulary import mark_spellings
from pipelines.settings import REPOSITORY_ROOT
from tests.pipelines.filled import tiny


@cache
def prepare() -> Vocabulary:
    return Vocabulary(load_catalogue(REPOSITORY_ROOT / "data" / "catalogue"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Málaga", "MALAGA"),
        ("Ma\u0301laga", "málaga"),
        ("'s-Gravenhage", "s Gravenhage"),
        ("18 – 24", "18-24"),
        ("Straße", "STRASSE"),
        ("２０１８", "2018"),
    ],
)
def test_normalised_makes_no_difference(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), [("<18", "18"), ("35+", "35"), ("5%", "5"), (">35", "<35")])
def test_normalised_keeps_signs_that_mean_something(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize("text", ["", "-", "–", ".", "..", "*", "?", "…", " "])
def test_normalised_symbols_are_nothing(text: str) -> None:
    assert normalised(text) == ""


@pytest.mark.parametrize(
    ("spelling", "partner"),
    [
        ("malaga", "malaga"),
        ("Ayuntamiento de Málaga", "malaga"),
        ("Màlaga", "malaga"),
        ("ES_29067", "malaga"),
        ("Cataluña", "catalonia"),
        ("Catalonië", "catalonia"),
        ("Katalonien", "catalonia"),
        ("Catalogne", "catalonia"),
        ("Den Haag", "the-hague"),
        ("La Haye", "the-hague"),
        ("La Haya", "the-hague"),
        ("L'Haia", "the-hague"),
        ("'s-Gravenhage", "the-hague"),
        ("Haag", "the-hague"),
        ("Vilvorde", "vilvoorde"),
        ("Aviñón", "avignon"),
        ("Ville d'Avignon", "avignon"),
        ("Róterdam", "rotterdam"),
    ],
)
def test_vocabulary_place_is_found_by_its_names(spelling: str, partner: str) -> None:
    assert prepare().find("partner", spelling) == (partner,)


@pytest.mark.parametrize("spelling", ["Malagga", "Rotterdamm", "Vilvoorden", "The Haag"])
def test_vocabulary_misspelt_place_is_suggested_and_not_found(spelling: str) -> None:
    assert prepare().find("partner", spelling) == ()
    assert len(prepare().near("partner", spelling)) >= 1


@pytest.mark.parametrize("about", ["partner", "activity", "measure", "breakdown", "role"])
def test_vocabulary_of_the_project_names_no_two_things_alike(about: str) -> None:
    assert {k: ids for k, ids in prepare()._tables[about].items() if len(ids) > 1} == {}


def test_vocabulary_of_the_project_tells_the_categories_of_each_breakdown_apart() -> None:
    for ids in prepare()._tables["category"].values():
        breakdowns = [identifier.partition(":")[0] for identifier in ids]
        assert len(set(breakdowns)) == len(breakdowns), ids


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nc", "NC"),
        ("non collecté".replace(" ", ""), "NC"),
        ("nichterhoben", "NC"),
        ("x", None),
        ("ej", None),
    ],
)
def test_marks_are_those_of_the_closed_list(text: str, code: str | None) -> None:
    assert mark_spellings(prepare().catalogue).get(normalised(text)) == code


def test_settle_spelling_keeps_what_was_read_when_no_word_tells() -> None:
    table = RawTable("x.csv", "csv", "", (("‚a",),), spellings={"cp850": {"‚a": "éa"}})
    assert settle_spelling(table, Vocabulary(tiny())).cells == (("‚a",),)


def test_settle_spelling_takes_the_encoding_in_which_words_are_known() -> None:
    partner = replace(tiny().partners["ash"], aliases=("Éa",))
    catalogue = replace(tiny(), partners={**tiny().partners, "ash": partner})
    table = RawTable("x.csv", "csv", "", (("‚a",),), spellings={"cp850": {"‚a": "éa"}})
    assert settle_spelling(table, Vocabulary(catalogue)).cells == (("éa",),)
