"""Places: a city, region or country beside the others, and the project as a whole."""

import streamlit as st

from dashboard import cache, here, queries
from dashboard import places_wording as texts
from dashboard.access.session import require_account
from dashboard.components import frame, permanent_link, place_profile
from pipelines.roles import Act

account = require_account(Act.READ_RELEASE)
frame.show_title("places")
release = here.release()
provenance = release.provenance
frame.show_release_line(provenance)
st.write(provenance.say(texts.INTRO))

status = cache.report_status(release)
own = place_profile.own_place(account.partner_id, status)
place = place_profile.choose(release.options, own, provenance.speaker)
local = queries.local_places(release, place.level, place.id)
permanent_link.show("places", {"level": place.level, "place": place.id}, provenance)

place_profile.show_indicators(place, cache.answer(queries.totals, release, place.level), release)
place_profile.show_figures(place, release)
place_profile.show_activities(local, release)
place_profile.show_reports(status, local, release)
frame.show_method_link()
