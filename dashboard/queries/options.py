"""What the filters of a release can offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import polars as pl

from dashboard.model import ActivityInfo, IndicatorInfo, Labels, Options, PlanRow
from dashboard.queries.file import ReleaseFile
from dashboard.queries.words import Words
from pipelines.model import TOTAL

K = TypeVar("K")
V = TypeVar("V")


def read_options(file: ReleaseFile, words: Words) -> Options:
    """Indicators, places, periods, activities and breakdowns of a release, with what has cells."""

    def said(question: str, table: str) -> pl.DataFrame:
        return words.of(file.rows(question), table)

    indicators = _indicators(file, words)
    activities = _activities(file, words)
    labels = Labels(
        indicators=_frozen({i: info.label for i, info in indicators.items()}),
        places=_pairs(said("places", "place")),
        periods=_pairs(said("periods", "period")),
        activities=_frozen({a: info.label for a, info in activities.items()}),
        breakdowns=_singles(said("breakdowns", "breakdown")),
        categories=_pairs(said("categories", "category")),
    )
    return Options(
        indicators=indicators,
        objectives=_singles(said("objectives", "objective")),
        process_steps=_singles(said("process_steps", "process_step")),
        activities=activities,
        measures=_singles(said("measures", "measure").select("measure_id", "label")),
        labels=labels,
    )


def _indicators(file: ReleaseFile, words: Words) -> Mapping[str, IndicatorInfo]:
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for indicator_id, part, measure_id in file.rows("indicator_parts").iter_rows():
        parts[indicator_id, part].append(measure_id)
    breakdowns: dict[str, set[str]] = defaultdict(lambda: {TOTAL})
    for indicator_id, breakdown in file.rows("indicator_breakdowns").iter_rows():
        breakdowns[indicator_id].add(breakdown)
    plan: dict[str, set[PlanRow]] = defaultdict(set)
    for measure_id, *levels in file.rows("measure_plan").iter_rows():
        plan[measure_id].add(PlanRow(*levels))
    shown: dict[str, set[tuple[PlanRow, str]]] = defaultdict(set)
    for indicator_id, period, *levels in file.rows("shown").iter_rows():
        shown[indicator_id].add((PlanRow(*levels), period))
    measures = file.rows("measures")
    of_people = set(measures.filter("person_level")["measure_id"])
    flows = set(measures.filter(collect="flow")["measure_id"])
    return _frozen(
        {
            row["indicator_id"]: _indicator(
                row,
                numerator=tuple(parts[row["indicator_id"], "numerator"]),
                denominator=tuple(parts[row["indicator_id"], "denominator"]),
                breakdowns=breakdowns[row["indicator_id"]],
                plan=plan,
                of_people=of_people,
                flows=flows,
                shown=shown[row["indicator_id"]],
            )
            for row in words.of(file.rows("indicators"), "indicator").iter_rows(named=True)
        }
    )


def _indicator(
    row: dict[str, Any],
    *,
    numerator: tuple[str, ...],
    denominator: tuple[str, ...],
    breakdowns: set[str],
    plan: Mapping[str, set[PlanRow]],
    of_people: set[str],
    flows: set[str],
    shown: set[tuple[PlanRow, str]],
) -> IndicatorInfo:
    measures = (*numerator, *denominator)
    # A ratio has cells only where each of its measures has.
    shared = set.intersection(*(plan.get(measure, set()) for measure in measures)) if measures else set()
    return IndicatorInfo(
        id=row["indicator_id"],
        label=row["label"],
        definition=row["definition"] or "",
        level=row["level"],
        kind=row["kind"],
        scale=row["scale"],
        unit=row["unit"],
        direction=row["direction"],
        objectives=tuple(code.strip() for code in (row["objectives"] or "").split(",") if code.strip()),
        process_step=row["process_step"] or None,
        headline=bool(row["headline"]),
        is_share=bool(row.get("is_share")),
        source=row["source"] or "",
        numerator=numerator,
        denominator=denominator,
        plan=tuple(sorted((p for p in shared if p.breakdown in breakdowns), key=_plan_order)),
        person_level=not of_people.isdisjoint(measures),
        # What may not be summed over quarters has no cells of years either: people who can be counted in several.
        adds_up=flows.issuperset(measures) and any(row.period_level != "quarter" for row in shared),
        shown=frozenset((p, period) for p, period in shown if p.breakdown in breakdowns),
    )


def _plan_order(row: PlanRow) -> tuple[str, str, str, bool]:
    return row.place_level, row.period_level, row.breakdown, row.by_activity


def _activities(file: ReleaseFile, words: Words) -> Mapping[str, ActivityInfo]:
    places: dict[str, list[str]] = defaultdict(list)
    for activity_id, place_id in file.rows("activity_places").iter_rows():
        places[activity_id].append(place_id)
    return _frozen(
        {
            row["activity_id"]: ActivityInfo(
                id=row["activity_id"],
                label=row["label"],
                type=row["type"] or "",
                type_label=row["type_label"] or "",
                status=row["status"] or "",
                description=row["description"] or "",
                first_quarter=row["first_quarter"],
                last_quarter=row["last_quarter"],
                place_ids=tuple(places[row["activity_id"]]),
            )
            for row in words.of(file.rows("activities"), "activity").iter_rows(named=True)
        }
    )


def _singles(frame: pl.DataFrame) -> Mapping[str, str]:
    """Code -> label, of a frame with these two columns."""
    return _frozen(dict(frame.iter_rows()))


def _pairs(frame: pl.DataFrame) -> Mapping[tuple[str, str], str]:
    """(Group, code) -> label, of a frame with these three columns."""
    return _frozen({(group, code): label for group, code, label in frame.iter_rows()})


def _frozen(mapping: dict[K, V]) -> Mapping[K, V]:
    return MappingProxyType(mapping)
