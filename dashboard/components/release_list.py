"""The releases of the project: which there are, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import navigation, state
from dashboard import reading_wording as wording
from dashboard.components import cell_table, choices, news, tables
from dashboard.components.profile_words import indicator_name
from dashboard.model import PLACE_LEVELS, Change, Labels, Options, Provenance
from dashboard.view import RELEASE_KEY
from pipelines.languages import Speaker
from pipelines.ledger import Withdrawal
from pipelines.model import TOTAL

PAGE_ROWS = 20
_STATED = ("value", "lower", "upper", "status", "numerator", "denominator")

Difference = Callable[[int, int], pl.DataFrame]


def rows(
    releases: Sequence[Provenance], withdrawals: Mapping[int, Withdrawal], speaker: Speaker
) -> list[list[str]]:
    """A row for each release, the newest first: its name, last quarter, reason, and what became of it."""
    return [
        [
            _name(each, speaker),
            each.last_reported and speaker.quarter(each.last_reported),
            each.reason,
            _became(each.release_number, releases, withdrawals, speaker),
        ]
        for each in releases
    ]


def _became(
    number: int, releases: Sequence[Provenance], withdrawals: Mapping[int, Withdrawal], speaker: Speaker
) -> str:
    newest = releases[0].release_number
    stands = (
        wording.RELEASE_CURRENT if number == newest else wording.RELEASE_SUPERSEDED.using(number=number + 1)
    )
    parts = [speaker.say(stands)]
    if number in withdrawals:
        gone = withdrawals[number]
        when = speaker.long_date(gone.at.date())
        parts.append(speaker.say(wording.RELEASE_WITHDRAWN.using(date=when, reason=gone.reason)))
    return "; ".join(parts)


def show(releases: Sequence[Provenance], withdrawals: Mapping[int, Withdrawal], speaker: Speaker) -> None:
    """All releases as a table."""
    heading = speaker.say(wording.RELEASES_HEADING)
    st.header(heading, anchor=False)
    columns = [speaker.say(column) for column in wording.RELEASES_COLUMNS]
    tables.show(columns, rows(releases, withdrawals, speaker), alt=heading)


def show_ways_in(releases: Sequence[Provenance], pages: Sequence[str], speaker: Speaker) -> None:
    """Links that open pages as of a release of the reader's choice."""
    st.header(speaker.say(wording.RELEASE_OPEN_HEADING), anchor=False)
    number = choices.one(
        "as-of",
        speaker.say(wording.RELEASE_CHOICE),
        _names(releases, speaker),
        str(releases[0].release_number),
    )
    with st.container(horizontal=True):
        for page in pages:
            title = speaker.say(wording.PAGE_TITLES[page])
            said = speaker.say(wording.RELEASE_OPEN.using(page=title, number=number))
            navigation.link(page, said, {**state.kept_query(page), RELEASE_KEY: number})


def show_difference(
    releases: Sequence[Provenance], options: Options, speaker: Speaker, difference: Difference
) -> None:
    """What differs between two releases of the reader's choice: counted, then figure by figure."""
    st.header(speaker.say(wording.COMPARE_HEADING), anchor=False)
    if len(releases) < 2:
        st.info(speaker.say(wording.COMPARE_ONE))
        return
    st.write(speaker.say(wording.COMPARE_INTRO))
    names = _names(releases, speaker)
    left, right = st.columns(2)
    with left:
        before = int(choices.one("from", speaker.say(wording.COMPARE_BEFORE), names, list(names)[1]))
    with right:
        after = int(choices.one("to", speaker.say(wording.COMPARE_AFTER), names, next(iter(names))))
    if before == after:
        st.info(speaker.say(wording.COMPARE_SAME))
        return
    changes = difference(before, after)
    news.show(changes, next(r for r in releases if r.release_number == before), speaker)
    if not changes.is_empty():
        news.show_counts(changes, options, speaker)
        _show_figures(_chosen(changes, options, speaker), options, speaker)


