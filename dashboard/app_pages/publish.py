"""Publish: what goes into the next release, what it would show, and the button that makes it."""

from functools import partial

import streamlit as st

from dashboard import cache, cycle_wording, desk, here, state
from dashboard import publish_wording as texts
from dashboard.access.session import require_account
from dashboard.components import assessed, changes, coarser_plans, frame, job_progress, lifting, publishing
from dashboard.job import Progress
from pipelines import flow
from pipelines.roles import Act

account = require_account(Act.PUBLISH)
workspace = cache.workspace(flow.open_workspace)
jobs = cache.jobs()
catalogue, say = here.catalogue(), here.speaker().say

frame.show_title("publish")
st.info(say(texts.INTRO))
frame.show_flash()
job_progress.show(jobs)

preview = flow.preview_publication(workspace)
publishing.show_checklist(
    preview.submission_ids,
    desk.published_last(workspace.ledger),
    preview.missing,
    catalogue,
    confirmed=[submission_id for submission_id, _ in preview.confirmed],
    commented=[comment.submission_id for comment in preview.open_comments],
)
can_start = bool(preview.submission_ids) and not jobs.is_running()

assessment = flow.stored_assessment(workspace)
if assessed.ask(assessment, can_start=can_start):
    jobs.start("assess", account.email, partial(flow.assess, workspace))
    st.rerun()
if assessment is not None:
    assessed.show(assessment, is_synthetic=workspace.ledger.is_synthetic())
    changes.show(assessment, catalogue)
    if coarser_plans.ask(assessment, can_start=can_start):
        jobs.start("coarsen", account.email, partial(flow.assess, workspace, coarsenings=True))
        st.rerun()
    chosen = lifting.choose(assessment, catalogue)
    if chosen is not None:
        flow.lift(workspace, account, chosen.cell_key, chosen.reason)
        state.flash(say(texts.LIFT_DONE.using(cell=chosen.name)))
        st.rerun()

taken_back = lifting.ask_taking_back(flow.lifts_in_force(workspace), catalogue)
if taken_back is not None:
    flow.take_back_lift(workspace, account, taken_back.cell_key, taken_back.reason)
    state.flash(say(texts.UNLIFT_DONE.using(cell=taken_back.name)))
    st.rerun()


def publish(reason: str, progress: Progress) -> object:
    """The job behind the button; whoever opens the new release first need not wait for its overview."""
    published = flow.publish(workspace, account, reason, progress=progress)
    cache.warm()
    return published


reason = publishing.ask_reason(is_seen=assessment is not None, is_possible=can_start)
if reason is not None:
    jobs.start("publish", account.email, partial(publish, reason))
    st.rerun()

withdrawn = publishing.ask_withdrawal(workspace.ledger.publications())
if withdrawn is not None:
    flow.withdraw_release(workspace, withdrawn[0], account, withdrawn[1])
    state.flash(say(cycle_wording.RELEASE_WITHDRAWN.using(number=f"{withdrawn[0]:04d}")))
    st.rerun()
