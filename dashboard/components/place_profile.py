"""The profile of a place: its reports, its activities, its indicators beside those of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboard import beside, cache
from dashboard import places_wording as wording
from dashboard import profile_wording as common
from dashboard.components import choices, figure_card, profile_words, report_matrix, small_figures, tables
from dashboard.derived import exhibit_of
from dashboard.model import IndicatorInfo, Options, ReportStatus
from dashboard.queries import ReleaseReader, telling_period
from dashboard.selection import Selection
from dashboard.view import Exhibit, Look, Panels, View
from pipelines.languages import Speaker
from pipelines.model import PROJECT_PLACE, TOTAL

MOST_FIGURES = 6


@dataclass(frozen=True)
class Place:
    """The place whose profile is shown."""

    level: str
    id: str


def own_place(partner_id: str | None, status: ReportStatus) -> str | None:
    """The place that a coordinator reports for; null for everybody else."""
    if partner_id is None:
        return None
    found = status.frame.filter(partner_id=partner_id)["place_id"].drop_nulls()
    return None if found.is_empty() else str(found[0])


def choose(options: Options, own_place: str | None, speaker: Speaker) -> Place:
    """The place of the address, with the widgets to change it; a coordinator has a button for her own."""
    kinds = {code: speaker.say(label) for code, label in wording.KINDS.items()}
    asked = st.query_params.get("place", "")
    usual = next((level for level, place_id in options.labels.places if place_id == asked), "local")
    kind, where = st.columns(2)
    with kind:
        level = choices.one("level", speaker.say(wording.KIND), kinds, usual, forget=("place", "indicator"))
    if level == "project":
        return Place(level, PROJECT_PLACE)
    with where:
        offered = {each.id: each.label for each in options.places(level)}
        chosen = choices.one(
            "place", speaker.say(wording.PLACE), offered, next(iter(offered)), forget=("indicator",)
        )
    own = options.labels.places.get(("local", own_place or ""))
    if own and own_place and chosen != own_place:
        label = speaker.say(wording.OWN_PLACE.using(place=tables.plain(own)))
        choices.show_button(label, level="local", place=own_place, indicator="")
    return Place(level, chosen)


# ---- reports ---------------------------------------------------------------------------------------------


def report_rows(status: ReportStatus, speaker: Speaker, *, with_partner: bool) -> list[tuple[str, ...]]:
    """One row per report that was due: quarter, last day, state, when it came and which version stands."""
    nothing = speaker.say(common.NOTHING)
    return [
        (
            *([row["partner_label"]] if with_partner else []),
            speaker.quarter(row["quarter"]),
            speaker.long_date(date.fromisoformat(row["due_on"])),
            speaker.say(wording.REPORT_STATES[row["state"]]),
            speaker.long_date(date.fromisoformat(row["received_on"])) if row["received_on"] else nothing,
            speaker.number(row["version"]) if row["version"] else nothing,
        )
        for row in status.frame.iter_rows(named=True)
    ]


def show_reports(status: ReportStatus, place_ids: Sequence[str], reader: ReleaseReader) -> None:
    """The reports of some places that were due when the release was made."""
    provenance = reader.provenance
    say = provenance.say
    st.header(say(wording.REPORTS), anchor=False)
    due = report_matrix.due(status, provenance.published_on)
    mine = ReportStatus(due.frame.filter(pl.col("place_id").is_in(place_ids)))
    if mine.frame.is_empty():
        st.info(say(wording.NO_REPORTS))
        return
    with_partner = len(mine.partner_labels) > 1
    columns = wording.REPORT_COLUMNS[0 if with_partner else 1 :]
    rows = report_rows(mine, provenance.speaker, with_partner=with_partner)
    tables.show([say(column) for column in columns], rows, alt=say(wording.REPORTS))
    if not reader.file.has_column("report", "received_on"):
        st.caption(say(wording.OLD_RELEASE))


# ---- activities ------------------------------------------------------------------------------------------


def show_activities(place_ids: Sequence[str], reader: ReleaseReader) -> None:
    """The activities that take place there, each a link to its page."""
    provenance = reader.provenance
    speaker, say = provenance.speaker, provenance.say
    st.header(say(wording.ACTIVITIES), anchor=False)
    mine = [
        a for a in reader.options.activities.values() if a.id != TOTAL and set(a.place_ids) & set(place_ids)
    ]
    if not mine:
        st.info(say(wording.NO_ACTIVITIES))
        return
    tables.show(
        [say(column) for column in (common.ACTIVITY, common.TYPE, common.QUARTERS_HEADING)],
        [
            (a.label, a.type_label, profile_words.quarters(a.first_quarter, a.last_quarter, speaker))
            for a in mine
        ],
        alt=say(wording.ACTIVITIES),
        paths=[profile_words.page_path("activities", {"activity": a.id}, provenance) for a in mine],
    )


# ---- indicators ------------------------------------------------------------------------------------------


def has_others(place: Place, options: Options) -> bool:
    """Whether there are enough places of the same level to put a place beside."""
    return len(options.places(place.level)) > beside.LEAST_OTHERS


def indicator_rows(
    place: Place, members: Sequence[IndicatorInfo], totals: Mapping[str, pl.DataFrame], reader: ReleaseReader
) -> tuple[list[tuple[str, ...]], list[str]]:
    """Rows and addresses: name, period, the place, and beside it the middle, the spread and the position."""
    rows, paths = [], []
    for info in members:
        cells = totals.get(info.id)
        found = None if cells is None else telling_period(cells, (place.id,))
        if cells is None or found is None:
            continue
        rows.append(_indicator_row(place, info, cells.filter(period_level=found[0], period=found[1]), reader))
        everywhere = tuple(dict.fromkeys(cells["place_id"]))
        selection = Selection(info.id, place.level, everywhere, found[0], (found[1],))
        look = Look(highlight=place.id) if len(everywhere) > 1 else Look()
        paths.append(profile_words.explore_path(selection, reader.provenance, look))
    return rows, paths


def _indicator_row(
    place: Place, info: IndicatorInfo, cells: pl.DataFrame, reader: ReleaseReader
) -> tuple[str, ...]:
    speaker = reader.provenance.speaker
    own = next((r for r in cells.iter_rows(named=True) if r["place_id"] == place.id), None)
    others = [r for r in cells.iter_rows(named=True) if r["place_id"] != place.id]
    said = (
        profile_words.indicator_name(info, speaker),
        str(cells["period_label"][0]),
        profile_words.cell(own, speaker),
    )
    if not has_others(place, reader.options):
        return said
    known = [found for found in (beside.bounds(row, info) for row in others) if found is not None]
    compared = beside.beside(None if own is None else beside.bounds(own, info), known)
    return (
        *said,
        profile_words.derived(compared.middle, info, speaker),
        profile_words.derived(compared.spread, info, speaker),
        _position(compared.position, speaker),
    )


def _position(position: beside.Position | None, speaker: Speaker) -> str:
    if position is None:
        return speaker.say(common.NOTHING)
    if position.rank is None:
        return speaker.say(wording.NOT_RANKED)
    if position.sharing == position.of - 1:
        return speaker.say(wording.ALL_THE_SAME)
    said = wording.RANKED_WITH_OTHERS if position.sharing else wording.RANKED
    return speaker.say(said.using(rank=speaker.number(position.rank), of=speaker.number(position.of)))


def show_indicators(place: Place, totals: Mapping[str, pl.DataFrame], reader: ReleaseReader) -> None:
    """The indicators of the place, by objective."""
    say, options = reader.provenance.say, reader.options
    compares = has_others(place, options)
    st.header(say(wording.INDICATORS if compares else wording.INDICATORS_ALONE), anchor=False)
    columns = [
        say(common.INDICATOR),
        say(common.PERIOD),
        options.labels.places.get((place.level, place.id), place.id),
        *([say(x) for x in (wording.MIDDLE, wording.SPREAD, wording.POSITION)] if compares else []),
    ]
    is_empty = True
    for objective, members in options.indicators_by_objective().items():
        rows, paths = indicator_rows(place, members, totals, reader)
        if rows:
            is_empty = False
            label = options.objectives.get(objective) or say(wording.NO_OBJECTIVE)
            st.subheader(tables.plain(label), anchor=False)
            tables.show(columns, rows, alt=label, paths=paths)
    if is_empty:
        st.info(say(wording.NO_INDICATORS))
        return
    if compares:
        st.caption(say(wording.HOW_TO_READ))
    st.caption(say(common.LINKS_NOTE))


# ---- figures ---------------------------------------------------------------------------------------------


def by_quarter(options: Options, place: Place) -> tuple[IndicatorInfo, ...]:
    """Indicators that have cells of single quarters at the level of a place, those of the headlines first."""
    found = [i for i in options.indicators.values() if "quarter" in options.period_levels(i.id, place.level)]
    return tuple(sorted(found, key=lambda info: not info.headline))


def show_figures(place: Place, reader: ReleaseReader) -> None:
    """The headline indicators of the place over time, then one indicator of all places with one scale."""
    say, options = reader.provenance.say, reader.options
    infos = by_quarter(options, place)
    st.header(say(wording.OVER_TIME), anchor=False)
    if not infos:
        st.info(say(wording.NO_FIGURE))
        return
    headlines = [info for info in infos if info.headline][:MOST_FIGURES]
    small_figures.show([_exhibit(reader, info, place, (place.id,), Look()) for info in headlines])
    if place.level == "project":
        return
    st.header(say(wording.BESIDE), anchor=False)
    offered = {i.id: profile_words.indicator_name(i, reader.provenance.speaker) for i in infos}
    chosen = choices.one("indicator", say(wording.BESIDE_INDICATOR), offered, infos[0].id)
    everywhere = tuple(each.id for each in options.places(place.level))
    look = Look(panels=Panels.PLACE, highlight=place.id)
    figure_card.show(_exhibit(reader, options.indicators[chosen], place, everywhere, look))


def _exhibit(
    reader: ReleaseReader, info: IndicatorInfo, place: Place, place_ids: tuple[str, ...], look: Look
) -> Exhibit:
    quarters = tuple(each.id for each in reader.options.periods("quarter"))
    selection = Selection(info.id, place.level, place_ids, "quarter", quarters)
    view = View("explore", selection, look, reader.provenance.release_number, reader.provenance.language)
    return exhibit_of(cache.cells(reader, selection), view, reader.provenance)
