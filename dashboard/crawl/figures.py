"""Whether a figure shows published cells only.

Twice: every tooltip, label and value is looked up by the place, activity, category and period that name it, and every
other text is explained; and the whole figure is drawn again from published cells and compared number by number, so
that ranges, ticks, sizes, order and colours follow from nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from string import Formatter

from dashboard.charts import alt_text, draw, palette, scale, theme
from dashboard.charts.funnel import draw_funnel
from dashboard.charts.overview import report_alt_text, report_matrix
from dashboard.crawl import funnels, numerals
from dashboard.crawl.addresses import Device
from dashboard.crawl.named import NameCheck
from dashboard.crawl.published import WITH_VALUE
from dashboard.crawl.report import DRAWING, Tally
from dashboard.crawl.spec import Json, as_list, at, count_numbers, differences, traces
from dashboard.crawl.view import View
from dashboard.model import Figure
from dashboard.view import Chart
from dashboard.wording import BELOW, RANGE_BETWEEN, RANGE_FROM, REPORTS_TITLE

IsExplained = Callable[[str], bool]
MOST_DIFFERENCES = 5
UNKNOWN_FIGURE = "a figure that the crawl cannot draw again"
NOT_DRAWN_SO = "not what the published cells give"


def expected_figures(view: View, spec: Json) -> list[Figure]:
    """The figure as it follows from published cells, and as a small one; none for one that is not known."""
    provenance, device = view.published.provenance, view.address.device
    is_narrow = device is Device.PHONE
    if view.selection is not None:
        # One of several on a page is drawn as for a phone.
        widths = [is_narrow] if view.figure is None else list(dict.fromkeys((is_narrow, True)))
        drawn = [draw(view.exhibit, narrow=narrow) for narrow in widths]
    elif is_report_matrix(view, spec):
        drawn = [report_matrix(view.published.due_reports, provenance, narrow=is_narrow)]
    elif (way := funnels.funnel_of(view, spec)) is not None:
        drawn = [draw_funnel(way.stages, provenance, way.activity, narrow=is_narrow)]
    else:
        return []
    return [theme(figure, dark=device is Device.DARK) for figure in drawn]


def expected_alt(view: View, spec: Json) -> str:
    """The words for readers who do not see a figure, as they follow from published cells."""
    if view.selection is not None:
        return alt_text(view.exhibit)
    if is_report_matrix(view, spec):
        return report_alt_text(view.published.due_reports, view.published.provenance.speaker)
    way = funnels.funnel_of(view, spec)
    return way.alt(view.published) if way else ""


def is_report_matrix(view: View, spec: Json) -> bool:
    """Whether a figure says that it is about who has reported."""
    return view.published.say(REPORTS_TITLE) in str(at(spec, "layout", "meta", "title"))


def as_served(figure: Figure) -> Json:
    """A figure as Streamlit sends it, which adds nothing."""
    # Through JSON, as tuples become lists there.
    drawn: dict[str, Json] = json.loads(json.dumps(figure))
    return {"data": drawn["data"], "layout": drawn["layout"]}


def check_figure(view: View, where: str, spec: Json, tally: Tally, is_explained: IsExplained) -> None:
    """Check one figure of a page, see above; `spec` is decoded."""
    drawn = expected_figures(view, spec)
    if not drawn:
        tally.report(str(view), where, UNKNOWN_FIGURE)
        return
    explained = 0
    if view.selection is not None:
        explained = NameCheck(view, view.selection, where, spec, tally).run()
    elif (way := funnels.funnel_of(view, spec)) is not None:
        explained = funnels.check_labels(way, view, where, spec, tally)
    is_named = view.selection is not None or funnels.funnel_of(view, spec) is not None
    for path, text in _words(spec, view.language, with_tooltips=not is_named):
        explained += numerals.count(text)
        if not is_explained(text) and not _is_of_the_drawing(text, view):
            tally.report(str(view), f"{where} spec.{path}")
    found = min((list(differences(spec, as_served(each))) for each in drawn), key=len)
    for path in found[:MOST_DIFFERENCES]:
        tally.report(str(view), f"{where} spec.{path}", NOT_DRAWN_SO)
    if len(found) > MOST_DIFFERENCES:
        rest = len(found) - MOST_DIFFERENCES
        tally.report(str(view), f"{where} spec, {rest} more places", NOT_DRAWN_SO)
    tally.explained(DRAWING, max(0, count_numbers(spec) - explained - len(found)))


def _is_of_the_drawing(text: str, view: View) -> bool:
    """Whether a text holds nothing but numbers of the drawing: of milestones, or of the classes of a heat map."""
    if view.selection is None:
        return False
    said = numerals.plain(text, view.language)
    exhibit = view.exhibit
    allowed = {float(i + 1) for i in range(len(exhibit.milestones))} if exhibit.milestones else set()
    if exhibit.view.look.chart is Chart.HEAT:
        values = [row["value"] for row in view.rows if row["status"] in WITH_VALUE]
        edges = scale.ticks(
            max([1.0, *values]), exhibit.cells.indicator.kind == "measure", most=len(palette.HEAT) - 1
        )
        allowed |= {edge - less for edge in edges for less in (0, 1)}
        for word in _words_of_classes(view):
            said = said.replace(word, " ")
    left = numerals.without(said).replace("–", "").strip()
    return not left and set(numerals.numbers(said)) <= allowed


def _words_of_classes(view: View) -> list[str]:
    """What stands between the numbers of a class of a heat map, the longest first."""
    ends = {"lower": "{}", "upper": "{}"}
    templates = [view.published.say(text.using(**ends)) for text in (RANGE_FROM, RANGE_BETWEEN, BELOW)]
    parts = [numerals.plain(words) for template in templates for words, *_ in Formatter().parse(template)]
    return sorted(filter(None, parts), key=len, reverse=True)


def _words(spec: Json, language: str, *, with_tooltips: bool) -> Iterator[tuple[str, str]]:
    """The texts of a figure that stand for no cell: titles, notes, legends, and what labels an axis in words."""
    layout = at(spec, "layout")
    for name in layout if isinstance(layout, dict) else ():
        if name in ("annotations", "meta", "title"):
            yield from _texts(
                at(spec, "layout", name), f"layout.{name}", {"text", "title", "subtitle", "source"}
            )
        elif "axis" in name:
            axis = at(spec, "layout", name)
            yield from _texts(at(axis, "title"), f"layout.{name}.title", {"text"})
            for i, text in enumerate(as_list(at(axis, "ticktext"))):
                # Round numbers on the scale follow from the range, which is drawn again.
                if isinstance(text, str) and not numerals.is_number(numerals.plain(text, language)):
                    yield f"layout.{name}.ticktext.{i}", text
    for path, trace in traces(spec):
        yield from _texts(trace, path, {"name"})
        if with_tooltips:
            yield from ((f"{path}.hovertext", str(text)) for text in as_list(trace.get("hovertext")))


def _texts(value: Json, path: str, names: set[str]) -> Iterator[tuple[str, str]]:
    """Texts under some names, one level down or in a list of such."""
    for i, each in enumerate(as_list(value)):
        for name in names if isinstance(each, dict) else ():
            text = at(each, name)
            if isinstance(text, str):
                yield f"{path}.{i}.{name}" if isinstance(value, list) else f"{path}.{name}", text
