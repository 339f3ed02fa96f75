"""What a page of figures shows when its address does not say."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.model import IndicatorInfo, Options
from dashboard.selection import QUERY_KEYS, Selection, from_query
from pipelines.model import TOTAL

Query = dict[str, list[str]]

UNITS_OF_PEOPLE = frozenset({"persons", "enrolments"})


@dataclass(frozen=True)
class Preference:
    """Where a page begins; what the release does not have is passed over."""

    place_level: str
    period_level: str
    each_activity: bool = False
    only_of_people: bool = False
    """Whether the page is about indicators that count people."""


COMPARE = Preference(place_level="local", period_level="project", each_activity=True)
PARTICIPATION = Preference(place_level="project", period_level="quarter", only_of_people=True)


def drawable_indicators(options: Options, preference: Preference) -> tuple[str, ...]:
    """Indicators that have cells and that the page is about; all that have cells when it is about none."""
    drawable = tuple(i for i, info in options.indicators.items() if info.plan)
    if not preference.only_of_people:
        return drawable
    return tuple(i for i in drawable if counts_people(options.indicators[i])) or drawable


def counts_people(info: IndicatorInfo) -> bool:
    """Whether an indicator counts people."""
    return info.kind == "measure" and info.unit in UNITS_OF_PEOPLE


def filled(query: Query, options: Options, preference: Preference) -> Query:
    """The query, with what it does not say filled in as the page prefers.

    Errors: ValueError when the release has no indicator with cells.
    """
    query = dict(query)
    _fill_indicator(query, options, preference)
    selection = _read(query, options)
    if not _says(query, "place_level") and preference.place_level in options.place_levels(
        selection.indicator_id
    ):
        query[QUERY_KEYS["place_level"]] = [preference.place_level]
    selection = _read(query, options)
    levels = options.period_levels(selection.indicator_id, selection.place_level)
    if not _says(query, "period_level", "periods") and preference.period_level in levels:
        query[QUERY_KEYS["period_level"]] = [preference.period_level]
    if preference.each_activity and not _says(query, "activity_ids", "breakdown"):
        query[QUERY_KEYS["activity_ids"]] = _single_activities(_read(query, options), options)
    return query


def _fill_indicator(query: Query, options: Options, preference: Preference) -> None:
    ids = drawable_indicators(options, preference)

    def rank(indicator_id: str) -> tuple[bool, bool]:
        info = options.indicators[indicator_id]
        return preference.each_activity and not any(row.by_activity for row in info.plan), not info.headline

    if ids and not _says(query, "indicator_id"):
        query[QUERY_KEYS["indicator_id"]] = sorted(ids, key=rank)[:1]


def _single_activities(selection: Selection, options: Options) -> list[str]:
    offered = options.activity_choices(selection.indicator_id, selection.place_level, selection.period_level)
    return [choice.id for choice in offered if choice.id != TOTAL]


def _says(query: Query, *fields: str) -> bool:
    return any(query.get(QUERY_KEYS[field]) for field in fields)


def _read(query: Query, options: Options) -> Selection:
    return from_query(query, options)[0]
