from __future__ import annotations

import json

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.charts import theme
from dashboard.charts.utility import utility_alt_text, utility_figure
from dashboard.publish_wording import SEGMENTS
from pipelines.languages import Speaker
from pipelines.usefulness.utility import UTILITY_SCHEMA
from tests.dashboard.assessment_fixture import UTILITY

ENGLISH = Speaker("en")


def _by_name(figure: dict[str, list[dict[str, object]]]) -> dict[str, dict[str, object]]:
    return {str(trace["name"]).replace("<br>", " "): trace for trace in figure["data"]}


def test_utility_every_rule_has_a_segment_with_words() -> None:
    rules = {name for name in UTILITY_SCHEMA if name.startswith("withheld_by_")}

    assert rules | {"shown", "not_reported"} == set(SEGMENTS)


def test_utility_figure_stacks_the_shares_of_each_level_to_the_whole() -> None:
    figure = utility_figure(UTILITY, 4, ENGLISH, is_synthetic=False)

    for level in range(len(figure["data"][0]["x"])):
        ends = [trace["base"][level] + trace["x"][level] for trace in figure["data"]]
        starts = [trace["base"][level] for trace in figure["data"]]
        assert starts[0] == 0
        assert starts[1:] == pytest.approx(ends[:-1])
        assert ends[-1] == pytest.approx(100)


def test_utility_figure_leaves_out_rules_that_hide_nothing_and_the_row_of_all_levels() -> None:
    traces = _by_name(utility_figure(UTILITY, 4, ENGLISH, is_synthetic=False))

    assert list(traces) == [
        "Shown",
        "Withheld: a small count",
        "Withheld: to protect another figure",
        "Not reported",
    ]
    assert len(traces["Shown"]["y"]) == 2  # type: ignore[arg-type]


def test_utility_figure_no_two_segments_look_alike_without_colour() -> None:
    looks = [
        (trace["marker"].get("pattern", {}).get("shape"), trace["marker"]["color"] == "rgba(0,0,0,0)")
        for trace in utility_figure(UTILITY, 4, ENGLISH, is_synthetic=False)["data"]
    ]

    assert len(set(looks)) == len(looks)


def test_utility_figure_says_that_it_is_not_published_and_invented() -> None:
    meta = utility_figure(UTILITY, 4, ENGLISH, is_synthetic=True)["layout"]["meta"]

    assert "SYNTHETIC" in meta["title"]
    assert meta["source"].startswith("Assessment of release 4, not published.")


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_utility_figure_is_valid_plain_data(narrow: bool, dark: bool) -> None:
    figure = utility_figure(UTILITY, 4, ENGLISH, is_synthetic=False, narrow=narrow)

    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    go.Figure(theme(figure, dark))


def test_utility_figure_of_nothing_is_still_a_figure() -> None:
    assert (
        utility_figure(pl.DataFrame(schema=dict(UTILITY_SCHEMA)), 1, ENGLISH, is_synthetic=False)["data"]
        == []
    )


def test_utility_alt_text_names_each_level_and_no_share_looks_complete_that_is_not() -> None:
    assert utility_alt_text(UTILITY, 4, ENGLISH) == (
        "Share of the figures that release 4 would show, at each level. "
        "Whole project, Whole project period: over 99\u00a0% of 1,000 shown. "
        "Cities and regions, Quarters: 40\u00a0% of 200 shown."
    )
