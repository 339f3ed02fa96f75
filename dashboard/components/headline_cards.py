"""Headline indicators against their targets, one card each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import page_wording as wording
from dashboard.components import numbers
from dashboard.model import CellStatus, Headline

CARDS_IN_A_ROW = 3
RANGES = (CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE)


def show(headlines: Sequence[Headline]) -> None:
    """The cards, three in a row where there is room."""
    for start in range(0, len(headlines), CARDS_IN_A_ROW):
        columns = st.columns(CARDS_IN_A_ROW)
        for column, headline in zip(columns, headlines[start : start + CARDS_IN_A_ROW], strict=False):
            with column:
                _show_card(headline)


def value_text(headline: Headline) -> str:
    """The value with its unit, or why there is none."""
    unit = headline.indicator.unit
    if headline.status in RANGES:
        return numbers.range_of(headline.lower, headline.upper, unit)
    if headline.value is None:
        return numbers.status_word(headline.status)
    value = numbers.amount(headline.value, unit)
    return wording.ABOUT_VALUE.format(value=value) if headline.is_rounded else value


def note_text(headline: Headline) -> str:
    """Period, target and what is special about the value, in one sentence each."""
    parts = [headline.period_label]
    if headline.status in (CellStatus.PROVISIONAL, CellStatus.PROVISIONAL_RANGE):
        parts.append(wording.PROVISIONAL_SHORT)
    if headline.status in RANGES:
        parts.append(wording.RANGE_SHORT)
    if headline.status is CellStatus.WITHHELD or headline.is_rounded:
        parts.append(numbers.interval(headline.lower, headline.upper))
    if headline.target is None:
        parts.append(wording.TARGET_NONE)
    else:
        parts.append(_target_text(headline, numbers.amount(headline.target, headline.indicator.unit)))
        parts.append(
            {True: wording.TARGET_REACHED, False: wording.TARGET_NOT_REACHED, None: ""}[headline.is_reached]
        )
    if headline.awaits_the_end:
        parts.append(wording.AWAITS_THE_END)
    return " · ".join(part for part in parts if part)


def _target_text(headline: Headline, aim: str) -> str:
    is_up = headline.indicator.direction == "up"
    if headline.target_period_label == headline.period_label:
        return (wording.TARGET_UP if is_up else wording.TARGET_DOWN).format(aim=aim)
    text = wording.TARGET_UP_FOR if is_up else wording.TARGET_DOWN_FOR
    return text.format(aim=aim, period=headline.target_period_label)


def _progress_text(headline: Headline, progress_pct: int) -> str:
    text = wording.TARGET_PROGRESS_ABOUT if headline.is_rounded else wording.TARGET_PROGRESS
    return text.format(share=numbers.amount(progress_pct, "%"))


def _show_card(headline: Headline) -> None:
    with st.container(border=True, height="stretch"):
        st.metric(headline.indicator.label, value_text(headline), help=headline.indicator.definition or None)
        if headline.progress_pct is not None:
            st.progress(
                min(headline.progress_pct, 100) / 100,
                text=_progress_text(headline, round(headline.progress_pct)),
            )
        st.caption(note_text(headline))
