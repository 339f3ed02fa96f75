"""Data quality: what came and when, what was revised, what is withheld, and what partners could not say."""

import streamlit as st

from dashboard import cache, here, queries
from dashboard import quality_wording as texts
from dashboard.access.session import require_account
from dashboard.components import (
    confirmed_warnings,
    frame,
    permanent_link,
    report_quality,
    revisions,
    withheld_measures,
    withheld_table,
)
from pipelines.roles import Act

account = require_account(Act.READ_RELEASE)
frame.show_title("quality")
release = here.release()
provenance = release.provenance
frame.show_release_line(provenance)
st.write(provenance.say(texts.INTRO))
permanent_link.show("quality", {}, provenance)

status = cache.report_status(release)
report_quality.show(release, status, cache.answer(queries.cycle_indicators, release))
revisions.show(release, cache.releases(), cache.difference)
summary = cache.withheld_summary(release)
withheld_table.show(summary, provenance)
withheld_measures.show(summary, cache.answer(queries.mark_coverage, release), provenance)
frame.show_method_link()
confirmed_warnings.show(account, status.partner_labels, provenance.speaker)
