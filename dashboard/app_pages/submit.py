"""Submit: choose a quarter, get the workbook, drop it filled, see every finding, submit, keep the receipt."""

from functools import partial

import streamlit as st

from dashboard import cache, cycle_wording, desk, here, mapping_wording, state
from dashboard import check_wording as wording
from dashboard.access.session import require_account
from dashboard.components import (
    comments,
    foreseen,
    frame,
    mapping,
    quarter_choice,
    receipts,
    submissions,
    tables,
    upload,
)
from pipelines import flow
from pipelines.languages import speaker_of
from pipelines.marking.answer import mark
from pipelines.roles import Act, require

account = require_account(Act.SUBMIT)
workspace = cache.workspace(flow.open_workspace)
partner = quarter_choice.choose_partner(desk.partners_of(account, workspace.catalogue), here.speaker())
own = workspace.ledger.submissions(partner_id=partner.id)

top = st.container()
language = upload.choose_language(here.language())
speaker = speaker_of(workspace.catalogue, language)
with top:
    st.title(speaker.say(wording.TITLE), anchor=False)
    st.markdown(speaker.say(wording.INTRO.using(partner=tables.plain(speaker.name(partner.called)))))
    frame.show_flash()
submissions.show_returned(
    own, speaker, lambda submission_id: flow.marked_report(workspace, submission_id, account, language)
)
quarter = quarter_choice.choose(
    quarter_choice.reportable(workspace.catalogue, partner.id, workspace.clock().date()), own, speaker
)
submissions.show_already_sent(own, quarter, speaker)

make = partial(flow.make_template, workspace, partner.id, quarter, speaker.language)
upload.offer_template(partner.id, quarter, speaker, make)
dropped = upload.drop(speaker)

if dropped is not None:
    require(account, Act.SUBMIT, partner.id)
    data = dropped.getvalue()
    mark_of_file = f"{dropped.file_id} {partner.id} {quarter}"
    received = state.once(
        state.CHECKED,
        mark_of_file,
        partial(
            flow.receive,
            workspace,
            dropped.name,
            data,
            account,
            expected_quarter=quarter,
            partner_id=partner.id,
        ),
    )
    draft, screening = received.submission, received.screening
    is_submitted = draft is not None and draft.id == state.receipt_of()
    upload.show_checked(received.receipt, screening, speaker, is_submitted=is_submitted)
    table = state.once(state.TABLE, mark_of_file, partial(flow.table_of, workspace, dropped.name, data))
    if screening.findings:
        upload.offer_findings(
            dropped.name,
            screening,
            table,
            speaker,
            lambda read: mark(data, read, screening.findings, speaker),
        )
    if mapping.may_help(screening) and table is not None:
        preview = partial(
            flow.try_mapping,
            workspace,
            dropped.name,
            data,
            expected_partner=partner.id,
            expected_quarter=quarter,
        )
        matched = mapping.ask(table, workspace.catalogue, partner, speaker, preview)
        if matched is not None:
            flow.save_mapping(workspace, partner.id, matched, account)
            state.forget(state.CHECKED)
            state.flash(speaker.say(mapping_wording.SAVED))
            st.rerun()
    if draft is not None and not is_submitted and not screening.is_blocked:
        before = flow.last_report(workspace, partner.id, quarter)
        foreseen.show_changes(screening.observations, before, quarter, workspace.catalogue, speaker)
        foreseen.ask(mark_of_file, partial(flow.foresee, workspace, screening), workspace.catalogue, speaker)
        reasons = upload.confirm(draft, screening, speaker)
        if reasons is not None:
            state.show_receipt_of(flow.submit(workspace, draft.id, account, reasons).id)
            st.rerun()

if state.receipt_of():
    receipts.show(workspace.ledger.submission(state.receipt_of()), speaker)

unwanted = mapping.show_saved(workspace.ledger.mappings(partner.id), speaker)
if unwanted is not None:
    flow.remove_mapping(workspace, partner.id, unwanted, account)
    state.forget(state.CHECKED)
    state.flash(speaker.say(mapping_wording.REMOVED))
    st.rerun()

st.header(speaker.say(wording.OWN_HEADING), anchor=False)
own = workspace.ledger.submissions(partner_id=partner.id)
submissions.show_list(own, speaker)
taken_back = comments.ask_withdrawal(own, speaker)
if taken_back is not None:
    flow.withdraw(workspace, taken_back[0], account, taken_back[1])
    state.flash(speaker.say(cycle_wording.WITHDRAWN.using(report=taken_back[0])))
    st.rerun()

comments.show(
    workspace.ledger.comments([s.id for s in own]),
    workspace.catalogue,
    speaker,
    answer=lambda number, text: flow.answer_comment(workspace, number, account, text),
    resolve=lambda number: flow.resolve_comment(workspace, number, account),
)
