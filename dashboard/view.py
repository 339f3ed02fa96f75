"""A view: everything that decides what a page of figures shows. The address of the page says all of it.

A link, a citation and the provenance inside an exported file all name a view, so that each of them opens the same
picture again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from dashboard import wording
from dashboard.model import Cells, Milestone, Options, Provenance
from dashboard.selection import Selection, from_query

RELEASE_KEY = "release"
LANGUAGE_KEY = "lang"


class Chart(StrEnum):
    """How a figure draws its cells."""

    AUTO = "auto"
    """Bars for one period, lines for several."""
    LINE = "line"
    BAR = "bar"
    DOT = "dot"
    HEAT = "heat"


class Panels(StrEnum):
    """What a figure is split into small multiples by; they have one scale."""

    AUTO = "auto"
    """One plot for few series, else one panel for each place and activity."""
    NONE = "none"
    PLACE = "place"
    ACTIVITY = "activity"


class Counting(StrEnum):
    """Whether each period stands alone or adds to those before."""

    EACH = "each"
    RUNNING = "running"
    """Sums of the published cells so far; where one of them is withheld, a range."""


class Order(StrEnum):
    """In which order groups stand."""

    GIVEN = "given"
    """That of the release."""
    NAME = "name"
    VALUE = "value"
    """Largest published value first; cells without one last, in the order of the release."""


@dataclass(frozen=True)
class Look:
    """How a selection is drawn."""

    chart: Chart = Chart.AUTO
    panels: Panels = Panels.AUTO
    counting: Counting = Counting.EACH
    order: Order = Order.GIVEN
    highlight: str = ""
    """The place or activity that stands out; blank for none."""
    with_median: bool = False
    """Whether the median of the places of the same level is drawn beside them."""

    def to_query(self) -> dict[str, list[str]]:
        """What differs from the usual look, as query parameters."""
        values = {
            "chart": self.chart.value if self.chart is not Chart.AUTO else "",
            "panels": self.panels.value if self.panels is not Panels.AUTO else "",
            "count": self.counting.value if self.counting is not Counting.EACH else "",
            "order": self.order.value if self.order is not Order.GIVEN else "",
            "highlight": self.highlight,
            "median": "yes" if self.with_median else "",
        }
        return {key: [value] for key, value in values.items() if value}


LOOK_KEYS = ("chart", "panels", "count", "order", "highlight", "median")
_One = TypeVar("_One", bound=StrEnum)


def look_from_query(
    query: Mapping[str, str | Sequence[str]], selection: Selection
) -> tuple[Look, tuple[str, ...]]:
    """A look from query parameters, and the keys of which the value was left out."""
    dropped: list[str] = []

    def one(key: str, kind: type[_One], usual: _One) -> _One:
        value = _first(query, key)
        if value and value not in {member.value for member in kind}:
            dropped.append(key)
            return usual
        return kind(value) if value else usual

    highlight = _first(query, "highlight")
    if highlight and highlight not in (*selection.place_ids, *selection.activity_ids):
        dropped.append("highlight")
        highlight = ""
    median = _first(query, "median")
    if median not in ("", "yes"):
        dropped.append("median")
    look = Look(
        chart=one("chart", Chart, Chart.AUTO),
        panels=one("panels", Panels, Panels.AUTO),
        counting=one("count", Counting, Counting.EACH),
        order=one("order", Order, Order.GIVEN),
        highlight=highlight,
        with_median=median == "yes",
    )
    return look, tuple(dropped)


def _first(query: Mapping[str, str | Sequence[str]], key: str) -> str:
    value = query.get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")


@dataclass(frozen=True)
class View:
    """One figure of one page, of one release, in one language."""

    page: str
    """The page of the figure, which is its path in the address."""
    selection: Selection
    look: Look
    release_number: int
    language: str

    def to_query(self) -> dict[str, list[str]]:
        """The view as query parameters; what is left out is as usual."""
        return {
            RELEASE_KEY: [str(self.release_number)],
            LANGUAGE_KEY: [self.language],
            **self.selection.to_query(),
            **self.look.to_query(),
        }

    @property
    def path(self) -> str:
        """Page and query, from the root of the dashboard: explore?release=7&lang=fr&…"""
        return f"{self.page}?{urlencode(self.to_query(), doseq=True)}"

    def link(self, base_url: str | None) -> str:
        """The permanent address of the view; only its path where the dashboard's address is not known."""
        return f"{base_url.rstrip('/')}/{self.path}" if base_url else f"/{self.path}"

    def of_release(self, number: int) -> View:
        """The same view of another release."""
        return replace(self, release_number=number)


@dataclass(frozen=True)
class Exhibit:
    """Cells with the view they are drawn in and where they come from: all that a figure and its files are made of."""

    cells: Cells
    """Exactly the cells that are drawn, tabled and exported; derived ones are derived already."""
    view: View
    provenance: Provenance
    milestones: tuple[Milestone, ...] = ()
    """What is marked on the axis of time, where the figure has one."""

    @property
    def selection(self) -> Selection:
        """What was chosen."""
        return self.view.selection

    @property
    def link(self) -> str:
        """The permanent address of the view."""
        return self.view.link(self.provenance.base_url)


def view_from_query(
    page: str, query: Mapping[str, str | Sequence[str]], options: Options, provenance: Provenance
) -> tuple[View, tuple[str, ...]]:
    """The view of an address, and a notice for every value that was left out.

    Errors: ValueError when the release has no indicator with cells.
    """
    selection, notices = from_query(query, options)
    look, dropped = look_from_query(query, selection)
    view = View(page, selection, look, provenance.release_number, provenance.language)
    unknown = tuple(wording.UNKNOWN_LOOK.using(key=key) for key in dropped)
    return view, tuple(provenance.say(notice) for notice in (*notices, *unknown))
