"""A language in which everything that can be said comes back in brackets, to find what nobody marked.

It takes the place of Swedish: every sentence, every name of the catalogue, every date and quarter is said as ⟦…⟧.
What a page shows outside brackets is the same in every language, and a reader of another one would wonder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Node

from pipelines import languages
from pipelines.catalogue import sources
from pipelines.languages import LANGUAGES, Speaker, native_name
from pipelines.model import Catalogue

LANGUAGE = "sv"
OPEN, CLOSE = "⟦", "⟧"

NOT_SEEN = frozenset(
    {
        "id",
        "form_id",
        "language",
        "key",
        "url",
        "page",
        "page_script_hash",
        "query_string",
        "icon",
        "element_id",
        "user_key",
        "type",
        "format",
        "mime_type",
        "command",
        "config",
        "style_id",
        "url_pathname",
        "color",
        "on_change",
        "query_param_key",
        "step",
    }
)
"""Fields of Streamlit's messages that no visitor reads."""

THE_SAME = (
    r"[\w.+-]+@[\w.-]+\w",  # e-mail addresses
    r"(?:\B/|\bhttps?://)[\w/.:-]+\?[^\s}]*",  # addresses of ours
    r"https?://\S+",
    r"\b[a-z]+-\d{4}-Q\d-\d+",  # names of reports
    r"\d{4}-Q\d",
    r"\b[0-9a-f]{16,64}\b",  # hashes
    r"\b\d\d:\d\d\sUTC\b",
    r"\bdoi:\S+",
    r"@misc\{[\w-]+,|\b(?:author|title|year|month|version|url|note) =",  # BibTeX
    *(re.escape(native_name(language)) for language in LANGUAGES),
    r"Outcome Monitor",
)
"""What is the same in every language, as patterns."""

TABLES = frozenset({"table", "arrow_table", "dataframe", "arrow_data_frame"})
LETTERS = re.compile(r"[^\W\d_]{2,}")


class _Pseudo:
    """Stands for the translations of the program."""

    def ugettext(self, source: str) -> str:
        return bracketed(source)

    def ungettext(self, one: str, many: str, n: int) -> str:
        return bracketed(one if n == 1 else many)


def bracketed(words: str) -> str:
    """The words as the pseudo language says them; lines each for themselves, as Markdown needs them."""
    return "\n".join(_line(line) for line in words.split("\n"))


def _line(line: str) -> str:
    mark = re.match(r"\s*(?:[-*] |\d+\. |#+ )?", line)
    start = mark.end() if mark else 0
    return f"{line[:start]}{OPEN}{line[start:]}{CLOSE}" if line[start:].strip() else line


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Swedish be the pseudo language, for the program, the catalogue, and releases that are made from now on."""
    real = {name: getattr(Speaker, name) for name in ("listed", "quarter", "long_date", "happened", "month")}
    really = languages.translations

    def translations(language: str) -> object:
        return _Pseudo() if language == LANGUAGE else really(language)

    monkeypatch.setattr(languages, "translations", translations)
    monkeypatch.setattr(
        "pipelines.catalogue.load.read_translations",
        lambda _directory, catalogue: {LANGUAGE: _names(catalogue)},
    )

    def saying(method: str) -> Callable[..., str]:
        def say(self: Speaker, *arguments: Any) -> str:  # noqa: ANN401 - whatever the method takes
            said = str(real[method](self, *arguments))
            return bracketed(said) if self.language == LANGUAGE else said

        return say

    for method in real:
        monkeypatch.setattr(Speaker, method, saying(method))


def _names(catalogue: Catalogue) -> Mapping[str, str]:
    return {key: bracketed(source) for key, source in sources(catalogue).items()}


# ---- what a visitor sees ------------------------------------------------------------------------------------


def visible(app: AppTest) -> Iterator[tuple[str, str]]:
    """Kind of element and words of everything on a page and in its sidebar."""
    for root in (app.main, app.sidebar):
        for node in root:
            yield from _of_node(node)


def _of_node(node: Node) -> Iterator[tuple[str, str]]:
    kind, proto = str(getattr(node, "type", "")), getattr(node, "proto", None)
    if kind in TABLES:
        frame = node.value  # type: ignore[attr-defined]
        for column in frame.columns:
            yield kind, str(column)
            yield from ((kind, str(cell)) for cell in frame[column])
    if kind == "plotly_chart" and proto is not None:
        yield from _of_figure(json.loads(proto.spec or proto.figure.spec))
    yield from _of_message(kind, proto)


def _of_message(kind: str, message: object) -> Iterator[tuple[str, str]]:
    if not isinstance(message, Message):
        return
    for field, value in message.ListFields():
        if field.name in NOT_SEEN or field.name == "spec":
            continue
        values = value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else [value]
        for each in values:
            if isinstance(each, Message):
                yield from _of_message(f"{kind}.{field.name}", each)
            elif isinstance(each, str):
                yield f"{kind}.{field.name}", each


SHOWN_IN_FIGURES = frozenset({"text", "hovertext", "name", "ticktext", "title"})


def _of_figure(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _of_figure(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _of_figure(each, key)
    elif isinstance(value, str) and key in SHOWN_IN_FIGURES:
        yield f"figure.{key}", value


def unmarked(words: str, the_same: Sequence[str]) -> str:
    """What of some words stands outside brackets and is no exception; blank when there is none."""
    plain = re.sub(r"\\(?=\W)", "", words)
    plain = re.sub(r"<[^<>]*>|\]\([^)]*\)|:material/\w+:|&\w+;", " ", plain)
    outside, depth = [], 0
    for character in plain:
        depth += (character == OPEN) - (character == CLOSE)
        if depth == 0 and character != CLOSE:
            outside.append(character)
        elif character == OPEN:
            outside.append(" ")
    left = "".join(outside)
    for pattern in (*THE_SAME, *the_same):
        left = re.sub(pattern, " ", left)
    return " ".join(left.split()) if LETTERS.search(left) else ""


def all_unmarked(app: AppTest, the_same: Sequence[str]) -> list[str]:
    """Every place of a page that says something which the pseudo language does not know."""
    found = {
        f"{kind}: {unmarked(words, the_same)}" for kind, words in visible(app) if unmarked(words, the_same)
    }
    return sorted(found)
