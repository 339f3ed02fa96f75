"""About and method: how to read a withheld cell, how withholding is decided, definitions and sources."""

import streamlit as st

from dashboard import cache
from dashboard import page_wording as wording
from dashboard.access.roles import Action
from dashboard.access.session import require_account
from dashboard.components import frame, method

require_account(Action.READ_RELEASE)
st.title(wording.PAGE_TITLES["about"], anchor=False)
release = cache.release()
frame.show_release_line(release.provenance)
method.show_reading()
method.show_method(release.provenance)
method.show_indicators(release.options)
method.show_activities(release.options)
method.show_project(release.provenance)
method.show_release(release.provenance)
