"""What a page of figures shows when its address does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from dashboard.model import PERIOD_LEVELS, IndicatorInfo, Options, Provenance
from dashboard.selection import QUERY_KEYS, Selection, from_query
from dashboard.view import View, view_from_query
from pipelines.model import TOTAL

Query = dict[str, list[str]]

MOST_ROWS = 40
"""More pairs of a place and an activity than this cannot be read in one figure, so nobody gets them unasked."""


@dataclass(frozen=True)
class Preference:
    """Where a page begins; what the release does not have, or of which it shows nothing, is passed over."""

    place_level: str
    period_level: str
    each_activity: bool = False
    only_of_people: bool = False
    """Whether the page is about indicators that count people."""


EXPLORE = Preference(place_level="local", period_level="project", each_activity=True)
PARTICIPATION = Preference(place_level="project", period_level="quarter", only_of_people=True)


def drawable_indicators(options: Options, preference: Preference) -> tuple[str, ...]:
    """Indicators that have cells and that the page is about; all that have cells when it is about none."""
    drawable = tuple(i for i, info in options.indicators.items() if info.plan)
    if not preference.only_of_people:
        return drawable
    return tuple(i for i in drawable if counts_people(options.indicators[i])) or drawable


def counts_people(info: IndicatorInfo) -> bool:
    """Whether an indicator is a count of people, as its measure says."""
    return info.kind == "measure" and info.person_level


def filled(query: Query, options: Options, preference: Preference) -> Query:
    """The query, with what it does not say filled in as the page prefers.

    Kinds of place and of period begin with the preferred ones; where no cell of these has a published value, with
    the next ones of which a cell has. A page of single activities then begins with the latest such period, or with
    all activities together where no single one has a value. Where that would be too many rows to read, it begins with
    the first ones, see `MOST_ROWS`.
    Errors: ValueError when the release has no indicator with cells.
    """
    free = [field for field in ("place_ids", "activity_ids") if not _says(query, field)]
    query = dict(query)
    _fill_indicator(query, options, preference)
    wants_each = preference.each_activity and not _says(query, "activity_ids", "breakdown")
    if wants_each and not _fill_levels(query, options, preference, each=True):
        wants_each = not _fill_levels(query, options, preference, each=False)
    elif not wants_each:
        _fill_levels(query, options, preference, each=False)
    if wants_each:
        query[QUERY_KEYS["activity_ids"]] = _single_activities(_read(query, options), options)
    _keep_readable(query, options, free)
    return query


@dataclass(frozen=True)
class Opened:
    """What a page of figures shows for an address."""

    query: Query
    """The address, completed as the page prefers; never to be changed."""
    view: View
    notices: tuple[str, ...]
    """What is said of every value that was left out."""
    is_shortened: bool
    """See `is_shortened`."""


def opened(
    page: str, query: Query, preference: Preference, options: Options, provenance: Provenance
) -> Opened:
    """What a page shows for its address.

    Errors: ValueError when the release has no indicator with cells.
    """
    complete = filled(query, options, preference)
    view, notices = view_from_query(page, complete, options, provenance)
    return Opened(complete, view, notices, is_shortened(query, view.selection, options))


def is_shortened(query: Query, selection: Selection, options: Options) -> bool:
    """Whether a page begins with only the first of the places or activities, for an address that names none."""
    if not _says(query, "place_ids") and len(selection.place_ids) < len(
        options.places(selection.place_level)
    ):
        return True
    singles = [activity for activity in selection.activity_ids if activity != TOTAL]
    if not singles or _says(query, "activity_ids"):
        return False
    where = selection.place_ids if selection.place_level == "local" else None
    return not set(_single_activities(selection, options, where)) <= set(singles)


def _keep_readable(query: Query, options: Options, free: Sequence[str]) -> None:
    """Choose the first of the places and activities that are free where all of them are too many rows."""
    selection = _read(query, options)
    places, activities = selection.place_ids, selection.activity_ids
    running = _running(options, selection, places)
    is_short = sum(map(len, running.values())) > MOST_ROWS
    if is_short and "place_ids" in free:
        sizes = Counter(place for found in running.values() for place in found)
        places = _first(places, [sizes[place] for place in places])
        query[QUERY_KEYS["place_ids"]] = list(places)
        running = _running(options, selection, places)
    if is_short and "activity_ids" in free:
        query[QUERY_KEYS["activity_ids"]] = list(_first(activities, [len(running[a]) for a in activities]))


def _running(
    options: Options, selection: Selection, places: Collection[str]
) -> Mapping[str, Collection[str]]:
    """Activity that is chosen -> those of the places that can have a row of it."""
    is_local = selection.place_level == "local"
    found: dict[str, Collection[str]] = {}
    for activity in selection.activity_ids:
        own = options.activities[activity].place_ids if is_local and activity != TOTAL else ()
        found[activity] = set(own).intersection(places) if own else places
    return found


def _first(ids: Sequence[str], sizes: Sequence[int]) -> tuple[str, ...]:
    """The first ids with rows that can be read together, at least one of them."""
    wanted = [(each, total) for each, size, total in zip(ids, sizes, accumulate(sizes), strict=True) if size]
    return tuple(each for each, total in wanted if total <= MOST_ROWS) or tuple(ids[:1])


def _fill_indicator(query: Query, options: Options, preference: Preference) -> None:
    ids = drawable_indicators(options, preference)

    def rank(indicator_id: str) -> tuple[bool, bool, bool]:
        info = options.indicators[indicator_id]
        return not info.shown, not any(row.by_activity for row in info.plan), not info.headline

    if ids and not _says(query, "indicator_id"):
        query[QUERY_KEYS["indicator_id"]] = sorted(ids, key=rank)[:1]


def _fill_levels(query: Query, options: Options, preference: Preference, *, each: bool) -> bool:
    """Fill in kinds of place and of period, and whether the page then shows a value."""
    selection = _read(query, options)
    info = options.indicators[selection.indicator_id]
    is_time_free = not _says(query, "period_level", "periods")
    places: Sequence[str] = (selection.place_level,)
    if not _says(query, "place_level", "place_ids"):
        places = _preferred_first(preference.place_level, options.place_levels(info.id))
    wanted = [
        (place, time)
        for place in places
        for time in (
            _preferred_first(preference.period_level, options.period_levels(info.id, place)[::-1])
            if is_time_free
            else (selection.period_level,)
        )
    ]
    shown = _shown_periods(query, info, each=each)
    found = next((levels for levels in wanted if levels in shown), None)
    if found is None and each:
        return False
    place, time = found or wanted[0]
    query[QUERY_KEYS["place_level"]] = [place]
    if is_time_free:
        query[QUERY_KEYS["period_level"]] = [time]
        if preference.each_activity and time != PERIOD_LEVELS[-1] and found is not None:
            order = [choice.id for choice in options.periods(time)]
            query[QUERY_KEYS["periods"]] = [max(shown[found], key=order.index)]
    return found is not None


def _shown_periods(query: Query, info: IndicatorInfo, *, each: bool) -> dict[tuple[str, str], list[str]]:
    """Kinds of place and of period -> periods of which the page would show a value."""
    asked = query.get(QUERY_KEYS["activity_ids"], [])
    is_single = each or any(activity != TOTAL for activity in asked)
    breakdown = next(iter(query.get(QUERY_KEYS["breakdown"], [])), TOTAL)
    found: dict[tuple[str, str], list[str]] = {}
    for row, period in info.shown:
        if row.breakdown == breakdown and row.by_activity is is_single:
            found.setdefault((row.place_level, row.period_level), []).append(period)
    return found


def _preferred_first(preferred: str, offered: Sequence[str]) -> list[str]:
    return sorted(offered, key=lambda level: level != preferred)


def _single_activities(
    selection: Selection, options: Options, place_ids: tuple[str, ...] | None = None
) -> list[str]:
    """The activities that the selection could be of; those of some local places only, where these are given."""
    offered = options.activity_choices(
        selection.indicator_id, selection.place_level, selection.period_level, place_ids
    )
    return [choice.id for choice in offered if choice.id != TOTAL]


def _says(query: Query, *fields: str) -> bool:
    return any(query.get(QUERY_KEYS[field]) for field in fields)


def _read(query: Query, options: Options) -> Selection:
    return from_query(query, options)[0]
