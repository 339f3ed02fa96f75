"""Names of exported files."""

from __future__ import annotations

import re
import unicodedata

from dashboard.view import Exhibit
from pipelines.model import TOTAL

_LONGEST = 120


def file_name(exhibit: Exhibit, extension: str) -> str:
    """A name that tells files apart: project, release, indicator, places, periods and breakdown.

    ASCII letters, digits, dots, hyphens and underscores only, on every system.
    """
    selection, provenance = exhibit.selection, exhibit.provenance
    parts = [
        provenance.project_short_title,
        f"release-{provenance.release_code}",
        selection.indicator_id,
        _several(selection.place_ids, selection.place_level),
        _several(selection.periods, selection.period_level),
        "" if selection.activity_ids == (TOTAL,) else _several(selection.activity_ids, "activities"),
        "" if selection.breakdown == TOTAL else selection.breakdown,
        "synthetic" if provenance.synthetic else "",
    ]
    return f"{'_'.join(plain_name(part) for part in parts if part)[:_LONGEST]}.{extension}"


def _several(ids: tuple[str, ...], what: str) -> str:
    return ids[0] if len(ids) == 1 else f"{len(ids)}-{what}"


def plain_name(text: str) -> str:
    """A text as a part of a file's name."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9.]+", "-", ascii_text).strip("-.").lower()
