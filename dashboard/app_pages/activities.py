"""Activities: the list of the local activities, and the page of each."""

import streamlit as st

from dashboard import activities_wording as texts
from dashboard import cache, here, queries
from dashboard.access.session import require_account
from dashboard.components import (
    activity_list,
    activity_profile,
    choices,
    frame,
    lessons,
    permanent_link,
)
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
frame.show_title("activities")
release = here.release()
provenance, speaker = release.provenance, release.provenance.speaker
frame.show_release_line(provenance)

partners = cache.answer(queries.activity_partners, release)
everything = activity_list.single_activities(release)
chosen = choices.asked("activity", [each.id for each in everything], "")
if not chosen:
    st.write(provenance.say(texts.INTRO))
    activity_list.show(release, partners)
    asked = {key: st.query_params.get(key, "") for key in ("type", "place")}
    permanent_link.show("activities", asked, provenance)
    st.stop()

choices.show_button(provenance.say(texts.ALL_ACTIVITIES), activity="", period="")
activity = release.options.activities[chosen]
activity_profile.show_facts(activity, partners, release)
project = cache.answer(queries.totals, release, "project", chosen)
local = cache.answer(queries.totals, release, "local", chosen)
path = cache.answer(queries.participation_path, release)
period = activity_profile.choose_period(project, path, speaker)
permanent_link.show("activities", {"activity": chosen, "period": period}, provenance)
stages = activity_profile.stages(path, project, period, release)
activity_profile.show_participation(activity, stages, release, has_path=bool(path))
activity_profile.show_indicators(activity, period, project, local, release)
lessons.show(chosen, release)
frame.show_method_link()
