"""What is visited: every page, and the pages of figures with every indicator in every form a release has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import parse_qs, urlencode

from dashboard.model import IndicatorInfo, Options, PlanRow
from dashboard.preference import COMPARE, PARTICIPATION, Preference, drawable_indicators, filled
from dashboard.selection import Selection, from_query
from pipelines.model import TOTAL

FIGURE_PAGES: Mapping[str, Preference] = MappingProxyType(
    {"compare": COMPARE, "participation": PARTICIPATION}
)


class Device(StrEnum):
    """What the reader looks at the page with; figures are drawn for it."""

    WIDE = "wide"
    PHONE = "phone"
    DARK = "dark"


@dataclass(frozen=True)
class Address:
    """One page as a reader may open it."""

    page: str
    query: str = ""
    device: Device = Device.WIDE
    pictures: frozenset[str] = frozenset()
    """Endings of the pictures that are fetched too; tables always are."""

    def __str__(self) -> str:
        device = "" if self.device is Device.WIDE else f" ({self.device.value})"
        return f"/{self.page}{'?' if self.query else ''}{self.query}{device}"

    def selection(self, options: Options) -> Selection | None:
        """What the page shows; null for a page without figures of a selection."""
        preference = FIGURE_PAGES.get(self.page)
        if preference is None or not drawable_indicators(options, preference):
            return None
        return from_query(filled(parse_qs(self.query), options, preference), options)[0]


def addresses(pages: tuple[str, ...], options: Options, *, quick: bool) -> Iterator[Address]:
    """Each page as it begins, those with figures on each device; each page of figures with each indicator.

    The first page of figures is visited with every combination of levels, breakdown and activities of every
    indicator, or when `quick` with one of each indicator and breakdown. Pictures take longest: one SVG of each
    indicator, and one PNG of each way to draw.
    """
    ways: set[object] = set()
    for page in pages:
        for device in Device if page in ("", *FIGURE_PAGES) else (Device.WIDE,):
            yield Address(page, device=device)
    figures = [page for page in pages if page in FIGURE_PAGES]
    for position, page in enumerate(figures):
        for info in options.indicators.values():
            rows = list(_spread(info, everything=position == 0 and not quick))
            for i, row in enumerate(rows):
                way = page, row.period_level == "project", row.by_activity or row.breakdown != TOTAL
                pictures = {"png", "svg"} - ({"png"} if way in ways else set())
                is_drawn = way not in ways or (i == 0 and position == 0 and not quick)
                ways.add(way)
                yield Address(
                    page, _query(info, row, options), pictures=frozenset(pictures if is_drawn else ())
                )
            if rows and not quick:
                yield Address(page, _query(info, rows[-1], options), Device.PHONE)


def _spread(info: IndicatorInfo, *, everything: bool) -> Iterator[PlanRow]:
    """Rows of an indicator's plan: all, or one for each breakdown, of levels that differ between indicators."""
    if everything:
        yield from info.plan
        return
    groups: dict[tuple[str, bool], list[PlanRow]] = {}
    for row in info.plan:
        groups.setdefault((row.breakdown, row.by_activity), []).append(row)
    for i, rows in enumerate(groups.values()):
        yield rows[(i + sum(map(ord, info.id))) % len(rows)]


def _query(info: IndicatorInfo, row: PlanRow, options: Options) -> str:
    """The address of everything a release has of an indicator at some levels."""
    offered = options.activity_choices(info.id, row.place_level, row.period_level)
    single = tuple(choice.id for choice in offered if choice.id != TOTAL)
    selection = Selection(
        indicator_id=info.id,
        place_level=row.place_level,
        place_ids=tuple(choice.id for choice in options.places(row.place_level)),
        period_level=row.period_level,
        periods=tuple(choice.id for choice in options.periods(row.period_level)),
        activity_ids=single if row.by_activity else (TOTAL,),
        breakdown=row.breakdown,
        categories=tuple(choice.id for choice in options.categories(row.breakdown)),
    )
    return urlencode(selection.to_query(), doseq=True)
