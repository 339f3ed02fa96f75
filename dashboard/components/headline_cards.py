"""Headline indicators against their targets, one card each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import navigation
from dashboard import reading_wording as wording
from dashboard.components import numbers
from dashboard.model import CellStatus, Headline
from pipelines.languages import Speaker

CARDS_IN_A_ROW = 3
RANGES = (CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE)


def show(headlines: Sequence[Headline], speaker: Speaker) -> None:
    """The cards, three in a row where there is room."""
    for start in range(0, len(headlines), CARDS_IN_A_ROW):
        columns = st.columns(CARDS_IN_A_ROW)
        for column, headline in zip(columns, headlines[start : start + CARDS_IN_A_ROW], strict=False):
            with column:
                _show_card(headline, speaker)


def value_text(headline: Headline, speaker: Speaker) -> str:
    """The value with its unit, or why there is none."""
    unit = headline.indicator.unit
    if headline.status in RANGES:
        return numbers.range_of(headline.lower, headline.upper, unit, speaker)
    if headline.value is None:
        return numbers.status_word(headline.status, speaker)
    value = numbers.amount(headline.value, unit, speaker)
    return speaker.say(wording.ABOUT_VALUE.using(value=value)) if headline.is_rounded else value


def note_text(headline: Headline, speaker: Speaker) -> str:
    """Period, target and what is special about the value, in one phrase each."""
    parts = [headline.period_label]
    if headline.status in (CellStatus.PROVISIONAL, CellStatus.PROVISIONAL_RANGE):
        parts.append(speaker.say(wording.PROVISIONAL_SHORT))
    if headline.status in RANGES:
        parts.append(speaker.say(wording.RANGE_SHORT))
    if headline.status is CellStatus.WITHHELD or headline.is_rounded:
        parts.append(numbers.interval(headline.lower, headline.upper, speaker))
    if headline.target is None:
        parts.append(speaker.say(wording.TARGET_NONE))
    else:
        parts.append(
            _target_text(headline, numbers.amount(headline.target, headline.indicator.unit, speaker), speaker)
        )
        if headline.is_reached is not None:
            reached = wording.TARGET_REACHED if headline.is_reached else wording.TARGET_NOT_REACHED
            parts.append(speaker.say(reached))
    if headline.awaits_the_end:
        parts.append(speaker.say(wording.AWAITS_THE_END))
    return " · ".join(part for part in parts if part)


def _target_text(headline: Headline, aim: str, speaker: Speaker) -> str:
    is_up = headline.indicator.direction == "up"
    if headline.target_period_label == headline.period_label:
        return speaker.say((wording.TARGET_UP if is_up else wording.TARGET_DOWN).using(aim=aim))
    said = wording.TARGET_UP_FOR if is_up else wording.TARGET_DOWN_FOR
    return speaker.say(said.using(aim=aim, period=headline.target_period_label))


def _progress_text(headline: Headline, progress_pct: int, speaker: Speaker) -> str:
    said = wording.TARGET_PROGRESS_ABOUT if headline.is_rounded else wording.TARGET_PROGRESS
    return speaker.say(said.using(share=speaker.percent(progress_pct)))


def _show_card(headline: Headline, speaker: Speaker) -> None:
    with st.container(border=True, height="stretch"):
        st.metric(
            headline.indicator.label,
            value_text(headline, speaker),
            help=headline.indicator.definition or None,
        )
        if headline.progress_pct is not None:
            st.progress(
                min(headline.progress_pct, 100) / 100,
                text=_progress_text(headline, round(headline.progress_pct), speaker),
            )
        st.caption(note_text(headline, speaker))
        navigation.link("explore", speaker.say(wording.EXPLORE_LINK), {"indicator": headline.indicator.id})
