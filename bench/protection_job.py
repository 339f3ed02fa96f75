"""Protects one case by one method in a process of its own: `python -m bench.protection_job METHOD CASE SEED FILE`.

A process of its own, so that its memory and its processor time are its own, and a method that ends in a crash or not at
all takes nothing else with it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench import gauss_suppression, tauargus
from bench.measure import peak_mebibytes
from bench.panels import POLICY, panel
from pipelines.protect.certificate import verify
from pipelines.protect.complementary import secure
from pipelines.protect.system import BoolArray, IntArray

Method = Callable[[str, int], tuple[BoolArray, IntArray]]
"""What is withheld, and what withheld cells are published to be at least."""


def ours_outsider(case: str, seed: int) -> tuple[BoolArray, IntArray]:
    """Ours, with nobody who knows a part of the table."""
    system = panel(case, seed)
    return _secured(case, seed, np.full(system.size, None, dtype=object))


def ours_insiders(case: str, seed: int) -> tuple[BoolArray, IntArray]:
    """Ours as published: every city attacks as well."""
    return _secured(case, seed, panel(case, seed).owner)


def _secured(case: str, seed: int, owner: np.typing.NDArray[np.object_]) -> tuple[BoolArray, IntArray]:
    system = replace(panel(case, seed), owner=owner)
    nothing = np.zeros(system.size, dtype=bool)
    secured = secure(system, POLICY, nothing, nothing)
    verify(system, POLICY, secured, nothing)
    return secured.withheld, secured.floor


def _plain(method: Callable[[str, int], BoolArray]) -> Method:
    """A program that says nothing of withheld cells."""
    return lambda case, seed: (method(case, seed), np.zeros(panel(case, seed).size, dtype=np.int64))


METHODS: Mapping[str, Method] = {
    "ours": ours_outsider,
    "ours+insiders": ours_insiders,
    "pytauargus": _plain(tauargus.full_jj),
    "GaussSuppression": _plain(gauss_suppression.suppress_small_counts),
}


def main(method: str, case: str, seed: str, answer: str) -> None:
    """Write what is withheld, and what it took, as JSON."""
    panel(case, int(seed))  # not measured: that the table exists
    began, began_cpu = time.perf_counter(), _cpu_seconds()
    withheld, floor = METHODS[method](case, int(seed))
    content = {
        "withheld": np.flatnonzero(withheld).tolist(),
        "floor": floor.tolist(),
        "seconds": time.perf_counter() - began,
        "cpu_seconds": _cpu_seconds() - began_cpu,
        "peak_mebibytes": max(peak_mebibytes(), peak_mebibytes(children=True)),
    }
    Path(answer).write_text(json.dumps(content), encoding="utf-8")


def _cpu_seconds() -> float:
    """Of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main(*sys.argv[1:])
