from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from pipelines.catalogue import load_catalogue, translated
from pipelines.languages import LANGUAGES, LOCALE_DIR, Speaker
from pipelines.model import Catalogue
from pipelines.template import wording
from tests.translations import CATALOGUE_DIR, KEYWORDS, ROOT, TRANSLATED, Source, files, read

FILES = list(files())
IDS = [str(path.relative_to(ROOT)) for path, _, _ in FILES]
EXCEL_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def messages(path: Path, language: str) -> Iterator[Message]:
    return (message for message in read(path, language) if message.id)


@pytest.mark.parametrize(("path", "language", "expected"), FILES, ids=IDS)
def test_translations_nothing_is_missing_and_nothing_is_stale(
    path: Path, language: str, expected: list[Source]
) -> None:
    found = {(m.context, m.id if isinstance(m.id, str) else tuple(m.id)) for m in messages(path, language)}

    assert found == set(expected), "bring the files up to date with ./run texts"
    blank = [m.id for m in messages(path, language) if not all(text.strip() for text in strings(m))]
    assert blank == []
    assert [m.id for m in messages(path, language) if m.fuzzy] == []


@pytest.mark.parametrize(("path", "language", "expected"), FILES, ids=IDS)
def test_translations_have_the_placeholders_of_their_source(
    path: Path, language: str, expected: list[Source]
) -> None:
    del expected
    for message in messages(path, language):
        sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        wanted = (
            {name for source in sources for name in placeholders(source)}
            if message.context is None
            else set()
        )
        for string in strings(message):
            if message.context is None:
                assert placeholders(string) == wanted, (message.id, string)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_sentences_that_quote_a_sheet_call_it_what_the_workbook_does(language: str) -> None:
    speaker = Speaker(language)
    for sheet in (wording.MARKS_SHEET, wording.DEFINITIONS_SHEET, wording.REPORT_SHEET):
        name = speaker.say(sheet)
        for message in messages(LOCALE_DIR / f"{language}.po", language):
            if f"'{sheet.source}'" in str(message.id):
                assert all(name in string for string in strings(message)), (message.id, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_names_of_sheets_can_be_names_of_sheets(language: str) -> None:
    speaker = Speaker(language)
    sheets = (
        wording.REPORT_SHEET,
        wording.INSTRUCTIONS_SHEET,
        wording.MARKS_SHEET,
        wording.DEFINITIONS_SHEET,
    )
    names = [speaker.say(sheet) for sheet in sheets]

    assert len({name.casefold() for name in (*names, wording.LISTS_SHEET)}) == len(names) + 1
    for name in names:
        assert 0 < len(name) <= EXCEL_SHEET_NAME
        assert not FORBIDDEN_IN_SHEET_NAMES.search(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_every_category_of_a_breakdown_has_its_own_name(language: str) -> None:
    catalogue: Catalogue = translated(load_catalogue(CATALOGUE_DIR), language)
    for breakdown in catalogue.breakdowns.values():
        labels = [category.label.casefold() for category in breakdown.categories]
        assert len(set(labels)) == len(labels)
    measures = [measure.label.casefold() for measure in catalogue.measures.values()]
    assert len(set(measures)) == len(measures)


def test_texts_are_made_from_literals_so_that_the_files_have_them() -> None:
    """A sentence that is put together elsewhere would be English in every language."""
    strange = []
    for package in ("pipelines", "dashboard"):
        for path in sorted((ROOT / package).rglob("*.py")):
            content = path.read_text(encoding="utf-8")
            tree = ast.parse(content)
            made_by = {
                name.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and node.module == "pipelines.texts"
                for name in node.names
            }
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in made_by & set(KEYWORDS)
                ):
                    sources = node.args[: len(KEYWORDS[node.func.id] or (1,))]
                    if not all(
                        isinstance(each, ast.Constant) and isinstance(each.value, str) for each in sources
                    ):
                        strange.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert strange == []
