"""What the next release would show: a picture and a table for each level, and both profiles side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import here
from dashboard import publish_wording as wording
from dashboard.charts.utility import level_name, levels_of, utility_alt_text, utility_figure
from dashboard.components import figure_card, numbers, tables, viewport
from dashboard.components.numbers import ENGLISH
from pipelines.languages import Speaker
from pipelines.model import TOTAL
from pipelines.texts import Text
from pipelines.usefulness import Assessment, ProfileAssessment

Row = Mapping[str, Any]


def ask(assessment: Assessment | None, *, can_start: bool) -> bool:
    """The heading, and the button that computes the assessment, unless it is there; whether it was pressed."""
    say = here.speaker().say
    st.header(say(wording.SHOWN_HEADING), anchor=False)
    if assessment is not None:
        st.write(say(wording.ASSESS_READY.using(number=assessment.number)))
        return False
    st.write(say(wording.ASSESS_TEXT))
    return st.button(say(wording.ASSESS_BUTTON), disabled=not can_start)


def show(assessment: Assessment, *, is_synthetic: bool) -> None:
    """Utility of the profile in force, and what the other one would do."""
    say = here.speaker().say
    in_force = assessment.in_force
    if not in_force.is_possible:
        st.error(say(wording.NOT_POSSIBLE.using(problem=_problem(in_force, say))))
    if in_force.utility.height:
        _show_utility(in_force.utility, assessment.number, is_synthetic=is_synthetic)
    _show_profiles(assessment)


def _show_utility(utility: pl.DataFrame, number: int, *, is_synthetic: bool) -> None:
    speaker = here.speaker()
    say = speaker.say
    st.subheader(say(wording.UTILITY_HEADING), anchor=False)
    with st.container(border=True):
        figure_card.show_figure(
            utility_figure(utility, number, speaker, is_synthetic=is_synthetic, narrow=viewport.is_narrow()),
            alt=utility_alt_text(utility, number, speaker),
        )
        with st.expander(say(wording.RULES_TABLE)):
            columns, rows = rule_rows(utility, speaker)
            tables.show(columns, rows, alt=say(wording.RULES_TABLE))
    tables.show(
        [say(each) for each in wording.UTILITY_COLUMNS],
        utility_rows(utility, speaker),
        alt=say(wording.UTILITY_HEADING),
    )
    st.caption(say(wording.UTILITY_EXPLAINED))


def utility_rows(utility: pl.DataFrame, speaker: Speaker = ENGLISH) -> list[tuple[str, ...]]:
    """One row for each level and one for all together."""
    say, amount = speaker.say, partial(numbers.amount, speaker=speaker)
    return [
        (
            say(wording.UTILITY_ALL) if row["place_level"] == TOTAL else say(level_name(row)),
            amount(row["cells"]),
            _share(row["share_shown"], speaker),
            _share(row["counts_share_shown"], speaker),
            amount(row["withheld"]),
            amount(row["not_reported"]),
            _width(row["mean_interval_width"], speaker),
        )
        for row in [*levels_of(utility), *_totals(utility)]
    ]


def rule_rows(utility: pl.DataFrame, speaker: Speaker = ENGLISH) -> tuple[list[str], list[list[str]]]:
    """The numbers of the picture: how many figures of each level are shown, withheld by each rule, not reported."""
    say, amount = speaker.say, partial(numbers.amount, speaker=speaker)
    segments = [key for key in wording.SEGMENTS if utility[key].sum()]
    columns = [say(wording.RULES_COLUMN), *(say(wording.SEGMENTS[key]) for key in segments)]
    return columns, [
        [say(level_name(level)), *(amount(level[key]) for key in segments)] for level in levels_of(utility)
    ]


def _show_profiles(assessment: Assessment) -> None:
    speaker = here.speaker()
    say = speaker.say
    st.subheader(say(wording.PROFILES_HEADING), anchor=False)
    profiles = list(assessment.profiles.values())
    columns = [say(wording.PROFILE_COLUMN), *(say(profile_label(each)) for each in profiles)]
    tables.show(columns, profile_rows(profiles, speaker), alt=say(wording.PROFILES_HEADING))
    for each in profiles:
        if each.problem:
            problem = wording.PROFILE_PROBLEM.using(label=profile_label(each), problem=_problem(each, say))
            st.markdown(say(problem))


def _problem(profile: ProfileAssessment, say: Callable[[Text], str]) -> str:
    return tables.plain(say(profile.problem)) if profile.problem else ""


def profile_label(profile: ProfileAssessment) -> Text:
    """Name of a profile, and whether it is in force."""
    label = wording.PROFILE_LABELS[profile.profile]
    return wording.PROFILE_IN_FORCE.using(label=label) if profile.is_in_force else label


def profile_rows(profiles: list[ProfileAssessment], speaker: Speaker = ENGLISH) -> list[list[str]]:
    """Both profiles in numbers; a dash where nothing could be computed."""
    texts = [_profile_texts(each, speaker) for each in profiles]
    return [
        [speaker.say(name), *(column[i] for column in texts)] for i, name in enumerate(wording.PROFILE_ROWS)
    ]


def _profile_texts(profile: ProfileAssessment, speaker: Speaker) -> list[str]:
    possible = speaker.say(wording.YES_NO[profile.is_possible])
    total = next(iter(_totals(profile.utility)), None)
    if total is None:
        return [*([wording.NOTHING] * (len(wording.PROFILE_ROWS) - 1)), possible]
    reported = total["shown"] + total["withheld"]
    return [
        numbers.share(total["shown"], reported, speaker),
        numbers.share(total["shown_exactly"], reported, speaker),
        _share(total["counts_share_shown"], speaker),
        _width(total["mean_interval_width"], speaker),
        possible,
    ]


def _totals(utility: pl.DataFrame) -> list[Row]:
    return list(utility.filter(pl.col("place_level") == TOTAL).iter_rows(named=True))


def _share(share: float | None, speaker: Speaker) -> str:
    return wording.NOTHING if share is None else speaker.percent(round(100 * share))


def _width(width: float | None, speaker: Speaker) -> str:
    return wording.NOTHING if width is None else speaker.number(width)
