"""Compare activities: choose, fetch, draw, explain."""

import streamlit as st

from dashboard import cache, here
from dashboard import page_wording as wording
from dashboard.access.session import require_account
from dashboard.components import figure_card, filters, frame
from dashboard.preference import COMPARE
from dashboard.view import Exhibit
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
st.title(wording.PAGE_TITLES["compare"], anchor=False)
release = here.release()
frame.show_release_line(release.provenance)
st.write(wording.COMPARE_INTRO)

view = filters.choose_view("compare", release, COMPARE)
figure_card.show(Exhibit(cache.cells(release, view.selection), view, release.provenance))
