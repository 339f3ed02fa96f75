"""Protects two releases of the small test project and prints what came out: `python -m ... WORKERS ROW_ORDER`.

A process of its own, so that the test can choose the hash seed and the number of threads it starts with.
"""

from __future__ import annotations

import hashlib
import io
import os
import resource
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.catalogue import load_catalogue
from pipelines.model import Approved
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.protect import workers as workers_of_protection
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"
AS_OF = date(2030, 1, 1)
SEED = 8


def main(workers: int, row_order: int) -> None:
    """Print one line per table of the second release, and whether worker processes took part."""
    if workers > 1:
        workers_of_protection.WORTH_PROCESSES = 1
        os.cpu_count = lambda: workers
    catalogue = load_catalogue(TINY)
    approved = _in_order(random_reports(catalogue, SEED, mean=15.0), row_order)
    late = min(approved.submission_ids)
    before = Approved(
        approved.observations.filter(pl.col("submission_id") != late),
        tuple(i for i in approved.submission_ids if i != late),
    )
    first = protect(before, catalogue, AS_OF)
    proofs = {report.name: report.proof for report in first.reports}
    earlier = EarlierRelease(1, AS_OF, before, first.cells, proofs, catalogue.policy)
    second = protect(approved, catalogue, AS_OF, [earlier])
    for name, frame in _tables(second).items():
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", statistics=False)
        print(name, frame.height, hashlib.sha256(buffer.getvalue()).hexdigest())  # noqa: T201
    for report in sorted(second.reports, key=lambda report: report.name):
        print(report.name, report.withheld, hashlib.sha256(report.proof).hexdigest())  # noqa: T201
    used_processes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0
    print("worker processes:", used_processes, file=sys.stderr)  # noqa: T201


def _in_order(approved: Approved, row_order: int) -> Approved:
    if row_order == 0:
        return approved
    rows = approved.observations.sample(fraction=1.0, shuffle=True, seed=row_order)
    return Approved(rows, tuple(reversed(approved.submission_ids)))


def _tables(protected: Protected) -> dict[str, pl.DataFrame]:
    values = {each.name: getattr(protected, each.name) for each in fields(protected)}
    return {name: value for name, value in values.items() if isinstance(value, pl.DataFrame)}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
