"""The files of translations: what they should hold, and bringing them up to date.

`./run texts` writes every source into every file, keeps the translations of what has not changed, and drops what
nothing says any more. Then somebody translates what is still blank; tests/test_translations.py finds it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from pipelines.catalogue import load_catalogue, sources
from pipelines.languages import LANGUAGES, LOCALE_DIR, SOURCE_LANGUAGE

ROOT = Path(__file__).parents[1]
CATALOGUE_DIR = ROOT / "data" / "catalogue"
KEYWORDS = {"text": None, "plural": (1, 2), "listed": (1, 2)}
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE_LANGUAGE)

Source = tuple[str | None, str | tuple[str, str]]
"""Context (of the catalogue's texts), and the source or its singular and plural."""


def program_sources() -> list[Source]:
    """Every sentence of the program."""
    found: dict[Source, None] = {}
    for path in sorted(
        path for package in ("pipelines", "dashboard") for path in (ROOT / package).rglob("*.py")
    ):
        content = path.read_text(encoding="utf-8")
        if "crawl" in path.parts:
            continue  # it reads what others say, and says nothing itself
        if path.name != "texts.py" and "from pipelines.texts import" not in content:
            continue  # other functions are called `text` too
        for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS, comment_tags=()):
            source = message if isinstance(message, str) else (str(message[0]), str(message[1]))
            found[None, source] = None
    return sorted(found, key=lambda item: str(item[1]))


def catalogue_sources() -> list[Source]:
    """Every text of the PREPARE catalogue."""
    return [(key, source) for key, source in sources(load_catalogue(CATALOGUE_DIR)).items()]


def files() -> Iterator[tuple[Path, str, list[Source]]]:
    """Every file of translations: its path, its language, what it should hold."""
    program, catalogue = program_sources(), catalogue_sources()
    for language in TRANSLATED:
        yield LOCALE_DIR / f"{language}.po", language, program
        yield CATALOGUE_DIR / "translations" / f"{language}.po", language, catalogue


def read(path: Path, language: str) -> Catalog:
    """The file as it is; an empty one when there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(path: Path, language: str, expected: list[Source]) -> int:
    """Bring one file up to date; how many translations it lacks."""
    old, new = read(path, language), Catalog(locale=language, fuzzy=False)
    missing = 0
    for context, source in expected:
        known = old.get(source, context=context)
        string = known.string if known is not None and known.id == source else ""
        message = Message(source, string or ("" if isinstance(source, str) else ("", "")), context=context)
        missing += not any(message.string) if isinstance(message.string, tuple) else not message.string
        new[source] = message
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=120, omit_header=True)
    return missing


def main() -> None:
    for path, language, expected in files():
        missing = update(path, language, expected)
        sys.stdout.write(
            f"{path.relative_to(ROOT)}: {len(expected)} texts, {missing} without a translation\n"
        )


if __name__ == "__main__":
    main()
