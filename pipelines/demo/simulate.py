"""Invents one partner's counts for all quarters: over-dispersed, small, and coherent with the catalogue."""

from __future__ import annotations

from pipelines.demo import draws
from pipelines.demo.categories import draw_categories
from pipelines.demo.drawn import Drawn
from pipelines.demo.means import mean_counts, partner_factor
from pipelines.demo.order import MeasureRule, draw_order
from pipelines.demo.truth import LEAVING_RATES, known_truth, ways_out
from pipelines.layout import category_columns, report_layout
from pipelines.model import TOTAL, Activity, Catalogue, Partner, quarter_from_index, quarter_index

PART_RATES = (0.35, 0.85)
"""Range of the share that a part has of its whole."""
GROWTH = 0.06
"""Growth of a mean from one quarter to the next, on the log scale."""
SCORES = (1, 5)
"""Range of one score, where an indicator is a sum of scores over those scored."""

Cell = tuple[str, str, str, str]
"""Activity, measure, breakdown and category, as `build_template` takes them."""


def simulate_partner(catalogue: Catalogue, partner: Partner, seed: int) -> dict[str, dict[Cell, int]]:
    """Counts of one partner by quarter, for every open cell of its reports.

    Identities, limits and sums over activities and categories hold, and no count is negative. The same seed
    gives the same counts, and those of a partner do not depend on the other partners.
    Errors: CatalogueError when identities and limits of the catalogue go round in a circle.
    """
    mine = {measure.id for measure in catalogue.asked_of(partner)}
    rules = tuple(rule for rule in draw_order(catalogue) if rule.measure.id in mine)
    drawn = Drawn(catalogue, partner, seed, mean_counts(catalogue, seed), known_truth(catalogue))
    reports: dict[str, dict[Cell, int]] = {}
    for quarter in catalogue.project.quarters:
        if partner not in catalogue.expected_partners(quarter):
            continue
        for rule in rules:
            _draw_measure(drawn, rule, quarter)
        reports[quarter] = _report(drawn, quarter)
    return reports


def _draw_measure(drawn: Drawn, rule: MeasureRule, quarter: str) -> None:
    measure, index = rule.measure, quarter_index(quarter)
    running = drawn.catalogue.activities_of(drawn.partner, quarter) if measure.per_activity else ()
    if rule.by_activity:
        for activity in running:
            count = _draw_total(drawn, rule, activity, index, len(running))
            drawn.totals[measure.id, activity.id, index] = count
        total = sum(drawn.total(measure.id, activity.id, index) for activity in running)
    else:
        total = _draw_total(drawn, rule, None, index, 1)
        shared = draws.split(drawn.rng(measure.id), total, [1.0] * len(running)) if running else []
        for activity, count in zip(running, shared, strict=True):
            drawn.totals[measure.id, activity.id, index] = count
    drawn.totals[measure.id, TOTAL, index] = total
    for breakdown_id in measure.breakdowns:
        drawn.categories[measure.id, breakdown_id, index] = draw_categories(drawn, rule, breakdown_id, index)


# ---- totals ------------------------------------------------------------------------------------------


def _draw_total(drawn: Drawn, rule: MeasureRule, activity: Activity | None, index: int, sharing: int) -> int:
    activity_id = activity.id if activity else TOTAL
    if rule.balance:
        return drawn.still_there(rule.balance, activity_id, index)
    room = _room(drawn, rule, activity_id, index)
    if room is None and rule.mean_of:
        return _draw_sum_of_scores(drawn, rule, activity_id, index)
    if room is None:
        return _draw_free(drawn, rule, activity_id, index, sharing)
    rate = _leaving_rate(drawn, rule, activity, index) if rule.leaves else _part_rate(drawn, rule)
    return draws.some_of(drawn.rng(rule.measure.id), room, rate)


