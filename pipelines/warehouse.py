"""The clear warehouse: what the publisher reads, derived from the ledger, for the operator's eyes only."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipelines.errors import OutcomesError
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, Approved

_SCHEMA = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}


def build_warehouse(approved: Approved, directory: Path, number: int) -> Path:
    """Write approved observations to `warehouse-<number>.duckdb`, in a directory only the operator can open.

    Shape: table `clean_observation`, columns of OBSERVATION_SCHEMA plus submission_id, sorted by their key.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    path = directory / f"warehouse-{number:04d}.duckdb"
    path.unlink(missing_ok=True)
    observations = approved.observations.select(*_SCHEMA)
    with duckdb.connect(str(path), config={"threads": 1}) as connection:
        connection.register("observations", observations)
        connection.execute("create table clean_observation as from observations")
        connection.unregister("observations")
    path.chmod(0o600)
    return path


def read_warehouse(path: Path) -> Approved:
    """The approved observations of a warehouse file.

    Errors: OutcomesError when the file is not a warehouse of this program.
    """
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            frame = connection.sql("from clean_observation").pl()
    except duckdb.Error as error:
        raise OutcomesError(
            title="The warehouse cannot be read",
            message=f"{path.name} is missing or damaged. It is derived: publish again to rebuild it.",
        ) from error
    observations = frame.cast(pl.Schema(_SCHEMA)).sort(OBSERVATION_KEY)
    ids = tuple(sorted(observations["submission_id"].unique().to_list()))
    return Approved(observations=observations, submission_ids=ids)
