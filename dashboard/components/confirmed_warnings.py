"""Warnings that partners confirmed, with their reasons: of the ledger, not of a release, and never with counts."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import cache
from dashboard import quality_wording as wording
from dashboard.components import tables
from pipelines.languages import Speaker
from pipelines.ledger import Ledger
from pipelines.model import Account, SubmissionState
from pipelines.roles import Act, may

STANDING = (SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.PUBLISHED)


def rows(
    ledger: Ledger, account: Account, partners: Mapping[str, str], speaker: Speaker
) -> list[tuple[str, ...]]:
    """Partner, quarter, what was asked about, why it is right, and when; of a coordinator's own partners only."""
    if may(account, Act.REVIEW):
        reports = ledger.submissions(states=STANDING)
    else:
        reports = tuple(
            s for p in account.partner_ids for s in ledger.submissions(partner_id=p, states=STANDING)
        )
    return [
        (
            partners.get(report.partner_id, report.partner_id),
            speaker.quarter(report.quarter),
            speaker.say(report.findings[number - 1].what),
            confirmed.reason,
            speaker.long_date(confirmed.at.date()),
        )
        for report in sorted(reports, key=lambda each: (each.partner_id, each.quarter))
        if report.to_confirm
        for number, confirmed in sorted(ledger.confirmations(report.id).items())
        if number <= len(report.findings)
    ]


def show(account: Account, partners: Mapping[str, str], speaker: Speaker) -> None:
    """The part of managers and coordinators, apart from what is published; nothing for everybody else."""
    if not may(account, Act.FOLLOW_REPORTS):
        return
    who = wording.CONFIRMED_OF_ALL if may(account, Act.REVIEW) else wording.CONFIRMED_OWN
    with st.container(border=True):
        st.header(speaker.say(wording.CONFIRMED), anchor=False)
        st.warning(speaker.say(who))
        found = rows(cache.ledger(), account, partners, speaker)
        if not found:
            st.text(speaker.say(wording.NOTHING_CONFIRMED))
            return
        st.caption(speaker.say(wording.CONFIRMED_NOTE))
        tables.show(
            [speaker.say(column) for column in wording.CONFIRMED_COLUMNS],
            found,
            alt=speaker.say(wording.CONFIRMED),
        )
