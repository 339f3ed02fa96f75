"""Participation: people over the project period."""

import streamlit as st

from dashboard import cache
from dashboard import page_wording as wording
from dashboard.access.session import require_account
from dashboard.charts import participation
from dashboard.components import figure_card, filters, frame
from dashboard.preference import PARTICIPATION
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
st.title(wording.PAGE_TITLES["participation"], anchor=False)
release = cache.release()
frame.show_release_line(release.provenance)
st.write(wording.PARTICIPATION_INTRO)

selection = filters.choose_selection(release.options, PARTICIPATION)
figure_card.show(participation.figure, cache.cells(release, selection), selection, release.provenance)
