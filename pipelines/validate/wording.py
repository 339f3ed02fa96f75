"""How findings name cells, rows and columns. No finding ever contains a count or a text from the upload."""

from __future__ import annotations

from collections.abc import Sequence

NAMED_AT_MOST = 5


def named(items: Sequence[str]) -> str:
    """At most five of the items, joined in words: "F7", "F7 and F8", "F7, F8, F9, G7, G8 and 12 more"."""
    shown = list(items[:NAMED_AT_MOST])
    if len(items) > NAMED_AT_MOST:
        return f"{', '.join(shown)} and {len(items) - NAMED_AT_MOST} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def sentence(items: Sequence[str], one: str, many: str) -> str:
    """The singular or the plural sentence, with the items named at its {}."""
    return (one if len(items) == 1 else many).format(named(items))
