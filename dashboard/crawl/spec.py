"""A figure as JSON: what is in it, and where two are not the same."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from dashboard.crawl import numerals

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | int | bool | None"
Trace: TypeAlias = dict[str, Json]

_NAME = re.compile(r"[A-Za-z]+[2-9]?[0-9]?")
"""Names that Plotly gives its parts, such as `yaxis12`."""


def differences(served: Json, expected: Json, path: str = "") -> Iterator[str]:
    """Paths at which two JSON values are not the same."""
    if served == expected:
        return
    if isinstance(served, dict) and isinstance(expected, dict):
        for key in sorted({*served, *expected}):
            # Plotly leaves empty lists out.
            one, other = served.get(key, []), expected.get(key, [])
            yield from differences(one, other, f"{path}.{telling(key)}".lstrip("."))
    elif isinstance(served, list) and isinstance(expected, list):
        ours, theirs = served, expected
        for i in range(max(len(ours), len(theirs))):
            if i >= len(ours) or i >= len(theirs):
                yield f"{path}.{i}"
            else:
                yield from differences(ours[i], theirs[i], f"{path}.{i}")
    else:
        yield path


def telling(key: str) -> str:
    """The name of a part of a figure, as a report may repeat it: a name can hold a number too."""
    return key if _NAME.fullmatch(key) else "?"


def read_spec(text: str) -> Json:
    """The figure in a message; null where there is none."""
    try:
        spec: Json = json.loads(text)
    except ValueError:
        return None
    return decoded(spec) if '"bdata"' in text else spec


def decoded(value: Json) -> Json:
    """JSON in which Plotly's packed arrays are lists of numbers."""
    if isinstance(value, dict):
        if {"dtype", "bdata"} <= set(value):
            packed = np.frombuffer(base64.b64decode(str(value["bdata"])), dtype=np.dtype(str(value["dtype"])))
            unpacked: list[Json] = [float(number) for number in packed]
            return unpacked
        return {key: decoded(item) for key, item in value.items()}
    return [decoded(item) for item in value] if isinstance(value, list) else value


def at(value: Json, *path: str) -> Json:
    """The value at a path; null when there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def traces(spec: Json) -> Iterator[tuple[str, Trace]]:
    for i, trace in enumerate(as_list(at(spec, "data"))):
        if isinstance(trace, dict):
            yield f"data.{i}", trace


def as_list(value: Json) -> list[Json]:
    """A JSON array as it is; a single value as the array of it; nothing for null."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def item(value: Json, i: int) -> Json:
    found = as_list(value)
    return found[i] if i < len(found) else None


def leaves(value: Json, path: str) -> Iterator[tuple[str, str | float | bool]]:
    """Every text, number and truth value of a JSON value, with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{telling(key)}")
    elif isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, f"{path}.{i}")
    elif isinstance(value, (int, float)):
        yield path, value


def count_numbers(value: Json) -> int:
    """How many numbers there are, in texts too."""
    if isinstance(value, dict):
        return sum(map(count_numbers, value.values()))
    if isinstance(value, list):
        return sum(map(count_numbers, value))
    if isinstance(value, str):
        return numerals.count(value)
    return int(value is not None and not isinstance(value, bool))
