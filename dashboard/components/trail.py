"""The trail of all acts, to filter, read and take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import streamlit as st

from dashboard import cycle_wording as wording
from dashboard import state
from dashboard.components import tables
from pipelines.harmless import harmless_row
from pipelines.ledger import Event

NEWEST = 200


def show_soundness(faults: Sequence[str], count: int, head: str) -> None:
    """Whether the chain of the trail holds."""
    if faults:
        st.error(tables.plain(wording.TRAIL_BROKEN.format(fault=faults[0])))
    else:
        st.success(wording.TRAIL_SOUND.format(count=count, head=head[:16]))


def choose(events: Sequence[Event]) -> list[Event]:
    """The acts that the visitor wants to see."""
    one, two, three = st.columns(3)
    kind = _filter(one, wording.TRAIL_KIND, [e.kind for e in events], state.TRAIL_KIND, wording.EVENT_KINDS)
    who = _filter(two, wording.TRAIL_WHO, [e.actor for e in events], state.TRAIL_WHO, {})
    reports = [e.submission_id for e in events if e.submission_id]
    report = _filter(three, wording.TRAIL_REPORT, reports, state.TRAIL_REPORT, {})
    return [
        event
        for event in events
        if kind in {"", event.kind} and who in {"", event.actor} and report in {"", event.submission_id}
    ]


def show(events: Sequence[Event]) -> None:
    """The newest acts first, and all of them as a file."""
    newest = list(reversed(events[-NEWEST:]))
    st.caption(wording.TRAIL_NEWEST.format(shown=len(newest), count=len(events)))
    tables.show(wording.TRAIL_COLUMNS, rows(newest), alt=wording.TRAIL_KIND)
    st.download_button(
        wording.TRAIL_DOWNLOAD, csv_bytes(events), file_name=wording.TRAIL_FILE, mime="text/csv"
    )


def rows(events: Sequence[Event]) -> list[tuple[str, ...]]:
    """One row for each act."""
    return [
        (
            str(event.id),
            f"{event.at:%Y-%m-%d %H:%M}",
            event.actor,
            wording.EVENT_KINDS.get(event.kind, event.kind),
            event.submission_id or "",
            event.detail,
        )
        for event in events
    ]


def csv_bytes(events: Sequence[Event]) -> bytes:
    """All acts as CSV, UTF-8 with a byte order mark; what a spreadsheet would take for a formula is quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(wording.TRAIL_COLUMNS)
    for row in rows(events):
        writer.writerow(harmless_row(row))
    return out.getvalue().encode("utf-8-sig")


def _filter(
    column: st.delta_generator.DeltaGenerator,
    label: str,
    found: Sequence[str],
    key: str,
    names: dict[str, str],
) -> str:
    options = ["", *sorted(set(found))]
    chosen = column.selectbox(
        label, options, format_func=lambda each: names.get(each, each) or wording.TRAIL_ALL, key=key
    )
    return str(chosen or "")
