from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import CELL_KEY, Approved, Catalogue
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.protect.margins import planned_cells
from tests.pipelines.protect.oracle import Outsider, breaches
from tests.pipelines.protect.synthetic import random_reports

TINY = Path(__file__).parents[2] / "catalogues" / "tiny"
LATER = date(2030, 1, 1)


@pytest.fixture(scope="module")
def tiny() -> Catalogue:
    return load_catalogue(TINY)


def withheld(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.filter(pl.col("obs_status") == "Q")


def without(approved: Approved, submission_id: str) -> Approved:
    kept = tuple(i for i in approved.submission_ids if i != submission_id)
    return Approved(approved.observations.filter(pl.col("submission_id") != submission_id), kept)


def as_earlier(catalogue: Catalogue, number: int, approved: Approved, protected: Protected) -> EarlierRelease:
    proofs = {report.name: report.proof for report in protected.reports}
    return EarlierRelease(number, LATER, approved, protected.cells, proofs, catalogue.policy)


@pytest.mark.parametrize("seed", range(3))
def test_protect_small_counts_of_people_are_never_shown(tiny: Catalogue, seed: int) -> None:
    cells = protect(random_reports(tiny, seed), tiny, LATER).cells

    people = [m.id for m in tiny.measures.values() if m.person_level]
    shown = cells.filter(pl.col("measure_id").is_in(people) & pl.col("value").is_not_null())
    assert shown.height > 0
    assert shown.filter(pl.col("value").is_between(1, tiny.policy.threshold - 1)).is_empty()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "mean"), [(1, 6.0), (2, 15.0), (3, 3.0)])
def test_protect_outsider_can_prove_no_withheld_count_small(tiny: Catalogue, seed: int, mean: float) -> None:
    approved = random_reports(tiny, seed, mean=mean)

    cells = protect(approved, tiny, LATER).cells

    assert withheld(cells).height > 0
    assert breaches(tiny, Outsider(tiny, [(approved, cells)]), cells) == []


@pytest.mark.slow
def test_protect_withheld_cell_put_back_is_a_breach(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 2, mean=15.0)
    cells = protect(approved, tiny, LATER).cells
    clear = clear_cells(tiny, approved)
    hidden = withheld(cells).join(clear, on=list(CELL_KEY))
    noticed = 0
    tried = hidden.filter(pl.col("clear") >= tiny.policy.threshold).sample(8, seed=1)
    for row in tried.iter_rows(named=True):
        is_row = pl.all_horizontal(pl.col(k) == row[k] for k in CELL_KEY)
        put_back = cells.with_columns(
            pl.when(is_row).then(row["clear"]).otherwise(pl.col("value")).alias("value")
        )
        put_back = put_back.with_columns(
            pl.when(is_row).then(pl.lit("A")).otherwise(pl.col("obs_status")).alias("obs_status")
        )
        noticed += bool(breaches(tiny, Outsider(tiny, [(approved, put_back)]), put_back))

    assert noticed >= tried.height // 4


def clear_cells(catalogue: Catalogue, approved: Approved) -> pl.DataFrame:
    return planned_cells(approved, catalogue, LATER).select(*CELL_KEY, "clear")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 4, 9])
def test_protect_late_report_gives_nothing_away_by_difference(tiny: Catalogue, seed: int) -> None:
    approved = random_reports(tiny, seed, mean=15.0)
    late = approved.submission_ids[seed % len(approved.submission_ids)]
    before = without(approved, late)
    first = protect(before, tiny, LATER)

    second = protect(approved, tiny, LATER, [as_earlier(tiny, 1, before, first)])

    union = Outsider(tiny, [(before, first.cells), (approved, second.cells)])
    small = small_cells(tiny, approved, second.cells)
    assert [key for key in breaches(tiny, union, second.cells) if key in small] == []


def small_cells(catalogue: Catalogue, approved: Approved, cells: pl.DataFrame) -> set[tuple[str, ...]]:
    """Withheld cells whose true count is small: only they may not be told from a large one by earlier facts."""
    joined = withheld(cells).join(clear_cells(catalogue, approved), on=list(CELL_KEY))
    return {
        row[:-1]
        for row in joined.select(*CELL_KEY, "clear").iter_rows()
        if row[-1] < catalogue.policy.threshold_of(row[5])
    }


def test_protect_published_cell_stays_published_and_withheld_stays_withheld(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 5, mean=15.0)
    first = protect(approved, tiny, LATER)

    second = protect(approved, tiny, LATER, [as_earlier(tiny, 1, approved, first)])

    assert second.cells.equals(first.cells)


