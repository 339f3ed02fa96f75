"""What was revised: how many published figures are otherwise than in the release before, by place."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard import quality_wording as wording
from dashboard.components import tables
from dashboard.model import PLACE_LEVELS, Options, Provenance
from dashboard.queries import ReleaseReader
from dashboard.queries.quality import KINDS
from pipelines.languages import Speaker

MOST_RELEASES = 4
"""Each is compared cell by cell."""


def rows(revised: pl.DataFrame, options: Options, speaker: Speaker) -> list[tuple[str, ...]]:
    """One row for each place, cities and regions first, with numbers of figures, not of people."""
    order = {key: n for n, key in enumerate(options.labels.places)}
    found = sorted(
        revised.iter_rows(named=True),
        key=lambda row: (
            PLACE_LEVELS.index(row["place_level"]),
            order.get((row["place_level"], row["place_id"]), len(order)),
        ),
    )
    return [
        (
            options.labels.places.get((row["place_level"], row["place_id"]), row["place_id"]),
            *(speaker.number(row[kind]) for kind in KINDS),
        )
        for row in found
    ]


def show(reader: ReleaseReader, language: str) -> None:
    """One table for each release up to the one at hand, the newest first and open."""
    say = reader.provenance.say
    st.header(say(wording.REVISIONS), anchor=False)
    st.caption(say(wording.REVISIONS_NOTE))
    numbers = [n for n in cache.release_numbers() if n <= reader.provenance.release_number]
    is_cut = len(numbers) > MOST_RELEASES + 1
    numbers = numbers[: MOST_RELEASES + 1]
    if len(numbers) < 2:
        st.info(say(wording.FIRST_RELEASE))
        return
    for later, earlier in pairwise(numbers):
        after = cache.release(language, later)
        with st.expander(_name(after.provenance), expanded=later == numbers[0]):
            _show_one(cache.revisions(cache.release(language, earlier), after), after)
    if is_cut:
        st.caption(say(wording.OLDER_REVISIONS))


def _name(provenance: Provenance) -> str:
    day = provenance.speaker.long_date(date.fromisoformat(provenance.published_on))
    said = wording.REVISION_OF.using(
        number=provenance.release_number, date=day, reason=tables.plain(provenance.reason)
    )
    return provenance.say(said)


def _show_one(revised: pl.DataFrame, reader: ReleaseReader) -> None:
    say = reader.provenance.say
    if revised.is_empty():
        st.text(say(wording.NO_REVISION))
        return
    tables.show(
        [say(column) for column in wording.REVISION_COLUMNS],
        rows(revised, reader.options, reader.provenance.speaker),
        alt=_name(reader.provenance),
    )
