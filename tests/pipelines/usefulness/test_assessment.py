from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.model import CELL_SCHEMA
from pipelines.texts import verbatim
from pipelines.usefulness import (
    Assessment,
    Coarsening,
    ProfileAssessment,
    load_assessment,
    save_assessment,
)
from pipelines.usefulness.assessment import LIFT_SCHEMA
from pipelines.usefulness.changes import changes_between
from pipelines.usefulness.utility import UTILITY_SCHEMA

from .samples import cells, explanations, key, shown, withheld

WOMEN, MEN = key(row=("sex", "F")), key(row=("sex", "M"))


@pytest.fixture
def assessment() -> Assessment:
    published = cells(shown(MEN, 9), withheld(WOMEN))
    utility = pl.DataFrame(
        [{"place_level": "_T", "period_level": "_T", "cells": 2}], schema=dict(UTILITY_SCHEMA)
    )
    return Assessment(
        number=3,
        key="a" * 64,
        profiles={
            "suppress": ProfileAssessment("suppress", True, True, None, utility, published),
            "round": ProfileAssessment(
                "round",
                False,
                False,
                verbatim("Not both."),
                pl.DataFrame(schema=dict(UTILITY_SCHEMA)),
                pl.DataFrame(schema=dict(CELL_SCHEMA)),
            ),
        },
        changes=changes_between(None, published, explanations((WOMEN, "complementary", MEN))),
        lifts=pl.DataFrame(
            [(*WOMEN, False, "complementary", list(MEN))], schema=dict(LIFT_SCHEMA), orient="row"
        ),
        has_coarsenings=True,
        coarsenings=(
            Coarsening(
                verbatim("Merge."),
                "merge",
                ("starts", "leavers"),
                "sex",
                ("_O", "_U"),
                3,
                4,
                0.3,
                0.5,
                0.2,
                0.4,
            ),
            Coarsening(verbatim("Halve."), "half_years", ("starts",), None, None, 3, 4, 0.3, 0.5, 0.2, 0.3),
        ),
    )


def test_assessment_saved_and_loaded_is_the_same(assessment: Assessment, tmp_path: Path) -> None:
    save_assessment(assessment, tmp_path / "kept")

    loaded = load_assessment(tmp_path / "kept", assessment.key)

    assert loaded is not None
    assert (loaded.number, loaded.key, loaded.has_coarsenings) == (3, assessment.key, True)
    assert loaded.coarsenings == assessment.coarsenings
    assert list(loaded.profiles) == ["suppress", "round"]
    assert loaded.in_force.profile == "suppress"
    assert loaded.profiles["round"].problem == verbatim("Not both.")
    assert_frame_equal(loaded.changes, assessment.changes)
    assert_frame_equal(loaded.lifts, assessment.lifts)
    for name, profile in assessment.profiles.items():
        assert_frame_equal(loaded.profiles[name].cells, profile.cells)
        assert_frame_equal(loaded.profiles[name].utility, profile.utility)


def test_assessment_is_for_the_operator_alone(assessment: Assessment, tmp_path: Path) -> None:
    save_assessment(assessment, tmp_path / "kept")

    kept = [tmp_path / "kept", *(tmp_path / "kept").rglob("*")]
    assert len(kept) > 5
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in kept)


def test_assessment_of_another_key_replaces_the_one_before(assessment: Assessment, tmp_path: Path) -> None:
    save_assessment(assessment, tmp_path)
    save_assessment(replace(assessment, key="b" * 64), tmp_path)

    assert load_assessment(tmp_path, "a" * 64) is None
    assert load_assessment(tmp_path, "b" * 64) is not None


def test_assessment_saved_again_takes_the_place_of_the_first(assessment: Assessment, tmp_path: Path) -> None:
    save_assessment(assessment, tmp_path)
    save_assessment(replace(assessment, coarsenings=()), tmp_path)

    loaded = load_assessment(tmp_path, assessment.key)
    assert loaded is not None
    assert loaded.coarsenings == ()


@pytest.mark.parametrize("name", ["assessment.json", "changes.parquet", "cells-suppress.parquet"])
@pytest.mark.parametrize("content", [None, b"", b"{}"], ids=["gone", "empty", "other"])
def test_assessment_that_is_damaged_is_made_again(
    assessment: Assessment, tmp_path: Path, name: str, content: bytes | None
) -> None:
    save_assessment(assessment, tmp_path)
    path = tmp_path / assessment.key / name
    path.unlink() if content is None else path.write_bytes(content)

    assert load_assessment(tmp_path, assessment.key) is None


def test_assessment_interrupted_while_saving_is_no_assessment(assessment: Assessment, tmp_path: Path) -> None:
    (tmp_path / ".building").mkdir()
    (tmp_path / ".building" / "changes.parquet").write_bytes(b"half")

    assert load_assessment(tmp_path, assessment.key) is None
    save_assessment(assessment, tmp_path)
    assert load_assessment(tmp_path, assessment.key) is not None
    assert not (tmp_path / ".building").exists()
