"""A leak in the drawing itself, which is drawn again just so, is found by the cells that are named."""

from __future__ import annotations

import pytest

from dashboard.charts import bars, draw, lines, page, text
from dashboard.charts.text import Row
from dashboard.crawl import figures
from dashboard.crawl.addresses import Address
from dashboard.crawl.published import Published
from dashboard.crawl.report import Tally
from dashboard.crawl.spec import Json, differences
from dashboard.crawl.texts import Texts, phrases_of
from dashboard.crawl.view import View
from pipelines.languages import Speaker

EACH = "activity=boxing&activity=mentoring"
LINES = Address("explore", f"indicator=PA02&level=local&time=quarter&{EACH}")
BARS = Address("explore", f"indicator=PA02&level=local&time=project&{EACH}")


def problems(published: Published, address: Address) -> list[str]:
    view, tally = View(published, address), Tally()
    assert view.selection is not None
    drawn = draw(view.exhibit)
    texts = Texts(phrases_of(published))
    figures.check_figure(
        view, "0", figures.as_served(drawn), tally, lambda said: texts.check(said, view.facts, tally)
    )
    return [str(place) for place in tally.places]


@pytest.mark.parametrize("address", [LINES, BARS], ids=["lines", "bars"])
def test_figure_of_published_cells_has_no_problem(published: Published, address: Address) -> None:
    assert problems(published, address) == []


@pytest.mark.parametrize("address", [LINES, BARS], ids=["lines", "bars"])
@pytest.mark.parametrize("leak", [" (3)", ", 0", " three", "³"])
def test_tooltip_that_the_drawing_itself_makes_is_reported(
    published: Published, address: Address, leak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaking(row: Row, speaker: Speaker, *where: str) -> str:
        return text.hover_text(row, speaker, *where) + (leak if row["status"] == "withheld" else "")

    for module in (lines, bars):
        monkeypatch.setattr(module, "hover_text", leaking)

    found = problems(published, address)

    assert found
    assert all("hovertext" in problem for problem in found)


def test_label_that_the_drawing_itself_makes_is_reported(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bars, "value_text", lambda row, speaker: f"{text.value_text(row, speaker)} (3)")

    assert any(".text." in problem for problem in problems(published, BARS))


def test_differences_name_every_path_that_is_not_the_same() -> None:
    served: Json = {"a": [1, 2, {"b": "x"}], "c": "x", "d": 1, "e": []}
    expected: Json = {"a": [1, 3, {"b": "y"}], "c": 1, "f": 2}

    assert list(differences(served, expected)) == ["a.1", "a.2.b", "c", "d", "f"]


@pytest.mark.parametrize("address", [LINES, BARS], ids=["lines", "bars"])
def test_note_that_the_drawing_itself_makes_is_reported(
    published: Published, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        page, "withheld_count_text", lambda count, speaker: f"{count} cells withheld, 1 small."
    )

    found = problems(published, address)

    assert any("annotations" in problem for problem in found)
    assert any("meta.source" in problem for problem in found)


def test_legend_that_the_drawing_itself_makes_is_reported(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "legend_label", lambda said, narrow: f"{said}, 3 of them small")

    assert any(".name" in problem for problem in problems(published, LINES))
