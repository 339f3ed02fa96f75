"""Medians, and the memory a process and its children took at most."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPEATS = 9
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Comparison:
    """One thing the product does, beside a peer that does the nearest thing to it."""

    what: str
    ours: Callable[[], object]
    peer: str
    peers: Callable[[], object]
    repeats: int = REPEATS


def median_seconds(action: Callable[[], object], repeats: int) -> float:
    """Median of several runs, after one that is not counted unless it is the only one."""
    if repeats > 1:
        action()
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def own_peak_mebibytes() -> float:
    """The most memory this program held since it began, without what the one that started it had held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_mebibytes()
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def peak_mebibytes(*, children: bool = False) -> float:
    """The most memory this process, or any one child of it that has ended, ever held."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kibibytes
    return usage.ru_maxrss * unit / MEBIBYTE