def _room(drawn: Drawn, rule: MeasureRule, activity_id: str, index: int) -> int | None:
    """The most a count may be; null when nothing bounds it."""
    measure_id = rule.measure.id
    rooms = [drawn.still_there(identity, activity_id, index) for identity in rule.leaves]
    for whole in rule.wholes:
        if (whole, activity_id, index) in drawn.totals:
            rooms.append(drawn.total(whole, activity_id, index))
        elif (whole, TOTAL, index) in drawn.totals:
            taken = sum(n for (m, _, at), n in drawn.totals.items() if m == measure_id and at == index)
            rooms.append(drawn.total(whole, TOTAL, index) - taken)
    return max(min(rooms), 0) if rooms else None


def _draw_sum_of_scores(drawn: Drawn, rule: MeasureRule, activity_id: str, index: int) -> int:
    scored = sum(drawn.total(measure_id, activity_id, index) for measure_id in rule.mean_of)
    lowest, highest = SCORES
    return lowest * scored + draws.some_of(drawn.rng(rule.measure.id), (highest - lowest) * scored, 0.5)


def _draw_free(drawn: Drawn, rule: MeasureRule, activity_id: str, index: int, sharing: int) -> int:
    measure, rng = rule.measure, drawn.rng(rule.measure.id)
    mean = drawn.means[measure.id] * partner_factor(drawn.partner, measure.id, drawn.seed) / sharing
    first = quarter_index(drawn.catalogue.project.first_quarter)
    at_least = sum(drawn.total(part, activity_id, index) for part in rule.parts)
    if measure.person_level and not drawn.catalogue.activities_of(drawn.partner, quarter_from_index(index)):
        return at_least  # nobody takes part before there is something to take part in
    if measure.collect == "stock":
        quarters = len(drawn.catalogue.project.quarters)
        return drawn.total(measure.id, activity_id, index - 1) + int(rng.poisson(2 * mean / (quarters + 1)))
    return at_least + draws.over_dispersed(rng, mean * float(1 + GROWTH) ** (index - first))


def _leaving_rate(drawn: Drawn, rule: MeasureRule, activity: Activity | None, index: int) -> float:
    leaving = ways_out(rule.leaves[0])
    place = leaving.index(rule.measure.id)
    # An activity that ends discharges everybody; otherwise its people would vanish from the next balance.
    if activity and place == len(leaving) - 1 and _ends(drawn, activity, index):
        return 1.0
    rate = LEAVING_RATES[min(place, len(LEAVING_RATES) - 1)]
    truth = drawn.truth
    is_effect = truth and activity and (activity.id, rule.measure.id) == (truth.activity_id, truth.measure_id)
    return rate * truth.rate_ratio if truth and is_effect else rate


def _ends(drawn: Drawn, activity: Activity, index: int) -> bool:
    last = min(activity.last_quarter, drawn.partner.valid_to or activity.last_quarter)
    return quarter_index(last) == index < quarter_index(drawn.catalogue.project.last_quarter)


def _part_rate(drawn: Drawn, rule: MeasureRule) -> float:
    return float(draws.stream(drawn.seed, "rate", rule.measure.id).uniform(*PART_RATES))


# ---- the report --------------------------------------------------------------------------------------


def _report(drawn: Drawn, quarter: str) -> dict[Cell, int]:
    index = quarter_index(quarter)
    cells: dict[Cell, int] = {}
    for row in report_layout(drawn.catalogue, drawn.partner.id, quarter).rows:
        measure_id = row.measure.id
        cells[row.activity_id, measure_id, TOTAL, TOTAL] = drawn.total(measure_id, row.activity_id, index)
        if row.activity_id != TOTAL:
            continue
        for breakdown_id in row.measure.breakdowns:
            columns = category_columns(drawn.catalogue, breakdown_id)
            counts = drawn.categories[measure_id, breakdown_id, index]
            for (_, category), count in zip(columns, counts, strict=True):
                cells[TOTAL, measure_id, breakdown_id, category] = count
    return cells
