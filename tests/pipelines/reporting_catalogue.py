"""The tiny catalogue with completeness and timeliness, which it does not have itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipelines.settings import Settings, load_settings
from tests.dashboard.workspace_fixture import TINY

MEASURE = """
[[measure]]
id = "{id}"
label = "{label}"
definition = "Invented for tests."
unit = "reports"
collect = "flow"
person_level = false
per_activity = false
breakdowns = []
sums_over = ["place", "period"]
reported_by = ["city", "region"]
of_cycle = "{fact}"
source = "Invented for tests."
"""
MEASURES = "".join(
    MEASURE.format(id=f"reports_{fact}", label=f"Reports {fact}", fact=fact)
    for fact in ("due", "received", "on_time")
)
INDICATOR = """
[[indicator]]
id = "{id}"
label = "{label}"
definition = "Invented for tests."
level = 9
iati_measure = 2
objectives = []
kind = "ratio"
numerator = ["{part}"]
denominator = ["reports_due"]
scale = 100
unit = "%"
direction = "up"
breakdowns = []
headline = false
first_period_lag = 0
source = "Invented for tests."
"""
INDICATORS = INDICATOR.format(
    id="R1", label="Completeness of reporting", part="reports_received"
) + INDICATOR.format(id="R2", label="Timeliness of reporting", part="reports_on_time")


def write_catalogue(directory: Path, measures: str = MEASURES, indicators: str = INDICATORS) -> Path:
    """A directory with the tiny catalogue and what is counted of the reporting cycle."""
    shutil.copytree(TINY, directory)
    for name, more in (("measures.toml", measures), ("indicators.toml", indicators)):
        with (directory / name).open("a", encoding="utf-8") as file:
            file.write(more)
    return directory


def reporting_settings(directory: Path) -> Settings:
    """Settings of an empty data directory with such a catalogue."""
    catalogue = write_catalogue(directory / "catalogue")
    return load_settings({"PREPARE_DATA": str(directory / "data"), "PREPARE_CATALOGUE": str(catalogue)})
