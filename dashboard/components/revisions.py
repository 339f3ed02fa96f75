"""What was revised: how many published figures are stated otherwise than in the release before, by place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

import polars as pl
import streamlit as st

from dashboard import quality_wording as wording
from dashboard import reading_wording as common
from dashboard.components import news, tables
from dashboard.model import Change, Provenance
from dashboard.queries import ReleaseReader

MOST_RELEASES = 4
"""Each is compared figure by figure."""


def show(
    reader: ReleaseReader, releases: Sequence[Provenance], difference: Callable[[int, int], pl.DataFrame]
) -> None:
    """One table for each release up to the one at hand, the newest first and open."""
    say = reader.provenance.say
    st.header(say(wording.REVISIONS), anchor=False)
    known = [each for each in releases if each.release_number <= reader.provenance.release_number]
    if len(known) < 2:
        st.info(say(wording.FIRST_RELEASE))
        return
    st.caption(say(wording.REVISIONS_NOTE))
    for after, before in pairwise(known[: MOST_RELEASES + 1]):
        with st.expander(_name(after, reader.provenance), expanded=after is known[0]):
            changes = difference(before.release_number, after.release_number)
            news.show(changes, before, reader.provenance.speaker)
            _show_places(changes, reader)
            news.show_link(before, reader.provenance if after is known[0] else after)
    if len(known) > MOST_RELEASES + 1:
        st.caption(say(wording.OLDER_REVISIONS))


def _name(release: Provenance, reader: Provenance) -> str:
    day = reader.speaker.long_date(date.fromisoformat(release.published_on))
    said = wording.REVISION_OF.using(
        number=release.release_number, date=day, reason=tables.plain(release.reason)
    )
    return reader.say(said)


def _show_places(changes: pl.DataFrame, reader: ReleaseReader) -> None:
    if changes.is_empty():
        return
    say = reader.provenance.say
    level, place = say(common.FILTER_LABELS["place_level"]), say(common.CELL_COLUMNS[0])
    tables.show(
        [level, place, *(say(common.CHANGES[change]) for change in Change)],
        news.place_rows(changes, reader.options, reader.provenance.speaker),
        alt=say(common.NEWS_BY_PLACE),
    )
