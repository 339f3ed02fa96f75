"""The box for a file to be checked, and what was found out about it."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, here, navigation, state
from dashboard import export_wording as words
from dashboard.components import tables
from dashboard.components.upload import DroppedFile
from dashboard.genuine import LARGEST_FILE, Shelf, State, Verdict, verdict_text
from dashboard.sheets.words import DocumentView
from dashboard.view import View
from pipelines.texts import Text


def drop() -> DroppedFile | None:
    """The dropped file, which is in memory only and goes with the session; null while there is none."""
    speaker = here.speaker()
    return st.file_uploader(
        speaker.say(words.VERIFY_LABEL), key=state.VERIFIED, max_upload_size=LARGEST_FILE // 2**20
    )


def shelf() -> Shelf:
    """What files are compared with."""

    def withdrawn(number: int) -> str | None:
        found = cache.withdrawal_of(number)
        return None if found is None else found.reason

    return Shelf(cache.sealing(), cache.newest_number(), cache.release, withdrawn)


def show(verdict: Verdict) -> None:
    """The verdict, what is different now, and the ways to the view."""
    speaker = here.speaker()
    tell = {State.CURRENT: st.success, State.SUPERSEDED: st.warning}.get(verdict.state, st.error)
    tell(speaker.say(verdict_text(verdict)))
    if verdict.reason:
        st.write(speaker.say(words.VERIFY_REASON.using(reason=tables.plain(verdict.reason))))
    if verdict.view is None:
        return
    if verdict.newest is not None and verdict.release != verdict.newest:
        _show_changes(verdict, verdict.newest)
    _link(verdict.view, words.VERIFY_REOPEN)
    if verdict.newest_view is not None:
        _link(verdict.newest_view, words.VERIFY_NEWEST)


def _show_changes(verdict: Verdict, newest: int) -> None:
    speaker = here.speaker()
    if verdict.newest_view is None:
        st.write(speaker.say(words.VERIFY_GONE.using(newest=newest)))
    elif verdict.changes is None:
        return
    elif not verdict.changes:
        st.write(speaker.say(words.VERIFY_SAME.using(newest=newest)))
    else:
        heading = speaker.say(words.changes_heading(len(verdict.changes)))
        st.subheader(heading, anchor=False)
        tables.show(
            [speaker.say(text) for text in words.CHANGE_COLUMNS.values()],
            [
                [cell.where, cell.before, cell.now, speaker.say(words.CHANGES[cell.what.value])]
                for cell in verdict.changes
            ],
            alt=heading,
        )


def _link(view: View | DocumentView, label: Text) -> None:
    number = view.release_number
    said = here.speaker().say(label.using(number=number, newest=number))
    # A page may have had another name when the file was made.
    page = view.page if any(view.page == name for name, *_ in navigation.PAGES) else "explore"
    navigation.link(page, said, view.to_query())
