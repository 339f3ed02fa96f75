"""Who has handed in what and when: what waits, the matrix of all reports, and more time for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import cycle_wording as wording
from dashboard import here, state
from dashboard.check_wording import OWN_COLUMNS
from dashboard.components import tables
from dashboard.components.numbers import ENGLISH
from dashboard.waiting import partner_called, partner_label
from pipelines.cycle import Phase, Standing
from pipelines.languages import Speaker
from pipelines.ledger import Extension
from pipelines.model import Catalogue
from pipelines.texts import Quarter, Text


@dataclass(frozen=True)
class MoreTime:
    """More time that somebody asks for."""

    partner_id: str
    quarter: str
    until: date
    reason: str


def show_waiting(texts: Sequence[Text]) -> None:
    """The list of what waits for the visitor."""
    say = here.speaker().say
    st.header(say(wording.WAITING_HEADING), anchor=False)
    if not texts:
        st.success(say(wording.WAITING_NOTHING))
        return
    st.markdown("\n".join(f"- {tables.plain(say(text))}" for text in texts))


def show_matrix(standings: Sequence[Standing], catalogue: Catalogue) -> None:
    """Partner by quarter, with how many of its reports each partner handed in in time."""
    speaker = here.speaker()
    say = speaker.say
    st.header(say(wording.MATRIX_HEADING), anchor=False)
    if not standings:
        st.info(say(wording.MATRIX_NONE))
        return
    st.write(say(summary(standings)))
    columns, rows = matrix(standings, catalogue, speaker)
    tables.show(columns, rows, alt=say(wording.MATRIX_HEADING))


def matrix(
    standings: Sequence[Standing], catalogue: Catalogue, speaker: Speaker = ENGLISH
) -> tuple[list[str], list[list[str]]]:
    """Columns and rows: one row for each partner, one column for each quarter, blank where nothing is expected.

    A single partner has a row for each quarter, the newest first: one long row would go beyond every screen.
    """
    say = speaker.say
    quarters = sorted({each.quarter for each in standings})
    by_partner: dict[str, dict[str, Standing]] = {}
    for each in standings:
        by_partner.setdefault(each.partner_id, {})[each.quarter] = each
    if len(by_partner) == 1:
        [(partner_id, found)] = by_partner.items()
        columns = [say(OWN_COLUMNS[0]), partner_label(partner_id, catalogue)]
        return columns, [[speaker.quarter(q), say(phase_text(found[q]))] for q in reversed(quarters)]
    rows = []
    for partner_id, found in by_partner.items():
        in_time = sum(_is_in_time(each) for each in found.values())
        rows.append(
            [
                partner_label(partner_id, catalogue),
                say(wording.SHARE.using(part=in_time, whole=len(found))),
                *(say(phase_text(found[q])) if q in found else "" for q in quarters),
            ]
        )
    return [say(wording.MATRIX_PARTNER), say(wording.MATRIX_IN_TIME), *map(speaker.quarter, quarters)], rows


def summary(standings: Sequence[Standing]) -> Text:
    """How many reports that were due are there, and how many came in time."""
    due = [each for each in standings if each.phase is not Phase.OPEN]
    return wording.MATRIX_SUMMARY.using(
        expected=len(due),
        handed_in=sum(each.first_handed_in is not None for each in due),
        in_time=sum(_is_in_time(each) for each in due),
    )


def phase_text(standing: Standing) -> Text:
    """Where a report stands: 'Published', 'Approved, 3 days late', 'Open until 30 April 2019'."""
    if standing.phase is Phase.LATE:
        return wording.late(standing.days_late)
    phase = wording.PHASES[standing.phase.value].using(due=standing.due)
    if standing.phase in {Phase.CLOSED, Phase.OPEN} or not standing.days_late:
        return phase
    return wording.PHASE_LATE.using(phase=phase, late=wording.late(standing.days_late))


def ask_more_time(
    standings: Sequence[Standing], extensions: Sequence[Extension], catalogue: Catalogue, today: date
) -> MoreTime | None:
    """What the manager asks for, once the button was pressed; null before."""
    speaker = here.speaker()
    say = speaker.say
    with st.expander(say(wording.EXTEND_HEADING)):
        if extensions:
            rows = [
                (
                    partner_label(e.partner_id, catalogue),
                    speaker.quarter(e.quarter),
                    speaker.long_date(e.until),
                    e.reason,
                    e.actor,
                )
                for e in extensions
            ]
            tables.show(
                [say(each) for each in wording.EXTENSIONS_COLUMNS], rows, alt=say(wording.EXTEND_HEADING)
            )
        open_ = {
            (each.partner_id, each.quarter)
            for each in standings
            if each.waits_for_partner or each.phase is Phase.CLOSED
        }
        if not open_:
            st.write(say(wording.EXTEND_NONE))
            return None
        with st.form("extend", enter_to_submit=False):
            chosen = st.selectbox(
                say(wording.WITHDRAW_REPORT),
                sorted(open_),
                format_func=lambda key: say(
                    wording.REPORT_OF.using(
                        partner=partner_called(key[0], catalogue), quarter=Quarter(key[1])
                    )
                ),
                key=state.EXTEND_REPORT,
            )
            until = st.date_input(
                say(wording.EXTEND_UNTIL), value=today, min_value=today, key=state.EXTEND_UNTIL
            )
            reason = st.text_input(say(wording.EXTEND_REASON), key=state.EXTEND_REASON, max_chars=500)
            pressed = st.form_submit_button(say(wording.EXTEND_BUTTON))
    if not pressed or chosen is None or not isinstance(until, date):
        return None
    return MoreTime(chosen[0], chosen[1], until, reason)


def _is_in_time(standing: Standing) -> bool:
    return standing.first_handed_in is not None and standing.days_late == 0
