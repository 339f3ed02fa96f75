"""The worked example of the method page: the reader's counts, what becomes of them, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import method_wording as wording
from dashboard import state
from dashboard.components import example_words, tables
from dashboard.components.numbers import ENGLISH
from pipelines.languages import Speaker
from pipelines.model import PROJECT_PLACE, Policy
from pipelines.protect.example import (
    CATEGORIES,
    COLUMNS,
    MOST,
    PLACES,
    TOWNS,
    Cell,
    Counts,
    Example,
    PublishedCell,
)
from pipelines.texts import Text, verbatim

PRESETS: Mapping[str, Counts] = {
    "one": ((3, 9), (8, 12), (11, 7)),
    "two": ((3, 9), (2, 12), (11, 7)),
    "totals": ((2, 1), (1, 3), (3, 1)),
    "none": ((10, 9), (8, 12), (11, 7)),
}
FIRST = "one"
MOST_CHAINS = 4
"""Chains of steps that are written out; the others are counted."""

WorkOut = Callable[[Counts], Example]
Say = Callable[[Text], str]
RoundOff = Callable[[Counts], Mapping[Cell, PublishedCell]]


@st.fragment
def show(work_out: WorkOut, round_off: RoundOff, policy: Policy, speaker: Speaker = ENGLISH) -> None:
    """The inputs, the published table, every hidden cell with its reason, and what less hiding would give away."""
    say = speaker.say
    st.header(say(wording.EXAMPLE_HEADING), anchor=False)
    st.markdown(say(wording.EXAMPLE_INTRO))
    if policy.profile == "round":
        st.markdown(say(wording.EXAMPLE_PROJECT_ROUNDS))
    counts = _choose_counts(say)
    example = work_out(counts)
    clear, published = st.columns(2)
    with clear:
        st.subheader(say(wording.EXAMPLE_CLEAR), anchor=False)
        _show_table(_counts(example.clear), say(wording.EXAMPLE_CLEAR), say)
    with published:
        st.subheader(say(wording.EXAMPLE_PUBLISHED), anchor=False)
        _show_table(example_words.published(example), say(wording.EXAMPLE_PUBLISHED), say)
    _show_reasons(example, policy, say)
    _show_lookalikes(example, say)
    _show_rounded(partial(round_off, counts), say, is_open=policy.profile == "round")
    _show_naive(example, policy, say)


def _choose_counts(say: Say) -> Counts:
    st.caption(say(wording.EXAMPLE_PRESETS))
    with st.container(horizontal=True):
        for name, label in wording.EXAMPLE_PRESET_LABELS.items():
            st.button(say(label), on_click=partial(_set_counts, PRESETS[name]), key=state.example_key(name))
    counts: list[list[int]] = []
    for column, town, preset in zip(st.columns(len(TOWNS)), TOWNS, PRESETS[FIRST], strict=True):
        with column:
            counts.append(
                [_input((town, c), first, say) for c, first in zip(CATEGORIES, preset, strict=True)]
            )
    return tuple((women, men) for women, men in counts)


def _input(cell: Cell, first: int, say: Say) -> int:
    key = state.example_key(*cell)
    if key not in st.session_state:
        st.session_state[key] = first
    label = example_words.capitalised(say(example_words.name_of(cell)))
    return int(st.number_input(label, min_value=0, max_value=MOST, step=1, key=key))


def _set_counts(counts: Counts) -> None:
    for town, pair in zip(TOWNS, counts, strict=True):
        for category, count in zip(CATEGORIES, pair, strict=True):
            st.session_state[state.example_key(town, category)] = count


def _show_table(texts: Mapping[Cell, Text], alt: str, say: Say) -> None:
    columns = [
        say(wording.EXAMPLE_PLACE_COLUMN),
        *(say(wording.EXAMPLE_COLUMNS[column]) for column in COLUMNS),
    ]
    rows = [
        [
            say(wording.EXAMPLE_ALL_TOWNS) if place == PROJECT_PLACE else wording.EXAMPLE_TOWNS[place],
            *(say(texts[place, column]) for column in COLUMNS),
        ]
        for place in PLACES
    ]
    tables.show(columns, rows, alt=alt)


def _counts(table: Mapping[Cell, int]) -> Mapping[Cell, Text]:
    return {cell: verbatim(str(count)) for cell, count in table.items()}


def _show_reasons(example: Example, policy: Policy, say: Say) -> None:
    if not example.hidden:
        st.success(say(wording.EXAMPLE_NOTHING_HIDDEN.using(largest=policy.threshold - 1)))
        return
    st.markdown(say(example_words.hidden_count(example)))
    rows = [
        (
            example_words.capitalised(say(example_words.name_of(each.cell))),
            say(example_words.reason(each, policy)),
        )
        for each in example.hidden
    ]
    with st.expander(say(wording.EXAMPLE_WHY), expanded=True):
        tables.show([say(each) for each in wording.EXAMPLE_WHY_COLUMNS], rows, alt=say(wording.EXAMPLE_WHY))
        st.caption(say(wording.EXAMPLE_ALIKE))


def _show_lookalikes(example: Example, say: Say) -> None:
    if not example.lookalikes:
        return
    target = next(each.cell for each in example.hidden if each.is_small)
    name = example_words.name_of(target)
    least, most = example.lookalikes
    with st.expander(say(wording.EXAMPLE_LOOKALIKES)):
        st.markdown(
            say(wording.EXAMPLE_LOOKALIKES_INTRO.using(target=name, least=least[target], most=most[target]))
        )
        for column, table in zip(st.columns(2), (least, most), strict=True):
            title = example_words.capitalised(
                say(wording.EXAMPLE_LOOKALIKE.using(target=name, value=table[target]))
            )
            with column:
                st.markdown(f"**{title}**")
                _show_table(_counts(table), title, say)


def _show_rounded(round_off: Callable[[], Mapping[Cell, PublishedCell]], say: Say, *, is_open: bool) -> None:
    """The rounded table, worked out only when it is looked at."""
    key = state.example_key("rounded")
    box = st.expander(say(wording.EXAMPLE_ROUNDED), expanded=is_open, on_change="rerun", key=key)
    if box.open:
        with box:
            st.markdown(say(wording.EXAMPLE_ROUNDED_INTRO))
            _show_table(example_words.rounded(round_off()), say(wording.EXAMPLE_ROUNDED), say)


def _show_naive(example: Example, policy: Policy, say: Say) -> None:
    st.subheader(say(wording.EXAMPLE_NAIVE), anchor=False)
    if not any(each.is_small for each in example.hidden):
        st.markdown(say(wording.EXAMPLE_NAIVE_NONE))
        return
    st.markdown(say(wording.EXAMPLE_NAIVE_ALWAYS.using(largest=policy.threshold - 1)))
    leaks = sorted(example.naive, key=lambda leak: len(leak.steps))
    if not leaks:
        st.markdown(say(wording.EXAMPLE_NAIVE_SAFE))
        return
    st.markdown(_bullets([say(example_words.naive_leak(leak)) for leak in leaks[:MOST_CHAINS]]))
    if len(leaks) > MOST_CHAINS:
        st.markdown(say(wording.EXAMPLE_NAIVE_MORE.using(count=len(leaks) - MOST_CHAINS)))


def _bullets(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)
