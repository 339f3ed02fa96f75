from __future__ import annotations

import polars as pl
import pytest

from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, OBSERVATION_SCHEMA, TOTAL, Approved, Catalogue
from pipelines.usefulness.lifting import own_risk, require_liftable

from .samples import LATER, Key, cells, key, missing, shown, withheld

LEAVERS = {"MOVED": 9, "_O": 0, "_U": 0}


@pytest.fixture
def approved() -> Approved:
    """Ashtown: 3 women, 7 men; leavers all for one reason. Birchtown: 20 starts."""
    rows = [
        ("ash", "2021-Q1", TOTAL, "starts", TOTAL, TOTAL, 10, None, "ash-1"),
        ("ash", "2021-Q1", TOTAL, "starts", "sex", "F", 3, None, "ash-1"),
        ("ash", "2021-Q1", TOTAL, "starts", "sex", "M", 7, None, "ash-1"),
        ("ash", "2021-Q1", TOTAL, "starts", "sex", "_U", 0, None, "ash-1"),
        ("ash", "2021-Q1", TOTAL, "leavers", TOTAL, TOTAL, 9, None, "ash-1"),
        *[
            ("ash", "2021-Q1", TOTAL, "leavers", "reason", reason, count, None, "ash-1")
            for reason, count in LEAVERS.items()
        ],
        ("birch", "2021-Q1", TOTAL, "starts", TOTAL, TOTAL, 20, None, "birch-1"),
    ]
    schema = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}
    return Approved(pl.DataFrame(rows, schema=schema, orient="row"), ("ash-1", "birch-1"))


RISKS = [
    (key(row=("sex", "F")), "small"),
    (key(measure="leavers", row=("reason", "MOVED")), "one_category"),
    (key("XA"), "few_contributors"),
    (key(row=("sex", "M")), None),
    (key(row=("sex", "_U")), None),
    (key(), None),
    (key(measure="sessions"), None),
]


@pytest.mark.parametrize(("cell", "rule"), RISKS)
def test_own_risk_is_the_rule_a_cell_is_withheld_by_itself(
    tiny: Catalogue, approved: Approved, cell: Key, rule: str | None
) -> None:
    assert own_risk(cell, approved, tiny, LATER) == rule


@pytest.mark.parametrize("cell", [cell for cell, rule in RISKS if rule])
def test_lift_cell_at_risk_is_refused_and_named(tiny: Catalogue, approved: Approved, cell: Key) -> None:
    with pytest.raises(PolicyError, match=r"Ashtown, 2021-Q1|Aland of tests, 2021-Q1") as refusal:
        require_liftable(cell, cells(withheld(cell)), approved, tiny, LATER)
    assert refusal.value.title == "This cell can never be lifted"


@pytest.mark.parametrize("cell", [key(row=("sex", "M")), key(row=("sex", "_U"))])
def test_lift_cell_withheld_for_others_is_allowed(tiny: Catalogue, approved: Approved, cell: Key) -> None:
    require_liftable(cell, cells(withheld(cell)), approved, tiny, LATER)


@pytest.mark.parametrize("row", [shown(key(), 10), missing(key()), missing(key(), "M")])
def test_lift_cell_that_is_not_withheld_is_refused(
    tiny: Catalogue, approved: Approved, row: tuple[object, ...]
) -> None:
    with pytest.raises(PolicyError, match="does not withhold it"):
        require_liftable(key(), cells(row), approved, tiny, LATER)


def test_lift_cell_outside_the_plan_is_refused(tiny: Catalogue, approved: Approved) -> None:
    assert len(key()) == len(CELL_KEY)
    with pytest.raises(PolicyError, match="Ashtown, 2021-Q1, Starts: the current release has no such figure"):
        require_liftable(key(), cells(withheld(key("XA"))), approved, tiny, LATER)
