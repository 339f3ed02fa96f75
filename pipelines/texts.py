"""Sentences that can be said in every language: an English source with {placeholders}, and what goes into them.

A sentence is put together where a fact is found and said where somebody reads it, so that what is stored, sent
or shown is in the reader's language and not in the writer's. The functions `text` and `plural` are the words by
which the catalogues of translations find their sources (CONTRIBUTING.md): give them literals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Name:
    """Something of the catalogue, called what the reader's language calls it."""

    key: str
    """Key of its translations, such as `measure.starts.label`."""
    label: str
    """What the catalogue calls it."""


@dataclass(frozen=True)
class Quarter:
    """A quarter such as 2018-Q1, written as the reader's language writes quarters."""

    code: str


@dataclass(frozen=True)
class Text:
    """A sentence, or a part of one; never with a count of people in it."""

    source: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    many: str = ""
    """The source for other numbers than one; blank when the sentence has no number."""
    n: int = 1

    def using(self, **arguments: Argument) -> Text:
        """The sentence with other things put into it."""
        return Text(self.source, arguments, self.many, self.n)

    def __str__(self) -> str:
        """In English."""
        arguments = {key: _in_english(value) for key, value in self.arguments.items()}
        if not self.many:
            return self.source.format(**arguments)
        arguments["n"] = f"{self.n:,}"
        return (self.source if self.n == 1 else self.many).format(**arguments)


@dataclass(frozen=True)
class Either:
    """Things of which one is meant."""

    items: tuple[Item, ...]


Item: TypeAlias = str | Name | Quarter | Text
Argument: TypeAlias = Item | int | date | Either | tuple[Item, ...]


def text(source: str, **arguments: Argument) -> Text:
    """A sentence."""
    return Text(source, arguments)


def plural(one: str, many: str, n: int, **arguments: Argument) -> Text:
    """A sentence that depends on how many things it is about; both sources may use {n}."""
    return Text(one, {"n": n, **arguments}, many, n)


def listed(one: str, many: str, items: Sequence[Item], **arguments: Argument) -> Text:
    """A sentence about {items}, at most five of which it names."""
    return plural(one, many, len(items), items=tuple(items), **arguments)


def verbatim(words: str) -> Text:
    """Words that are the same in every language, or that nobody translated."""
    return Text("{words}", {"words": words})


def joined(items: Sequence[Item]) -> Text:
    """The items, at most five of them, as a list in words."""
    return Text("{items}", {"items": tuple(items)})


def sentences(first: Text, second: Text) -> Text:
    """One whole sentence after the other."""
    return Text("{first} {second}", {"first": first, "second": second})


MORE = text("{items} and {n} more")


def _in_english(value: Argument) -> str:
    if isinstance(value, Name):
        return value.label
    if isinstance(value, Quarter):
        return value.code
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Either):
        return _listed_in_english([_in_english(item) for item in value.items], "or")
    if isinstance(value, tuple):
        return _listed_in_english([_in_english(item) for item in value], "and")
    return str(value)


def _listed_in_english(items: list[str], word: str) -> str:
    if len(items) > NAMED_AT_MOST:
        return MORE.source.format(items=", ".join(items[:NAMED_AT_MOST]), n=len(items) - NAMED_AT_MOST)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


# ---- as JSON ---------------------------------------------------------------------------------------------


def encode(sentence: Text) -> dict[str, Any]:
    """The sentence as JSON can hold it."""
    record: dict[str, Any] = {"source": sentence.source}
    if sentence.many:
        record |= {"many": sentence.many, "n": sentence.n}
    if sentence.arguments:
        record["arguments"] = {key: _encode_argument(value) for key, value in sentence.arguments.items()}
    return record


def decode(record: Mapping[str, Any]) -> Text:
    """The sentence that `encode` wrote.

    Errors: KeyError for anything else.
    """
    arguments = {key: _decode_argument(value) for key, value in record.get("arguments", {}).items()}
    return Text(record["source"], arguments, record.get("many", ""), record.get("n", 1))


def _encode_argument(value: Argument) -> object:
    if isinstance(value, Text):
        return encode(value)
    if isinstance(value, Name):
        return {"key": value.key, "label": value.label}
    if isinstance(value, Quarter):
        return {"quarter": value.code}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Either):
        return {"either": [_encode_argument(item) for item in value.items]}
    if isinstance(value, tuple):
        return [_encode_argument(item) for item in value]
    return value


def _decode_argument(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    if isinstance(value, list):
        return tuple(_decode_argument(item) for item in value)
    if isinstance(value, dict) and "either" in value:
        return Either(tuple(_decode_argument(item) for item in value["either"]))
    if isinstance(value, dict) and "quarter" in value:
        return Quarter(value["quarter"])
    if isinstance(value, dict) and "date" in value:
        return date.fromisoformat(value["date"])
    if isinstance(value, dict):
        return Name(value["key"], value["label"]) if "key" in value else decode(value)
    return value