def test_protect_revision_by_one_person_is_not_shown_beside_the_old_count(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 6, mean=40.0)
    first = protect(approved, tiny, LATER)
    people = [m for m in tiny.measures.values() if m.person_level and "place" in m.sums_over]
    revised_id = approved.submission_ids[-1]
    mine = pl.col("submission_id") == revised_id
    measure = people[0].id
    first_parts = approved.observations.filter(mine & (pl.col("measure_id") == measure))
    firsts = first_parts.group_by("breakdown", "activity_id", maintain_order=True).first()
    # one person more in the total, and in one category of each breakdown and one activity
    one_more = firsts.unique(subset=["breakdown", "activity_id"]).filter(
        (pl.col("breakdown") != "_T") | (pl.col("activity_id") == "_T")
    )
    activity = firsts.filter(pl.col("activity_id") != "_T").head(1)
    raised = pl.concat([one_more, activity]).select(
        "partner_id", "quarter", "activity_id", "measure_id", "breakdown", "category"
    )
    observations = (
        approved.observations.join(
            raised.with_columns(more=pl.lit(1, dtype=pl.Int64)),
            on=["partner_id", "quarter", "activity_id", "measure_id", "breakdown", "category"],
            how="left",
        )
        .with_columns(
            value=pl.col("value") + pl.when(mine).then(pl.col("more").fill_null(0)).otherwise(0),
            submission_id=pl.when(mine)
            .then(pl.lit(revised_id[:-1] + "2"))
            .otherwise(pl.col("submission_id")),
        )
        .drop("more")
    )
    revised = Approved(observations, tuple(sorted(observations["submission_id"].unique())))

    second = protect(revised, tiny, LATER, [as_earlier(tiny, 1, approved, first)])

    both = first.cells.join(second.cells, on=list(CELL_KEY), suffix="_new").filter(
        pl.col("value").is_not_null() & pl.col("value_new").is_not_null()
    )
    changed_by = (both["value_new"] - both["value"]).abs()
    assert both.height > 0
    assert changed_by.filter(changed_by.is_between(1, tiny.policy.threshold - 1)).is_empty()


def test_protect_intervals_hold_the_true_count(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 7, mean=15.0)

    cells = protect(approved, tiny, LATER).cells

    hidden = withheld(cells).join(clear_cells(tiny, approved), on=list(CELL_KEY))
    assert hidden.height > 0
    assert (hidden["lower"] <= hidden["clear"]).all()
    assert (hidden["upper"].fill_null(10**9) >= hidden["clear"]).all()
    assert hidden.filter(pl.col("value").is_not_null()).is_empty()


def test_protect_result_does_not_depend_on_row_order(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 8)
    shuffled = Approved(
        approved.observations.sample(fraction=1.0, shuffle=True, seed=3), approved.submission_ids
    )

    assert protect(shuffled, tiny, LATER).cells.equals(protect(approved, tiny, LATER).cells)


@pytest.mark.slow
def test_protect_result_does_not_depend_on_worker_processes(
    tiny: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved = random_reports(tiny, 8)
    alone = protect(approved, tiny, LATER).cells
    monkeypatch.setattr("pipelines.protect.workers.WORTH_PROCESSES", 1)

    assert protect(approved, tiny, LATER).cells.equals(alone)


def test_protect_two_partner_total_is_withheld_unless_both_parts_are_shown(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 11, mean=30.0)

    cells = protect(approved, tiny, LATER).cells

    people = [m.id for m in tiny.measures.values() if m.person_level]
    partners = {p.place_id: p.country for p in tiny.partners.values() if p.place_id}
    shown = cells.filter(pl.col("value").is_not_null() & pl.col("measure_id").is_in(people))
    countries = shown.filter((pl.col("place_level") == "country") & (pl.col("period_level") == "quarter"))
    rest = [k for k in CELL_KEY if k not in {"place_level", "place_id"}]
    local = shown.filter(pl.col("place_level") == "local")
    for row in countries.iter_rows(named=True):
        places = [p for p, country in partners.items() if country == row["place_id"]]
        same = local.filter(
            pl.all_horizontal(pl.col(k) == row[k] for k in rest) & pl.col("place_id").is_in(places)
        )
        reporting = cells.filter(
            pl.all_horizontal(pl.col(k) == row[k] for k in rest)
            & pl.col("place_id").is_in(places)
            & (pl.col("place_level") == "local")
            & ~pl.col("obs_status").is_in(["O", "M"])
        )
        assert same.height == reporting.height


def test_protect_counts_of_people_over_an_open_year_cannot_exist_yet(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1, last_quarter=tiny.project.first_quarter)

    cells = protect(approved, tiny, date(2021, 4, 15)).cells

    people = [m.id for m in tiny.measures.values() if m.person_level]
    open_sums = cells.filter(
        pl.col("measure_id").is_in(people)
        & (pl.col("period_level") == "project")
        & (pl.col("place_level") == "project")
    )
    assert open_sums["obs_status"].unique().to_list() == ["M"]
    assert open_sums["value"].null_count() == open_sums.height


def test_protect_no_reported_person_measure_gives_no_failure(tiny: Catalogue) -> None:
    approved = random_reports(tiny, 1, last_quarter=tiny.project.first_quarter)
    nobody = Approved(
        approved.observations.with_columns(
            value=pl.lit(None, dtype=pl.Int64), mark=pl.lit(tiny.project.marks[0].code)
        ),
        approved.submission_ids,
    )

    cells = protect(nobody, tiny, LATER).cells

    assert cells["value"].null_count() == cells.height
    assert not cells["obs_status"].is_in(["A", "P", "Q"]).any()
    assert np.isin(cells["conf_status"].to_numpy(), ["F"]).all()
