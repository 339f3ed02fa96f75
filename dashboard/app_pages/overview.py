"""Overview: the headline indicators, who has reported what, and what is withheld and why."""

import streamlit as st

from dashboard import cache, here
from dashboard import reading_wording as wording
from dashboard.access.session import require_account
from dashboard.components import frame, headline_cards, report_matrix, withheld_table
from pipelines.roles import Act

account = require_account(Act.READ_RELEASE)
frame.show_title("overview")
frame.show_hint(account)
release = here.release()
provenance = release.provenance
frame.show_release_line(provenance)

st.header(provenance.say(wording.HEADLINES_HEADING), anchor=False)
st.write(provenance.say(wording.HEADLINES_INTRO))
headline_cards.show(cache.headlines(release), provenance.speaker)

st.header(provenance.say(wording.REPORTED_HEADING), anchor=False)
report_matrix.show(cache.report_status(release), provenance)

withheld_table.show(cache.withheld_summary(release), provenance)
frame.show_method_link()
