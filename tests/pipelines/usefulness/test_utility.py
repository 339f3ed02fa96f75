from __future__ import annotations

import polars as pl
import pytest

from pipelines.model import Catalogue
from pipelines.usefulness.utility import RULES, UTILITY_SCHEMA, utility_table

from .samples import Key, about, cells, explanations, key, missing, planned, shown, withheld

TOTAL, WOMEN, MEN, UNKNOWN = (
    key(),
    key(row=("sex", "F")),
    key(row=("sex", "M")),
    key(row=("sex", "_U")),
)
COUNTRY, CASELOAD, SESSIONS = key("XA"), key(measure="caseload"), key(measure="sessions")


@pytest.fixture
def table(tiny: Catalogue) -> pl.DataFrame:
    """Of local quarters: three shown, one of them zero, two withheld, one missing, one that cannot exist."""
    return utility_table(
        planned(
            (TOTAL, 10), (WOMEN, 3), (MEN, 7), (UNKNOWN, 0), (COUNTRY, 40), (CASELOAD, 90), (SESSIONS, 8)
        ),
        cells(
            shown(TOTAL, 10),
            withheld(WOMEN, 0, 10),
            withheld(MEN, 4),
            shown(UNKNOWN, 0),
            shown(COUNTRY, 40),
            shown(CASELOAD, 90),
            shown(SESSIONS, 8),
            missing(key(measure="leavers")),
            missing(key(measure="housed"), "M"),
        ),
        explanations((WOMEN, "small", None), (MEN, "complementary", WOMEN)),
        tiny,
    )


def local(table: pl.DataFrame) -> dict[str, object]:
    return table.filter(pl.col("place_level") == "local").row(0, named=True)


def test_utility_counts_cells_of_people_only(table: pl.DataFrame) -> None:
    row = local(table)
    assert (row["cells"], row["shown"], row["withheld"], row["not_reported"]) == (6, 3, 2, 1)
    assert dict(table.schema) == dict(UTILITY_SCHEMA)


def test_utility_shares_are_of_reported_cells_and_of_their_counts(table: pl.DataFrame) -> None:
    row = local(table)
    assert row["share_shown"] == 3 / 5
    assert row["nonzero_share_shown"] == 2 / 4
    # Half of the counts of starts and all of the caseload: each measure counts alike.
    assert row["counts_share_shown"] == pytest.approx((10 / 20 + 1) / 2)


def test_utility_intervals_without_an_upper_end_are_counted_apart(table: pl.DataFrame) -> None:
    row = local(table)
    assert (row["mean_interval_width"], row["share_without_upper"]) == (10, 1 / 2)


def test_utility_every_withheld_cell_has_one_rule(table: pl.DataFrame) -> None:
    row = local(table)
    assert (row["withheld_by_small"], row["withheld_by_complementary"]) == (1, 1)
    by_rule = table.select(pl.sum_horizontal(f"withheld_by_{rule}" for rule in RULES)).to_series()
    assert by_rule.to_list() == table["withheld"].to_list()


def test_utility_comes_coarse_before_fine_with_the_total_last(table: pl.DataFrame) -> None:
    assert table.select("place_level", "period_level").rows() == [
        ("country", "quarter"),
        ("local", "quarter"),
        ("_T", "_T"),
    ]
    assert table.row(-1, named=True)["cells"] == table["cells"][:-1].sum()


def test_utility_of_rounded_cells_shows_all_and_nothing_exactly(tiny: Catalogue) -> None:
    table = utility_table(
        planned((TOTAL, 11), (WOMEN, 3), (MEN, 8)),
        cells(about(TOTAL, 10), about(WOMEN, 5), about(MEN, 10)),
        explanations(),
        tiny,
    )
    row = local(table)
    assert (row["shown"], row["shown_exactly"], row["share_shown"]) == (3, 0, 1.0)
    assert row["mean_interval_width"] == 8


def test_utility_of_nothing_reported_is_null_and_not_zero(tiny: Catalogue) -> None:
    nothing: list[tuple[Key, int | None]] = [(TOTAL, None)]
    row = local(utility_table(planned(*nothing), cells(missing(TOTAL)), explanations(), tiny))
    assert (row["share_shown"], row["counts_share_shown"], row["mean_interval_width"]) == (None, None, None)
