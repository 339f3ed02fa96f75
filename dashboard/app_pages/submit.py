"""Submit: choose a quarter, get the workbook, drop it filled, see every finding, submit, keep the receipt."""

from functools import partial

import streamlit as st

from dashboard import cache, cycle_wording, desk, mapping_wording, state
from dashboard import page_wording as wording
from dashboard.access.roles import Action, require
from dashboard.access.session import require_account
from dashboard.components import (
    comments,
    frame,
    mapping,
    quarter_choice,
    receipts,
    submissions,
    tables,
    upload,
)
from pipelines import flow

account = require_account(Action.SUBMIT)
workspace = cache.workspace(flow.open_workspace)
partner = quarter_choice.choose_partner(desk.partners_of(account, workspace.catalogue))
own = workspace.ledger.submissions(partner_id=partner.id)

st.title(wording.PAGE_TITLES["submit"], anchor=False)
st.markdown(wording.SUBMIT_INTRO.format(partner=tables.plain(partner.label)))
frame.show_flash()
submissions.show_returned(own)
quarter = quarter_choice.choose(
    quarter_choice.reportable(workspace.catalogue, partner.id, workspace.clock().date()), own
)
submissions.show_already_sent(own, quarter)

upload.offer_template(partner.id, quarter, partial(flow.make_template, workspace, partner.id, quarter))
dropped = upload.drop()

if dropped is not None:
    require(account, Action.SUBMIT, partner.id)
    received = state.once(
        state.CHECKED,
        f"{dropped.file_id} {partner.id} {quarter}",
        partial(
            flow.receive,
            workspace,
            dropped.name,
            dropped.getvalue(),
            account,
            expected_quarter=quarter,
            partner_id=partner.id,
        ),
    )
    draft = received.submission
    is_submitted = draft is not None and draft.id == state.receipt_of()
    upload.show_checked(received.receipt, received.screening, is_submitted=is_submitted)
    if mapping.may_help(received.screening):
        table = state.once(
            state.TABLE, dropped.file_id, partial(flow.open_table, dropped.name, dropped.getvalue())
        )
        matched = mapping.ask(
            table,
            workspace.catalogue,
            partner,
            partial(
                flow.try_mapping,
                workspace,
                dropped.name,
                dropped.getvalue(),
                expected_partner=partner.id,
                expected_quarter=quarter,
            ),
        )
        if matched is not None:
            flow.save_mapping(workspace, partner.id, matched, account)
            state.forget(state.CHECKED)
            state.flash(mapping_wording.SAVED)
            st.rerun()
    if draft is not None and not is_submitted and upload.confirm(draft, received.screening):
        state.show_receipt_of(flow.submit(workspace, draft.id, account).id)
        st.rerun()

if state.receipt_of():
    receipts.show(workspace.ledger.submission(state.receipt_of()))

unwanted = mapping.show_saved(workspace.ledger.mappings(partner.id))
if unwanted is not None:
    flow.remove_mapping(workspace, partner.id, unwanted, account)
    state.forget(state.CHECKED)
    state.flash(mapping_wording.REMOVED)
    st.rerun()

st.header(wording.OWN_HEADING, anchor=False)
own = workspace.ledger.submissions(partner_id=partner.id)
submissions.show_list(own)
taken_back = comments.ask_withdrawal(own)
if taken_back is not None:
    flow.withdraw(workspace, taken_back[0], account, taken_back[1])
    state.flash(cycle_wording.WITHDRAWN.format(report=taken_back[0]))
    st.rerun()

reply = comments.show(workspace.ledger.comments([s.id for s in own]), workspace.catalogue)
if reply is not None:
    if reply.act == "resolve":
        flow.resolve_comment(workspace, reply.number, account)
    else:
        flow.answer_comment(workspace, reply.number, account, reply.text)
    state.flash(cycle_wording.RESOLVED if reply.act == "resolve" else cycle_wording.ANSWERED)
    st.rerun()
