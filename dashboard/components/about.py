"""Texts and tables of the page about the project, the definitions and the release."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard import page_wording as wording
from dashboard.components import tables
from dashboard.components.receipts import moment
from dashboard.model import ActivityInfo, Options, Provenance
from pipelines.model import TOTAL


def show_project(provenance: Provenance) -> None:
    """What the project is, who pays for it, and what that does not mean."""
    st.header(wording.ABOUT_PROJECT, anchor=False)
    st.subheader(provenance.project_title, anchor=False)
    st.text(provenance.description)
    st.text(provenance.funding_notice)
    st.caption(tables.plain(provenance.disclaimer))


def show_indicators(options: Options) -> None:
    """Every indicator with its definition and source, under its objective."""
    st.header(wording.ABOUT_INDICATORS, anchor=False)
    st.caption(wording.ABOUT_DEFINITIONS_FROM)
    for objective, members in options.indicators_by_objective().items():
        label = options.objectives.get(objective, wording.ABOUT_NO_OBJECTIVE)
        with st.expander(f"{objective} {tables.plain(label)}".strip()):
            tables.show(
                wording.ABOUT_INDICATOR_COLUMNS,
                [(info.label, info.unit, info.definition, info.source) for info in members],
                alt=label,
            )


def show_activities(options: Options) -> None:
    """Every activity; those that a partner has still to describe say so."""
    with st.expander(wording.ABOUT_ACTIVITIES):
        tables.show(
            wording.ABOUT_ACTIVITY_COLUMNS,
            [_activity_row(activity) for activity in options.activities.values() if activity.id != TOTAL],
            alt=wording.ABOUT_ACTIVITIES,
        )


def _activity_row(activity: ActivityInfo) -> tuple[str, ...]:
    is_placeholder = activity.status == "placeholder"
    description = (
        wording.ABOUT_PLACEHOLDER.format(description=activity.description)
        if is_placeholder
        else activity.description
    )
    quarters = f"{activity.first_quarter} – {activity.last_quarter}"
    return activity.label, activity.type_label, quarters, description


def show_release(provenance: Provenance) -> None:
    """What identifies the release."""
    st.header(wording.ABOUT_RELEASE, anchor=False)
    values = (
        str(provenance.release_number),
        moment(datetime.fromisoformat(provenance.published_at)),
        provenance.reason,
        f"{provenance.first_quarter} – {provenance.last_quarter}",
        _beginning(provenance.catalogue_sha256),
        _beginning(provenance.policy_sha256),
        provenance.software_version,
    )
    tables.show(
        wording.ABOUT_RELEASE_COLUMNS,
        list(zip(wording.ABOUT_RELEASE_ROWS, values, strict=True)),
        alt=wording.ABOUT_RELEASE,
    )


def _beginning(digest: str) -> str:
    """The first characters of a hash, enough to compare by eye; the whole one is in the release's manifest."""
    return f"{digest[:16]}…"
