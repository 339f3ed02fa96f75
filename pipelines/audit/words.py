"""Cells and chains of sums in words; names only, never a count."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.audit.plan import Cell, Count
from pipelines.model import PROJECT_PERIOD, TOTAL, Catalogue


def cell_in_words(catalogue: Catalogue, cell: Cell) -> str:
    """A cell by its place, period, measure and category, in the catalogue's labels."""
    if len(cell) != 8:
        return "an unknown cell"
    level, place, _, period, activity, measure, breakdown, category = cell
    words = [_label_of_measure(catalogue, measure)]
    if activity != TOTAL:
        known = catalogue.activities.get(activity)
        words.append(known.label if known else activity)
    if breakdown != TOTAL:
        words.append(category_in_words(catalogue, breakdown, category))
    return f"{_place(catalogue, level, place)}, {_period(catalogue, period)}, {', '.join(words)}"


def count_in_words(catalogue: Catalogue, count: Count) -> str:
    """A reported count, as the cell of its own place."""
    partner = catalogue.partners[count[0]]
    place = partner.place_id or partner.id
    return cell_in_words(catalogue, ("local", place, "quarter", *count[1:]))


def category_in_words(catalogue: Catalogue, breakdown: str, category: str) -> str:
    known = catalogue.breakdowns.get(breakdown)
    if known is None:
        return f"{breakdown} {category}"
    label = next((c.label for c in known.categories if c.id == category), category)
    return f"{known.label} {label}"


def partner_in_words(catalogue: Catalogue, partner: str) -> str:
    known = catalogue.partners.get(partner)
    return known.label if known else partner


def in_a_row(words: Sequence[str]) -> str:
    """a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _label_of_measure(catalogue: Catalogue, measure: str) -> str:
    known = catalogue.measures.get(measure)
    return known.label if known else measure


def _place(catalogue: Catalogue, level: str, place: str) -> str:
    if level == "project":
        return "whole project"
    if level == "country":
        return catalogue.project.country_labels.get(place, place)
    owner = next((p for p in catalogue.partners.values() if place in (p.place_id, p.id)), None)
    return owner.label if owner else place


def _period(catalogue: Catalogue, period: str) -> str:
    if period == PROJECT_PERIOD:
        return "whole period"
    year = next((y for y in catalogue.project.years if y.id == period), None)
    return year.label if year else period
