"""People: who may sign in, and as what."""

import streamlit as st

from dashboard import cache, state
from dashboard import cycle_wording as texts
from dashboard.access.session import require_account
from dashboard.address import link_address
from dashboard.components import accounts, frame
from pipelines import flow
from pipelines.roles import Act

account = require_account(Act.MANAGE_ACCOUNTS)
workspace = cache.workspace(flow.open_workspace)
ledger = workspace.ledger

frame.show_title("people")
st.info(texts.PEOPLE_INTRO)
frame.show_flash()

invited = accounts.ask(workspace.catalogue)
if invited is not None:
    token = flow.invite(workspace, invited, account)
    address = link_address(workspace.settings, token, here=st.context.url)
    project = workspace.catalogue.project.short_title
    accounts.hand_over(workspace.settings, project, invited.email, address)

accounts.show(ledger.accounts(), workspace.catalogue)

closing = accounts.ask_closing(ledger.accounts(), account.email)
if closing is not None:
    flow.close_account(workspace, closing.email, account, forget=closing.forget)
    state.flash(texts.CLOSED)
    st.rerun()
