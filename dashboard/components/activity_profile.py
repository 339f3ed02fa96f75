"""One local activity: who takes part, what it is, the way of people through it, and its indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from dashboard import activities_wording as wording
from dashboard import cache
from dashboard import profile_wording as common
from dashboard.charts.funnel import Stage, draw_funnel, funnel_alt_text
from dashboard.components import (
    activity_list,
    choices,
    figure_card,
    profile_words,
    small_figures,
    tables,
    viewport,
)
from dashboard.derived import exhibit_of
from dashboard.model import ActivityInfo, ActivityPartner, CellStatus, IndicatorInfo
from dashboard.queries import ReleaseReader, latest_periods
from dashboard.selection import Selection
from dashboard.view import Exhibit, Look, View
from pipelines.languages import Speaker
from pipelines.model import PROJECT_PLACE

Totals = Mapping[str, pl.DataFrame]
_UNKNOWN = (CellStatus.NOT_REPORTED.value, CellStatus.CANNOT_EXIST.value)
_PERIOD_LEVELS = ("project", "year", "quarter")


def show_facts(activity: ActivityInfo, partners: Sequence[ActivityPartner], reader: ReleaseReader) -> None:
    """Type, dates, description, and the partners with their kind and country."""
    speaker, say = reader.provenance.speaker, reader.provenance.say
    st.header(tables.plain(activity.label), anchor=False)
    dates = profile_words.quarters(activity.first_quarter, activity.last_quarter, speaker)
    st.text(f"{activity.type_label} · {dates}")
    if activity.status == "placeholder":
        st.info(say(wording.PLACEHOLDER))
    elif activity.description:
        st.text(activity.description)
    mine = [each for each in partners if each.activity_id == activity.id]
    if mine:
        tables.show(
            [say(column) for column in wording.PARTNER_COLUMNS],
            [
                (
                    each.label,
                    say(common.ROLES[each.role]) if each.role in common.ROLES else "",
                    each.country_label,
                )
                for each in mine
            ],
            alt=say(common.PARTNERS),
        )
        return
    st.text(", ".join(activity_list.place_names(activity, reader)))
    st.caption(say(wording.OLD_RELEASE))


# ---- period ----------------------------------------------------------------------------------------------


def known_periods(totals: Totals) -> dict[str, str]:
    """Period -> its label, of all about which something is known, the longest first and of several the latest."""
    rows = [frame.filter(~pl.col("status").is_in(_UNKNOWN)) for frame in totals.values()]
    found: dict[str, str] = {}
    for level in _PERIOD_LEVELS:
        of_level = {
            row["period"]: row["period_label"]
            for frame in rows
            for row in frame.filter(period_level=level).iter_rows(named=True)
        }
        found |= dict(sorted(of_level.items(), reverse=True))
    return found


def usual_period(totals: Totals, path: Sequence[str]) -> str:
    """Of the whole, the latest year and the latest quarter the one of which most stages have a figure; without a
    path, most indicators.

    Of several the longest; blank when nothing is known.
    """
    known = [frame.filter(~pl.col("status").is_in(_UNKNOWN)) for frame in totals.values()]
    periods = [period for _, period in latest_periods(pl.concat(known))] if known else []

    def figures(period: str) -> int:
        with_value = pl.col("value").is_not_null() & (pl.col("period") == period)
        return sum(
            not totals[stage].filter(with_value).is_empty() for stage in path or totals if stage in totals
        )

    return max(periods, key=figures) if periods else ""


def choose_period(totals: Totals, path: Sequence[str], speaker: Speaker) -> str:
    """The period of the address, with the widget to change it; blank when nothing is known of any."""
    periods = known_periods(totals)
    if not periods:
        return ""
    return choices.one("period", speaker.say(common.PERIOD), periods, usual_period(totals, path))


# ---- participation ---------------------------------------------------------------------------------------


def stages(path: Sequence[str], totals: Totals, period: str, reader: ReleaseReader) -> list[Stage]:
    """The stages of which the release has a cell for the period."""
    found = []
    for indicator_id in path:
        cells = totals[indicator_id].filter(period=period) if indicator_id in totals else None
        if cells is not None and not cells.is_empty():
            info = reader.options.indicators[indicator_id]
            found.append(Stage(info.label, info.unit, cells.row(0, named=True)))
    return found


def show_participation(
    activity: ActivityInfo, drawn: Sequence[Stage], reader: ReleaseReader, *, has_path: bool
) -> None:
    """The funnel and its table."""
    provenance = reader.provenance
    speaker, say = provenance.speaker, provenance.say
    st.header(say(wording.PARTICIPATION), anchor=False)
    if not drawn:
        st.info(say(wording.NO_PARTICIPATION if has_path else wording.NO_PATH))
        return
    said = [(stage.label, profile_words.cell(stage.row, speaker)) for stage in drawn]
    period = str(drawn[0].row["period_label"])
    with st.container(border=True):
        figure_card.show_figure(
            draw_funnel(drawn, provenance, activity.label, narrow=viewport.is_narrow()),
            alt=funnel_alt_text(drawn, provenance, activity.label),
        )
        st.caption(say(wording.PARTICIPATION_NOTE))
        tables.show([say(wording.STAGE), period], said, alt=say(wording.PARTICIPATION))


# ---- indicators ------------------------------------------------------------------------------------------


def indicators(totals: Totals, reader: ReleaseReader) -> tuple[IndicatorInfo, ...]:
    """The indicators that have cells of the activity."""
    return tuple(info for info in reader.options.indicators.values() if info.id in totals)


def indicator_rows(
    activity: ActivityInfo, period: str, project: Totals, local: Totals, reader: ReleaseReader
) -> tuple[list[tuple[str, ...]], list[str]]:
    """Rows and addresses: an indicator, the activity as a whole, and each of its places."""
    speaker = reader.provenance.speaker
    places = activity.place_ids if len(activity.place_ids) > 1 else ()
    rows, paths = [], []
    for info in indicators(project, reader):
        cells = project[info.id].filter(period=period)
        if cells.is_empty():
            continue
        whole = cells.row(0, named=True)
        of_places = local[info.id].filter(period=period).to_dicts() if info.id in local else []
        by_place = {row["place_id"]: row for row in of_places}
        rows.append(
            (
                profile_words.indicator_name(info, speaker),
                profile_words.cell(whole, speaker),
                *(profile_words.cell(by_place.get(place), speaker) for place in places),
            )
        )
        selection = _selection(info, activity, whole["period_level"], (period,))
        paths.append(profile_words.explore_path(selection, reader.provenance))
    return rows, paths


def show_indicators(
    activity: ActivityInfo, period: str, project: Totals, local: Totals, reader: ReleaseReader
) -> None:
    """The table of the period, then each indicator by quarter."""
    say = reader.provenance.say
    st.header(say(wording.INDICATORS), anchor=False)
    rows, paths = indicator_rows(activity, period, project, local, reader)
    if not rows:
        st.info(say(wording.NO_INDICATORS))
        return
    places = activity_list.place_names(activity, reader) if len(activity.place_ids) > 1 else ()
    columns = [say(common.INDICATOR), say(wording.WHOLE_ACTIVITY), *places]
    tables.show(columns, rows, alt=say(wording.INDICATORS), paths=paths)
    st.caption(say(common.LINKS_NOTE))
    st.header(say(wording.OVER_TIME), anchor=False)
    quarters = tuple(each.id for each in reader.options.periods("quarter"))
    small_figures.show(
        [
            _exhibit(_selection(info, activity, "quarter", quarters), reader)
            for info in indicators(project, reader)
        ]
    )


def _selection(
    info: IndicatorInfo, activity: ActivityInfo, level: str, periods: tuple[str, ...]
) -> Selection:
    return Selection(info.id, "project", (PROJECT_PLACE,), level, periods, (activity.id,))


def _exhibit(selection: Selection, reader: ReleaseReader) -> Exhibit:
    provenance = reader.provenance
    view = View("explore", selection, Look(), provenance.release_number, provenance.language)
    return exhibit_of(cache.cells(reader, selection), view, provenance)
