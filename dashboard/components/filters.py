"""The filters of a page. The address of the page is the only place where the choice is kept.

A widget that changes writes codes to the address, and every run reads the selection from there, so a link
shows what its sender saw, whatever the labels are, and the browser's back button works.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import here, state
from dashboard import reading_wording as wording
from dashboard.model import Choice, Options
from dashboard.preference import Preference, Query, drawable_indicators, filled
from dashboard.queries import ReleaseReader
from dashboard.selection import QUERY_KEYS, Selection
from dashboard.view import View, view_from_query
from dashboard.wording import NOTHING_TO_SHOW, PERIOD_LEVELS, PLACE_LEVELS
from pipelines.model import TOTAL

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
        st.info(release.provenance.say(NOTHING_TO_SHOW))
        st.stop()
    query = current_query()
    complete = filled(query, options, preference)
    view, notices = view_from_query(page, complete, options, release.provenance)
    selection = view.selection
    if not state.take_own_change():
        for notice in notices:
            st.info(notice)
    chosen = {field: query.get(key, []) for field, key in QUERY_KEYS.items()}
    chosen["periods"] = complete.get(QUERY_KEYS["periods"], [])
    with st.container(border=True):
        _show_indicator(options, selection, preference)
        _show_places_and_periods(options, selection, chosen)
        _show_activities(options, selection, chosen, preference)
    return view


def _show_indicator(options: Options, selection: Selection, preference: Preference) -> None:
    indicator, breakdown = st.columns([3, 1])
    with indicator:
        ids = dict.fromkeys((*drawable_indicators(options, preference), selection.indicator_id))
        named = [Choice(i, f"{options.indicators[i].label} ({options.indicators[i].unit})") for i in ids]
        _one("indicator_id", named, selection.indicator_id)
    with breakdown:
        _one("breakdown", _breakdowns(options, selection), selection.breakdown)


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


def _show_places_and_periods(options: Options, selection: Selection, chosen: dict[str, list[str]]) -> None:
    level, places, time, periods = st.columns(4)
    with level:
        levels = options.place_levels(selection.indicator_id)
        _one(
            "place_level",
            [Choice(code, here.speaker().say(PLACE_LEVELS[code])) for code in levels],
            selection.place_level,
        )
    with places:
        _many("place_ids", options.places(selection.place_level), chosen["place_ids"])
    with time:
        levels = options.period_levels(selection.indicator_id, selection.place_level)
        _one(
            "period_level",
            [Choice(code, here.speaker().say(PERIOD_LEVELS[code])) for code in levels],
            selection.period_level,
        )
    with periods:
        _many("periods", options.periods(selection.period_level), chosen["periods"])


def _show_activities(
    options: Options, selection: Selection, chosen: dict[str, list[str]], preference: Preference
) -> None:
    activities, categories = st.columns([3, 1])
    with activities:
        where = selection.place_ids if selection.place_level == "local" else None
        offered = options.activity_choices(
            selection.indicator_id, selection.place_level, selection.period_level, where
        )
        is_each = preference.each_activity and selection.activity_ids != (TOTAL,)
        when_empty = here.speaker().say(wording.EACH_ACTIVITY) if is_each else ""
        _many("activity_ids", offered, chosen["activity_ids"], when_empty)
    with categories:
        _many("categories", options.categories(selection.breakdown), chosen["categories"])


def _one(field: str, offered: Sequence[Choice], value: str) -> None:
    labels = {choice.id: choice.label for choice in offered}
    key = state.filter_key(field)
    st.session_state[key] = value
    st.selectbox(
        here.speaker().say(wording.FILTER_LABELS[field]),
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
        here.speaker().say(wording.FILTER_LABELS[field]),
        list(labels),
        format_func=lambda code: labels.get(code, code),
        key=key,
        placeholder=when_empty or here.speaker().say(wording.FILTER_EMPTY[field]),
        disabled=len(labels) < 2,
        on_change=partial(_write, field),
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
