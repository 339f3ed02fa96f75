"""How far the work in the background is, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard import here, navigation
from dashboard import publish_wording as wording
from dashboard.access.session import current_account
from dashboard.components import faults, tables
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
    speaker = here.speaker()
    say = speaker.say
    account = current_account()
    job = jobs.last()
    if account is None or not may(account, Act.PUBLISH) or job is None or not job.is_running:
        st.rerun()
    seconds = int((datetime.now(UTC) - job.started_at).total_seconds())
    # Not as a context: that would end with the tick of something that is done.
    box = st.status(say(wording.JOB_NAMES[job.kind]), expanded=True)
    step = _short(say(next(reversed(job.steps), wording.JOB_BEGINS)))
    box.text(say(wording.JOB_STEP.using(seconds=seconds, step=step)))
    box.text(say(wording.JOB_SINCE.using(who=job.started_by, at=speaker.moment(job.started_at))))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_STEP else f"{text[: LONGEST_STEP - 1]}…"


def _show_end(job: Job) -> None:
    speaker = here.speaker()
    say = speaker.say
    if job.error is not None or job.is_unexpected:
        at = speaker.moment(job.finished_at or job.started_at)
        st.markdown(
            f"**{say(wording.JOB_FAILED.using(name=wording.JOB_NAMES[job.kind], at=tables.plain(at)))}**"
        )
    if job.error is not None:
        faults.show(job.error)
    elif job.is_unexpected:
        faults.show_unexpected()
    elif isinstance(job.result, Release):
        st.success(say(wording.PUBLISHED.using(number=job.result.number)))
        navigation.link("overview", say(wording.PUBLISHED_LINK))
