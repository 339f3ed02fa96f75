"""The project on one screen: its objectives, the indicators of each, and how far they are from their targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import navigation, state
from dashboard import reading_wording as wording
from dashboard.components import headline_cards, tables
from dashboard.components.headline_cards import CARDS_IN_A_ROW
from dashboard.model import Headline, Options
from pipelines.languages import Speaker


def grouped(progress: Sequence[Headline], options: Options) -> Mapping[str, tuple[Headline, ...]]:
    """Objective -> its indicators with their progress, in the order of the release; none is empty."""
    found = {each.indicator.id: each for each in progress}
    groups = {
        objective: tuple(found[info.id] for info in members if info.id in found)
        for objective, members in options.indicators_by_objective().items()
    }
    return {objective: members for objective, members in groups.items() if members}


def show(progress: Sequence[Headline], options: Options, speaker: Speaker) -> None:
    """Each objective with cards of its headline indicators, and links to the others."""
    for objective, members in grouped(progress, options).items():
        label = options.objectives.get(objective) or speaker.say(wording.OBJECTIVE_OTHER)
        cards = chosen(members)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(f"{objective} {tables.plain(label)}".strip(), anchor=False)
            _show_others([each for each in members if each not in cards], objective, speaker)
        headline_cards.show(cards, speaker)


def _show_others(others: Sequence[Headline], objective: str, speaker: Speaker) -> None:
    if others:
        with st.popover(
            speaker.say(wording.MORE_INDICATORS), type="tertiary", key=state.indicators_key(objective)
        ):
            for each in others:
                _show_link(each, speaker)


def chosen(members: Sequence[Headline]) -> Sequence[Headline]:
    """The indicators of an objective that get a card: headlines and those with a target, else the first ones."""
    wanted = [each for each in members if each.indicator.headline or each.target is not None]
    return wanted or members[:CARDS_IN_A_ROW]


def _show_link(each: Headline, speaker: Speaker) -> None:
    """An indicator with its value in one line, which leads to its figures."""
    said = speaker.say(
        wording.INDICATOR_VALUE.using(
            indicator=each.indicator.label,
            value=headline_cards.value_text(each, speaker),
            period=each.period_label,
        )
    )
    navigation.link("explore", tables.plain(said), {"indicator": each.indicator.id})
