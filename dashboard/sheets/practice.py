"""The practice sheet of one activity, from the published cells of one release."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard import sheets_wording as wording
from dashboard.charts.funnel import Stage, draw_funnel, funnel_alt_text
from dashboard.model import CELLS_SCHEMA, ActivityInfo, IndicatorInfo, Provenance
from dashboard.sheets import words
from dashboard.sheets.material import ActivityMaterial, Frames
from dashboard.sheets.model import Block, Document, Facts, Heading, Picture, Table, paragraph, plain
from pipelines.texts import Text

_QUARTERLY_COLUMNS = 6
_NO_CELLS = pl.DataFrame(schema=dict(CELLS_SCHEMA))


def practice_sheet(material: ActivityMaterial, authors_text: str = "") -> Document:
    """The practice sheet of an activity.

    `authors_text` is Markdown; without it there is room for one.
    """
    provenance, activity = material.provenance, material.activity
    say = provenance.say
    blocks: list[Block] = [
        *_description(material),
        *words.authors_words(provenance, wording.FROM_AUTHORS, authors_text),
        Heading(1, say(wording.WAY_THROUGH)),
    ]
    if material.indicators:
        blocks += [
            paragraph(say(wording.WAY_THROUGH_INTRO)),
            *_funnel(material),
            *_by_year(material),
            *_by_place(material),
        ]
    else:
        blocks.append(paragraph(say(wording.NOTHING_SHOWN)))
    if material.over_time or _quarterly(material):
        blocks += [
            Heading(1, say(wording.OVER_TIME)),
            *([words.picture(material.over_time)] if material.over_time is not None else []),
            *_quarterly(material),
        ]
    blocks += [
        *words.method(provenance),
        Heading(2, say(wording.METHOD_STATUS)),
        words.statuses(provenance),
        *words.about(provenance, activity.id),
    ]
    lead = [_facts(material)]
    return words.document(provenance, wording.PRACTICE_SHEET, activity.label, lead, blocks, activity.id)


def _description(material: ActivityMaterial) -> list[Block]:
    description = material.activity.description
    if not description:
        return []
    return [Heading(1, material.provenance.say(wording.DESCRIPTION)), paragraph(description)]


def _facts(material: ActivityMaterial) -> Facts:
    provenance, activity = material.provenance, material.activity
    dates = dates_of(provenance, activity)
    pairs = (
        (wording.PARTNERS, ", ".join(material.partners)),
        (wording.PLACES, ", ".join(material.places)),
        (wording.ACTIVITY_TYPE, activity.type_label),
        (wording.DATES, dates),
        (wording.RELEASE, provenance.say(words.release_line(provenance))),
    )
    return Facts(tuple((provenance.say(term), plain(said)) for term, said in pairs if said))


def dates_of(provenance: Provenance, activity: ActivityInfo) -> str:
    """From its first to its last quarter, in words; blank when these are not known."""
    if activity.first_quarter is None or activity.last_quarter is None:
        return ""
    quarter = provenance.speaker.quarter
    return provenance.say(
        wording.FROM_TO.using(first=quarter(activity.first_quarter), last=quarter(activity.last_quarter))
    )


def _by_year(material: ActivityMaterial) -> list[Table]:
    """Rows are the indicators, the way through the activity first; columns are project years and the whole period."""
    periods = words.periods(material.project, material.indicators, ("year", "project"))
    return _table_of(material, wording.WAY_THROUGH_TABLE, material.indicators, material.project, periods)


def _table_of(
    material: ActivityMaterial,
    title: Text,
    indicators: Sequence[IndicatorInfo],
    frames: Frames,
    periods: Sequence[tuple[str, str, str]],
) -> list[Table]:
    provenance = material.provenance
    rows = []
    for info in indicators:
        said = words.values(provenance, frames[info.id], "period_level", "period")
        if any((level, period) in said for level, period, _ in periods):
            found = [said.get((level, period), "") for level, period, _ in periods]
            rows.append((words.indicator_label(provenance, info), *found))
    header = (provenance.say(wording.INDICATOR), *(label for _, _, label in periods))
    return words.cut(provenance.say(title), header, rows, first=0.3) if rows else []


def _quarterly(material: ActivityMaterial) -> list[Table]:
    """Rows are quarters; columns the steps of the way through the activity, and what was done."""
    provenance = material.provenance
    counts = [info for info in material.indicators if info.kind == "measure"]
    steps = [info for info in counts if info.id in material.path or not info.person_level]
    # Releases of before do not say which counts are steps of the way.
    chosen = (steps if material.path else counts)[:_QUARTERLY_COLUMNS]
    periods = words.periods(material.project, chosen, ("quarter",))
    said = {
        info.id: words.values(provenance, material.project[info.id], "period_level", "period")
        for info in chosen
    }
    rows = [
        (label, *(said[info.id].get((level, period), "") for info in chosen))
        for level, period, label in periods
    ]
    header = (provenance.say(wording.QUARTER), *(words.indicator_label(provenance, info) for info in chosen))
    if not rows:
        return []
    return words.cut(provenance.say(wording.OVER_TIME_TABLE), header, rows, first=0.12)


def _by_place(material: ActivityMaterial) -> list[Table]:
    """Rows are indicators, columns the places, in one period; nothing for an activity in one place."""
    provenance = material.provenance
    if len(material.places) < 2 or material.local_period is None:
        return []
    level, period = material.local_period
    rows, period_label = [], ""
    for info in material.indicators:
        cells = material.local.get(info.id, _NO_CELLS).filter(period_level=level, period=period)
        if not cells.is_empty():
            said = words.values(provenance, cells, "place_label")
            found = [said.get((place,), "") for place in material.places]
            rows.append((words.indicator_label(provenance, info), *found))
            period_label = cells["period_label"][0]
    header = (provenance.say(wording.INDICATOR), *material.places)
    title = provenance.say(wording.BY_PLACE_TABLE.using(period=period_label))
    return words.cut(title, header, rows, first=0.3)


def _funnel(material: ActivityMaterial) -> list[Picture]:
    """The way of a person through the activity; nothing for releases that do not say which way that is."""
    provenance, period = material.provenance, material.period
    if period is None:
        return []
    known = {info.id: info for info in material.indicators}
    stages = [
        Stage(known[i].label, known[i].unit, row)
        for i in material.path
        for row in material.project[i].filter(period_level=period[0], period=period[1]).to_dicts()
    ]
    if not stages:
        return []
    label = material.activity.label
    title = provenance.say(wording.FUNNEL.using(period=str(stages[0].row["period_label"])))
    return [
        Picture(draw_funnel(stages, provenance, label), title, funnel_alt_text(stages, provenance, title))
    ]
