"""Trail: every act in order, and whether the chain of them holds."""

import streamlit as st

from dashboard import cache, here
from dashboard import cycle_wording as texts
from dashboard.access.session import require_account
from dashboard.components import frame, trail
from pipelines.roles import Act

require_account(Act.READ_TRAIL)
ledger = cache.ledger()
say = here.speaker().say

frame.show_title("trail")
st.write(say(texts.TRAIL_INTRO))
count, head = ledger.trail_head()
trail.show_soundness(ledger.verify(), count, head)
trail.show(trail.choose(ledger.events()))
