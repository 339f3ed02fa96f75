"""Cells of a release in words, for the manager."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.model import CELL_KEY, PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Catalogue

WHOLE_PROJECT = "the whole project"
WHOLE_PERIOD = "the whole period"

_PLACE, _PERIOD, _ACTIVITY, _MEASURE, _BREAKDOWN, _CATEGORY = (
    CELL_KEY.index(name)
    for name in ("place_id", "period", "activity_id", "measure_id", "breakdown", "category")
)


def cell_in_words(key: Sequence[str], catalogue: Catalogue) -> str:
    """A cell such as "Rotterdam, 2018-Q4, starts: women", from the values of CELL_KEY in order."""
    where = f"{place_in_words(key[_PLACE], catalogue)}, {period_in_words(key[_PERIOD], catalogue)}"
    return f"{where}, {_figure(key, catalogue)}"


def place_in_words(place_id: str, catalogue: Catalogue) -> str:
    """Label of a city, region or country; an id that the catalogue no longer has stands for itself."""
    if place_id == PROJECT_PLACE:
        return WHOLE_PROJECT
    labels = {p.place_id: p.label for p in catalogue.partners.values() if p.place_id is not None}
    return labels.get(place_id) or catalogue.project.country_labels.get(place_id, place_id)


def period_in_words(period: str, catalogue: Catalogue) -> str:
    if period == PROJECT_PERIOD:
        return WHOLE_PERIOD
    return next((year.label for year in catalogue.project.years if year.id == period), period)


def category_in_words(breakdown_id: str, category_id: str, catalogue: Catalogue) -> str:
    """Label of a category; what is "other" or "unknown" says of which breakdown."""
    breakdown = catalogue.breakdowns.get(breakdown_id)
    if breakdown is None:
        return category_id
    labels = {category.id: within_sentence(category.label) for category in breakdown.categories}
    label = labels.get(category_id, category_id)
    return f"{label} ({within_sentence(breakdown.label)})" if category_id.startswith("_") else label


def measure_in_words(measure_id: str, catalogue: Catalogue) -> str:
    measure = catalogue.measures.get(measure_id)
    return within_sentence(measure.label) if measure else measure_id


def seen_from(other: Sequence[str], key: Sequence[str], catalogue: Catalogue) -> str:
    """Another cell as the reader of this one would name it, such as "men of the same row"."""
    differs = {position for position in range(len(CELL_KEY)) if other[position] != key[position]}
    row = {_BREAKDOWN, _CATEGORY, _ACTIVITY}
    if differs and differs <= row:
        if other[_CATEGORY] != TOTAL:
            name = category_in_words(other[_BREAKDOWN], other[_CATEGORY], catalogue)
            return f"{name} of the same row"
        if other[_ACTIVITY] == TOTAL:
            return "the total of the same row"
        return f"{_activity(other, catalogue)} of the same row"
    if differs and differs <= {_PERIOD, _PERIOD - 1}:
        return f"the same figure in {period_in_words(other[_PERIOD], catalogue)}"
    if differs and differs <= {_PLACE, _PLACE - 1}:
        return f"the same figure of {place_in_words(other[_PLACE], catalogue)}"
    return cell_in_words(other, catalogue)


def within_sentence(label: str) -> str:
    """A label with a small first letter, unless it begins with an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def as_beginning(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def listed(words: Sequence[str]) -> str:
    """Words as they stand in a sentence: a, b and c."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def _figure(key: Sequence[str], catalogue: Catalogue) -> str:
    measure = measure_in_words(key[_MEASURE], catalogue)
    if key[_CATEGORY] != TOTAL:
        return f"{measure}: {category_in_words(key[_BREAKDOWN], key[_CATEGORY], catalogue)}"
    if key[_ACTIVITY] != TOTAL:
        return f"{measure} of {_activity(key, catalogue)}"
    return measure


def _activity(key: Sequence[str], catalogue: Catalogue) -> str:
    activity = catalogue.activities.get(key[_ACTIVITY])
    return f"“{activity.label if activity else key[_ACTIVITY]}”"
