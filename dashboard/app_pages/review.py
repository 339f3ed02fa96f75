"""Review: read a submitted report beside the quarter before, approve or return it."""

import streamlit as st

from dashboard import cache, cycle_wording, desk, here, navigation, publish_wording, state
from dashboard import page_wording as wording
from dashboard.access.session import require_account
from dashboard.components import comments, decision, findings, frame, values_table
from pipelines import flow
from pipelines.roles import Act

account = require_account(Act.REVIEW)
workspace = cache.workspace(flow.open_workspace)
catalogue, speaker = here.catalogue(), here.speaker()
say = speaker.say

frame.show_title("review")
st.info(say(wording.REVIEW_INTRO))
frame.show_flash()

submission = decision.choose(desk.waiting(workspace.ledger), catalogue)
if submission is not None:
    findings.show_section(
        submission.findings,
        say(wording.FINDINGS_HEADING),
        say(wording.FINDINGS_NONE),
        speaker,
        workspace.ledger.confirmations(submission.id),
    )
    observations = workspace.ledger.observations([submission.id])
    values_table.show(
        observations,
        desk.previous_observations(workspace.ledger, submission),
        catalogue,
    )
    comments.show(
        workspace.ledger.comments([submission.id]),
        catalogue,
        speaker,
        answer=lambda number, text: flow.answer_comment(workspace, number, account, text),
        resolve=lambda number: flow.resolve_comment(workspace, number, account),
    )
    new = comments.ask(observations, catalogue)
    if new is not None:
        flow.comment(workspace, submission.id, account, new.text, new.cell)
        state.flash(say(cycle_wording.COMMENT_ADDED))
        st.rerun()
    match decision.decide(submission):
        case ("approve", comment):
            flow.approve(workspace, submission.id, account, comment)
            state.flash(say(wording.APPROVED_NOTE.using(report=submission.id)))
            st.rerun()
        case ("return", comment):
            flow.return_(workspace, submission.id, account, comment)
            state.flash(say(wording.RETURNED_DONE.using(report=submission.id)))
            st.rerun()

st.write(say(publish_wording.AFTER_REVIEW))
navigation.link("publish", say(publish_wording.LINK_FROM_REVIEW))
