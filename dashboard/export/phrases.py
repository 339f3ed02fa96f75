"""What a figure says of itself in words, for all of its files."""

from __future__ import annotations

from typing import Any

from dashboard import wording
from dashboard.charts import subtitle, title
from dashboard.charts.text import full_text
from dashboard.model import Provenance
from dashboard.view import Exhibit


def labelled_title(exhibit: Exhibit) -> str:
    """The title; synthetic data say so even where only the file's name for itself is read."""
    words, label = title(exhibit), synthetic_label(exhibit.provenance)
    return words if not label or label in words else f"{words} ({label})"


def selection_text(exhibit: Exhibit) -> str:
    """What was chosen and what was done with it, in words."""
    return subtitle(exhibit)


def synthetic_label(provenance: Provenance) -> str:
    """The word that synthetic data carry; blank for real data."""
    return provenance.say(wording.SYNTHETIC) if provenance.synthetic else ""


def cell_text(row: dict[str, Any], provenance: Provenance) -> str:
    """A cell as the page's table shows it."""
    return full_text(row, provenance.speaker)
