"""The way of people through an activity: each stage is the published cell that indicator, activity and period name."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.charts.funnel import Stage, funnel_alt_text
from dashboard.crawl import numerals
from dashboard.crawl.cellwords import full_numbers, value_numbers
from dashboard.crawl.published import Published
from dashboard.crawl.report import CELL, Tally
from dashboard.crawl.spec import Json, as_list, at, traces
from dashboard.crawl.view import View
from dashboard.model import CellStatus
from dashboard.selection import Selection
from pipelines.model import PROJECT_PLACE


@dataclass(frozen=True)
class Funnel:
    """The stages of one activity in one period, of which the release has a cell."""

    activity: str
    period: str
    stages: tuple[Stage, ...]

    @property
    def withheld_count(self) -> int:
        """How many of its cells are withheld."""
        return sum(stage.row["status"] == CellStatus.WITHHELD.value for stage in self.stages)

    def alt(self, published: Published) -> str:
        """The figure in words."""
        return funnel_alt_text(self.stages, published.provenance, self.activity)


def funnel_of(view: View, spec: Json) -> Funnel | None:
    """The funnel of the activity of the page, in the period that its subtitle names; null for any other figure."""
    return funnel_in(view, str(at(spec, "layout", "meta", "subtitle")))


def funnel_in(view: View, where: str) -> Funnel | None:
    """The funnel of the activity of the page in the period that some words end with."""
    published, options = view.published, view.published.options
    activity = next(iter(view.address.asked.get("activity", [])), "")
    if view.address.page != "activities" or activity not in options.activities:
        return None
    label = options.labels.activities[activity]
    for (level, period), name in options.labels.periods.items():
        if where == name or where.endswith(f"; {name}"):
            stages = tuple(_stages(published, activity, level, period))
            return Funnel(label, name, stages) if stages else None
    return None


def _stages(published: Published, activity: str, level: str, period: str) -> list[Stage]:
    found = []
    for indicator in published.path:
        info = published.options.indicators[indicator]
        where = Selection(indicator, "project", (PROJECT_PLACE,), level, (period,), (activity,))
        found += [Stage(info.label, info.unit, row) for row in published.rows(where)]
    return found


def check_labels(funnel: Funnel, view: View, where: str, spec: Json, tally: Tally) -> int:
    """Look the words of each bar up by its place; how many numbers that explains."""
    explained = 0
    for path, trace in traces(spec):
        texts = as_list(trace.get("text"))
        for i, text in enumerate(texts):
            stage = funnel.stages[i] if len(texts) == len(funnel.stages) else None
            said = numerals.plain(str(text), view.language)
            if stage is None or not numerals.only_numbers_are(said, value_numbers(stage.row), view.language):
                tally.report(str(view), f"{where} spec.{path}.text.{i}")
            explained += numerals.count(said)
        for i, text in enumerate(as_list(trace.get("hovertext"))):
            name, _, what = str(text).partition("<br>")
            named = [s for s in funnel.stages if numerals.plain(name).startswith(numerals.plain(s.label))]
            said = numerals.plain(what, view.language)
            if text and not any(
                numerals.only_numbers_are(said, full_numbers(s.row), view.language) for s in named
            ):
                tally.report(str(view), f"{where} spec.{path}.hovertext.{i}")
            explained += numerals.count(said)
    tally.explained(CELL, explained)
    return explained
