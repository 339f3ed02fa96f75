"""GaussSuppression (MIT, Statistics Norway), where R and the package are installed."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from bench.panels import POLICY, LatentGroup, latent_groups, panel
from pipelines.model import PROJECT_PERIOD, PROJECT_PLACE, TOTAL
from pipelines.protect.system import BoolArray, Key

_SCRIPT = Path(__file__).with_suffix(".R")
_PLACES = "(country + city)"
_ONE_WAY = "(activity + sex + age + stage)"
_TWO_WAY = "(activity + sex + age + stage + sex:age + activity:sex + activity:stage)"
FORMULAS: Mapping[str, str] = {
    "D1q": f"~ {_PLACES} * {_ONE_WAY}",
    "D2q": f"~ {_PLACES} * {_TWO_WAY}",
    "D1": f"~ {_PLACES} * (year + quarter) * {_ONE_WAY}",
}
_R_TOTAL = "Total"


def is_installed() -> bool:
    """Whether Rscript finds the package."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return False
    command = [rscript, "-e", 'quit(status = !requireNamespace("GaussSuppression", quietly = TRUE))']
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def suppress_small_counts(case: str, seed: int) -> BoolArray:
    """What it withholds of a case; zeros may be withheld as well, as ours may."""
    system = panel(case, seed)
    with tempfile.TemporaryDirectory() as folder:
        records, answer = Path(folder, "records.csv"), Path(folder, "suppressed.csv")
        with records.open("w", encoding="ascii", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(LatentGroup._fields)
            writer.writerows(latent_groups(case, seed))
        arguments = [str(records), str(answer), FORMULAS[case], str(POLICY.threshold - 1)]
        subprocess.run(["Rscript", str(_SCRIPT), *arguments], check=True)
        with answer.open(encoding="utf-8", newline="") as file:
            suppressed = list(csv.DictReader(file))
    withheld = np.zeros(system.size, dtype=bool)
    withheld[[system.variable_of[_key(row), "1"] for row in suppressed]] = True
    return withheld


def _key(row: Mapping[str, str]) -> Key:
    """The cell that a row of its output is about; a variable that is not split has the total, or no column at all."""
    said = {name: value for name, value in row.items() if value not in {"", "NA", _R_TOTAL}}
    if "city" in said:
        place = ("local", said["city"]) if said["city"].startswith("city") else ("country", said["city"])
    else:
        place = ("country", said["country"]) if "country" in said else ("project", PROJECT_PLACE)
    if "quarter" in said:
        period = ("quarter" if said["quarter"].startswith("Q") else "year", said["quarter"])
    elif "year" in said:
        period = ("year", said["year"])
    else:
        # A case of one quarter has no sums over periods.
        period = ("project", PROJECT_PERIOD) if "year" in row else ("quarter", "Q1")
    split = [name for name in ("activity", "sex", "age", "stage") if name in said]
    if split == ["activity"]:
        return (*place, *period, said["activity"], "people", TOTAL, TOTAL)
    if not split:
        return (*place, *period, TOTAL, "people", TOTAL, TOTAL)
    names = ["sex", "age"] if split == ["sex", "age"] else split
    return (*place, *period, TOTAL, "people", "-".join(names), "-".join(said[name] for name in names))
