from __future__ import annotations

import polars as pl

from dashboard.components import assessed, changes, coarser_plans, lifting
from dashboard.components.publishing import news_texts
from pipelines.catalogue import load_catalogue
from pipelines.model import CELL_KEY
from pipelines.usefulness.assessment import LIFT_SCHEMA
from pipelines.usefulness.utility import UTILITY_SCHEMA
from tests.dashboard.assessment_fixture import (
    CHANGES,
    COARSENING,
    UTILITY,
    assessment,
    key,
    profile,
)
from tests.dashboard.workspace_fixture import TINY

CATALOGUE = load_catalogue(TINY)
PUBLISHED = ("ash-2021-Q1-1", "birch-2021-Q1-1", "ash-2021-Q2-1")


def test_news_next_quarter_alone_is_nothing_special() -> None:
    assert news_texts(["ash-2021-Q3-1"], PUBLISHED, CATALOGUE) == []
    assert news_texts(["ash-2021-Q1-1"], [], CATALOGUE) == []


def test_news_corrected_and_late_reports_are_named_and_explained() -> None:
    corrected, late, meaning = map(
        str, news_texts(["ash-2021-Q1-2", "birch-2021-Q2-1"], PUBLISHED, CATALOGUE)
    )

    assert corrected == "Corrected since the last release: Ashtown 2021\\-Q1."
    assert late == "Late, for quarters that the last release had already: Birchtown 2021\\-Q2."
    assert "may have to be withheld" in meaning


def test_utility_rows_one_for_each_level_and_one_for_all() -> None:
    assert assessed.utility_rows(UTILITY) == [
        ("Whole project, Whole project period", "1,000", "100\u00a0%", "99\u00a0%", "1", "0", "–"),
        ("Cities and regions, Quarters", "200", "44\u00a0%", "61\u00a0%", "100", "20", "12.3"),
        ("All levels together", "1,200", "91\u00a0%", "96\u00a0%", "101", "20", "12.3"),
    ]


def test_rule_rows_leave_out_rules_that_hide_nothing() -> None:
    columns, rows = assessed.rule_rows(UTILITY)

    assert columns == [
        "Level",
        "Shown",
        "Withheld: a small count",
        "Withheld: to protect another figure",
        "Not reported",
    ]
    assert rows[1] == ["Cities and regions, Quarters", "80", "30", "70", "20"]


def test_profile_rows_side_by_side_and_a_dash_where_nothing_was_computed() -> None:
    nothing = profile("round", is_possible=False, utility=pl.DataFrame(schema=dict(UTILITY_SCHEMA)))

    rows = assessed.profile_rows([profile("suppress", is_in_force=True), nothing])

    assert rows[0] == ["Figures with a number", "91\u00a0%", "–"]
    assert rows[-1] == ["Could be published now", "yes", "no"]


def test_profile_label_says_which_is_in_force() -> None:
    assert str(assessed.profile_label(profile("suppress", is_in_force=True))) == "Withholding (in force)"
    assert str(assessed.profile_label(profile("round"))) == "Rounding"


def test_change_counts_come_in_the_order_of_their_weight() -> None:
    assert changes.count_rows(changes.with_kinds(CHANGES)) == [
        ("Shown before, withheld now", "1"),
        ("New, and withheld", "1"),
        ("Another number than before", "1"),
        ("New, and shown", "1"),
    ]


def test_change_rows_say_why_in_words() -> None:
    rows = changes.change_rows(CHANGES, CATALOGUE)

    assert rows[0] == (
        "Ashtown, 2021-Q3, Starts, Sex: Women",
        "Withheld from now on, because otherwise “Sex: Men” of the same row could be worked out",
    )
    assert rows[2][1] == "Amended from 12 to 14"


def test_change_row_of_the_whole_project_says_its_name_once() -> None:
    whole = CHANGES.head(1).with_columns(place_level=pl.lit("project"), place_id=pl.lit("PROJECT"))

    [(figure, what)] = changes.change_rows(whole, CATALOGUE)

    assert figure.startswith("Whole project")
    assert what.startswith("Withheld from now on")


def test_coarsening_row_shows_both_sides() -> None:
    assert coarser_plans.row(COARSENING) == (
        "Make women and men one category in starts",
        "80 → 120",
        "40\u00a0% → 66\u00a0%",
        "61\u00a0% → 70\u00a0%",
    )


def test_lift_candidates_were_withheld_before_and_are_not_lifted() -> None:
    lifted = dict(zip(CELL_KEY, key("F", period="2021-Q2"), strict=True))
    lifts = pl.DataFrame([lifted | {"would_show": False, "rule": "complementary"}], schema=dict(LIFT_SCHEMA))

    before = lifting.candidates_of(assessment())
    after = lifting.candidates_of(assessment(lifts=lifts))

    assert before.select(CELL_KEY).rows() == [key("F", period="2021-Q2")]
    assert after.is_empty()


def test_lift_rows_say_what_becomes_of_each() -> None:
    rows = [
        dict(zip(CELL_KEY, key("F"), strict=True)) | {"would_show": True},
        dict(zip(CELL_KEY, key("M"), strict=True))
        | {"would_show": False, "rule": "complementary", "because": list(key("F"))},
    ]

    assert lifting.lift_rows(pl.DataFrame(rows, schema=dict(LIFT_SCHEMA)), CATALOGUE) == [
        ("Ashtown, 2021-Q3, Starts, Sex: Women", "would be shown"),
        (
            "Ashtown, 2021-Q3, Starts, Sex: Men",
            "stays withheld, because otherwise “Sex: Women” of the same row could be worked out",
        ),
    ]
