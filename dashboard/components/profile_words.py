"""Cells and what is derived from them, in words for tables; pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf
from urllib.parse import urlencode

from dashboard.beside import Bounds, Row
from dashboard.charts.text import full_text
from dashboard.model import IndicatorInfo, Provenance
from dashboard.profile_wording import (
    ANY_NUMBER,
    ANY_SHARE,
    BETWEEN,
    INDICATOR_NAME,
    NOTHING,
    OR_MORE,
    PROVISIONAL,
    QUARTERS,
)
from dashboard.selection import Selection
from dashboard.view import LANGUAGE_KEY, RELEASE_KEY, Look, View
from pipelines.languages import Speaker


def indicator_name(info: IndicatorInfo, speaker: Speaker) -> str:
    """An indicator with its unit."""
    return speaker.say(INDICATOR_NAME.using(indicator=info.label, unit=info.unit))


def cell(row: Row | None, speaker: Speaker) -> str:
    """A cell as a table says it; a dash where the release has none."""
    return speaker.say(NOTHING) if row is None else full_text(row, speaker)


def derived(found: Bounds | None, info: IndicatorInfo, speaker: Speaker) -> str:
    """A derived value: a number where all it is made of is shown, else its range; a dash where there is none."""
    if found is None:
        return speaker.say(NOTHING)
    if info.is_share and found.lower == 0 and found.upper == info.scale:
        return speaker.say(ANY_SHARE)
    said = _between(found, speaker)
    return speaker.say(PROVISIONAL.using(value=said)) if found.is_provisional else said


def _between(found: Bounds, speaker: Speaker) -> str:
    lower = speaker.number(found.lower)
    if found.is_exact:
        return lower
    if not isinf(found.upper):
        return speaker.say(BETWEEN.using(lower=lower, upper=speaker.number(found.upper)))
    return speaker.say(OR_MORE.using(lower=lower) if found.lower > 0 else ANY_NUMBER)


def quarters(first: str | None, last: str | None, speaker: Speaker) -> str:
    """A first and a last quarter; a dash where there are none."""
    if not first or not last:
        return speaker.say(NOTHING)
    return speaker.say(QUARTERS.using(first=speaker.quarter(first), last=speaker.quarter(last)))


def explore_path(selection: Selection, provenance: Provenance, look: Look | None = None) -> str:
    """The address of a selection on the page where it can be changed and its files be had."""
    return View("explore", selection, look or Look(), provenance.release_number, provenance.language).path


def page_path(page: str, query: Mapping[str, str], provenance: Provenance) -> str:
    """The address of a page, of the same release and in the same language; what is blank is left out."""
    said = {RELEASE_KEY: str(provenance.release_number), LANGUAGE_KEY: provenance.language, **query}
    return f"{page}?{urlencode({key: value for key, value in said.items() if value})}"
