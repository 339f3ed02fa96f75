"""Participation: people over the project period, with its milestones."""

import streamlit as st

from dashboard import cache, here
from dashboard import reading_wording as wording
from dashboard.access.session import require_account
from dashboard.components import figure_card, filters, frame
from dashboard.preference import PARTICIPATION
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
frame.show_title("participation")
release = here.release()
frame.show_release_line(release.provenance)
st.write(release.provenance.say(wording.PARTICIPATION_INTRO))

view = filters.choose_view("participation", release, PARTICIPATION)
figure_card.show_view(cache.cells(release, view.selection), view, release, cache.milestones(release))
