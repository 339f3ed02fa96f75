"""The filters of a page. The address of the page is the only place where the choice is kept.

A widget that changes writes codes to the address, and every run reads the selection from there, so a link
shows what its sender saw, whatever the labels are, and the browser's back button works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import cache, here, state
from dashboard import reading_wording as wording
from dashboard.model import Choice, Options
from dashboard.preference import Preference, Query, drawable_indicators
from dashboard.queries import ReleaseReader
from dashboard.selection import QUERY_KEYS, Selection
from dashboard.view import LOOK_KEYS, Look, View
from dashboard.wording import NOTHING_TO_SHOW, PERIOD_LEVELS, PLACE_LEVELS
from pipelines.model import TOTAL
from pipelines.texts import Text

FORGOTTEN = {
    "indicator_id": ("breakdown", "categories"),
    "place_level": ("place_ids",),
    "period_level": ("periods",),
    "activity_ids": ("breakdown", "categories"),
    "breakdown": ("categories", "activity_ids"),
}
"""What is chosen anew when a field changes; single activities have no breakdown."""

WRITTEN_WITH = {"place_ids": "place_level", "periods": "period_level"}
"""A list goes into the address together with the kind of its members: which kind a page begins with can change."""


def current_query() -> Query:
    """The query parameters of this page's address."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def choose_view(page: str, release: ReleaseReader, preference: Preference) -> View:
    """The view of the address, with the widgets to change it.

    What the address asks for and the release does not have is left out, with a notice. The page ends here when
    the release has no cells of any indicator.
    """
    options = release.options
    if not drawable_indicators(options, preference):
        st.info(_say(NOTHING_TO_SHOW))
        st.stop()
    query = current_query()
    opened = cache.opened(page, query, preference, release)
    view, selection = opened.view, opened.view.selection
    if not state.take_own_change():
        for notice in opened.notices:
            st.info(notice)
    chosen = {field: query.get(key, []) for field, key in QUERY_KEYS.items()}
    chosen["periods"] = opened.query.get(QUERY_KEYS["periods"], [])
    with st.container(border=True):
        _show_subject(options, selection, preference)
        with st.expander(_say(wording.NARROW_DOWN)):
            _show_lists(options, selection, chosen, preference)
        with st.expander(_say(wording.LOOK_HEADING)):
            _show_look(options, selection, view.look)
        if opened.is_shortened:
            st.caption(_say(wording.SHORTENED.using(list=wording.NARROW_DOWN)))
        if any(key in query for key in (*QUERY_KEYS.values(), *LOOK_KEYS)):
            st.button(_say(wording.START_AGAIN), on_click=_start_again, type="tertiary")
    return view


def _show_subject(options: Options, selection: Selection, preference: Preference) -> None:
    """What most readers change: the indicator, and by what it is told apart."""
    ids = dict.fromkeys((*drawable_indicators(options, preference), selection.indicator_id))
    named = [Choice(i, f"{options.indicators[i].label} ({options.indicators[i].unit})") for i in ids]
    _one("indicator_id", named, selection.indicator_id)
    # Beside the indicator there is no room for their longest names.
    level, time, breakdown = st.columns(3)
    with level:
        levels = options.place_levels(selection.indicator_id)
        _one("place_level", _named(levels, PLACE_LEVELS), selection.place_level)
    with time:
        levels = options.period_levels(selection.indicator_id, selection.place_level)
        _one("period_level", _named(levels, PERIOD_LEVELS), selection.period_level)
    with breakdown:
        _one("breakdown", _breakdowns(options, selection), selection.breakdown)


def _named(codes: Sequence[str], names: Mapping[str, Text]) -> list[Choice]:
    return [Choice(code, _say(names[code])) for code in codes]


def _breakdowns(options: Options, selection: Selection) -> list[Choice]:
    """Breakdowns of single activities and of all together."""
    found = {
        choice.id: choice
        for by_activity in (False, True)
        for choice in options.breakdowns(
            selection.indicator_id, selection.place_level, selection.period_level, by_activity
        )
    }
    return list(found.values())


