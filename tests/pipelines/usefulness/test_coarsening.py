from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import Approved, Catalogue
from pipelines.protect import protect
from pipelines.texts import Text
from pipelines.usefulness.assessment import Coarsening
from pipelines.usefulness.coarsening import propose
from tests.pipelines.protect.synthetic import random_reports

from .samples import LATER, TINY

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Leavers alone, by sex and reason."""
    tiny = load_catalogue(TINY)
    return replace(
        tiny, measures={"leavers": tiny.measures["leavers"]}, identities=(), limits=(), indicators={}
    )


@pytest.fixture(scope="module")
def approved(catalogue: Catalogue) -> Approved:
    return random_reports(catalogue, 1, mean=5.0)


@pytest.fixture(scope="module")
def proposals(catalogue: Catalogue, approved: Approved) -> tuple[Coarsening, ...]:
    return propose(approved, catalogue, LATER, protect(approved, catalogue, LATER).cells)


def half_years(proposals: tuple[Coarsening, ...]) -> Coarsening:
    return next(each for each in proposals if each.kind == "half_years")


def test_propose_half_years_win_back_what_quarters_hide(proposals: tuple[Coarsening, ...]) -> None:
    halves = half_years(proposals)
    assert str(halves.what) == "By half-year instead of by quarter: Leavers."
    assert halves.counts_share_after > halves.counts_share_before
    assert halves.share_after > halves.share_before


def test_propose_best_comes_first_and_nothing_that_loses(proposals: tuple[Coarsening, ...]) -> None:
    gains = [each.counts_share_after - each.counts_share_before for each in proposals]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) > 0


def test_propose_before_is_what_a_first_release_shows(
    catalogue: Catalogue, approved: Approved, proposals: tuple[Coarsening, ...]
) -> None:
    halves = half_years(proposals)
    cells = protect(approved, catalogue, LATER).cells
    assert halves.cells_shown_before == cells["value"].is_not_null().sum()
    reported = cells["value"].is_not_null().sum() + (cells["obs_status"] == "Q").sum()
    assert halves.share_before == pytest.approx(halves.cells_shown_before / reported)


def test_propose_does_not_depend_on_worker_processes_or_row_order(
    catalogue: Catalogue,
    approved: Approved,
    proposals: tuple[Coarsening, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipelines.protect.workers.WORTH_PROCESSES", 1)
    shuffled = Approved(
        approved.observations.sample(fraction=1.0, shuffle=True, seed=3), approved.submission_ids
    )
    cells = protect(approved, catalogue, LATER).cells
    assert propose(shuffled, catalogue, LATER, cells) == proposals


def test_propose_says_how_far_it_is(catalogue: Catalogue, approved: Approved) -> None:
    said: list[Text] = []
    propose(approved, catalogue, LATER, protect(approved, catalogue, LATER).cells, said.append)
    assert str(said[-1]).startswith("Coarser plans: ")
    number, _, total = str(said[-1]).removeprefix("Coarser plans: ").partition(" of ")
    assert total == f"{number} computed"
    assert len(said) == int(number)
