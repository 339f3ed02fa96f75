"""What has been drawn for one partner so far, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.demo import draws
from pipelines.demo.truth import KnownTruth
from pipelines.model import Catalogue, Identity, Partner


@dataclass(frozen=True)
class Drawn:
    """Counts of one partner, filled quarter by quarter and measure by measure."""

    catalogue: Catalogue
    partner: Partner
    seed: int
    means: Mapping[str, float]
    truth: KnownTruth | None
    totals: dict[tuple[str, str, int], int] = field(default_factory=dict)
    """By measure, activity (_T for all) and quarter index."""
    categories: dict[tuple[str, str, int], list[int]] = field(default_factory=dict)
    """By measure, breakdown and quarter index."""
    streams: dict[str, draws.Generator] = field(default_factory=dict)

    def rng(self, measure_id: str) -> draws.Generator:
        if measure_id not in self.streams:
            self.streams[measure_id] = draws.stream(self.seed, self.partner.id, measure_id)
        return self.streams[measure_id]

    def total(self, measure_id: str, activity_id: str, index: int) -> int:
        return self.totals.get((measure_id, activity_id, index), 0)

    def still_there(self, identity: Identity, activity_id: str, index: int) -> int:
        """The balance of what has been drawn of an identity up to now."""
        return sum(t.sign * self.total(t.measure, activity_id, index - t.lag) for t in identity.terms)

    def still_there_by_category(self, identity: Identity, breakdown_id: str, index: int) -> list[int]:
        """The balance of each category of a breakdown that all measures of the identity have."""
        balance = [0] * len(self.catalogue.breakdowns[breakdown_id].categories)
        for term in identity.terms:
            counts: Sequence[int] = self.categories.get((term.measure, breakdown_id, index - term.lag), ())
            for place, count in enumerate(counts):
                balance[place] += term.sign * count
        return balance
