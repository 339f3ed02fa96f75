"""Texts and tables of the page about the project, the definitions and the release."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard import reading_wording as wording
from dashboard.components import tables
from dashboard.model import ActivityInfo, Options, Provenance
from pipelines.languages import Speaker
from pipelines.model import TOTAL


def show_project(provenance: Provenance) -> None:
    """What the project is, who pays for it, and what that does not mean."""
    st.header(provenance.say(wording.ABOUT_PROJECT), anchor=False)
    st.subheader(provenance.project_title, anchor=False)
    st.text(provenance.description)
    st.text(provenance.funding_notice)
    st.caption(tables.plain(provenance.disclaimer))


def show_indicators(options: Options, speaker: Speaker) -> None:
    """Every indicator with its definition and source, under its objective."""
    st.header(speaker.say(wording.ABOUT_INDICATORS), anchor=False)
    st.caption(speaker.say(wording.ABOUT_DEFINITIONS_FROM))
    for objective, members in options.indicators_by_objective().items():
        label = options.objectives.get(objective) or speaker.say(wording.ABOUT_NO_OBJECTIVE)
        with st.expander(f"{objective} {tables.plain(label)}".strip()):
            tables.show(
                [speaker.say(column) for column in wording.ABOUT_INDICATOR_COLUMNS],
                [(info.label, info.unit, info.definition, info.source) for info in members],
                alt=label,
            )


def show_activities(options: Options, speaker: Speaker) -> None:
    """Every activity; those that a partner has still to describe say so."""
    heading = speaker.say(wording.ABOUT_ACTIVITIES)
    with st.expander(heading):
        tables.show(
            [speaker.say(column) for column in wording.ABOUT_ACTIVITY_COLUMNS],
            [_activity_row(each, speaker) for each in options.activities.values() if each.id != TOTAL],
            alt=heading,
        )


def _activity_row(activity: ActivityInfo, speaker: Speaker) -> tuple[str, ...]:
    description = activity.description
    if activity.status == "placeholder":
        description = speaker.say(wording.ABOUT_PLACEHOLDER.using(description=description))
    quarters = _span(activity.first_quarter, activity.last_quarter, speaker)
    return activity.label, activity.type_label, quarters, description


def show_release(provenance: Provenance) -> None:
    """What identifies the release."""
    speaker = provenance.speaker
    heading = speaker.say(wording.ABOUT_RELEASE)
    st.header(heading, anchor=False)
    values = (
        str(provenance.release_number),
        speaker.moment(datetime.fromisoformat(provenance.published_at)),
        provenance.reason,
        _span(provenance.first_quarter, provenance.last_quarter, speaker),
        _beginning(provenance.catalogue_sha256),
        _beginning(provenance.policy_sha256),
        provenance.software_version,
    )
    tables.show(
        [speaker.say(column) for column in wording.ABOUT_RELEASE_COLUMNS],
        [(speaker.say(row), value) for row, value in zip(wording.ABOUT_RELEASE_ROWS, values, strict=True)],
        alt=heading,
    )


def _span(first: str | None, last: str | None, speaker: Speaker) -> str:
    """From the first to the last quarter; blank where one is not known."""
    if first is None or last is None:
        return ""
    return speaker.say(wording.SPAN.using(first=speaker.quarter(first), last=speaker.quarter(last)))


def _beginning(digest: str) -> str:
    """The first characters of a hash, enough to compare by eye; the whole one is in the release's manifest."""
    return f"{digest[:16]}…"
