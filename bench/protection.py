"""Our protection beside named peers on the same tables in the same run: `./run bench protect [CASE...]`."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import click
import numpy as np

from bench import gauss_suppression
from bench.attack import insider_failures, outsider_failures
from bench.bound import Bound, Limits, least_cost
from bench.panels import SEEDS, panel
from bench.protection_job import METHODS
from bench.sequence import steps
from pipelines.protect.system import BoolArray, IntArray, System

CASES = ("D1q", "D2q", "D1", "D1x10")
LARGEST = "D1x28"
OURS = ("ours", "ours+insiders")
PEERS = ("pytauargus", "GaussSuppression")
PEER_CASES = ("D1q", "D2q", "D1")
SECONDS_A_JOB = 400
_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
BOUNDS: Mapping[str, tuple[Limits, Limits]] = {
    "D1q": (Limits(30, 12), Limits(30, 12)),
    "D2q": (Limits(4, 0), Limits(1, 0)),
    "D1": (Limits(2, 0), Limits(0, 0)),
}
"""For the promise to the outsider, and to insiders as well: the optimum where so many rounds reach it, else what they
prove; the same on any machine."""


@dataclass(frozen=True)
class Result:
    """One method on one case; `problem` says why there is no pattern."""

    method: str
    problem: str = ""
    withheld: BoolArray | None = None
    floor: IntArray | None = None
    """What withheld cells are published to be at least."""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mebibytes: float = 0.0


def report(cases: Sequence[str], *, with_largest: bool = False) -> None:
    """Measure and print everything; with names, only these cases."""
    click.echo(
        f"{'case':<7}{'method':<18}{'wall s':>8}{'CPU s':>8}{'MiB':>6}{'withheld':>10}{'counts':>9}{'kept':>7}"
        f"{'fail':>6}{'fail in':>8}{'gap cells':>11}{'gap cost':>10}"
    )
    taken: dict[str, dict[str, float]] = {}
    for case in cases or CASES:
        system = panel(case)
        for result in _results(case):
            taken.setdefault(result.method, {})[case] = result.cpu_seconds
            click.echo(f"{case:<7}{result.method:<18}" + _line(case, system, result))
    click.echo(_LEGEND)
    for case in cases or CASES:
        if case in BOUNDS:
            click.echo(_about_bounds(case))
    if not cases:
        if with_largest:
            for result in _ours(LARGEST):
                taken[result.method][LARGEST] = result.cpu_seconds
                click.echo(f"{LARGEST:<7}{result.method:<18}" + _line(LARGEST, panel(LARGEST), result))
        for method in OURS:
            click.echo(_growth(method, taken[method]))
        click.echo(f"\n{'step':<58}{'wall s':>8}{'CPU s':>8}")
        for step in steps():
            click.echo(f"{step.what:<58}{step.seconds:>8.2f}{step.cpu_seconds:>8.2f}")


_LEGEND = """
withheld, counts: cells withheld and the sum of their counts; kept: non-zero cells shown, in percent; fail: cells that
do not keep our promise to the outsider; fail in: sensitive counts that some city can tell too closely; gap: above the
lower bound of what any pattern that keeps the same promise withholds (of programs of others: that to the outsider), by
number of cells and by cost (count + 1 each), in percent."""


def _results(case: str) -> Iterator[Result]:
    yield from _ours(case)
    if case not in PEER_CASES:
        return
    yield _job("pytauargus", case)
    if gauss_suppression.is_installed():
        yield _job("GaussSuppression", case)
    else:
        yield Result("GaussSuppression", "not installed")


def _ours(case: str) -> Iterator[Result]:
    for method in OURS:
        yield _job(method, case)


def _job(method: str, case: str) -> Result:
    """One method in its own process, and no longer than the limit."""
    assert method in METHODS
    size = panel(case).size
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        command = [sys.executable, "-m", "bench.protection_job", method, case, str(SEEDS[0]), str(answer)]
        try:
            # Tau-Argus leaves its logs in the folder it runs in.
            done = subprocess.run(
                command, capture_output=True, timeout=SECONDS_A_JOB, check=False, cwd=folder, env=_ENVIRONMENT
            )
        except subprocess.TimeoutExpired:
            return Result(method, f"no answer in {SECONDS_A_JOB} s")
        if done.returncode != 0 or not answer.exists():
            return Result(method, f"ended with code {done.returncode}")
        content = json.loads(answer.read_text(encoding="utf-8"))
    withheld = np.zeros(size, dtype=bool)
    withheld[content.pop("withheld")] = True
    floor = np.array(content.pop("floor"), dtype=np.int64)
    return Result(method, withheld=withheld, floor=floor, **content)


def _line(case: str, system: System, result: Result) -> str:
    if result.withheld is None:
        return f"{result.problem:>20}"
    withheld, counts = result.withheld, system.clear
    people = counts > 0
    kept = 100 * (people & ~withheld).sum() / people.sum()
    outside, inside, gaps = "", "", ("", "")
    if case in BOUNDS:
        outside = str(len(outsider_failures(system, withheld, result.floor).all))
        inside = str(len({v for c in insider_failures(system, withheld, result.floor).values() for v in c}))
        to_insiders = result.method == "ours+insiders"
        gaps = (
            _gap(withheld.sum(), _bound(case, "cells", to_insiders=to_insiders)),
            _gap(_cost(system)[withheld].sum(), _bound(case, "cost", to_insiders=to_insiders)),
        )
    return (
        f"{result.seconds:>8.2f}{result.cpu_seconds:>8.2f}{result.peak_mebibytes:>6.0f}{withheld.sum():>10}"
        f"{counts[withheld].sum():>9}{kept:>6.1f}%{outside:>6}{inside:>8}{gaps[0]:>11}{gaps[1]:>10}"
    )


def _gap(taken: float, bound: Bound) -> str:
    return f"{100 * (taken / _value(bound) - 1):+.1f}%"


def _value(bound: Bound) -> float:
    """Costs are whole numbers, so a bound can be rounded up."""
    return math.ceil(bound.value - 1e-6)


@cache
def _bound(case: str, kind: str, *, to_insiders: bool) -> Bound:
    system = panel(case)
    if not to_insiders:
        system = replace(system, owner=np.full(system.size, None, dtype=object))
    cost = _cost(system) if kind == "cost" else np.ones(system.size)
    return least_cost(system, cost, BOUNDS[case][to_insiders])


def _cost(system: System) -> np.typing.NDArray[np.float64]:
    return (system.clear + 1).astype(np.float64)


def _about_bounds(case: str) -> str:
    words = []
    for to_insiders in (False, True):
        for kind in ("cells", "cost"):
            bound = _bound(case, kind, to_insiders=to_insiders)
            how = "the optimum" if bound.is_optimum else f"proven in {bound.rounds} rounds"
            whom = "with insiders" if to_insiders else "outsider"
            words.append(f"{_value(bound):.0f} by {kind}, {whom} ({how})")
    return f"lower bound of {case}: {', '.join(words)}"


def _growth(method: str, taken: Mapping[str, float]) -> str:
    """The exponent e of seconds ~ cells ** e, from D1 to the largest case measured."""
    largest = max((case for case in taken if taken[case]), key=lambda case: panel(case).size)
    sizes = panel(largest).size / panel("D1").size
    exponent = math.log(taken[largest] / taken["D1"]) / math.log(sizes)
    return f"growth of {method} from D1 to {largest} ({panel(largest).size} cells): n^{exponent:.2f}"
