"""Gathers the texts and numbers of a file with their places, and says what they tell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pipelines.read.personal.detect import kinds_in, kinds_in_column, kinds_in_number
from pipelines.read.personal.headers import may_ask_who
from pipelines.read.personal.kinds import Kind
from pipelines.read.personal.places import Place

FEWEST_IN_COLUMN = 3
LONG_NUMBER = 8
"""From so many digits on a number is longer than a count ever was."""
LARGEST = 10.0**15
NEIGHBOURING_NAMES = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ '’-][^\W\d_]+){0,3}")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|(?<=\w)['’-](?=\w))*")
CAPITAL = re.compile(r"(?<![^\W\d_])[^\W\d_a-zß-öø-ÿ]")
"""The first letter of a word that is no small letter."""
MOST_PAIRS = 20_000

Hits = Mapping[Kind, Iterable[Place]]
Pair = tuple[str, str]


class Collector:
    """Everything that was found in one file."""

    def __init__(self) -> None:
        self.hits: defaultdict[Kind, set[Place]] = defaultdict(set)
        self.pairs: defaultdict[Pair, set[Place]] = defaultdict(set)
        """Neighbouring words that begin with capitals, which may be names; they stay in memory."""
        self.sheets: list[str] = []
        """Names of the sheets, in order."""
        self._numbers: defaultdict[tuple[int, str], int] = defaultdict(int)
        self._long_numbers: defaultdict[tuple[int, str], list[tuple[str, Place]]] = defaultdict(list)
        self._labels: defaultdict[tuple[int, int], set[Place]] = defaultdict(set)
        self._single_words: dict[tuple[int, int, int], tuple[str, Place]] = {}

    def add_text(self, text: str, place: Place, *, by_program: bool = False) -> None:
        """A text; one that a program writes by itself (the account that saved the file) is not searched for names."""
        for kind in kinds_in(text):
            self.hits[kind].add(place)
        if not by_program:
            for pair in name_pairs(text):
                self._add_pair(pair, place)

    def add_cell_text(self, text: str, place: Place, row: int, column: int) -> None:
        """The text of a cell, which may also be a header or one half of a name."""
        self.add_text(text, place)
        if may_ask_who(text):
            self._labels[place.sheet, row].add(place)
        if len(text) <= 40 and NEIGHBOURING_NAMES.fullmatch(text) and text[:1].isupper():
            self._single_words[place.sheet, row, column] = (text, place)

    def add_quiet_text(self, text: str, place: Place) -> None:
        """A text that people do not read (a property of an element): searched, but not for names and headers."""
        for kind in kinds_in(text) - {Kind.HEADER}:
            self.hits[kind].add(place)

    def add_number(self, text: str, place: Place, column: str) -> None:
        """The number of a cell, as it is stored."""
        self._numbers[place.sheet, column] += 1
        if len(text) < LONG_NUMBER and "e" not in text.lower():
            return
        try:
            number = float(text)
        except ValueError:
            return
        if not (number.is_integer() and abs(number) < LARGEST):
            return
        digits = str(abs(int(number)))
        if len(digits) < LONG_NUMBER:
            return
        for kind in kinds_in_number(digits):
            self.hits[kind].add(place)
        self._long_numbers[place.sheet, column].append((digits, place))

    def finish(self) -> None:
        """Look at whole columns and rows; call it once, when everything was added."""
        for column, found in self._long_numbers.items():
            if len(found) < FEWEST_IN_COLUMN or len(found) * 10 < self._numbers[column] * 8:
                continue
            for kind in kinds_in_column([digits for digits, _ in found]):
                self.hits[kind].update(place for _, place in found)
        for places in self._labels.values():
            if len(places) > 1:
                self.hits[Kind.HEADER].update(places)
        for (sheet, row, at), (text, place) in self._single_words.items():
            beside = self._single_words.get((sheet, row, at + 1))
            if beside is not None:
                self._add_pair((text, beside[0]), place)

    def _add_pair(self, pair: Pair, place: Place) -> None:
        if pair in self.pairs or len(self.pairs) < MOST_PAIRS:
            self.pairs[pair].add(place)


def name_pairs(text: str) -> list[Pair]:
    """Neighbouring words of a text that both begin with a capital letter."""
    if len(CAPITAL.findall(text)) < 2:
        return []
    words = [(found.group(), found.start(), found.end()) for found in WORD.finditer(text)]
    return [
        (first, second)
        for (first, _, end), (second, start, _) in pairwise(words)
        if first[0].isupper() and second[0].isupper() and text[end:start].strip(" \t\n") in ("", ",")
    ]
