"""Compare activities: choose, fetch, draw, explain."""

import streamlit as st

from dashboard import cache
from dashboard import page_wording as wording
from dashboard.access.session import require_account
from dashboard.charts import compare
from dashboard.components import figure_card, filters, frame
from dashboard.preference import COMPARE
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
st.title(wording.PAGE_TITLES["compare"], anchor=False)
release = cache.release()
frame.show_release_line(release.provenance)
st.write(wording.COMPARE_INTRO)

selection = filters.choose_selection(release.options, COMPARE)
figure_card.show(compare.figure, cache.cells(release, selection), selection, release.provenance)
