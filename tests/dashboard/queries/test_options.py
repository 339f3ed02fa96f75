from __future__ import annotations

from pathlib import Path

from dashboard.queries import ReleaseReader, open_release
from tests.dashboard.release_fixture import ACTIVITIES, QUARTERS, Cell, Key, write_release


def _ids(choices: object) -> list[str]:
    return [choice.id for choice in choices]  # type: ignore[attr-defined]  # a tuple of Choice


def test_options_stock_has_quarters_only(reader: ReleaseReader) -> None:
    assert reader.options.period_levels("PA03", "local") == ("quarter",)
    assert reader.options.period_levels("PA02", "local") == ("quarter", "year", "project")


def test_options_indicator_without_cells_offers_nothing(reader: ReleaseReader) -> None:
    assert reader.options.place_levels("LA99") == ()
    assert reader.options.breakdowns("LA99", "local", "quarter", by_activity=False) == ()


def test_options_breakdowns_are_those_declared_and_published(reader: ReleaseReader) -> None:
    options = reader.options

    assert _ids(options.breakdowns("PA02", "local", "quarter", by_activity=False)) == ["_T", "sex"]
    assert _ids(options.breakdowns("PA02", "local", "quarter", by_activity=True)) == ["_T"]
    assert _ids(options.breakdowns("PA05", "local", "quarter", by_activity=False)) == ["_T"]


def test_options_categories_keep_their_order(reader: ReleaseReader) -> None:
    assert _ids(reader.options.categories("sex")) == ["F", "M"]


def test_options_periods_are_oldest_first(reader: ReleaseReader) -> None:
    assert tuple(_ids(reader.options.periods("quarter"))) == QUARTERS


def test_options_activities_of_a_place_follow_all_activities(reader: ReleaseReader) -> None:
    choices = reader.options.activity_choices("PA02", "local", "quarter", ("malaga",))

    assert _ids(choices) == ["_T", "boxing", "mentoring"]
    assert _ids(reader.options.activity_choices("PA02", "local", "quarter", ("elsewhere",))) == ["_T"]


def test_options_indicators_are_grouped_by_first_objective(reader: ReleaseReader) -> None:
    groups = {
        code: [info.id for info in group] for code, group in reader.options.indicators_by_objective().items()
    }

    assert groups == {"GO": ["OU01"], "SO3": ["PA02", "PA03", "PA05", "PA07", "LA02"], "": ["LA99"]}


def test_options_ratio_names_its_parts(reader: ReleaseReader) -> None:
    info = reader.options.indicators["PA07"]

    assert info.numerator == ("completions",)
    assert info.denominator == ("completions", "drop_outs")
    assert info.objectives == ("SO3", "GO")


def test_options_indicator_counts_people_when_one_of_its_measures_does(reader: ReleaseReader) -> None:
    found = {i: info.person_level for i, info in reader.options.indicators.items()}

    assert found["PA02"]
    assert found["PA07"]
    assert not found["LA02"]


def test_options_shown_leaves_out_periods_without_a_value(reader: ReleaseReader) -> None:
    def quarters(indicator_id: str, place_level: str) -> set[str]:
        shown = reader.options.indicators[indicator_id].shown
        return {p for row, p in shown if (row.place_level, row.period_level) == (place_level, "quarter")}

    assert quarters("PA02", "local") == {"2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"}
    assert "2018-Q1" not in quarters("OU01", "local")


def test_options_shown_takes_a_share_of_nothing_for_no_value(tmp_path: Path) -> None:
    nothing: dict[Key, Cell] = {
        ("project", "PROJECT", "quarter", "2018-Q3", activity, measure, by, category): (0, 0, 0, "A", "F")
        for activity in ("_T", *ACTIVITIES)
        for measure in ("completions", "drop_outs")
        for by, category in (("_T", "_T"), ("sex", "F"), ("sex", "M"))
    }
    opened = open_release(write_release(tmp_path, overrides=nothing))

    shown = opened.options.indicators["PA07"].shown

    project = {p for row, p in shown if (row.place_level, row.period_level) == ("project", "quarter")}
    assert "2018-Q3" not in project
    assert "2018-Q4" in project
    opened.close()
