"""Cells of a release in words, for the manager."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layout import column_called
from pipelines.model import CELL_KEY, PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Catalogue
from pipelines.texts import Item, Name, Quarter, Text, text

WHOLE_PROJECT = text("Whole project")
WHOLE_PERIOD = text("Whole period")
CELL = text("{place}, {period}, {figure}")
TOTAL_OF_ROW = text("the total of the same row")
OF_ROW = text("“{name}” of the same row")
IN_PERIOD = text("the same figure in {period}")
OF_PLACE = text("the same figure of {place}")
PART = text("{measure}, {part}")

_PLACE, _PERIOD, _ACTIVITY, _MEASURE, _BREAKDOWN, _CATEGORY = (
    CELL_KEY.index(name)
    for name in ("place_id", "period", "activity_id", "measure_id", "breakdown", "category")
)


def cell_in_words(key: Sequence[str], catalogue: Catalogue) -> Text:
    """A cell such as "Rotterdam, 2018-Q4, Starts, Sex: Women", from the values of CELL_KEY in order."""
    return CELL.using(
        place=place_in_words(key[_PLACE], catalogue),
        period=period_in_words(key[_PERIOD], catalogue),
        figure=_figure(key, catalogue),
    )


def place_in_words(place_id: str, catalogue: Catalogue) -> Item:
    """Name of a city, region or country; an id that the catalogue no longer has stands for itself."""
    if place_id == PROJECT_PLACE:
        return WHOLE_PROJECT
    partner = next((p for p in catalogue.partners.values() if p.place_id == place_id), None)
    if partner is not None:
        return partner.called
    label = catalogue.project.country_labels.get(place_id)
    return place_id if label is None else Name(f"country.{place_id}.label", label)


def period_in_words(period: str, catalogue: Catalogue) -> Item:
    """Name of a project year, or a quarter; an id that the catalogue no longer has stands for itself."""
    if period == PROJECT_PERIOD:
        return WHOLE_PERIOD
    year = next((year for year in catalogue.project.years if year.id == period), None)
    if year is not None:
        return Name(f"year.{year.id}.label", year.label)
    return Quarter(period) if "-Q" in period else period


def category_in_words(breakdown_id: str, category_id: str, catalogue: Catalogue) -> Item:
    """A category and what it is a part of; codes that the catalogue no longer has stand for themselves."""
    breakdown = catalogue.breakdowns.get(breakdown_id)
    if breakdown is None or all(category.id != category_id for category in breakdown.categories):
        return category_id
    return column_called(catalogue, (breakdown_id, category_id))


def measure_in_words(measure_id: str, catalogue: Catalogue) -> Item:
    """Name of a measure."""
    measure = catalogue.measures.get(measure_id)
    return measure.called if measure else measure_id


def seen_from(other: Sequence[str], key: Sequence[str], catalogue: Catalogue) -> Text:
    """Another cell as the reader of this one would name it, such as "“Sex: Men” of the same row"."""
    differs = {position for position in range(len(CELL_KEY)) if other[position] != key[position]}
    if differs and differs <= {_BREAKDOWN, _CATEGORY, _ACTIVITY}:
        if other[_CATEGORY] != TOTAL:
            return OF_ROW.using(name=category_in_words(other[_BREAKDOWN], other[_CATEGORY], catalogue))
        if other[_ACTIVITY] == TOTAL:
            return TOTAL_OF_ROW
        return OF_ROW.using(name=_activity(other, catalogue))
    if differs and differs <= {_PERIOD, _PERIOD - 1}:
        return IN_PERIOD.using(period=period_in_words(other[_PERIOD], catalogue))
    if differs and differs <= {_PLACE, _PLACE - 1}:
        return OF_PLACE.using(place=place_in_words(other[_PLACE], catalogue))
    return cell_in_words(other, catalogue)


def _figure(key: Sequence[str], catalogue: Catalogue) -> Item:
    measure = measure_in_words(key[_MEASURE], catalogue)
    if key[_CATEGORY] != TOTAL:
        return PART.using(measure=measure, part=category_in_words(key[_BREAKDOWN], key[_CATEGORY], catalogue))
    if key[_ACTIVITY] != TOTAL:
        return PART.using(measure=measure, part=_activity(key, catalogue))
    return measure


def _activity(key: Sequence[str], catalogue: Catalogue) -> Item:
    activity = catalogue.activities.get(key[_ACTIVITY])
    return activity.called if activity else key[_ACTIVITY]
