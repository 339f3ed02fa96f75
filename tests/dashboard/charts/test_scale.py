from __future__ import annotations

import pytest

from dashboard.charts.scale import limit, tick_every, ticks


def row(
    status: str, value: float | None = None, lower: float | None = None, upper: float | None = None
) -> dict:
    return {"status": status, "value": value, "lower": lower, "upper": upper}


@pytest.mark.parametrize(
    ("top", "whole", "expected"),
    [
        (1, True, [0, 1]),
        (3, True, [0, 1, 2, 3]),
        (1, False, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (92, True, [0, 20, 40, 60, 80]),
        (1234, True, [0, 500, 1000]),
        (100, False, [0, 20, 40, 60, 80, 100]),
    ],
)
def test_ticks_are_round_numbers(top: float, whole: bool, expected: list[float]) -> None:
    assert ticks(top, whole) == expected


def test_limit_is_the_largest_value_shown() -> None:
    assert limit([row("shown", 12.0), row("provisional", 30.0), row("not_reported")]) == 30


def test_limit_wide_interval_does_not_dwarf_the_values() -> None:
    assert limit([row("shown", 10.0), row("withheld", None, 0.0, 5000.0)]) == 25


def test_limit_without_values_is_the_widest_interval() -> None:
    assert limit([row("withheld", None, 0.0, 40.0), row("withheld", None, 3.0, None)]) == 40


def test_limit_of_nothing_is_one() -> None:
    assert limit([]) == limit([row("withheld")]) == limit([row("shown", 0.0)]) == 1


@pytest.mark.parametrize("unit", ["%", "% of goals"])
def test_limit_of_percentages_without_any_is_a_hundred(unit: str) -> None:
    assert limit([row("withheld")], unit) == limit([row("shown", 0.0)], unit) == 100
    assert limit([row("shown", 3.0)], unit) == 3


@pytest.mark.parametrize(("count", "at_most", "every"), [(4, 4, 1), (9, 4, 3), (0, 4, 1), (5, 4, 2)])
def test_tick_every_labels_no_more_than_fit(count: int, at_most: int, every: int) -> None:
    assert tick_every(count, at_most) == every
