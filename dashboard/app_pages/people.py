"""People: who may sign in, and as what."""

import streamlit as st

from dashboard import cache, here, state
from dashboard import cycle_wording as texts
from dashboard.access.session import require_account
from dashboard.address import link_address
from dashboard.components import accounts, frame
from pipelines import flow
from pipelines.roles import Act

account = require_account(Act.MANAGE_ACCOUNTS)
workspace = cache.workspace(flow.open_workspace)
ledger = workspace.ledger
catalogue, say = here.catalogue(), here.speaker().say

frame.show_title("people")
st.write(say(texts.PEOPLE_INTRO))
frame.show_flash()

invited = accounts.ask(catalogue)
if invited is not None:
    token = flow.invite(workspace, invited, account)
    address = link_address(workspace.settings, token, here=st.context.url)
    project = catalogue.project.short_title
    accounts.hand_over(workspace.settings, project, ledger.account(invited.email) or invited, address)

accounts.show(ledger.accounts(), catalogue)

closing = accounts.ask_closing(ledger.accounts(), account.email)
if closing is not None:
    flow.close_account(workspace, closing.email, account, forget=closing.forget)
    state.flash(say(texts.CLOSED))
    st.rerun()
