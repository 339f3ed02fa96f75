"""Explore one indicator: choose, fetch, draw, explain."""

import streamlit as st

from dashboard import cache, here
from dashboard import reading_wording as wording
from dashboard.access.session import require_account
from dashboard.components import figure_card, filters, frame
from dashboard.preference import EXPLORE
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
frame.show_title("explore")
release = here.release()
frame.show_release_line(release.provenance)
st.write(release.provenance.say(wording.EXPLORE_INTRO))

view = filters.choose_view("explore", release, EXPLORE)
figure_card.show_view(cache.cells(release, view.selection), view, release)
