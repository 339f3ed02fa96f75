"""One way of taking in a long table, in a process of its own, so that its peak memory is its own.

Usage: python -m bench.import_job WAY FILE PARTNERS; prints seconds, MiB and what it found, as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import polars as pl

from bench.import_data import many_partners
from bench.measure import own_peak_mebibytes
from pipelines.catalogue import load_catalogue
from pipelines.importing import batches, check_rows, read_coded
from pipelines.model import OBSERVATION_SCHEMA
from pipelines.settings import REPOSITORY_ROOT
from pipelines.validate import Published

SAMPLE = 400
"""Reports that go through the checks of whole reports; the rest would only repeat them."""


def main() -> None:
    """Do it and print."""
    way, path, partners = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        found = WAYS[way](path, partners, Path(folder))
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "mebibytes": own_peak_mebibytes(), "found": found}))  # noqa: T201


def scan(path: Path, _partners: int, _folder: Path) -> int:
    """Polars reads every column and keeps nothing but their lengths."""
    table = pl.scan_parquet(path) if path.suffix == ".parquet" else pl.scan_csv(path, infer_schema=False)
    lengths = table.select(
        pl.col(pl.String).str.len_bytes().sum(), pl.col(pl.Int64).sum().name.suffix("_sum")
    )
    return int(lengths.collect(engine="streaming")["quarter"].item())


def duckdb_insert(path: Path, _partners: int, folder: Path) -> int:
    """DuckDB reads the file into a table of a database file."""
    with duckdb.connect(str(folder / "peer.duckdb")) as connection:
        reader = "read_parquet" if path.suffix == ".parquet" else "read_csv"
        connection.execute(f"create table observation as select * from {reader}(?)", [str(path)])
        row = connection.execute("select count(*) from observation").fetchone()
    return int(row[0]) if row else 0


def rows(path: Path, partners: int, folder: Path) -> int:
    """Reading, and every check of rows, duplicates included."""
    catalogue = many_partners(load_catalogue(REPOSITORY_ROOT / "data" / "catalogue"), partners)
    coded = read_coded(path, catalogue, None, folder)
    return coded.rows + sum(lines.height for lines in check_rows(coded, catalogue))


def reports(path: Path, partners: int, folder: Path) -> dict[str, float]:
    """The checks of whole reports, on a sample: processor seconds for one."""
    catalogue = many_partners(load_catalogue(REPOSITORY_ROOT / "data" / "catalogue"), partners)
    coded = read_coded(path, catalogue, None, folder)
    nothing = (pl.DataFrame(schema=dict(OBSERVATION_SCHEMA)), Published())
    done, sound, seconds = 0, 0, 0.0
    for batch in batches(coded, catalogue, lambda _: nothing):
        began = time.process_time()
        for report in batch.reports:
            done, sound = done + 1, sound + report.is_sound
            if done == SAMPLE:
                break
        seconds += time.process_time() - began
        if done == SAMPLE:
            break
    return {"reports": done, "sound": sound, "seconds_each": seconds / max(done, 1)}


WAYS = {"scan": scan, "duckdb": duckdb_insert, "rows": rows, "reports": reports}

if __name__ == "__main__":
    main()
