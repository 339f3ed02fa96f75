"""Process: every step of the project with its dates, its indicators and who takes part."""

import streamlit as st

from dashboard import cache, here, queries
from dashboard import process_wording as texts
from dashboard import profile_wording as common
from dashboard.access.session import require_account
from dashboard.components import frame, permanent_link, process_steps
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
frame.show_title("process")
release = here.release()
frame.show_release_line(release.provenance)
st.write(release.provenance.say(texts.INTRO))

milestones = cache.answer(queries.milestones, release)
project = cache.answer(queries.totals, release, "project")
local = cache.answer(queries.totals, release, "local")
process_steps.show_of_whole(release, milestones)
for step in release.options.process_steps:
    process_steps.show_step(step, release, milestones, project, local)
st.caption(f"{release.provenance.say(texts.PLACES_NOTE)} {release.provenance.say(common.LINKS_NOTE)}")
permanent_link.show("process", {}, release.provenance)
frame.show_method_link()
