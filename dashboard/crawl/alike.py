"""Cells with the same published facts must look the same: why one is withheld is never told."""

from __future__ import annotations

from dashboard.crawl.published import Row
from dashboard.model import CellStatus


class Alike:
    """Remembers what was said about withheld cells, by what is published about them."""

    PROBLEM = "said differently than of another withheld cell of which the same is published"

    def __init__(self) -> None:
        self._said: dict[tuple[float | None, float | None], str] = {}

    def holds(self, row: Row, said: str) -> bool:
        """Whether the same is said as of other cells like this one."""
        if row["status"] != CellStatus.WITHHELD.value:
            return True
        return self._said.setdefault((row["lower"], row["upper"]), said) == said
