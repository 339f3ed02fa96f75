"""What a reader has chosen to see: one indicator, its places, periods, activities and categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard import wording
from dashboard.model import Choice, Labels, Options
from pipelines.languages import Speaker
from pipelines.model import TOTAL
from pipelines.texts import Text

QUERY_KEYS: Mapping[str, str] = {
    "indicator_id": "indicator",
    "place_level": "level",
    "place_ids": "place",
    "period_level": "time",
    "periods": "period",
    "activity_ids": "activity",
    "breakdown": "by",
    "categories": "category",
}
"""Field of a selection -> its key in the address of a page."""

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")


@dataclass(frozen=True)
class Selection:
    """One indicator and the cells of it to show; every combination of the lists is asked for."""

    indicator_id: str
    place_level: str
    place_ids: tuple[str, ...]
    period_level: str
    periods: tuple[str, ...]
    activity_ids: tuple[str, ...] = (TOTAL,)
    breakdown: str = TOTAL
    categories: tuple[str, ...] = (TOTAL,)

    def describe(self, labels: Labels, speaker: Speaker) -> str:
        """The selection in words: 'Málaga, Rotterdam; 2017-Q4 to 2018-Q3; all activities; sex: women, men'.

        A list that is everything the release has at its level is named as such, and neighbouring periods as a
        span; of very long lists only the number is said. Codes without a label stand for themselves.
        """
        parts = [
            _describe_places(self, labels, speaker),
            _describe_periods(self, labels, speaker),
            _describe_activities(self, labels, speaker),
            _describe_categories(self, labels),
        ]
        return "; ".join(part for part in parts if part)

    def to_query(self) -> dict[str, list[str]]:
        """The selection as query parameters of a page address."""
        return {
            QUERY_KEYS["indicator_id"]: [self.indicator_id],
            QUERY_KEYS["place_level"]: [self.place_level],
            QUERY_KEYS["place_ids"]: list(self.place_ids),
            QUERY_KEYS["period_level"]: [self.period_level],
            QUERY_KEYS["periods"]: list(self.periods),
            QUERY_KEYS["activity_ids"]: list(self.activity_ids),
            QUERY_KEYS["breakdown"]: [self.breakdown],
            QUERY_KEYS["categories"]: list(self.categories),
        }


def default_selection(options: Options, indicator_id: str | None = None) -> Selection:
    """The first thing to show: all places and periods of the finest level, all activities together.

    Errors: ValueError when the release has no indicator with cells, or not the one asked for.
    """
    drawable = [i for i, info in options.indicators.items() if info.plan]
    headline = [i for i in drawable if options.indicators[i].headline]
    chosen = indicator_id if indicator_id is not None else next(iter([*headline, *drawable]), None)
    if chosen is None or chosen not in drawable:
        raise ValueError("the release has no cells of the indicator asked for")
    place_level = options.place_levels(chosen)[0]
    return _complete(options, Selection(chosen, place_level, (), "", ()))


def from_query(
    query: Mapping[str, str | Sequence[str]], options: Options
) -> tuple[Selection, tuple[Text, ...]]:
    """A selection from query parameters, and a notice for every value that was left out.

    What is missing takes its default; what this release does not have, or not for this indicator, is
    dropped. A list of which nothing is left takes its default too.
    Errors: ValueError when the release has no indicator with cells.
    """
    notices: list[Text] = []

    def asked(field: str) -> tuple[str, ...]:
        value = query.get(QUERY_KEYS[field], ())
        return (value,) if isinstance(value, str) else tuple(dict.fromkeys(value))

    def keep(field: str, offered: Sequence[str]) -> tuple[str, ...]:
        values = asked(field)
        notices.extend(_notice(field, value) for value in values if value not in offered)
        return tuple(value for value in offered if value in values)

    drawable = [i for i, info in options.indicators.items() if info.plan]
    chosen = default_selection(options, next(iter(keep("indicator_id", drawable)), None))
    indicator_id = chosen.indicator_id
    place_level = next(iter(keep("place_level", options.place_levels(indicator_id))), chosen.place_level)
    place_ids = keep("place_ids", _ids(options.places(place_level)))
    period_levels = options.period_levels(indicator_id, place_level)
    period_level = next(iter(keep("period_level", period_levels)), period_levels[0])
    periods = keep("periods", _ids(options.periods(period_level)))
    activity_ids = keep(
        "activity_ids", _ids(options.activity_choices(indicator_id, place_level, period_level))
    )
    partial = _complete(
        options, Selection(indicator_id, place_level, place_ids, period_level, periods, activity_ids, "", ())
    )
    breakdown = next(iter(keep("breakdown", _ids(_breakdowns(options, partial)))), partial.breakdown)
    categories = keep("categories", _ids(options.categories(breakdown)))
    return _complete(options, replace(partial, breakdown=breakdown, categories=categories)), tuple(notices)


def _complete(options: Options, selection: Selection) -> Selection:
    """The same selection with every empty field filled with its default."""
    period_levels = options.period_levels(selection.indicator_id, selection.place_level)
    period_level = selection.period_level or period_levels[0]
    offered = _ids(options.activity_choices(selection.indicator_id, selection.place_level, period_level))
    chosen = replace(
        selection,
        place_ids=selection.place_ids or _ids(options.places(selection.place_level)),
        period_level=period_level,
        periods=selection.periods or _ids(options.periods(period_level)),
        activity_ids=selection.activity_ids
        if set(selection.activity_ids) & set(offered)
        else ((TOTAL,) if TOTAL in offered else offered),
    )
    breakdowns = _ids(_breakdowns(options, chosen))
    breakdown = chosen.breakdown if chosen.breakdown in breakdowns else next(iter(breakdowns), TOTAL)
    known = _ids(options.categories(breakdown))
    categories = tuple(c for c in chosen.categories if c in known) or known
    return replace(chosen, breakdown=breakdown, categories=categories)


def _breakdowns(options: Options, selection: Selection) -> tuple[Choice, ...]:
    """Breakdowns that every chosen activity has."""
    wanted = {activity != TOTAL for activity in selection.activity_ids}
    offered = [
        options.breakdowns(
            selection.indicator_id, selection.place_level, selection.period_level, by_activity=by_activity
        )
        for by_activity in sorted(wanted)
    ]
    return tuple(choice for choice in offered[0] if all(choice in others for others in offered))


def _ids(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.id for choice in choices)


def _notice(field: str, value: str) -> Text:
    # The value comes from an address that anybody can make: only a plain code is repeated.
    shown = value if _CODE.fullmatch(value) else wording.UNREADABLE_VALUE
    return wording.UNKNOWN_IN_ADDRESS.using(what=wording.FILTER_NAMES[field], value=shown)


def _describe_places(selection: Selection, labels: Labels, speaker: Speaker) -> str:
    known = [code for level, code in labels.places if level == selection.place_level]
    if selection.place_level == "project":
        return speaker.say(wording.WHOLE_PROJECT)
    if len(known) > wording.LIST_IN_FULL and set(known) <= set(selection.place_ids):
        return speaker.say(wording.ALL_PLACES[selection.place_level])
    if len(selection.place_ids) > wording.LIST_AT_MOST:
        number, every = speaker.number(len(selection.place_ids)), speaker.number(len(known))
        return speaker.say(wording.SOME_PLACES[selection.place_level].using(n=number, all=every))
    return _joined(labels.places.get((selection.place_level, p), p) for p in selection.place_ids)


def _describe_periods(selection: Selection, labels: Labels, speaker: Speaker) -> str:
    if selection.period_level == "project":
        return speaker.say(wording.WHOLE_PERIOD)
    known = [code for level, code in labels.periods if level == selection.period_level]
    names = [labels.periods.get((selection.period_level, p), p) for p in selection.periods]
    positions = [known.index(p) for p in selection.periods if p in known]
    is_span = len(positions) == len(names) and positions == list(
        range(positions[0], positions[0] + len(positions))
    )
    if len(names) > 2 and is_span:
        return speaker.say(wording.SPAN.using(first=names[0], last=names[-1]))
    return _joined(names)


def _describe_activities(selection: Selection, labels: Labels, speaker: Speaker) -> str:
    together = speaker.say(wording.ALL_ACTIVITIES_TOGETHER)
    if selection.activity_ids == (TOTAL,):
        return together
    single = [code for code in labels.activities if code != TOTAL]
    if len(single) > wording.LIST_IN_FULL and set(single) <= set(selection.activity_ids):
        return speaker.say(wording.EACH_ACTIVITY)
    if len(selection.activity_ids) > wording.LIST_AT_MOST:
        number, every = speaker.number(len(selection.activity_ids)), speaker.number(len(single))
        return speaker.say(wording.SOME_ACTIVITIES.using(n=number, all=every))
    return _joined(together if a == TOTAL else labels.activities.get(a, a) for a in selection.activity_ids)


def _describe_categories(selection: Selection, labels: Labels) -> str:
    if selection.breakdown == TOTAL:
        return ""
    names = _joined(labels.categories.get((selection.breakdown, c), c) for c in selection.categories)
    return f"{labels.breakdowns.get(selection.breakdown, selection.breakdown)}: {names}"


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)
