"""Who has handed in what and when: what waits, the matrix of all reports, and more time for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import cycle_wording as wording
from dashboard import state
from dashboard.components import tables
from dashboard.waiting import days_text, partner_label
from pipelines.cycle import Phase, Standing
from pipelines.ledger import Extension
from pipelines.model import Catalogue


@dataclass(frozen=True)
class MoreTime:
    """More time that somebody asks for."""

    partner_id: str
    quarter: str
    until: date
    reason: str


def show_waiting(texts: Sequence[str]) -> None:
    """The list of what waits for the visitor."""
    st.header(wording.WAITING_HEADING, anchor=False)
    if not texts:
        st.success(wording.WAITING_NOTHING)
        return
    st.markdown("\n".join(f"- {tables.plain(text)}" for text in texts))


def show_matrix(standings: Sequence[Standing], catalogue: Catalogue) -> None:
    """Partner by quarter, with how many of its reports each partner handed in in time."""
    st.header(wording.MATRIX_HEADING, anchor=False)
    if not standings:
        st.info(wording.MATRIX_NONE)
        return
    st.write(summary(standings))
    columns, rows = matrix(standings, catalogue)
    tables.show(columns, rows, alt=wording.MATRIX_HEADING)


def matrix(standings: Sequence[Standing], catalogue: Catalogue) -> tuple[list[str], list[list[str]]]:
    """Columns and rows: one row for each partner, one column for each quarter, blank where nothing is expected."""
    quarters = sorted({each.quarter for each in standings})
    by_partner: dict[str, dict[str, Standing]] = {}
    for each in standings:
        by_partner.setdefault(each.partner_id, {})[each.quarter] = each
    rows = []
    for partner_id, found in by_partner.items():
        in_time = sum(_is_in_time(each) for each in found.values())
        rows.append(
            [
                partner_label(partner_id, catalogue),
                wording.SHARE.format(part=in_time, whole=len(found)),
                *(phase_text(found[q]) if q in found else "" for q in quarters),
            ]
        )
    return [wording.MATRIX_PARTNER, wording.MATRIX_IN_TIME, *quarters], rows


def summary(standings: Sequence[Standing]) -> str:
    """How many reports that were due are there, and how many came in time."""
    due = [each for each in standings if each.phase is not Phase.OPEN]
    return wording.MATRIX_SUMMARY.format(
        expected=len(due),
        handed_in=sum(each.first_handed_in is not None for each in due),
        in_time=sum(_is_in_time(each) for each in due),
    )


def phase_text(standing: Standing) -> str:
    """Where a report stands: 'Published', 'Approved, 3 days late', 'Open until 2019-04-30'."""
    days = days_text(standing.days_late)
    text = wording.PHASES[standing.phase.value].format(due=standing.due, days=days)
    is_told = standing.phase in {Phase.LATE, Phase.CLOSED, Phase.OPEN}
    if is_told or not standing.days_late:
        return text
    return wording.PHASE_LATE.format(phase=text, days=days)


def ask_more_time(
    standings: Sequence[Standing], extensions: Sequence[Extension], catalogue: Catalogue, today: date
) -> MoreTime | None:
    """What the manager asks for, once the button was pressed; null before."""
    with st.expander(wording.EXTEND_HEADING):
        if extensions:
            rows = [
                (partner_label(e.partner_id, catalogue), e.quarter, str(e.until), e.reason, e.actor)
                for e in extensions
            ]
            tables.show(wording.EXTENSIONS_COLUMNS, rows, alt=wording.EXTEND_HEADING)
        open_ = {
            (each.partner_id, each.quarter)
            for each in standings
            if each.waits_for_partner or each.phase is Phase.CLOSED
        }
        if not open_:
            st.write(wording.EXTEND_NONE)
            return None
        with st.form("extend"):
            chosen = st.selectbox(
                wording.WITHDRAW_REPORT,
                sorted(open_),
                format_func=lambda key: f"{partner_label(key[0], catalogue)}, {key[1]}",
                key=state.EXTEND_REPORT,
            )
            until = st.date_input(wording.EXTEND_UNTIL, value=today, min_value=today, key=state.EXTEND_UNTIL)
            reason = st.text_input(wording.EXTEND_REASON, key=state.EXTEND_REASON, max_chars=500)
            pressed = st.form_submit_button(wording.EXTEND_BUTTON)
    if not pressed or chosen is None or not isinstance(until, date):
        return None
    return MoreTime(chosen[0], chosen[1], until, reason)


def _is_in_time(standing: Standing) -> bool:
    return standing.first_handed_in is not None and standing.days_late == 0
