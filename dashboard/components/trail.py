"""The trail of all acts, to filter, read and take along."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import cycle_wording as wording
from dashboard import here, reading_wording, state
from dashboard.components import tables
from dashboard.components.numbers import ENGLISH
from pipelines.harmless import harmless_row
from pipelines.languages import Speaker
from pipelines.ledger import OPERATOR, Event
from pipelines.model import Role
from pipelines.texts import Argument, Quarter

NEWEST = 200


def show_soundness(faults: Sequence[str], count: int, head: str) -> None:
    """Whether the chain of the trail holds."""
    say = here.speaker().say
    if faults:
        st.error(tables.plain(say(wording.TRAIL_BROKEN.using(fault=faults[0]))))
    else:
        st.success(say(wording.TRAIL_SOUND.using(count=count, head=head[:16])))


def choose(events: Sequence[Event]) -> list[Event]:
    """The acts that the visitor wants to see."""
    speaker = here.speaker()
    say = speaker.say
    one, two, three = st.columns(3)
    kinds = {kind: speaker.say(name) for kind, name in wording.EVENT_KINDS.items()}
    kind = _filter(one, say(wording.TRAIL_KIND), [e.kind for e in events], state.TRAIL_KIND, kinds)
    names = {OPERATOR: say(wording.TRAIL_OPERATOR)}
    who = _filter(two, say(wording.TRAIL_WHO), [e.actor for e in events], state.TRAIL_WHO, names)
    reports = [e.submission_id for e in events if e.submission_id]
    report = _filter(three, say(wording.TRAIL_REPORT), reports, state.TRAIL_REPORT, {})
    return [
        event
        for event in events
        if kind in {"", event.kind} and who in {"", event.actor} and report in {"", event.submission_id}
    ]


def show(events: Sequence[Event]) -> None:
    """The newest acts first, and all of them as a file."""
    speaker = here.speaker()
    say = speaker.say
    newest = list(reversed(events[-NEWEST:]))
    st.caption(say(wording.TRAIL_NEWEST.using(shown=len(newest), count=len(events))))
    tables.show(
        [say(each) for each in wording.TRAIL_COLUMNS], rows(newest, speaker), alt=say(wording.TRAIL_KIND)
    )
    st.download_button(
        say(wording.TRAIL_DOWNLOAD), csv_bytes(events, speaker), file_name=wording.TRAIL_FILE, mime="text/csv"
    )


def rows(events: Sequence[Event], speaker: Speaker = ENGLISH) -> list[tuple[str, ...]]:
    """One row for each act."""
    return [
        (
            str(event.id),
            f"{event.at:%Y-%m-%d %H:%M}",
            _who(event.actor, speaker),
            _kind(event.kind, speaker),
            event.submission_id or "",
            detail_text(event.detail, speaker),
        )
        for event in events
    ]


def csv_bytes(events: Sequence[Event], speaker: Speaker = ENGLISH) -> bytes:
    """All acts as CSV, UTF-8 with a byte order mark; what a spreadsheet would take for a formula is quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([speaker.say(each) for each in wording.TRAIL_COLUMNS])
    for row in rows(events, speaker):
        writer.writerow(harmless_row(row))
    return out.getvalue().encode("utf-8-sig")


def detail_text(kept: str, speaker: Speaker = ENGLISH) -> str:
    """What is kept with an act, in the reader's language; what somebody typed stays as it is."""
    for pattern, sentence in wording.TRAIL_DETAILS:
        found = re.fullmatch(pattern, kept, re.DOTALL)
        if found:
            said = {name: _part(name, words or "") for name, words in found.groupdict().items()}
            return speaker.say(sentence.using(**said)).strip()
    return kept


def _part(name: str, words: str) -> Argument:
    if name == "role" and words in set(Role):
        return reading_wording.ROLE_LABELS[Role(words)]
    if name == "quarter":
        return Quarter(words)
    if name == "number":
        return str(int(words))
    return date.fromisoformat(words) if name == "until" else words


def _who(actor: str, speaker: Speaker) -> str:
    return speaker.say(wording.TRAIL_OPERATOR) if actor == OPERATOR else actor


def _kind(kind: str, speaker: Speaker) -> str:
    return speaker.say(wording.EVENT_KINDS[kind]) if kind in wording.EVENT_KINDS else kind


def _filter(
    column: st.delta_generator.DeltaGenerator,
    label: str,
    found: Sequence[str],
    key: str,
    names: dict[str, str],
) -> str:
    say = here.speaker().say
    options = ["", *sorted(set(found))]
    chosen = column.selectbox(
        label, options, format_func=lambda each: names.get(each, each) or say(wording.TRAIL_ALL), key=key
    )
    return str(chosen or "")
