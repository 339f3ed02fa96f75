"""What the next release would show: a picture and a table for each level, and both profiles side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import publish_wording as wording
from dashboard.charts.utility import level_name, levels_of, utility_alt_text, utility_figure
from dashboard.components import figure_card, numbers, tables, viewport
from pipelines.model import TOTAL
from pipelines.usefulness import Assessment, ProfileAssessment

Row = Mapping[str, Any]


def ask(assessment: Assessment | None, *, can_start: bool) -> bool:
    """The heading, and the button that computes the assessment, unless it is there; whether it was pressed."""
    st.header(wording.SHOWN_HEADING, anchor=False)
    if assessment is not None:
        st.write(wording.ASSESS_READY.format(number=assessment.number))
        return False
    st.write(wording.ASSESS_TEXT)
    return st.button(wording.ASSESS_BUTTON, disabled=not can_start)


def show(assessment: Assessment, *, is_synthetic: bool) -> None:
    """Utility of the profile in force, and what the other one would do."""
    in_force = assessment.in_force
    if not in_force.is_possible:
        st.error(wording.NOT_POSSIBLE.format(problem=tables.plain(in_force.problem)))
    if in_force.utility.height:
        _show_utility(in_force.utility, assessment.number, is_synthetic=is_synthetic)
    _show_profiles(assessment)


def _show_utility(utility: pl.DataFrame, number: int, *, is_synthetic: bool) -> None:
    st.subheader(wording.UTILITY_HEADING, anchor=False)
    with st.container(border=True):
        figure_card.show_figure(
            utility_figure(utility, number, is_synthetic=is_synthetic, narrow=viewport.is_narrow()),
            alt=utility_alt_text(utility, number),
            file_name=wording.UTILITY_FILE.format(number=number),
        )
        with st.expander(wording.RULES_TABLE):
            columns, rows = rule_rows(utility)
            tables.show(columns, rows, alt=wording.RULES_TABLE)
    tables.show(wording.UTILITY_COLUMNS, utility_rows(utility), alt=wording.UTILITY_HEADING)
    st.caption(wording.UTILITY_EXPLAINED)


def utility_rows(utility: pl.DataFrame) -> list[tuple[str, ...]]:
    """One row for each level and one for all together."""
    return [
        (
            wording.UTILITY_ALL if row["place_level"] == TOTAL else level_name(row),
            numbers.amount(row["cells"]),
            _share(row["share_shown"]),
            _share(row["counts_share_shown"]),
            numbers.amount(row["withheld"]),
            numbers.amount(row["not_reported"]),
            _width(row["mean_interval_width"]),
        )
        for row in [*levels_of(utility), *_totals(utility)]
    ]


def rule_rows(utility: pl.DataFrame) -> tuple[list[str], list[list[str]]]:
    """The numbers of the picture: how many figures of each level are shown, withheld by each rule, not reported."""
    segments = [key for key in wording.SEGMENTS if utility[key].sum()]
    columns = [wording.RULES_COLUMN, *(wording.SEGMENTS[key] for key in segments)]
    return columns, [
        [level_name(level), *(numbers.amount(level[key]) for key in segments)] for level in levels_of(utility)
    ]


def _show_profiles(assessment: Assessment) -> None:
    st.subheader(wording.PROFILES_HEADING, anchor=False)
    profiles = list(assessment.profiles.values())
    columns = [wording.PROFILE_COLUMN, *(profile_label(each) for each in profiles)]
    tables.show(columns, profile_rows(profiles), alt=wording.PROFILES_HEADING)
    for each in profiles:
        if each.problem:
            st.markdown(
                wording.PROFILE_PROBLEM.format(label=profile_label(each), problem=tables.plain(each.problem))
            )


def profile_label(profile: ProfileAssessment) -> str:
    """Name of a profile, and whether it is in force."""
    label = wording.PROFILE_LABELS[profile.profile]
    return wording.PROFILE_IN_FORCE.format(label=label) if profile.is_in_force else label


def profile_rows(profiles: list[ProfileAssessment]) -> list[list[str]]:
    """Both profiles in numbers; a dash where nothing could be computed."""
    texts = [_profile_texts(each) for each in profiles]
    return [[name, *(column[i] for column in texts)] for i, name in enumerate(wording.PROFILE_ROWS)]


def _profile_texts(profile: ProfileAssessment) -> list[str]:
    possible = wording.YES_NO[profile.is_possible]
    total = next(iter(_totals(profile.utility)), None)
    if total is None:
        return [*([wording.NOTHING] * (len(wording.PROFILE_ROWS) - 1)), possible]
    reported = total["shown"] + total["withheld"]
    return [
        numbers.share(total["shown"], reported),
        numbers.share(total["shown_exactly"], reported),
        _share(total["counts_share_shown"]),
        _width(total["mean_interval_width"]),
        possible,
    ]


def _totals(utility: pl.DataFrame) -> list[Row]:
    return list(utility.filter(pl.col("place_level") == TOTAL).iter_rows(named=True))


def _share(share: float | None) -> str:
    return wording.NOTHING if share is None else f"{100 * share:.0f} %"


def _width(width: float | None) -> str:
    return wording.NOTHING if width is None else numbers.amount(round(width, 1))
