"""The public descriptions that travel with the cells, so that a release can be read without anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import polars as pl

from pipelines.catalogue import translated
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE, Speaker
from pipelines.model import PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Catalogue, Indicator
from pipelines.texts import text

if TYPE_CHECKING:
    from pipelines.publish.release import ReleaseFacts

_INTEGERS = {
    "sort", "level", "scale", "value", "number", "threshold", "min_contributors", "rounding_base", "first_period_lag",
    "version",
}  # fmt: skip
_BOOLEANS = {"synthetic", "person_level", "per_activity", "headline", "is_share", "is_inferred"}


WHOLE_PROJECT = text("Whole project")
WHOLE_PERIOD = text("Whole project period")
ALL_ACTIVITIES = text("All activities")
NO_BREAKDOWN = text("No breakdown")
ALL_CATEGORIES = text("Total")


def reference_tables(catalogue: Catalogue, facts: ReleaseFacts) -> dict[str, pl.DataFrame]:
    """All tables of release.duckdb besides the cells, by name; rows in catalogue order (`sort`).

    Texts are in English; table `translation` says them in the project's other languages, so that an old release
    is read in every language as it was published.
    """
    english = _tables(catalogue, facts, Speaker(SOURCE_LANGUAGE))
    others = [x for x in catalogue.project.languages if x in LANGUAGES and x != SOURCE_LANGUAGE]
    rows: dict[tuple[str, ...], None] = {}
    for language in others:
        said = _tables(translated(catalogue, language), facts, Speaker(language))
        for name, frame in english.items():
            for column in frame.select(pl.col(pl.String)).columns:
                pairs = zip(frame[column], said[name][column], strict=True)
                rows |= {(language, name, column, a, b): None for a, b in pairs if a != b}
    translation = _frame(["language", "table_name", "column_name", "source", "said"], sorted(rows))
    return {**english, "translation": translation}


def _tables(catalogue: Catalogue, facts: ReleaseFacts, speaker: Speaker) -> dict[str, pl.DataFrame]:
    return {
        "release_info": _release_info(catalogue, facts),
        "place": _places(catalogue, speaker),
        "period": _periods(catalogue, speaker),
        "activity": _activities(catalogue, speaker),
        "activity_place": _activity_places(catalogue),
        "activity_partner": _activity_partners(catalogue),
        "participation_path": _participation_path(catalogue),
        "milestone": _milestones(catalogue),
        "measure": _measures(catalogue),
        "breakdown": _breakdowns(catalogue, speaker),
        "category": _categories(catalogue, speaker),
        "indicator": _indicators(catalogue),
        "indicator_part": _indicator_parts(catalogue),
        "indicator_breakdown": _indicator_breakdowns(catalogue),
        "target": _targets(catalogue),
        "objective": _labels("objective", catalogue.project.objectives.items()),
        "process_step": _labels("process_step", catalogue.project.process_steps.items()),
        "report": _reports(catalogue, facts),
    }


def _frame(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    types = {c: pl.Int64 if c in _INTEGERS else pl.Boolean if c in _BOOLEANS else pl.String for c in columns}
    return pl.DataFrame([tuple(row) for row in rows], schema=types, orient="row")


def _release_info(catalogue: Catalogue, facts: ReleaseFacts) -> pl.DataFrame:
    project, policy = catalogue.project, catalogue.policy
    row = {
        "number": facts.number,
        "published_at": facts.published_at.isoformat(timespec="seconds"),
        "synthetic": facts.synthetic,
        "reason": facts.reason,
        "project_title": project.title,
        "project_short_title": project.short_title,
        "description": project.description,
        "first_quarter": project.first_quarter,
        "last_quarter": project.last_quarter,
        "funding_notice": project.funding_notice,
        "disclaimer": project.disclaimer,
        "licence": project.licence,
        "threshold": policy.threshold,
        "min_contributors": policy.min_contributors,
        "profile": policy.profile,
        "rounding_base": policy.rounding_base,
        "catalogue_sha256": catalogue.sha256,
        "policy_sha256": catalogue.policy_sha256,
        "software_version": version("prepare-outcome-monitor"),
    }
    return _frame(list(row), [list(row.values())])


def _places(catalogue: Catalogue, speaker: Speaker) -> pl.DataFrame:
    reporting = [p for p in catalogue.partners.values() if p.reports and p.place_id is not None]
    rows: list[tuple[object, ...]] = [("local", p.place_id, p.label, p.country) for p in reporting]
    labels = catalogue.project.country_labels
    rows += [("country", c, labels.get(c, c), c) for c in dict.fromkeys(p.country for p in reporting)]
    rows.append(("project", PROJECT_PLACE, speaker.say(WHOLE_PROJECT), None))
    return _frame(
        ["place_level", "place_id", "label", "country", "sort"], [(*row, i) for i, row in enumerate(rows)]
    )


def _periods(catalogue: Catalogue, speaker: Speaker) -> pl.DataFrame:
    rows = [("quarter", q, speaker.quarter(q)) for q in catalogue.project.quarters]
    rows += [("year", year.id, year.label) for year in catalogue.project.years]
    rows.append(("project", PROJECT_PERIOD, speaker.say(WHOLE_PERIOD)))
    return _frame(["period_level", "period", "label", "sort"], [(*row, i) for i, row in enumerate(rows)])


def _activities(catalogue: Catalogue, speaker: Speaker) -> pl.DataFrame:
    columns = [
        "activity_id", "label", "type", "type_label", "status", "description", "first_quarter", "last_quarter", "sort",
    ]  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (TOTAL, speaker.say(ALL_ACTIVITIES), None, None, None, None, None, None, 0)
    ]
    for i, a in enumerate(catalogue.activities.values(), start=1):
        type_label = catalogue.activity_types.get(a.type, a.type)
        rows.append(
            (a.id, a.label, a.type, type_label, a.status, a.description, a.first_quarter, a.last_quarter, i)
        )
    return _frame(columns, rows)


def _activity_places(catalogue: Catalogue) -> pl.DataFrame:
    rows = [
        (a.id, catalogue.partners[partner].place_id)
        for a in catalogue.activities.values()
        for partner in a.partners
        if catalogue.partners[partner].place_id is not None
    ]
    return _frame(["activity_id", "place_id"], rows)


def _activity_partners(catalogue: Catalogue) -> pl.DataFrame:
    """Who takes part in which activity, those without a place too."""
    labels = catalogue.project.country_labels
    rows = [
        (a.id, p.id, p.label, p.role, p.country, labels.get(p.country, p.country), p.place_id, i)
        for a in catalogue.activities.values()
        for i, p in enumerate(catalogue.partners[partner] for partner in a.partners)
    ]
    columns = [
        "activity_id", "partner_id", "label", "role", "country", "country_label", "place_id", "sort",
    ]  # fmt: skip
    return _frame(columns, rows)


def _participation_path(catalogue: Catalogue) -> pl.DataFrame:
    return _frame(
        ["indicator_id", "sort"], [(x, i) for i, x in enumerate(catalogue.project.participation_path)]
    )


def _milestones(catalogue: Catalogue) -> pl.DataFrame:
    rows = [
        (m.id, m.label, m.when, m.quarter, ",".join(m.process_steps), m.status == "inferred", m.source, i)
        for i, m in enumerate(catalogue.project.milestones)
    ]
    columns = [
        "milestone_id",
        "label",
        "happened",
        "quarter",
        "process_steps",
        "is_inferred",
        "source",
        "sort",
    ]
    return _frame(columns, rows)


def _measures(catalogue: Catalogue) -> pl.DataFrame:
    columns = [
        "measure_id", "label", "definition", "unit", "collect", "person_level", "per_activity", "of_cycle", "sort",
    ]  # fmt: skip
    rows = [
        (m.id, m.label, m.definition, m.unit, m.collect, m.person_level, m.per_activity, m.of_cycle, i)
        for i, m in enumerate(catalogue.measures.values())
    ]
    return _frame(columns, rows)


def _breakdowns(catalogue: Catalogue, speaker: Speaker) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = [(TOTAL, speaker.say(NO_BREAKDOWN), 0)]
    rows += [(b.id, b.label, i) for i, b in enumerate(catalogue.breakdowns.values(), start=1)]
    return _frame(["breakdown", "label", "sort"], rows)


def _categories(catalogue: Catalogue, speaker: Speaker) -> pl.DataFrame:
    rows = [(TOTAL, TOTAL, speaker.say(ALL_CATEGORIES))]
    rows += [(b.id, c.id, c.label) for b in catalogue.breakdowns.values() for c in b.categories]
    return _frame(["breakdown", "category", "label", "sort"], [(*row, i) for i, row in enumerate(rows)])


def _indicators(catalogue: Catalogue) -> pl.DataFrame:
    columns = [
        "indicator_id", "label", "definition", "level", "kind", "scale", "unit", "direction", "objectives",
        "process_step", "headline", "is_share", "first_period_lag", "sort", "source",
    ]  # fmt: skip
    rows = [
        (
            i.id, i.label, i.definition, i.level, i.kind, i.scale, i.unit, i.direction, ",".join(i.objectives),
            i.process_step, i.headline, _is_share(catalogue, i), i.first_period_lag, n, i.source,
        )
        for n, i in enumerate(catalogue.indicators.values())
    ]  # fmt: skip
    return _frame(columns, rows)


def _is_share(catalogue: Catalogue, indicator: Indicator) -> bool:
    """Whether all that is above the line is counted below it too, so that a ratio is never more than the whole."""
    above, below = set(indicator.numerator), set(indicator.denominator)
    return above <= below or any(above == {x.part} and below == {x.whole} for x in catalogue.limits)


def _indicator_parts(catalogue: Catalogue) -> pl.DataFrame:
    rows = [(i.id, "numerator", m) for i in catalogue.indicators.values() for m in i.numerator]
    rows += [(i.id, "denominator", m) for i in catalogue.indicators.values() for m in i.denominator]
    return _frame(["indicator_id", "part", "measure_id"], rows)


def _indicator_breakdowns(catalogue: Catalogue) -> pl.DataFrame:
    return _frame(
        ["indicator_id", "breakdown"],
        [(i.id, b) for i in catalogue.indicators.values() for b in i.breakdowns],
    )


def _targets(catalogue: Catalogue) -> pl.DataFrame:
    columns = ["indicator_id", "place_level", "place_id", "period_level", "period", "value", "source"]
    rows = [
        (t.indicator, t.place_level, t.place_id, t.period_level, t.period, t.value, t.source)
        for t in catalogue.targets
    ]
    return _frame(columns, rows)


def _labels(name: str, labels: Iterable[tuple[str, str]]) -> pl.DataFrame:
    return _frame([name, "label", "sort"], [(code, label, i) for i, (code, label) in enumerate(labels)])


def _reports(catalogue: Catalogue, facts: ReleaseFacts) -> pl.DataFrame:
    """Who was expected to report what by when, whether it is in the release and since when: public by the method."""
    received = {submission_id.rpartition("-")[0]: submission_id for submission_id in facts.submission_ids}
    rows = []
    for quarter in catalogue.project.quarters:
        for p in catalogue.expected_partners(quarter):
            submission_id = received.get(f"{p.id}-{quarter}")
            handed_in = facts.handed_in.get(submission_id) if submission_id else None
            due_on = catalogue.project.due_date(quarter).isoformat()
            state = "reported" if submission_id else "missing"
            dated = (handed_in.first_on.isoformat(), handed_in.times) if handed_in else (None, None)
            rows.append((p.id, p.label, p.place_id, quarter, due_on, state, *dated))
    columns = [
        "partner_id", "partner_label", "place_id", "quarter", "due_on", "state", "received_on", "version",
    ]  # fmt: skip
    return _frame(columns, rows)
