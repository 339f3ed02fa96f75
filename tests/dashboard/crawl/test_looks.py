"""Sums so far and medians are worked out twice, here and behind the pages, and the two agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard import derived
from dashboard.crawl.addresses import LOOKS, Address, addresses
from dashboard.crawl.looks import medians, running
from dashboard.crawl.published import Published, open_published
from dashboard.crawl.view import View
from dashboard.model import CellStatus
from dashboard.view import Look
from dashboard.view import View as Shown
from pipelines.catalogue import load_catalogue
from tests.dashboard.crawl.conftest import write_files
from tests.dashboard.workspace_fixture import TINY


@pytest.fixture(params=[0, 5], ids=["withheld", "rounded"])
def published(request: pytest.FixtureRequest, tmp_path: Path) -> Published:
    release = write_files(tmp_path, rounded_to=request.param)
    return open_published(release, load_catalogue(TINY).policy)


def selections(published: Published) -> list[View]:
    asked = addresses(("explore",), published.options, quick=True)
    views = [View(published, address) for address in asked if "chart=" not in address.query]
    return [view for view in views if view.selection is not None and len(view.selection.periods) > 1]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "&".join(look.to_query()))
def test_cells_of_a_look_are_those_of_the_pages(published: Published, look: Look) -> None:
    views = selections(published)
    for view in views:
        assert view.selection is not None
        shown = Shown("explore", view.selection, look, 3, "en")
        cells = published.labelled(view.selection, published.rows(view.selection))
        expected = derived.exhibit_of(cells, shown, published.provenance).cells.frame
        found = look_at(view, look).exhibit.cells.frame

        assert found.equals(expected), view
    assert len(views) > 5


def look_at(view: View, look: Look) -> View:
    query = "&".join(f"{key}={value}" for key, (value,) in look.to_query().items())
    plain = view.address.query.split("&chart")[0].split("&count")[0].split("&median")[0].split("&order")[0]
    plain = plain.split("&panels")[0]
    return View(view.published, Address("explore", f"{plain}&{query}"))


def cell(status: CellStatus, value: float | None, lower: float | None, upper: float | None) -> dict[str, Any]:
    return {
        "place_id": "x",
        "activity_id": "_T",
        "period": "2018-Q1",
        "category": "_T",
        "value": value,
        "lower": lower,
        "upper": upper,
        "status": status.value,
        "numerator": None,
        "denominator": None,
    }


SHOWN, WITHHELD = cell(CellStatus.SHOWN, 7, 7, 7), cell(CellStatus.WITHHELD, None, 0, 12)


def test_sum_with_a_withheld_part_has_no_value(published: Published) -> None:
    info = next(info for info in published.options.indicators.values() if info.kind == "measure")

    first, second, third = running([SHOWN, WITHHELD, SHOWN], info)

    assert first["value"] == 7
    assert [second["value"], third["value"]] == [None, None]
    assert (third["status"], third["lower"], third["upper"]) == ("withheld", 14, 26)


def test_median_of_which_a_withheld_cell_can_change_the_place_is_a_range(published: Published) -> None:
    info = next(info for info in published.options.indicators.values() if info.kind == "measure")

    (found,) = medians([SHOWN, WITHHELD, SHOWN | {"value": 9, "lower": 9, "upper": 9}], info)

    assert (found["value"], found["lower"], found["upper"]) == (None, 7, 9)


def test_median_of_few_places_is_none(published: Published) -> None:
    info = next(iter(published.options.indicators.values()))

    assert medians([SHOWN, WITHHELD], info) == []
