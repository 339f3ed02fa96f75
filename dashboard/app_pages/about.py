"""About: the project, the definitions and their sources, and what identifies the release."""

import streamlit as st

from dashboard import here
from dashboard import page_wording as wording
from dashboard.access.session import require_account
from dashboard.components import about, frame
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
st.title(wording.PAGE_TITLES["about"], anchor=False)
release = here.release()
frame.show_release_line(release.provenance)
about.show_project(release.provenance)
about.show_indicators(release.options)
about.show_activities(release.options)
about.show_release(release.provenance)
frame.show_method_link()
