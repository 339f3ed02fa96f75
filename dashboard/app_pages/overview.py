"""Overview: who has reported, what is new, the indicators against their targets, and what is withheld and why."""

import streamlit as st

from dashboard import cache, here
from dashboard import reading_wording as wording
from dashboard.access.session import require_account
from dashboard.components import frame, news, objectives, report_matrix, withheld_table
from pipelines.roles import Act, may

account = require_account(Act.READ_RELEASE)
frame.show_title("overview")
frame.show_hint(account)
release = here.release()
provenance = release.provenance
speaker = provenance.speaker
frame.show_release_line(provenance)

reported, new = st.columns(2)
with reported, st.container(border=True, height="stretch"):
    st.header(speaker.say(wording.REPORTED_HEADING), anchor=False)
    report_matrix.show_summary(
        cache.report_status(release), provenance, today=may(account, Act.FOLLOW_REPORTS)
    )
with new, st.container(border=True, height="stretch"):
    st.header(speaker.say(wording.NEWS_HEADING), anchor=False)
    news.show_since_last(cache.releases(), release, cache.difference)

st.header(speaker.say(wording.OBJECTIVES_HEADING), anchor=False)
st.write(speaker.say(wording.OBJECTIVES_INTRO))
objectives.show(cache.progress(release), release.options, speaker)

st.header(speaker.say(wording.REPORTS_HEADING), anchor=False)
report_matrix.show(cache.report_status(release), provenance)

withheld_table.show(cache.withheld_summary(release), provenance)
frame.show_method_link()