def _show_lists(
    options: Options, selection: Selection, chosen: dict[str, list[str]], preference: Preference
) -> None:
    """What narrows the figure down; an empty list stands for all."""
    places, periods = st.columns(2)
    activities, categories = st.columns(2)
    with places:
        _many("place_ids", options.places(selection.place_level), chosen["place_ids"])
    with periods:
        _many("periods", options.periods(selection.period_level), chosen["periods"])
    with activities:
        where = selection.place_ids if selection.place_level == "local" else None
        offered = options.activity_choices(
            selection.indicator_id, selection.place_level, selection.period_level, where
        )
        is_each = preference.each_activity and selection.activity_ids != (TOTAL,)
        _many(
            "activity_ids",
            offered,
            chosen["activity_ids"],
            _say(wording.EACH_ACTIVITY) if is_each else "",
        )
    with categories:
        _many("categories", options.categories(selection.breakdown), chosen["categories"])


def _show_look(options: Options, selection: Selection, look: Look) -> None:
    """How the same cells are drawn."""
    chart, panels, counting = st.columns(3)
    order, highlight, median = st.columns(3, vertical_alignment="bottom")
    with chart:
        _look("chart", {kind.value: _say(label) for kind, label in wording.CHARTS.items()}, look.chart)
    with panels:
        _look("panels", {kind.value: _say(label) for kind, label in wording.PANELS.items()}, look.panels)
    with counting:
        _look("count", {kind.value: _say(label) for kind, label in wording.COUNTING.items()}, look.counting)
    with order:
        _look("order", {kind.value: _say(label) for kind, label in wording.ORDERS.items()}, look.order)
    with highlight:
        places = {p: options.labels.places[selection.place_level, p] for p in selection.place_ids}
        activities = {a: options.labels.activities[a] for a in selection.activity_ids if a != TOTAL}
        _look("highlight", {"": _say(wording.HIGHLIGHT_NONE), **places, **activities}, look.highlight)
    with median:
        key = state.filter_key("median")
        st.session_state[key] = look.with_median
        st.toggle(_say(wording.LOOK_LABELS["median"]), key=key, on_change=_write_median)


def _one(field: str, offered: Sequence[Choice], value: str) -> None:
    labels = {choice.id: choice.label for choice in offered}
    key = state.filter_key(field)
    st.session_state[key] = value
    st.selectbox(
        _say(wording.FILTER_LABELS[field]),
        list(labels),
        format_func=lambda code: labels.get(code, code),
        key=key,
        disabled=len(labels) < 2,
        on_change=partial(_write, field),
    )


def _many(field: str, offered: Sequence[Choice], values: Sequence[str], when_empty: str = "") -> None:
    labels = {choice.id: choice.label for choice in offered}
    key = state.filter_key(field)
    st.session_state[key] = [code for code in labels if code in values]
    st.multiselect(
        _say(wording.FILTER_LABELS[field]),
        list(labels),
        format_func=lambda code: labels.get(code, code),
        key=key,
        placeholder=when_empty or _say(wording.FILTER_EMPTY[field]),
        disabled=len(labels) < 2,
        on_change=partial(_write, field),
    )


def _look(name: str, offered: Mapping[str, str], value: str) -> None:
    key = state.filter_key(name)
    st.session_state[key] = str(value)
    st.selectbox(
        _say(wording.LOOK_LABELS[name]),
        list(offered),
        format_func=lambda code: offered.get(code, code),
        key=key,
        disabled=len(offered) < 2,
        on_change=partial(_write_look, name, next(iter(offered))),
    )


def _write(field: str) -> None:
    """Put a changed widget's value into the address; what depended on the old value is forgotten."""
    value = st.session_state[state.filter_key(field)]
    for follower in FORGOTTEN.get(field, ()):
        st.query_params.pop(QUERY_KEYS[follower], None)
    kind = WRITTEN_WITH.get(field)
    if kind:
        st.query_params[QUERY_KEYS[kind]] = st.session_state[state.filter_key(kind)]
    if value and not (field == "breakdown" and value == TOTAL):
        st.query_params[QUERY_KEYS[field]] = value
    else:
        st.query_params.pop(QUERY_KEYS[field], None)
    state.note_own_change()


def _write_look(name: str, usual: str) -> None:
    _put(name, "" if (value := str(st.session_state[state.filter_key(name)])) == usual else value)


def _write_median() -> None:
    _put("median", "yes" if st.session_state[state.filter_key("median")] else "")


def _put(key: str, value: str) -> None:
    """Write a value to the address; what is as usual is left out of it."""
    if value:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)
    state.note_own_change()


def _start_again() -> None:
    """Forget everything that was chosen on this page."""
    for key in (*QUERY_KEYS.values(), *LOOK_KEYS):
        st.query_params.pop(key, None)


def _say(words: Text) -> str:
    return here.speaker().say(words)
