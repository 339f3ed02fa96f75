"""Which further cells must be withheld so that no attack on the withheld ones succeeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.model import Policy
from pipelines.protect.attack import Witness
from pipelines.protect.cleanup import clean_up
from pipelines.protect.narrowing import Bound
from pipelines.protect.search import Search
from pipelines.protect.system import BoolArray, IntArray, System


@dataclass(frozen=True)
class Secured:
    """The withheld pattern of one group, with the witnesses that prove it."""

    withheld: BoolArray
    floor: IntArray
    """What a withheld cell is published to be at least, in this release or an earlier one; else 0."""
    witnesses: tuple[Witness, ...]
    programs: int
    excuses: tuple[Bound, ...]
    """Proofs that earlier releases show counts not to be zero which are small only since the threshold was raised."""
    because: dict[int, int]
    """Withheld variable -> the variable that could be worked out otherwise."""


def secure(
    system: System,
    policy: Policy,
    was_shown: BoolArray,
    was_withheld: BoolArray,
    was_said: IntArray | None = None,
    inherited: Callable[[BoolArray, IntArray], Sequence[Witness]] = lambda _withheld, _floor: (),
) -> Secured:
    """Withhold until outsider and insiders alike must leave every value of the promise open.

    `was_shown` are facts of earlier releases and stay shown, `was_said` is what they published withheld cells to be at
    least (0: nothing); `was_withheld` stays withheld. `inherited` gives the witnesses of the release before that
    still hold.
    Errors: PolicyError when earlier releases alone already give a sensitive value away.
    """
    search = Search(system, policy, was_shown, was_withheld, was_said)
    for witness in inherited(search.withheld, search.floor):
        search.evidence.add(witness)
    search.run()
    clean_up(search)
    return Secured(
        withheld=search.effective(),
        floor=np.where(search.effective(), search.floor, 0),
        witnesses=tuple(search.evidence.alive()),
        programs=search.programs.runs + search.free.runs + search.sweeps,
        excuses=search.excuses,
        because=search.because,
    )
