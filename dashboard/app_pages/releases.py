"""Releases: which there are, what differs between two of them, and the pages as of an earlier one."""

import streamlit as st

from dashboard import cache, here
from dashboard import reading_wording as wording
from dashboard.access.session import require_account
from dashboard.components import frame, release_list
from dashboard.navigation import reading_pages
from pipelines.roles import Act

account = require_account(Act.READ_RELEASE)
frame.show_title("releases")
release = here.release()
speaker = here.speaker()
frame.show_release_line(release.provenance)
st.write(speaker.say(wording.RELEASES_INTRO))

releases = cache.releases()
release_list.show(releases, cache.withdrawals(), speaker)
release_list.show_ways_in(releases, reading_pages(account), speaker)
release_list.show_difference(releases, release.options, speaker, cache.difference)
