"""A workbook that was filled in and saved by LibreOffice, on its way through the command line into a release."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner

from dashboard.cli import main
from pipelines.catalogue import load_catalogue
from pipelines.demo.simulate import simulate_partner
from pipelines.model import (
    CELL_KEY,
    FIRST_DATA_ROW,
    KEY_ROW,
    PROJECT_PLACE,
    PROVISIONAL,
    SHOWN,
    TEMPLATE_KEYS,
    TOTAL,
    WITHHELD,
    Release,
    Role,
)
from pipelines.publish import current_release, read_cells, verify_release
from pipelines.settings import REPOSITORY_ROOT
from tests.office import save_as

pytestmark = pytest.mark.slow

SHIPPED = load_catalogue(REPOSITORY_ROOT / "data" / "catalogue")
SEED = 3
PARTNERS, QUARTERS = ("malaga", "catalonia"), ("2018-Q2", "2018-Q3")
COUNTRY = "ES"
MANAGER = "manager@office.example"
TARGETS = {"xlsx": "xlsx", "csv": "csv:Text - txt - csv (StarCalc):59,34,76"}

Counts = Mapping[tuple[str, str, str, str], int]


@dataclass(frozen=True)
class Line:
    """What was filled in, and the release that came out."""

    filled: Mapping[tuple[str, str], Counts]
    """Partner and quarter -> the count of every open cell."""
    saved: tuple[Path, ...]
    """The files as LibreOffice saved them."""
    release: Release
    cells: pl.DataFrame


class Prepare:
    """The command line over one data directory."""

    def __init__(self, data: Path) -> None:
        self._environment = {
            "PREPARE_DATA": str(data),
            "PREPARE_CATALOGUE": None,
            "PREPARE_LEDGER_URL": None,
            "PREPARE_BASE_URL": None,
            "PREPARE_PORT": None,
        }

    def __call__(self, *arguments: str) -> str:
        result = CliRunner().invoke(main, arguments, env=self._environment, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output


@pytest.fixture(scope="module", params=TARGETS)
def line(request: pytest.FixtureRequest, soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Line:
    directory = tmp_path_factory.mktemp(f"line-{request.param}")
    prepare = Prepare(directory / "data")
    prepare("users", "add", MANAGER, "--role", Role.MANAGER.value)
    filled = {}
    for partner_id in PARTNERS:
        prepare(
            "users", "add", coordinator(partner_id), "--role", Role.COORDINATOR.value, "--partner", partner_id
        )
        simulated = simulate_partner(SHIPPED, SHIPPED.partners[partner_id], SEED)
        for quarter in QUARTERS:
            path = directory / f"{partner_id}-{quarter}.xlsx"
            prepare("template", partner_id, quarter, "--out", str(path))
            fill(path, simulated[quarter])
            filled[partner_id, quarter] = simulated[quarter]
    save_with_libreoffice(soffice, directory, TARGETS[request.param])
    for partner_id, quarter in filled:
        saved = str(directory / "saved" / f"{partner_id}-{quarter}.{request.param}")
        assert "can be submitted" in prepare("check", saved)
        answer = prepare("submit", saved, "--as", coordinator(partner_id), "--because", "Counted twice.")
        assert f"Submitted as {partner_id}-{quarter}-1." in answer
        assert "is approved" in prepare("approve", f"{partner_id}-{quarter}-1", "--as", MANAGER)
    assert "Release 0001 is published." in prepare("publish", "--as", MANAGER, "--reason", "First release")
    release = current_release(directory / "data" / "releases")
    return Line(filled, tuple(sorted((directory / "saved").iterdir())), release, read_cells(release))


def coordinator(partner_id: str) -> str:
    return f"coordinator@{partner_id}.example"


def fill(path: Path, counts: Counts) -> None:
    """Type the counts into the cells that are open, and into no others."""
    book = openpyxl.load_workbook(path)
    sheet = book["Report"]
    columns = [str(cell.value).split(":") for cell in sheet[KEY_ROW][len(TEMPLATE_KEYS) :]]
    typed = set()
    for row in sheet.iter_rows(min_row=FIRST_DATA_ROW):
        for cell, (breakdown, category) in zip(row[len(TEMPLATE_KEYS) :], columns, strict=True):
            if not cell.protection.locked:
                key = (str(row[0].value), str(row[1].value), breakdown, category)
                cell.value = counts[key]
                typed.add(key)
    assert typed == set(counts)
    book.save(path)


def save_with_libreoffice(soffice: Path, directory: Path, target: str) -> None:
    """Open all workbooks of a directory and save them into `saved`."""
    save_as(soffice, sorted(directory.glob("*.xlsx")), target, directory / "saved")


def test_reports_were_saved_by_libreoffice_as_workbooks_or_as_text_with_semicolons(line: Line) -> None:
    assert len(line.saved) == len(line.filled)
    for path in line.saved:
        if path.suffix == ".csv":
            key_row = path.read_text(encoding="utf-8").splitlines()[KEY_ROW - 1]
            assert key_row.startswith(";".join(TEMPLATE_KEYS))
        else:
            with zipfile.ZipFile(path) as archive:
                assert b"LibreOffice" in archive.read("docProps/app.xml")


def test_release_made_from_saved_reports_is_whole_and_names_them(line: Line) -> None:
    assert verify_release(line.release) == []
    assert line.release.manifest["synthetic"] is False
    assert set(line.release.manifest["submissions"]) == {
        f"{partner_id}-{quarter}-1" for partner_id, quarter in line.filled
    }


def test_release_has_a_row_for_every_cell_that_was_filled_in(line: Line) -> None:
    assert joined(line).height == sum(len(counts) for counts in line.filled.values())


def test_release_shows_what_is_not_about_persons_as_it_was_filled_in(line: Line) -> None:
    rows = joined(line).filter(~pl.col("measure_id").is_in(person_measures()))

    assert rows.height > 0
    assert statuses(rows) == {SHOWN}
    assert rows["value"].equals(rows["filled"])


def test_release_withholds_every_small_count_of_persons(line: Line) -> None:
    rows = joined(line).filter(pl.col("measure_id").is_in(person_measures()))
    small = rows.filter(pl.col("filled").is_between(1, pl.col("threshold") - 1))

    assert small.height > 0
    assert statuses(small) == {WITHHELD}
    assert small["value"].null_count() == small.height


def test_release_shows_or_brackets_every_other_count_of_persons(line: Line) -> None:
    rows = joined(line).filter(pl.col("measure_id").is_in(person_measures()))
    shown = rows.filter(pl.col("value").is_not_null())

    assert shown.height > 0
    assert statuses(rows) == {SHOWN, WITHHELD}
    assert shown["value"].equals(shown["filled"])
    withheld = rows.filter(pl.col("value").is_null())
    assert withheld.filter(
        (pl.col("lower") > pl.col("filled")) | (pl.col("upper") < pl.col("filled"))
    ).is_empty()


def test_release_adds_up_over_places(line: Line) -> None:
    sums: defaultdict[tuple[str, tuple[str, str, str, str]], int] = defaultdict(int)
    for (_, quarter), counts in line.filled.items():
        for key, count in counts.items():
            measure = SHIPPED.measures[key[1]]
            if not measure.person_level and "place" in measure.sums_over and key[0] == TOTAL:
                sums[quarter, key] += count

    for level, place, status in (("country", COUNTRY, SHOWN), ("project", PROJECT_PLACE, PROVISIONAL)):
        expected = cell_frame(
            [(level, place, quarter, *key, count) for (quarter, key), count in sums.items()]
        )
        found = expected.join(line.cells, on=CELL_KEY, how="inner", validate="1:1")
        assert found.height == expected.height
        assert statuses(found) == {status}
        assert found["value"].equals(found["filled"])


def joined(line: Line) -> pl.DataFrame:
    """What was filled in beside what was published of it; a row that was not published is not there."""
    filled = cell_frame(
        [
            ("local", SHIPPED.partners[partner_id].place_id, quarter, *key, count)
            for (partner_id, quarter), counts in line.filled.items()
            for key, count in counts.items()
        ]
    )
    return filled.join(line.cells, on=CELL_KEY, how="inner", validate="1:1")


def cell_frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    columns = [name for name in CELL_KEY if name != "period_level"]
    frame = pl.DataFrame(rows, schema={**dict.fromkeys(columns, pl.String), "filled": pl.Int64}, orient="row")
    thresholds = {measure_id: SHIPPED.policy.threshold_of(measure_id) for measure_id in SHIPPED.measures}
    return frame.with_columns(
        period_level=pl.lit("quarter"),
        threshold=pl.col("measure_id").replace_strict(thresholds, return_dtype=pl.Int64),
    )


def person_measures() -> list[str]:
    return [measure.id for measure in SHIPPED.measures.values() if measure.person_level]


def statuses(rows: pl.DataFrame) -> set[tuple[str, str]]:
    return set(rows.select("obs_status", "conf_status").rows())
