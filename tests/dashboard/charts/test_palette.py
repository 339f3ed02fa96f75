"""Colours under three kinds of colour blindness.

The matrices are those of Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision
Deficiency, IEEE Transactions on Visualization and Computer Graphics 15(6), 2009, for severity 1.0; they act on linear
RGB. Distances are those of CIE 1976 L*a*b* under D65.
"""

from __future__ import annotations

from itertools import combinations, pairwise, product

import numpy as np
import pytest

from dashboard.charts.palette import (
    BEYOND_RIGHT,
    BEYOND_UP,
    DARK,
    DASHES,
    HEAT,
    HEAT_WITH_INK,
    INK,
    PAPER,
    SERIES,
    SYMBOLS,
    VIVID,
    WITHHELD_OPEN_RIGHT,
    WITHHELD_OPEN_UP,
    median_style,
    style,
)
from tests.dashboard.charts.test_theming import contrast

SEEN = {
    "everything": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
APART = 20.0
"""Colours this far apart are told from each other at a glance; 2.3 is the least anybody sees."""


def lab(color: str, seen: np.ndarray) -> np.ndarray:
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    relative = TO_XYZ @ np.clip(seen @ linear, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_simulation_leaves_grey_as_it_is_and_mixes_red_with_green() -> None:
    for seen in SEEN.values():
        assert lab("#808080", seen) == pytest.approx(lab("#808080", np.eye(3)), abs=0.1)
    red, green = "#b04000", "#507000"
    everything = np.linalg.norm(lab(red, np.eye(3)) - lab(green, np.eye(3)))
    assert np.linalg.norm(lab(red, SEEN["deuteranopia"]) - lab(green, SEEN["deuteranopia"])) < everything / 2


@pytest.mark.parametrize("seen", SEEN)
def test_series_colours_are_told_apart(seen: str) -> None:
    colors = {color: lab(color, SEEN[seen]) for color in SERIES}
    near = {
        (one, other): round(float(np.linalg.norm(colors[one] - colors[other])), 1)
        for one, other in combinations(SERIES, 2)
        if np.linalg.norm(colors[one] - colors[other]) < APART
    }

    assert near == {}


@pytest.mark.parametrize(("color", "paper"), list(product(SERIES, (PAPER, DARK[PAPER]))))
def test_series_colours_stand_out_from_both_papers(color: str, paper: str) -> None:
    assert contrast(color, paper) >= 3


@pytest.mark.parametrize("seen", SEEN)
def test_heat_scale_goes_one_way_in_lightness(seen: str) -> None:
    light = [lab(color, SEEN[seen])[0] for color in HEAT]
    dark = [lab(DARK[color], SEEN[seen])[0] for color in HEAT]

    assert all(one - other > 5 for one, other in pairwise(light))
    assert all(other - one > 5 for one, other in pairwise(dark))


@pytest.mark.parametrize("i", range(len(HEAT)))
def test_numbers_are_read_on_every_colour_of_the_heat_scale(i: int) -> None:
    ink = INK if i < HEAT_WITH_INK else PAPER

    assert contrast(ink, HEAT[i]) >= 4.5
    assert contrast(DARK[ink], DARK[HEAT[i]]) >= 4.5


def test_forty_series_never_look_the_same() -> None:
    looks = {(each.color, each.symbol, each.dash) for each in map(style, range(40))}
    muted = {(each.symbol, each.dash) for each in (style(i, is_muted=True) for i in range(35))}

    assert len(looks) == 40
    assert len(muted) == len(SYMBOLS) * len(DASHES)


def test_series_never_look_like_marks_of_withheld_cells() -> None:
    marks = {BEYOND_UP, BEYOND_RIGHT, WITHHELD_OPEN_UP, WITHHELD_OPEN_RIGHT}

    assert not {symbol.removesuffix("-open") for symbol in marks} & set(SYMBOLS)


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("index", range(len(VIVID)))
def test_highlighted_series_stand_out_from_muted_ones(seen: str, index: int) -> None:
    muted, highlighted = style(index, is_muted=True), style(index, is_highlighted=True)

    assert np.linalg.norm(lab(muted.color, SEEN[seen]) - lab(highlighted.color, SEEN[seen])) > APART
    assert highlighted.width > 2 * muted.width


@pytest.mark.parametrize("paper", [PAPER, DARK[PAPER]])
def test_muted_series_are_seen_on_both_papers(paper: str) -> None:
    color = style(0, is_muted=True).color

    assert contrast(color if paper == PAPER else DARK[color], paper) >= 3


def test_medians_are_no_series() -> None:
    assert all(median_style(i).color not in SERIES and median_style(i).dash != "solid" for i in range(4))
