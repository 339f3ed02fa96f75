"""What the catalogue allows to be published: which reported counts each cell of the plan is the sum of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.model import PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Catalogue, Measure, Partner, quarter_end

Count = tuple[str, str, str, str, str, str]
"""A count one partner reports: partner, quarter, activity, measure, breakdown, category."""
Cell = tuple[str, ...]
"""CELL_KEY values, in order."""


@dataclass(frozen=True)
class Plan:
    """Every cell that may ever be published, with the counts it sums."""

    counts: tuple[Count, ...]
    members: Mapping[Cell, tuple[int, ...]]
    """Cell -> positions in `counts`."""
    own_cell: Mapping[int, Cell]
    """Position of a count -> the cell that is this count alone, at the partner's place."""


def publication_plan(catalogue: Catalogue) -> Plan:
    """The plan of a catalogue: counts of expected partners at all places and periods they may be summed over."""
    counts: list[Count] = []
    members: dict[Cell, list[int]] = {}
    own: dict[int, Cell] = {}
    places = {m.id: _sums_over_places(catalogue, m) for m in catalogue.measures.values()}
    for count in _expected_counts(catalogue):
        partner, measure = catalogue.partners[count[0]], catalogue.measures[count[3]]
        position = len(counts)
        counts.append(count)
        for place in _places(partner, is_summed=places[measure.id]):
            for period in _periods(catalogue, count[1], is_summed="period" in measure.sums_over):
                cell = (*place, *period, *count[2:])
                members.setdefault(cell, []).append(position)
                if place[0] == "local" and period[0] == "quarter":
                    own[position] = cell
    return Plan(tuple(counts), {cell: tuple(of) for cell, of in members.items()}, own)


def is_open_period(catalogue: Catalogue, cell: Cell, as_of: date) -> bool:
    """Whether a sum over a year or the project is still growing on a day, so that it must not be shown yet."""
    if cell[2] == "quarter":
        return False
    if cell[2] == "project":
        last = catalogue.project.last_quarter
    else:
        last = next(year.quarters[-1] for year in catalogue.project.years if year.id == cell[3])
    return quarter_end(last) > as_of


def _expected_counts(catalogue: Catalogue) -> Iterator[Count]:
    for quarter in catalogue.project.quarters:
        for partner in catalogue.expected_partners(quarter):
            activities = catalogue.activities_of(partner, quarter)
            for measure in catalogue.measures_of(partner):
                yield (partner.id, quarter, TOTAL, measure.id, TOTAL, TOTAL)
                for breakdown in measure.breakdowns:
                    for category in catalogue.breakdowns[breakdown].categories:
                        yield (partner.id, quarter, TOTAL, measure.id, breakdown, category.id)
                for activity in activities if measure.per_activity else ():
                    yield (partner.id, quarter, activity.id, measure.id, TOTAL, TOTAL)


def _sums_over_places(catalogue: Catalogue, measure: Measure) -> bool:
    """Over places where it may be summed so; a single reporter's count is the project's too."""
    reporters = [p for p in catalogue.partners.values() if p.reports and p.role in measure.reported_by]
    return "place" in measure.sums_over or len(reporters) == 1


def _places(partner: Partner, *, is_summed: bool) -> list[tuple[str, str]]:
    places = []
    if partner.place_id is not None:
        places.append(("local", partner.place_id))
        if is_summed:
            places.append(("country", partner.country))
    if is_summed:
        places.append(("project", PROJECT_PLACE))
    return places


def _periods(catalogue: Catalogue, quarter: str, *, is_summed: bool) -> list[tuple[str, str]]:
    periods = [("quarter", quarter)]
    if is_summed:
        periods += [("year", year.id) for year in catalogue.project.years if quarter in year.quarters]
        periods.append(("project", PROJECT_PERIOD))
    return periods
