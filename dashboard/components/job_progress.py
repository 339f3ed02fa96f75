"""How far the work in the background is, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard import navigation
from dashboard import publish_wording as wording
from dashboard.access.session import current_account
from dashboard.components import faults, tables
from dashboard.components.receipts import moment
from dashboard.job import Job, Jobs
from pipelines.model import Release
from pipelines.roles import Act, may

POLL_SECONDS = 1.0
LONGEST_STEP = 160
"""Characters of a step that are shown."""


def show(jobs: Jobs) -> None:
    """The job that runs, kept up to date; or how the last one ended."""
    job = jobs.last()
    if job is None:
        return
    if job.is_running:
        _watch(jobs)
    else:
        _show_end(job)


@st.fragment(run_every=POLL_SECONDS)
def _watch(jobs: Jobs) -> None:
    # A fragment runs without the page around it, so it asks for itself whether the session still holds.
    account = current_account()
    job = jobs.last()
    if account is None or not may(account, Act.PUBLISH) or job is None or not job.is_running:
        st.rerun()
    seconds = int((datetime.now(UTC) - job.started_at).total_seconds())
    # Not as a context: that would end with the tick of something that is done.
    box = st.status(wording.JOB_NAMES[job.kind], expanded=True)
    step = _short(next(reversed(job.steps), wording.JOB_BEGINS))
    box.text(wording.JOB_STEP.format(seconds=seconds, step=step))
    box.text(wording.JOB_SINCE.format(who=job.started_by, at=moment(job.started_at)))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_STEP else f"{text[: LONGEST_STEP - 1]}…"


def _show_end(job: Job) -> None:
    if job.error is not None or job.is_unexpected:
        at = moment(job.finished_at or job.started_at)
        st.markdown(f"**{wording.JOB_FAILED.format(name=wording.JOB_NAMES[job.kind], at=tables.plain(at))}**")
    if job.error is not None:
        faults.show(job.error)
    elif job.is_unexpected:
        faults.show_unexpected()
    elif isinstance(job.result, Release):
        st.success(wording.PUBLISHED.format(number=job.result.number))
        navigation.link("overview", wording.PUBLISHED_LINK)
