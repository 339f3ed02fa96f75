"""Reports: what waits for me, who has handed in what and when, and more time where it is needed."""

import streamlit as st

from dashboard import cache, here, state, waiting
from dashboard import cycle_wording as texts
from dashboard.access.session import require_account
from dashboard.components import frame, standings
from pipelines import flow
from pipelines.roles import Act, may
from pipelines.texts import Quarter

account = require_account(Act.FOLLOW_REPORTS)
workspace = cache.workspace(flow.open_workspace)
catalogue, speaker = here.catalogue(), here.speaker()
say = speaker.say

frame.show_title("reports")
st.write(say(texts.REPORTS_INTRO))
frame.show_flash()

standings.show_waiting(waiting.texts(flow.waiting_for(workspace, account), catalogue))

found = tuple(each for each in flow.standings(workspace) if may(account, Act.FOLLOW_REPORTS, each.partner_id))
standings.show_matrix(found, catalogue)

if may(account, Act.EXTEND):
    wanted = standings.ask_more_time(
        found, workspace.ledger.extensions(), catalogue, workspace.clock().date()
    )
    if wanted is not None:
        flow.extend(workspace, wanted.partner_id, wanted.quarter, wanted.until, account, wanted.reason)
        state.flash(
            say(
                texts.EXTENDED.using(
                    partner=catalogue.partners[wanted.partner_id].label,
                    until=wanted.until,
                    quarter=Quarter(wanted.quarter),
                )
            )
        )
        st.rerun()
