"""What a release changed, counted: in sentences, by place and by indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard import navigation
from dashboard import reading_wording as wording
from dashboard.components import tables
from dashboard.model import PLACE_LEVELS, Change, Options, Provenance
from dashboard.queries import ReleaseReader
from dashboard.wording import PLACE_LEVELS as PLACE_LEVEL_LABELS
from pipelines.languages import Speaker


def sentences(changes: pl.DataFrame, speaker: Speaker) -> list[str]:
    """How many figures changed in each way, in words; ways in which none did are left out."""
    counts = dict(changes.group_by("change").len().iter_rows())
    return [
        speaker.say(wording.change_of(change, counts[change.value], speaker.number(counts[change.value])))
        for change in Change
        if change.value in counts
    ]


def place_rows(changes: pl.DataFrame, options: Options, speaker: Speaker) -> list[list[str]]:
    """A row for each place of which figures changed, the whole project first: kind, name and counts by way."""
    counts = _counted(changes, ["place_level", "place_id"])
    return [
        [speaker.say(PLACE_LEVEL_LABELS[level]), place.label, *_row(counts[level, place.id], speaker)]
        for level in reversed(PLACE_LEVELS)
        for place in options.places(level)
        if (level, place.id) in counts
    ]


def indicator_rows(changes: pl.DataFrame, options: Options, speaker: Speaker) -> list[list[str]]:
    """A row for each indicator of which figures changed: name and counts by way."""
    counts = _counted(changes, ["indicator_id"])
    return [
        [info.label, *_row(counts[info.id,], speaker)]
        for info in options.indicators.values()
        if (info.id,) in counts
    ]


def show(changes: pl.DataFrame, before: Provenance, speaker: Speaker) -> None:
    """Since when, and what changed, in words."""
    found = sentences(changes, speaker)
    if not found:
        st.write(speaker.say(wording.NEWS_NOTHING.using(number=before.release_number)))
        return
    when = speaker.long_date(date.fromisoformat(before.published_on))
    since = speaker.say(wording.NEWS_SINCE.using(number=before.release_number, date=when))
    st.markdown("\n".join([since, "", *(f"- {each}" for each in found)]))


def show_since_last(
    releases: Sequence[Provenance], release: ReleaseReader, difference: Callable[[int, int], pl.DataFrame]
) -> None:
    """What a release changed against the one before it, in words and counted, with the way to the figures."""
    after = release.provenance
    speaker = after.speaker
    before = next((each for each in releases if each.release_number < after.release_number), None)
    if before is None:
        st.write(speaker.say(wording.NEWS_FIRST))
        return
    changes = difference(before.release_number, after.release_number)
    show(changes, before, speaker)
    if not changes.is_empty():
        show_counts(changes, release.options, speaker)
        show_link(before, after)


def show_counts(changes: pl.DataFrame, options: Options, speaker: Speaker) -> None:
    """The same by place and by indicator, each folded away."""
    words = [speaker.say(wording.CHANGES[change]) for change in Change]
    place, indicator = (
        speaker.say(wording.CELL_COLUMNS[0]),
        speaker.say(wording.FILTER_LABELS["indicator_id"]),
    )
    level = speaker.say(wording.FILTER_LABELS["place_level"])
    for heading, columns, rows in (
        (wording.NEWS_BY_PLACE, [level, place, *words], place_rows(changes, options, speaker)),
        (wording.NEWS_BY_INDICATOR, [indicator, *words], indicator_rows(changes, options, speaker)),
    ):
        with st.expander(speaker.say(heading)):
            tables.show(columns, rows, alt=speaker.say(heading))
            st.caption(speaker.say(wording.NEWS_COUNTED))


def show_link(before: Provenance, after: Provenance) -> None:
    """The way to every figure that changed between two releases."""
    query = {"from": str(before.release_number), "to": str(after.release_number)}
    navigation.link("releases", after.say(wording.NEWS_LINK), query)


def _counted(changes: pl.DataFrame, key: list[str]) -> dict[tuple[str, ...], Mapping[str, int]]:
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for *names, change, count in changes.group_by(*key, "change").len().iter_rows():
        found.setdefault(tuple(names), {})[change] = count
    return dict(found)


def _row(counts: Mapping[str, int], speaker: Speaker) -> list[str]:
    return [speaker.number(counts[change.value]) if change.value in counts else "" for change in Change]
