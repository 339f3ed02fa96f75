from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, Approved, Catalogue, Profile
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.texts import Text
from pipelines.usefulness import Assessment, NextRelease, assess, with_coarsenings
from tests.pipelines.protect.synthetic import random_reports

from .samples import LATER, Key


def next_release(
    catalogue: Catalogue,
    approved: Approved,
    earlier: tuple[EarlierRelease, ...] = (),
    lifted: frozenset[tuple[str, ...]] = frozenset(),
) -> NextRelease:
    return NextRelease(len(earlier) + 1, "k", approved, catalogue, LATER, earlier, lifted)


def under(catalogue: Catalogue, profile: Profile) -> Catalogue:
    return replace(catalogue, policy=replace(catalogue.policy, profile=profile))


def published(catalogue: Catalogue, approved: Approved, protected: Protected) -> EarlierRelease:
    proofs = {report.name: report.proof for report in protected.reports}
    return EarlierRelease(1, LATER, approved, protected.cells, proofs, catalogue.policy)


@pytest.fixture(scope="module")
def approved(small: Catalogue) -> Approved:
    return random_reports(small, 4, mean=15.0)


@pytest.fixture(scope="module")
def first(small: Catalogue, approved: Approved) -> Assessment:
    return assess(next_release(small, approved))


@pytest.fixture(scope="module")
def earlier(small: Catalogue, approved: Approved) -> tuple[EarlierRelease, ...]:
    return (published(small, approved, protect(approved, small, LATER)),)


def withheld(assessment: Assessment) -> list[Key]:
    cells = assessment.in_force.cells.filter(pl.col("obs_status") == "Q")
    return list(cells.select(CELL_KEY).iter_rows())


def test_assess_first_release_has_both_profiles_side_by_side(first: Assessment) -> None:
    assert list(first.profiles) == ["suppress", "round"]
    assert [each.is_possible for each in first.profiles.values()] == [True, True]
    assert [each.is_in_force for each in first.profiles.values()] == [True, False]
    suppress, rounded = (each.utility.row(-1, named=True) for each in first.profiles.values())
    assert suppress["cells"] == rounded["cells"]
    assert 0 < suppress["share_shown"] < 1
    assert (rounded["share_shown"], rounded["withheld"]) == (1, 0)


def test_assess_every_withheld_cell_is_counted_under_its_rule(first: Assessment) -> None:
    table = first.in_force.utility
    rules = table.select(pl.sum_horizontal(pl.col("^withheld_by_.*$"))).to_series()
    assert rules.to_list() == table["withheld"].to_list()
    assert table["withheld_by_small"].sum() > 0
    assert table["withheld_by_complementary"].sum() > 0


def test_assess_in_force_is_what_protection_gives(
    small: Catalogue, approved: Approved, first: Assessment
) -> None:
    assert first.in_force.cells.equals(protect(approved, small, LATER).cells)


def test_assess_first_release_changes_everything_it_has(first: Assessment) -> None:
    cells = first.in_force.cells
    has_something = cells["value"].is_not_null() | (cells["obs_status"] == "Q")
    assert first.changes.height == has_something.sum()
    assert set(first.changes["change"]) == {"added", "newly_withheld"}


def test_assess_same_reports_again_change_nothing(
    small: Catalogue, approved: Approved, earlier: tuple[EarlierRelease, ...]
) -> None:
    again = assess(next_release(small, approved, earlier))
    assert again.changes.is_empty()


def test_assess_the_other_profile_is_no_choice_after_a_release(
    small: Catalogue, approved: Approved, earlier: tuple[EarlierRelease, ...]
) -> None:
    again = assess(next_release(small, approved, earlier))
    rounded = again.profiles["round"]
    assert again.in_force.is_possible
    assert not rounded.is_possible
    assert str(rounded.problem).startswith("Earlier releases were protected by withholding.")
    # It is shown all the same, as if nothing had been published.
    assert rounded.cells.height == again.in_force.cells.height


def test_assess_profile_in_force_that_was_changed_after_a_release_is_not_possible(
    small: Catalogue, approved: Approved, earlier: tuple[EarlierRelease, ...]
) -> None:
    changed = assess(next_release(under(small, "round"), approved, earlier))
    assert changed.in_force.profile == "round"
    assert not changed.in_force.is_possible
    assert changed.profiles["suppress"].is_possible
    assert (changed.changes.height, changed.lifts.height) == (0, 0)


def test_assess_protection_that_refuses_is_a_problem_in_words(
    small: Catalogue, approved: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Protected:
        raise PolicyError(title="Not safe", message="Leave out the revision.")

    monkeypatch.setattr("pipelines.usefulness.side_by_side.protect", refuse)
    refused = assess(next_release(small, approved))
    assert str(refused.in_force.problem) == "Not safe: Leave out the revision."
    assert not refused.in_force.is_possible
    assert refused.in_force.utility.is_empty()
    assert refused.in_force.cells.is_empty()


def test_assess_says_of_each_lifted_cell_whether_it_would_be_shown(
    small: Catalogue, approved: Approved, earlier: tuple[EarlierRelease, ...], first: Assessment
) -> None:
    lifted = withheld(first)[::3]
    nowhere = ("local", "gone", "quarter", "2021-Q1", "_T", "known", "_T", "_T")

    again = assess(next_release(small, approved, earlier, frozenset([*lifted, nowhere])))

    assert again.lifts.height == len(lifted) + 1
    cells = again.in_force.cells.select(*CELL_KEY, "value")
    for row in again.lifts.join(cells, on=list(CELL_KEY), how="left").iter_rows(named=True):
        assert row["would_show"] == (row["value"] is not None)
        is_planned = row["place_id"] != "gone"
        assert (row["rule"] is not None) == (is_planned and not row["would_show"])


def test_assess_progress_says_which_profile(small: Catalogue, approved: Approved) -> None:
    said: list[Text] = []
    assess(next_release(small, approved), said.append)
    assert str(said[0]).startswith("Withholding: ")
    assert any(str(step).startswith("Rounding: ") for step in said)


@pytest.mark.slow
def test_with_coarsenings_adds_them_and_leaves_the_rest(
    small: Catalogue, approved: Approved, first: Assessment
) -> None:
    assert not first.has_coarsenings
    more = with_coarsenings(first, next_release(small, approved))
    assert more.has_coarsenings
    assert more.profiles is first.profiles
