"""The effect that is put into the counts on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.demo.draws import DISPERSION
from pipelines.demo.order import draw_order
from pipelines.model import Activity, Catalogue, Identity, quarter_index

LEAVING_RATES = (0.14, 0.07)
"""Share of those still there who leave in a quarter, by place in the identity; the last serves the rest."""
RATE_RATIO = 2.0


@dataclass(frozen=True)
class KnownTruth:
    """What was put into the counts on purpose, so that an evaluation can be checked against it.

    In `activity_id` people leave through `measure_id` at `base_rate * rate_ratio` a quarter, and everywhere
    else at `base_rate`. Free counts are Gamma-Poisson: variance = mean + mean squared / `dispersion`.
    """

    activity_id: str
    measure_id: str
    base_rate: float
    rate_ratio: float
    dispersion: float


def known_truth(catalogue: Catalogue) -> KnownTruth | None:
    """The injected effect: the first way to leave of the first identity, in the activity that runs longest.

    Null for a catalogue in which nobody leaves anything by activity.
    """
    rules = {rule.measure.id: rule for rule in draw_order(catalogue)}
    leaving = [i for identity in catalogue.identities for i in ways_out(identity) if rules[i].by_activity]
    if not leaving or not catalogue.activities:
        return None
    longest = max(catalogue.activities.values(), key=_length)
    return KnownTruth(longest.id, leaving[0], LEAVING_RATES[0], RATE_RATIO, DISPERSION)


def ways_out(identity: Identity) -> list[str]:
    """Measures that count people who leave in the quarter, in the order of the identity."""
    return [term.measure for term in identity.terms if term.sign < 0 and term.lag == 0]


def _length(activity: Activity) -> int:
    return quarter_index(activity.last_quarter) - quarter_index(activity.first_quarter)
