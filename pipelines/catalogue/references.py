"""Checks that the entries of a catalogue fit together; the first fault found is raised as CatalogueError."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import product
from typing import get_args

from pipelines.catalogue.entries import Where
from pipelines.catalogue.rules import in_words
from pipelines.model import (
    PROJECT_PERIOD,
    PROJECT_PLACE,
    Catalogue,
    Indicator,
    Measure,
    PeriodLevel,
    PlaceLevel,
    Project,
    Target,
    quarter_index,
)

DIMENSIONS = ("place", "period", "activity")
"""What a measure may be summed over besides its own breakdowns."""

KEEP_LEVELS = tuple(
    f"{place}/{period}" for place, period in product(get_args(PlaceLevel), get_args(PeriodLevel))
)


def check_references(catalogue: Catalogue) -> None:
    """Refuse a catalogue whose entries name what does not exist or contradict each other."""
    check_project(catalogue.project)
    check_partners(catalogue)
    check_activities(catalogue)
    check_breakdowns(catalogue)
    for measure in catalogue.measures.values():
        check_measure(measure, catalogue)
    check_identities(catalogue)
    check_limits(catalogue)
    for indicator in catalogue.indicators.values():
        check_indicator(indicator, catalogue)
    check_participation_path(catalogue)
    check_targets(catalogue)
    check_policy(catalogue)


def require_known(values: Iterable[str], known: Collection[str], where: Where, key: str) -> None:
    """Refuse the first value that is not among the known ones."""
    for value in values:
        if value not in known:
            raise where.fault(key, f"{value!r} is not known; use one of {in_words(known)}")


def require_ordered(first: str | None, last: str | None, where: Where, key: str) -> None:
    """Refuse a last quarter before the first one; a missing end is open."""
    if first is not None and last is not None and quarter_index(last) < quarter_index(first):
        raise where.fault(key, f"'{last}' is before '{first}'; exchange or correct the two quarters")


def check_project(project: Project) -> None:
    """Years are runs of quarters of the project, each quarter in one year at most."""
    where = Where("project.toml")
    require_ordered(project.first_quarter, project.last_quarter, where, "last_quarter")
    seen: dict[str, str] = {}
    for year in project.years:
        place = where.inside(f"years '{year.id}'")
        require_known(year.quarters, project.quarters, place, "quarters")
        for quarter in year.quarters:
            if quarter in seen:
                raise place.fault(
                    "quarters", f"'{quarter}' is in '{seen[quarter]}' already; remove it from one"
                )
            seen[quarter] = year.id
    check_milestones(project)


def check_milestones(project: Project) -> None:
    """Milestones are of known steps, lie within the project and are in the order of time."""
    earlier = project.first_quarter
    for milestone in project.milestones:
        where = Where("project.toml", f"milestones '{milestone.id}'")
        require_known(milestone.process_steps, project.process_steps, where, "process_steps")
        require_known([milestone.quarter], project.quarters, where, "when")
        if milestone.quarter < earlier:
            raise where.fault("when", "is before the milestone above it; put them in the order of time")
        earlier = milestone.quarter


def check_partners(catalogue: Catalogue) -> None:
    """Countries, languages and places of partners are known and no two partners share a place or a name."""
    asked = [measure for measure in catalogue.measures.values() if measure.of_cycle is None]
    reported = {role for measure in asked for role in measure.reported_by}
    places: dict[str, str] = {}
    names: dict[str, str] = {}
    for partner in catalogue.partners.values():
        where = Where("partners.toml", f"partner '{partner.id}'")
        require_known([partner.country], catalogue.project.country_labels, where, "country")
        require_known([partner.language], catalogue.project.languages, where, "language")
        require_ordered(partner.valid_from, partner.valid_to, where, "valid_to")
        if partner.nuts_id is not None and partner.nuts_version is None:
            raise where.fault("nuts_version", "is missing; say to which NUTS version nuts_id belongs")
        if partner.reports and partner.role not in reported:
            raise where.fault(
                "role",
                f"no measure is reported by '{partner.role}'; add it to reported_by or set reports = false",
            )
        if partner.place_id == PROJECT_PLACE:
            raise where.fault(
                "place_id", f"'{PROJECT_PLACE}' stands for the whole project; use a LAU or NUTS code"
            )
        if partner.place_id is not None and places.setdefault(partner.place_id, partner.id) != partner.id:
            raise where.fault(
                "place_id", f"is the place of '{places[partner.place_id]}' too; correct one of them"
            )
        for name in (partner.id, partner.label, partner.name, *partner.aliases):
            if names.setdefault(name.casefold(), partner.id) != partner.id:
                raise where.fault(
                    "aliases",
                    f"'{name}' names '{names[name.casefold()]}' too; a name may mean one partner only",
                )


def check_activities(catalogue: Catalogue) -> None:
    """Types and partners of activities are known and their quarters lie within the project."""
    for activity in catalogue.activities.values():
        where = Where("activities.toml", f"activity '{activity.id}'")
        require_known([activity.type], catalogue.activity_types, where, "type")
        require_known(activity.partners, catalogue.partners, where, "partners")
        if not activity.partners:
            raise where.fault("partners", "is empty; name at least one partner")
        require_known([activity.first_quarter], catalogue.project.quarters, where, "first_quarter")
        require_known([activity.last_quarter], catalogue.project.quarters, where, "last_quarter")
        require_ordered(activity.first_quarter, activity.last_quarter, where, "last_quarter")


def check_breakdowns(catalogue: Catalogue) -> None:
    """Every breakdown has something to break down by."""
    for breakdown in catalogue.breakdowns.values():
        if not breakdown.categories:
            where = Where("breakdowns.toml", f"breakdown '{breakdown.id}'")
            raise where.fault("categories", "is empty; name the categories or remove the breakdown")


def check_measure(measure: Measure, catalogue: Catalogue) -> None:
    """What a measure is broken down by, reported by and summed over exists and may lawfully be so."""
    where = Where("measures.toml", f"measure '{measure.id}'")
    require_known(measure.breakdowns, catalogue.breakdowns, where, "breakdowns")
    roles = dict.fromkeys(partner.role for partner in catalogue.partners.values())
    require_known(measure.reported_by, roles, where, "reported_by")
    if not measure.reported_by:
        raise where.fault("reported_by", "is empty; name at least one partner role")
    placed = {
        partner.place_id is not None
        for partner in catalogue.partners.values()
        if partner.reports and partner.role in measure.reported_by
    }
    if len(placed) > 1:
        # A sum over places would lack the reports without one, and the difference would tell what they say.
        raise where.fault(
            "reported_by", "is of partners with a place and of others without; count them in two measures"
        )
    require_known(measure.sums_over, (*DIMENSIONS, *measure.breakdowns), where, "sums_over")
    if measure.collect == "stock" and "period" in measure.sums_over:
        raise where.fault("sums_over", "a stock is never summed over quarters; remove 'period'")
    if not measure.per_activity and "activity" in measure.sums_over:
        raise where.fault("sums_over", "the measure is not reported per activity; remove 'activity'")
    if measure.of_cycle is not None:
        check_made_measure(measure, where)


def check_made_measure(measure: Measure, where: Where) -> None:
    """What the program counts itself are reports: no people, no activities, nothing to break down by."""
    if measure.person_level:
        raise where.fault("person_level", "is true, but reports are counted, not people; set it to false")
    if measure.per_activity:
        raise where.fault("per_activity", "is true, but a report is about all activities; set it to false")
    if measure.breakdowns:
        raise where.fault("breakdowns", "reports are not broken down; use []")
    if measure.collect != "flow":
        raise where.fault("collect", "reports are counted for each quarter; use 'flow'")


def check_identities(catalogue: Catalogue) -> None:
    """Identities are between known measures that are all protected or all not."""
    for identity in catalogue.identities:
        where = Where("measures.toml", f"identity '{identity.id}'")
        require_known([identity.measure], catalogue.measures, where, "measure")
        require_known([term.measure for term in identity.terms], catalogue.measures, where, "terms")
        if not identity.terms:
            raise where.fault("terms", "is empty; name the measures that the measure is the sum of")
        if any(term.measure == identity.measure and term.lag == 0 for term in identity.terms):
            raise where.fault("terms", f"'{identity.measure}' cannot be a part of itself; give it a lag")
        members = [catalogue.measures[m] for m in (identity.measure, *(t.measure for t in identity.terms))]
        if any(member.of_cycle is not None for member in members):
            raise where.fault(
                "terms", "a measure that the program makes is not the sum of others; leave it out"
            )
        if len({member.person_level for member in members}) > 1:
            raise where.fault(
                "terms",
                "a measure that is not person_level would give the others away; make all person_level",
            )


def check_limits(catalogue: Catalogue) -> None:
    """Limits are between two different known measures."""
    for limit in catalogue.limits:
        where = Where("measures.toml", f"limit '{limit.id}'")
        require_known([limit.part], catalogue.measures, where, "part")
        require_known([limit.whole], catalogue.measures, where, "whole")
        if limit.part == limit.whole:
            raise where.fault("whole", "is the part itself; name the measure it is a part of")
        if len({catalogue.measures[m].of_cycle is None for m in (limit.part, limit.whole)}) > 1:
            raise where.fault(
                "whole", "one of them is uploaded and the other made by the program; use two of a kind"
            )


def check_indicator(indicator: Indicator, catalogue: Catalogue) -> None:
    """The parts of an indicator exist, are right for its kind and have its breakdowns."""
    where = Where("indicators.toml", f"indicator '{indicator.id}'")
    require_known(indicator.objectives, catalogue.project.objectives, where, "objectives")
    if indicator.process_step is not None:
        require_known([indicator.process_step], catalogue.project.process_steps, where, "process_step")
    require_known(indicator.numerator, catalogue.measures, where, "numerator")
    require_known(indicator.denominator, catalogue.measures, where, "denominator")
    if indicator.kind == "measure" and (len(indicator.numerator) != 1 or indicator.denominator):
        raise where.fault(
            "numerator", "kind 'measure' has one numerator and denominator = []; or use kind 'ratio'"
        )
    if indicator.kind == "measure" and indicator.scale != 1:
        raise where.fault("scale", "a measure is shown as it was counted; use scale = 1 or kind 'ratio'")
    if indicator.kind == "ratio" and not indicator.numerator:
        raise where.fault("numerator", "is empty; name the measures above the line")
    if indicator.kind == "ratio" and not indicator.denominator:
        raise where.fault("denominator", "is empty; name the measures below the line")
    for part in (*indicator.numerator, *indicator.denominator):
        for breakdown in indicator.breakdowns:
            if breakdown not in catalogue.measures[part].breakdowns:
                raise where.fault(
                    "breakdowns", f"measure '{part}' has no '{breakdown}'; remove it or add it there"
                )


def check_participation_path(catalogue: Catalogue) -> None:
    """The way through an activity is of counts, which can be set beside each other."""
    where = Where("project.toml")
    path = catalogue.project.participation_path
    require_known(path, catalogue.indicators, where, "participation_path")
    for indicator_id in path:
        if catalogue.indicators[indicator_id].kind != "measure":
            raise where.fault("participation_path", f"'{indicator_id}' is a ratio; name counts only")


def check_targets(catalogue: Catalogue) -> None:
    """Each target is about a figure that can be shown, and there is one target for it."""
    seen = set()
    for number, target in enumerate(catalogue.targets, start=1):
        where = Where("targets.toml", f"target number {number}")
        require_known([target.indicator], catalogue.indicators, where, "indicator")
        require_known([target.place_id], places_of(catalogue, target), where, "place_id")
        require_known([target.period], periods_of(catalogue.project, target), where, "period")
        indicator = catalogue.indicators[target.indicator]
        parts = [catalogue.measures[m] for m in (*indicator.numerator, *indicator.denominator)]
        if target.period_level != "quarter" and any("period" not in part.sums_over for part in parts):
            raise where.fault(
                "period_level", "the indicator is not summed over quarters; set a quarter's target"
            )
        if target.place_level != "local" and any("place" not in part.sums_over for part in parts):
            raise where.fault("place_level", "the indicator is not summed over places; set a local target")
        key = (target.indicator, target.place_level, target.place_id, target.period_level, target.period)
        if key in seen:
            raise where.fault("indicator", "has a target for this place and period already; remove one")
        seen.add(key)


def places_of(catalogue: Catalogue, target: Target) -> Collection[str]:
    """Ids of the places at a target's level."""
    if target.place_level == "local":
        return [p.place_id for p in catalogue.partners.values() if p.reports and p.place_id is not None]
    if target.place_level == "country":
        return list(catalogue.project.country_labels)
    return [PROJECT_PLACE]


def periods_of(project: Project, target: Target) -> Collection[str]:
    """Ids of the periods at a target's level."""
    if target.period_level == "quarter":
        return project.quarters
    if target.period_level == "year":
        return [year.id for year in project.years]
    return [PROJECT_PERIOD]


def check_policy(catalogue: Catalogue) -> None:
    """The policy is about known measures and breakdowns and ranks every level once."""
    where = Where("disclosure.toml")
    policy = catalogue.policy
    protected = [m.id for m in catalogue.measures.values() if m.person_level]
    require_known(policy.measure_thresholds, protected, where, "measure_thresholds")
    require_known(policy.one_category_breakdowns, catalogue.breakdowns, where, "one_category_breakdowns")
    require_known(policy.keep_order, KEEP_LEVELS, where, "keep_order")
    if policy.rounding_base < policy.insider_values:
        raise where.fault(
            "rounding_base",
            "is below insider_values: a count rounded to 0 would leave fewer values possible; make it as large",
        )
    missing = [level for level in KEEP_LEVELS if level not in policy.keep_order]
    if missing:
        raise where.fault("keep_order", f"does not rank {in_words(missing)}; every level must have its place")