def _chosen(changes: pl.DataFrame, options: Options, speaker: Speaker) -> pl.DataFrame:
    """The changes of one place, one indicator and one kind, where these are chosen."""
    everything = {"": speaker.say(wording.COMPARE_ALL)}
    with st.container(border=True):
        place, indicator, kind = st.columns(3)
        with place:
            places = {
                f"{level}.{choice.id}": choice.label
                for level in PLACE_LEVELS
                for choice in options.places(level)
            }
            where = choices.one("place", speaker.say(wording.COMPARE_PLACE), {**everything, **places}, "")
        with indicator:
            labels = {info.id: info.label for info in options.indicators.values()}
            what = choices.one(
                "indicator", speaker.say(wording.COMPARE_INDICATOR), {**everything, **labels}, ""
            )
        with kind:
            words = {change.value: speaker.say(wording.CHANGES[change]) for change in Change}
            how = choices.one("change", speaker.say(wording.COMPARE_CHANGE), {**everything, **words}, "")
    if where:
        level, _, place_id = where.partition(".")
        changes = changes.filter(pl.col("place_level") == level, pl.col("place_id") == place_id)
    if what:
        changes = changes.filter(pl.col("indicator_id") == what)
    found = changes.filter(pl.col("change") == how) if how else changes
    return found.sort(pl.col("change").cast(pl.Enum([each.value for each in Change])), maintain_order=True)


@st.fragment
def _show_figures(changes: pl.DataFrame, options: Options, speaker: Speaker) -> None:
    """The figures that changed, a page at a time, as each release states them."""
    if changes.is_empty():
        st.info(speaker.say(wording.COMPARE_NONE_LEFT))
        return
    heading = speaker.say(wording.COMPARE_TABLE)
    place = st.container()
    pages = -(-changes.height // PAGE_ROWS)
    # A page number belongs to one choice: with another one, the table begins anew.
    key = state.changes_page_key(st.query_params.to_dict())
    page = st.pagination(pages, key=key) if pages > 1 else 1
    first = (page - 1) * PAGE_ROWS
    with place:
        st.subheader(heading, anchor=False)
        tables.show(
            [speaker.say(column) for column in wording.COMPARE_COLUMNS],
            figure_rows(changes.slice(first, PAGE_ROWS), options, speaker),
            alt=heading,
        )
    st.caption(
        speaker.say(
            wording.COMPARE_PAGE.using(
                first=speaker.number(first + 1),
                last=speaker.number(min(first + PAGE_ROWS, changes.height)),
                total=speaker.number(changes.height),
            )
        )
    )


def figure_rows(changes: pl.DataFrame, options: Options, speaker: Speaker) -> list[list[str]]:
    """Each figure, what happened to it, and what the two releases state; blank where one states nothing."""
    return [
        [
            figure_name(row, options, speaker),
            speaker.say(wording.CHANGES[Change(row["change"])]),
            _stated(row, "before", speaker),
            _stated(row, "after", speaker),
        ]
        for row in changes.iter_rows(named=True)
    ]


def figure_name(row: Mapping[str, Any], options: Options, speaker: Speaker) -> str:
    """Indicator with its unit, place, period, activity and category of a figure.

    Codes stand for what is not known any more.
    """
    labels: Labels = options.labels
    info = options.indicators.get(row["indicator_id"])
    parts = [
        indicator_name(info, speaker) if info else row["indicator_id"],
        labels.places.get((row["place_level"], row["place_id"]), row["place_id"]),
        labels.periods.get((row["period_level"], row["period"]), row["period"]),
    ]
    if row["activity_id"] != TOTAL:
        parts.append(labels.activities.get(row["activity_id"], row["activity_id"]))
    if row["breakdown"] != TOTAL:
        parts.append(labels.categories.get((row["breakdown"], row["category"]), row["category"]))
    return " · ".join(parts)


def _stated(row: Mapping[str, Any], when: str, speaker: Speaker) -> str:
    stated = {name: row[f"{name}_{when}"] for name in _STATED}
    return cell_table.stated(stated, speaker) if stated["status"] is not None else ""


def _names(releases: Sequence[Provenance], speaker: Speaker) -> dict[str, str]:
    """Number of a release -> its name, the newest first."""
    return {str(each.release_number): _name(each, speaker) for each in releases}


def _name(release: Provenance, speaker: Speaker) -> str:
    day = speaker.long_date(date.fromisoformat(release.published_on))
    return speaker.say(wording.RELEASE_NAME.using(number=release.release_number, date=day))
