"""What practice sheets and the annex of results are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from dashboard.model import ActivityInfo, CellStatus, IndicatorInfo
from dashboard.queries.cells import cells
from dashboard.queries.overview import headlines, report_status, withheld_summary
from dashboard.queries.project import activity_partners, milestones, participation_path
from dashboard.queries.release import ReleaseReader
from dashboard.queries.totals import NOTHING_KNOWN, PERIOD_ORDER, telling_period, totals
from dashboard.selection import Selection
from dashboard.sheets.material import (
    ActivityMaterial,
    ActivityRow,
    AnnexMaterial,
    Frames,
    ObjectiveMaterial,
    PlaceColumn,
)
from dashboard.view import Chart, Exhibit, Look, View
from pipelines.errors import PolicyError
from pipelines.model import PROJECT_PLACE, TOTAL
from pipelines.texts import text

_HAS_FIGURE = [
    CellStatus.SHOWN.value,
    CellStatus.PROVISIONAL.value,
    CellStatus.RANGE.value,
    CellStatus.PROVISIONAL_RANGE.value,
]


def activity_material(reader: ReleaseReader, activity_id: str) -> ActivityMaterial:
    """Everything for the practice sheet of an activity.

    Errors: PolicyError when the release has no such activity.
    """
    activity = reader.options.activities.get(activity_id)
    if activity is None or activity_id == TOTAL:
        raise PolicyError(
            title=text("There is no such activity"),
            message=text("This release has no activity with this code."),
        )
    project = totals(reader, "project", activity_id)
    known = reader.options.indicators
    path = tuple(i for i in participation_path(reader) if i in project)
    ids = (*path, *(i for i in project if i not in path))
    local = totals(reader, "local", activity_id)
    over_time = _most_telling(reader, project, [known[i] for i in path or ids], activity_id)
    return ActivityMaterial(
        provenance=reader.provenance,
        activity=activity,
        partners=tuple(p.label for p in activity_partners(reader) if p.activity_id == activity_id),
        places=_place_labels(reader, activity.place_ids),
        indicators=tuple(known[i] for i in ids),
        path=path,
        project=project,
        local=local,
        period=_telling([project[i] for i in path]),
        local_period=_telling(list(local.values())),
        over_time=None if over_time is None else replace(over_time, milestones=milestones(reader)),
    )


def annex_material(reader: ReleaseReader) -> AnnexMaterial:
    """Everything for the annex of results."""
    options = reader.options
    project, local = totals(reader, "project"), totals(reader, "local")
    groups = {
        code: tuple(i for i in found if i.id in project)
        for code, found in options.indicators_by_objective().items()
    }
    partners: dict[str, list[str]] = {}
    for partner in activity_partners(reader):
        partners.setdefault(partner.activity_id, []).append(partner.label)
    return AnnexMaterial(
        provenance=reader.provenance,
        objectives=tuple(
            ObjectiveMaterial(
                code, label, groups.get(code, ()), _of_objective(reader, project, groups.get(code, ()))
            )
            for code, label in options.objectives.items()
        ),
        other=groups.get("", ()),
        headlines=headlines(reader),
        project=project,
        places=tuple(choice.label for choice in options.places("local")),
        by_place=_by_place(reader, local),
        place_exhibits=_drawn_by_place(reader, local),
        activities=tuple(
            ActivityRow(activity, tuple(partners.get(a, _place_labels(reader, activity.place_ids))))
            for a, activity in options.activities.items()
            if a != TOTAL
        ),
        milestones=milestones(reader),
        reports=report_status(reader).frame,
        withheld=withheld_summary(reader),
    )


def activities_of(reader: ReleaseReader) -> tuple[ActivityInfo, ...]:
    """The activities that a practice sheet can be made of, in the order of the release."""
    return tuple(activity for a, activity in reader.options.activities.items() if a != TOTAL)


def _telling(frames: list[pl.DataFrame]) -> tuple[str, str] | None:
    """The longest period, of several the latest, in which something is known of at least half of the cells."""
    if not frames:
        return None
    is_known = ~pl.col("status").is_in(NOTHING_KNOWN)
    shares = (
        pl.concat(frames)
        .group_by("period_level", "period")
        .agg(known=is_known.mean())
        .filter(pl.col("known") >= 0.5)
    )
    for level in PERIOD_ORDER:
        periods = shares.filter(period_level=level)["period"]
        if not periods.is_empty():
            return level, str(periods.max())
    return None


def _place_labels(reader: ReleaseReader, place_ids: Iterable[str]) -> tuple[str, ...]:
    labels = reader.options.labels.places
    return tuple(labels.get(("local", place), place) for place in place_ids)


def _of_objective(
    reader: ReleaseReader, project: Frames, indicators: tuple[IndicatorInfo, ...]
) -> tuple[Exhibit, ...]:
    """The headline indicators of an objective over time; where there is none, the one with most figures."""
    chosen = [info for info in indicators if info.headline] or list(indicators)
    found = _most_telling(reader, project, chosen, TOTAL)
    return () if found is None else (found,)


def _most_telling(
    reader: ReleaseReader, frames: Frames, indicators: Iterable[IndicatorInfo], activity_id: str
) -> Exhibit | None:
    """Of some indicators the one with most figures of single quarters, drawn over time; the first of several."""
    quarterly = [
        (frames[info.id].filter(period_level="quarter"), info) for info in indicators if info.id in frames
    ]
    counted = [(_figures(frame), info) for frame, info in quarterly if not frame.is_empty()]
    if not counted:
        return None
    most = max(count for count, _ in counted)
    info = next(info for count, info in counted if count == most)
    periods = tuple(choice.id for choice in reader.options.periods("quarter"))
    selection = Selection(info.id, "project", (PROJECT_PLACE,), "quarter", periods, (activity_id,))
    return _exhibit(reader, selection, Look(chart=Chart.LINE), "explore")


def _by_place(reader: ReleaseReader, local: Frames) -> tuple[PlaceColumn, ...]:
    """The headline indicators of single places, each in the period that says most about them."""
    found = []
    for info in reader.options.indicators.values():
        period = telling_period(local[info.id]) if info.headline and info.id in local else None
        if period is not None:
            level, code = period
            cells_then = local[info.id].filter(period_level=level, period=code)
            found.append(PlaceColumn(info, reader.options.labels.periods[level, code], cells_then))
    return tuple(found)


def _drawn_by_place(reader: ReleaseReader, local: Frames) -> tuple[Exhibit, ...]:
    """Of these the one with most figures, place beside place; the first of several."""
    columns = _by_place(reader, local)
    most = max((_figures(column.cells) for column in columns), default=0)
    if not most:
        return ()
    column = next(column for column in columns if _figures(column.cells) == most)
    level, period = column.cells.select("period_level", "period").row(0)
    places = tuple(choice.id for choice in reader.options.places("local"))
    selection = Selection(column.indicator.id, "local", places, level, (period,))
    return (_exhibit(reader, selection, Look(chart=Chart.BAR), "explore"),)


def _figures(frame: pl.DataFrame) -> int:
    return frame.filter(pl.col("status").is_in(_HAS_FIGURE)).height


def _exhibit(reader: ReleaseReader, selection: Selection, look: Look, page: str) -> Exhibit:
    provenance = reader.provenance
    view = View(page, selection, look, provenance.release_number, provenance.language)
    return Exhibit(cells(reader, selection), view, provenance)
