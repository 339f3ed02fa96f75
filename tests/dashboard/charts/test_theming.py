from __future__ import annotations

import json

import pytest

from dashboard.charts import theme
from dashboard.charts.palette import DARK, INK, PAPER, SECONDARY_INK, SERIES, STATUS
from dashboard.queries import ReleaseReader
from tests.dashboard.charts.examples import EXAMPLES


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", EXAMPLES)
def test_theme_dark_figure_has_no_light_colour_left(reader: ReleaseReader, name: str) -> None:
    figure = EXAMPLES[name](reader)
    before = json.dumps(figure)

    dark = json.dumps(theme(figure, dark=True))

    assert [color for color in DARK if color in dark] == []
    assert json.dumps(figure) == before


def test_theme_light_is_a_copy(reader: ReleaseReader) -> None:
    figure = EXAMPLES["compare_bars"](reader)
    copy = theme(figure, dark=False)

    assert copy == figure
    assert copy["layout"] is not figure["layout"]


@pytest.mark.parametrize("paper", [PAPER, DARK[PAPER]], ids=["light", "dark"])
@pytest.mark.parametrize("color", SERIES)
def test_palette_series_are_visible_on_both_papers(color: str, paper: str) -> None:
    assert contrast(color, paper) >= 3


@pytest.mark.parametrize("ink", [INK, SECONDARY_INK, STATUS])
def test_palette_texts_are_readable_on_both_papers(ink: str) -> None:
    assert contrast(ink, PAPER) >= 4.5
    assert contrast(DARK[ink], DARK[PAPER]) >= 4.5
