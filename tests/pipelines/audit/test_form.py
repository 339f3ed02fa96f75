"""Releases that do not have the form of the plan: each fault is reported."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from pipelines.audit import PublishedRelease, audit
from pipelines.audit.form import Book, form_problems, small_shown
from pipelines.audit.plan import publication_plan
from pipelines.errors import ReleaseMissingError
from pipelines.model import CELL_KEY, Approved
from tests.pipelines.audit.cases import (
    LATER,
    NUMBERS,
    TINY,
    audited,
    is_cell,
    published_in_turn,
    release,
)
from tests.pipelines.protect.synthetic import random_reports

TINY_DIR = Path(__file__).parents[2] / "catalogues" / "tiny"
A_CELL = ("local", "XA_001", "quarter", "2021-Q1", "_T", "starts", "_T", "_T")


@pytest.fixture(scope="module")
def reports() -> Approved:
    return random_reports(TINY, 2, mean=15.0)


@pytest.fixture(scope="module")
def published(reports: Approved) -> PublishedRelease:
    (made,) = published_in_turn([reports])
    return made


def faults(reports: Approved, cells: pl.DataFrame) -> list[str]:
    """Of form alone, without any attack."""
    return faults_of(release(1, reports, cells))


def faults_of(published: PublishedRelease) -> list[str]:
    return [problem.what for problem in form_problems(Book(published, TINY, publication_plan(TINY)))]


def test_audit_cell_twice_is_reported(published: PublishedRelease, reports: Approved) -> None:
    twice = pl.concat([published.cells, published.cells.filter(is_cell(A_CELL))])

    assert faults(reports, twice) == ["Ashtown, 2021-Q1, Starts: is in the release more than once"]


def test_audit_missing_cell_is_reported(published: PublishedRelease, reports: Approved) -> None:
    fewer = published.cells.filter(~is_cell(A_CELL))

    assert "Ashtown, 2021-Q1, Starts: is missing from the release" in faults(reports, fewer)


def test_audit_cell_outside_the_plan_is_reported(published: PublishedRelease, reports: Approved) -> None:
    crossed = published.cells.filter(is_cell(A_CELL)).with_columns(
        activity_id=pl.lit("ash-groups"), breakdown=pl.lit("sex"), category=pl.lit("F")
    )

    found = faults(reports, pl.concat([published.cells, crossed]))

    assert found == ["Ashtown, 2021-Q1, Starts, Ashtown groups, Sex Women: is not in the publication plan"]


def test_audit_ratio_with_a_decimal_as_a_column_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    rated = published.cells.with_columns(rate=pl.lit(33.3))

    assert faults(reports, rated) == ["the cells have the unknown column 'rate'"]


def test_audit_ratio_with_a_decimal_as_a_cell_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    in_tenths = published.cells.filter(is_cell(A_CELL)).with_columns(
        *(pl.lit(333, dtype=pl.Int64).alias(name) for name in NUMBERS), measure_id=pl.lit("housed_share")
    )

    found = faults(reports, pl.concat([published.cells, in_tenths]))

    assert found == ["Ashtown, 2021-Q1, housed_share: is not in the publication plan"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": 3}, "has value, lower and upper that do not go with its status"),
        ({"lower": None}, "has value, lower and upper that do not go with its status"),
        ({"conf_status": "F"}, "has a status and a confidentiality that do not go together"),
        ({"obs_status": "O"}, "has a status and a confidentiality that do not go together"),
    ],
)
def test_audit_withheld_cell_of_another_form_is_reported(
    published: PublishedRelease, reports: Approved, changes: dict[str, object], words: str
) -> None:
    key = published.cells.filter(pl.col("obs_status") == "Q").select(CELL_KEY).row(0)
    changed = published.cells.with_columns(
        pl.when(is_cell(key)).then(pl.lit(to)).otherwise(name).cast(published.cells[name].dtype).alias(name)
        for name, to in changes.items()
    )

    assert any(fault.endswith(words) for fault in faults(reports, changed))


def test_audit_reported_cell_without_its_report_is_reported(
    published: PublishedRelease, reports: Approved
) -> None:
    fewer = tuple(i for i in reports.submission_ids if not i.startswith("ash-2021-Q1"))

    found = faults_of(PublishedRelease(1, LATER, published.policy, fewer, published.cells))

    assert any("no report in the release is about it" in fault for fault in found)


# ---- files -----------------------------------------------------------------------------------------------


@pytest.fixture
def directory(published: PublishedRelease, tmp_path: Path) -> Path:
    """A release as files; its manifest is as complete as the audit needs it."""
    folder = tmp_path / "0001"
    folder.mkdir()
    write(folder, published)
    return folder


def write(folder: Path, published: PublishedRelease) -> None:
    published.cells.write_parquet(folder / "cells.parquet")
    policy = {name: value for name, value in vars(published.policy).items() if name != "reasons"}
    manifest = {
        "number": 1,
        "published_at": "2030-01-01T09:00:00+00:00",
        "catalogue_sha256": TINY.sha256,
        "policy": policy,
        "submissions": list(published.submissions),
        "files": {"cells.parquet": sha256((folder / "cells.parquet").read_bytes()).hexdigest()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_audit_of_files_is_that_of_the_same_release_in_memory(
    directory: Path, published: PublishedRelease
) -> None:
    assert audit([directory], TINY_DIR).digest == audited([published]).digest


@pytest.mark.parametrize("name", ["rates.csv", "cells.xlsx"])
def test_audit_file_that_is_no_part_of_a_release_is_reported(directory: Path, name: str) -> None:
    (directory / name).write_text("housed,33.3", encoding="utf-8")

    report = audit([directory], TINY_DIR)

    assert [p.what for p in report.problems] == [f"the file {name} is no part of a release"]


def test_audit_number_in_the_manifest_is_reported(directory: Path) -> None:
    manifest = json.loads((directory / "manifest.json").read_text("utf-8"))
    (directory / "manifest.json").write_text(json.dumps({**manifest, "housed_share": 33.3}), encoding="utf-8")

    report = audit([directory], TINY_DIR)

    assert [p.what for p in report.problems] == ["manifest.json has the unknown entry 'housed_share'"]


def test_audit_cells_that_the_manifest_does_not_name_are_reported(
    directory: Path, published: PublishedRelease
) -> None:
    published.cells.reverse().write_parquet(directory / "cells.parquet")

    report = audit([directory], TINY_DIR)

    assert [p.what for p in report.problems] == ["cells.parquet is not the file that manifest.json names"]


def test_audit_release_that_cannot_be_read_says_which_file(directory: Path) -> None:
    (directory / "cells.parquet").write_bytes(b"PAR1")

    with pytest.raises(ReleaseMissingError, match=r"cells\.parquet of release 0001"):
        audit([directory], TINY_DIR)


# ---- what is in the open ---------------------------------------------------------------------------------


def in_the_open(published: PublishedRelease, cells: pl.DataFrame) -> set[tuple[str, str]]:
    book = Book(replace(published, cells=cells), TINY, publication_plan(TINY))
    return {(problem.what.rpartition(": ")[2], problem.cell[0]) for problem in small_shown([book])}


def shown(cells: pl.DataFrame, key: tuple[str, ...], value: int) -> pl.DataFrame:
    """Cells with one of them published as a number."""
    changes = {name: pl.lit(value, dtype=pl.Int64) for name in NUMBERS}
    changes |= {"obs_status": pl.lit("A"), "conf_status": pl.lit("F")}
    return cells.with_columns(
        pl.when(is_cell(key)).then(to).otherwise(name).alias(name) for name, to in changes.items()
    )


def test_audit_what_the_program_publishes_is_not_small(published: PublishedRelease) -> None:
    assert in_the_open(published, published.cells) == set()


@pytest.mark.parametrize(("value", "found"), [(0, set()), (1, {"local"}), (4, {"local"}), (5, set())])
def test_audit_small_count_in_the_open_is_reported_from_one_to_below_the_threshold(
    published: PublishedRelease, value: int, found: set[str]
) -> None:
    faults = in_the_open(published, shown(published.cells, A_CELL, value))

    assert faults == {("a small count of people is shown", level) for level in found}


def test_audit_row_in_one_category_in_the_open_is_reported(published: PublishedRelease) -> None:
    total = ("local", "XA_001", "quarter", "2021-Q1", "_T", "leavers", "_T", "_T")
    category = (*total[:6], "reason", "MOVED")
    cells = shown(shown(published.cells, total, 30), category, 30)

    assert in_the_open(published, cells) == {("all people of a row are shown to be in one category", "local")}
    assert in_the_open(published, shown(cells, category, 29)) == set()


def test_audit_total_of_two_partners_is_reported_unless_both_parts_are_shown(
    published: PublishedRelease,
) -> None:
    cells = published.cells
    of_one = ("local", "XA_001", "quarter", "2021-Q1", "_T", "starts", "_T", "_T")
    of_other = ("local", "XA_002", *of_one[2:])
    total = ("country", "XA", *of_one[2:])
    withheld = cells.with_columns(
        pl.when(is_cell(of_other)).then(None).otherwise(name).alias(name) for name in NUMBERS
    ).with_columns(obs_status=pl.when(is_cell(of_other)).then(pl.lit("Q")).otherwise("obs_status"))

    assert in_the_open(published, shown(withheld, total, 40)) == {
        ("a total of too few partners is shown", "country")
    }
    assert in_the_open(published, shown(shown(shown(cells, total, 40), of_one, 20), of_other, 20)) == set()
