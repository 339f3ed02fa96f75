"""What the server makes of the child's search: findings, with the name of the file and the lists of names added."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from pipelines.model import Finding
from pipelines.read.personal.collector import Pair, name_pairs
from pipelines.read.personal.detect import kinds_in
from pipelines.read.personal.kinds import TO_CONFIRM, Kind
from pipelines.read.personal.names import likely_names
from pipelines.read.personal.places import FILE_NAME, Place
from pipelines.read.personal.search import reading_order
from pipelines.read.personal.words import decode_places, findings, questions

ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
SEPARATORS = re.compile(r"[_+~]+")


def verdict_of(
    file_name: str, found: Mapping[str, Any] | None, known_texts: Collection[str]
) -> tuple[Finding, ...]:
    """Findings about the file and its name; only those to confirm let it pass."""
    hits: defaultdict[Kind, set[Place]] = defaultdict(set)
    pairs: defaultdict[Pair, set[Place]] = defaultdict(set)
    for text in readings_of(file_name):
        for kind in kinds_in(text):
            hits[kind].add(Place(part=FILE_NAME))
        for pair in name_pairs(text):
            pairs[pair].add(Place(part=FILE_NAME))
    if found is not None:
        for name, places in found["hits"].items():
            hits[Kind(name)].update(decode_places(places))
        for first, second, places in found["pairs"]:
            pairs[first, second].update(decode_places(places))
    for pair in likely_names(pairs, known_texts):
        hits[Kind.NAME].update(pairs[pair])
    ordered = {kind: sorted(places, key=reading_order) for kind, places in hits.items()}
    if found is not None and not any(places for kind, places in ordered.items() if kind not in TO_CONFIRM):
        return questions(ordered, found["sheets"])
    return findings(ordered)


def readings_of(file_name: str) -> tuple[str, ...]:
    """The name without its ending, as it is and with what stands for blanks there."""
    stem = ENDING.sub("", file_name)
    spaced = SEPARATORS.sub(" ", stem)
    return tuple(dict.fromkeys((stem, spaced, spaced.replace("-", " "), spaced.replace(".", " "))))
