"""The steps of the project: dates, indicators, targets, and who takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import process_wording as wording
from dashboard import profile_wording as common
from dashboard.beside import bounds
from dashboard.charts.milestones import when
from dashboard.components import profile_words, tables
from dashboard.model import IndicatorInfo, Milestone, Options
from dashboard.queries import ReleaseReader, telling_period
from dashboard.selection import Selection
from pipelines.languages import Speaker
from pipelines.model import PROJECT_PLACE

Totals = Mapping[str, pl.DataFrame]


def date_rows(milestones: Sequence[Milestone], speaker: Speaker) -> list[tuple[str, str, str]]:
    """When, what, and the source."""
    return [(when(each, speaker), each.label, each.source) for each in milestones]


def step_indicators(options: Options, step: str) -> tuple[IndicatorInfo, ...]:
    """The indicators of a step that have cells."""
    return tuple(i for i in options.indicators.values() if i.process_step == step and i.plan)


def indicator_row(
    info: IndicatorInfo, reader: ReleaseReader, project: Totals, local: Totals, speaker: Speaker
) -> tuple[tuple[str, ...], Selection | None]:
    """Name, period, value, target and places of an indicator, and what is selected; null without any cell."""
    name = profile_words.indicator_name(info, speaker)
    nothing = speaker.say(common.NOTHING)
    cells = project.get(info.id)
    if cells is None:
        return (name, nothing, nothing, nothing, nothing), None
    level, period = telling_period(cells) or ("project", str(cells["period"][0]))
    row = cells.filter(period_level=level, period=period).row(0, named=True)
    said = (
        name,
        row["period_label"],
        profile_words.cell(row, speaker),
        _target(info, row, reader, speaker),
        _places(info, local, (level, period), speaker),
    )
    periods = tuple(choice.id for choice in reader.options.periods("quarter"))
    by_quarter = "quarter" in reader.options.period_levels(info.id, "project")
    shown = ("quarter", periods) if by_quarter else (level, (period,))
    return said, Selection(info.id, "project", (PROJECT_PLACE,), *shown)


def _target(info: IndicatorInfo, row: Mapping[str, Any], reader: ReleaseReader, speaker: Speaker) -> str:
    """The target of the same period, and whether it is reached; else the next one; a dash without any."""
    targets = reader.rows("targets").filter(indicator_id=info.id)
    same = targets.filter(period_level=row["period_level"], period=row["period"])
    later = targets.filter(pl.col("period_level") == "project")
    found = next((each for each in (same, later, targets) if not each.is_empty()), None)
    if found is None:
        return speaker.say(common.NOTHING)
    target = found.row(0, named=True)
    labels = reader.options.labels.periods
    said = {
        "target": speaker.number(target["value"]),
        "period": labels.get((target["period_level"], target["period"]), target["period"]),
    }
    known = bounds(row, info)
    if found is not same or known is None or info.direction == "down":
        return speaker.say(wording.TARGET.using(**said))
    if known.lower >= target["value"]:
        return speaker.say(wording.REACHED.using(**said))
    is_short = known.upper < target["value"]
    return speaker.say((wording.NOT_REACHED if is_short else wording.TARGET).using(**said))


def _places(info: IndicatorInfo, local: Totals, period: tuple[str, str], speaker: Speaker) -> str:
    """Places with a published value above 0, and whether more of them are withheld."""
    if info.id not in local:
        return speaker.say(wording.NOT_BY_PLACE)
    cells = local[info.id].filter(period_level=period[0], period=period[1])
    known = [(row["place_label"], bounds(row, info)) for row in cells.iter_rows(named=True)]
    named = ", ".join(label for label, found in known if found is not None and found.lower > 0)
    is_open = any(found is not None and found.lower == 0 < found.upper for _, found in known)
    if named:
        return speaker.say(wording.AND_WITHHELD.using(places=named)) if is_open else named
    return speaker.say(wording.ONLY_WITHHELD if is_open else wording.NONE_YET)


def show_step(
    step: str, reader: ReleaseReader, milestones: Sequence[Milestone], project: Totals, local: Totals
) -> None:
    """One step with all that is known about it."""
    provenance, options = reader.provenance, reader.options
    speaker, say = provenance.speaker, provenance.say
    st.header(options.process_steps[step], anchor=False)
    dated = [each for each in milestones if step in each.process_steps]
    if dated:
        _show_dates(dated, speaker)
    elif milestones:
        st.caption(say(wording.NO_DATE))
    infos = step_indicators(options, step)
    if not infos:
        st.info(say(wording.NO_INDICATOR))
        return
    rows = [indicator_row(info, reader, project, local, speaker) for info in infos]
    if not any(selection for _, selection in rows):
        st.info(say(wording.NO_DATA))
        return
    paths = [profile_words.explore_path(selection, provenance) if selection else "" for _, selection in rows]
    columns = (common.INDICATOR, common.PERIOD, common.VALUE, common.TARGET, wording.PLACES)
    tables.show(
        [say(column) for column in columns],
        [row for row, _ in rows],
        alt=say(wording.INDICATORS),
        paths=paths,
    )


def show_of_whole(reader: ReleaseReader, milestones: Sequence[Milestone]) -> None:
    """Milestones of no single step; without any, why there is none."""
    provenance = reader.provenance
    if not milestones:
        st.caption(provenance.say(wording.OLD_RELEASE))
        return
    general = [each for each in milestones if not each.process_steps]
    if general:
        st.header(provenance.say(wording.WHOLE_PROJECT), anchor=False)
        _show_dates(general, provenance.speaker)


def _show_dates(milestones: Sequence[Milestone], speaker: Speaker) -> None:
    columns = (wording.WHEN, wording.WHAT, wording.SOURCE)
    rows = date_rows(milestones, speaker)
    tables.show(
        [speaker.say(column) for column in columns], rows, alt=speaker.say(wording.DATES), linked_column=2
    )
