"""The sums that readers of a release can check: parts that are published beside their whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pipelines.model import PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Catalogue, Measure
from pipelines.protect.system import Key


class Over(IntEnum):
    """What a sum runs over; the larger, the sooner readers miss it when rounding breaks it."""

    PERIODS = 0
    PLACES = 1
    PARTS = 2
    """Categories of one breakdown, or activities."""


@dataclass(frozen=True)
class PublishedSum:
    """A cell that is the sum of other cells of the same release."""

    whole: Key
    parts: tuple[Key, ...]
    over: Over


def published_sums(catalogue: Catalogue, measure: Measure, cells: Collection[Key]) -> list[PublishedSum]:
    """The sums among the cells of one measure that have a count, in the order of the cells.

    Read off the catalogue and off who reported, never off a count: that a sum holds by chance tells nothing here.
    Sums over places that leave reports without a place out are no sums.
    """
    present = set(cells)
    country_of = {p.place_id: p.country for p in catalogue.partners.values() if p.place_id}
    year_of = {q: year.id for year in catalogue.project.years for q in year.quarters}
    has_placeless = any(
        p.reports and p.place_id is None and p.role in measure.reported_by
        for p in catalogue.partners.values()
    )

    def place_above(key: Key) -> Key | None:
        if key[0] == "local":
            return ("country", country_of[key[1]], *key[2:])
        if key[0] == "country" and not has_placeless:
            return ("project", PROJECT_PLACE, *key[2:])
        return None

    def period_above(key: Key) -> Key | None:
        if key[2] == "quarter":
            return (*key[:2], "year", year_of[key[3]], *key[4:])
        return (*key[:2], "project", PROJECT_PERIOD, *key[4:]) if key[2] == "year" else None

    return [
        *_sums(cells, present, place_above, Over.PLACES),
        *_sums(cells, present, period_above, Over.PERIODS),
        *_split_sums(catalogue, measure, cells, present),
    ]


def _sums(
    cells: Collection[Key], present: set[Key], above: Callable[[Key], Key | None], over: Over
) -> Iterator[PublishedSum]:
    parts: dict[Key, list[Key]] = defaultdict(list)
    for key in cells:
        whole = above(key)
        if whole in present:
            parts[whole].append(key)
    return (PublishedSum(whole, tuple(keys), over) for whole, keys in parts.items())


def _split_sums(
    catalogue: Catalogue, measure: Measure, cells: Collection[Key], present: set[Key]
) -> Iterator[PublishedSum]:
    """Totals against their categories or activities, where reports are made; above, these follow from the places."""
    level = _reporting_level(catalogue, measure)
    parts: dict[tuple[Key, str], list[Key]] = defaultdict(list)
    for key in cells:
        split = key[6] if key[6] != TOTAL else "activity" if key[4] != TOTAL else ""
        total = (*key[:4], TOTAL, key[5], TOTAL, TOTAL)
        if split in measure.sums_over and key[0] == level and total in present:
            parts[total, split].append(key)
    quarters = dict(_periods(catalogue))
    for (total, split), keys in parts.items():
        below = [(*total[:2], "quarter", quarter, *total[4:]) for quarter in quarters[total[3]]]
        reported = [quarter_total for quarter_total in below if quarter_total in present]
        if all(0 < _expected(catalogue, q, split) == len(parts.get((q, split), ())) for q in reported):
            yield PublishedSum(total, tuple(keys), Over.PARTS)


def _reporting_level(catalogue: Catalogue, measure: Measure) -> str:
    roles = measure.reported_by
    has_places = any(p.place_id for p in catalogue.partners.values() if p.reports and p.role in roles)
    return "local" if has_places else "project"


def _periods(catalogue: Catalogue) -> Iterator[tuple[str, Sequence[str]]]:
    """Each period with its quarters."""
    yield PROJECT_PERIOD, catalogue.project.quarters
    for year in catalogue.project.years:
        yield year.id, year.quarters
    for quarter in catalogue.project.quarters:
        yield quarter, (quarter,)


def _expected(catalogue: Catalogue, total: Key, split: str) -> int:
    if split != "activity":
        return len(catalogue.breakdowns[split].categories)
    partner = next((p for p in catalogue.partners.values() if p.place_id == total[1]), None)
    return len(catalogue.activities_of(partner, total[3])) if partner else -1
