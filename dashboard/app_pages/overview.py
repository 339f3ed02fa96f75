"""Overview: the headline indicators, who has reported what, and what is withheld and why."""

import streamlit as st

from dashboard import cache, here
from dashboard import page_wording as wording
from dashboard.access.session import require_account
from dashboard.components import frame, headline_cards, report_matrix, withheld_table
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
st.title(wording.PAGE_TITLES["overview"], anchor=False)
release = here.release()
provenance = release.provenance
frame.show_release_line(provenance)

st.header(wording.HEADLINES_HEADING, anchor=False)
st.write(wording.HEADLINES_INTRO)
headline_cards.show(cache.headlines(release))

st.header(wording.REPORTED_HEADING, anchor=False)
report_matrix.show(cache.report_status(release), provenance)

withheld_table.show(cache.withheld_summary(release), provenance)
frame.show_method_link()
