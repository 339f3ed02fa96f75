"""What is visited: every page, and the pages of figures with every indicator in every form a release has.

Then the same in other looks, of an earlier release, and in other languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import cycle
from types import MappingProxyType
from urllib.parse import parse_qs, urlencode

from dashboard.model import IndicatorInfo, Options, PlanRow
from dashboard.preference import EXPLORE, PARTICIPATION, Preference, drawable_indicators, filled
from dashboard.selection import Selection, from_query
from dashboard.view import LANGUAGE_KEY, RELEASE_KEY, Chart, Counting, Look, Order, Panels
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE
from pipelines.model import TOTAL

FIGURE_PAGES: Mapping[str, Preference] = MappingProxyType(
    {"explore": EXPLORE, "participation": PARTICIPATION}
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
    """Endings of the files that take long and are fetched too; other files always are."""

    def __str__(self) -> str:
        device = "" if self.device is Device.WIDE else f" ({self.device.value})"
        return f"/{self.page}{'?' if self.query else ''}{self.query}{device}"

    @cached_property
    def asked(self) -> dict[str, list[str]]:
        """What the query asks for."""
        return parse_qs(self.query)

    @property
    def language(self) -> str:
        """The language that is asked for; English, which the reader of a crawl has, where none is."""
        return next((x for x in self.asked.get(LANGUAGE_KEY, []) if x in LANGUAGES), SOURCE_LANGUAGE)

    @property
    def release_number(self) -> int | None:
        """The number of the release that is asked for; null for the current one."""
        found = next(iter(self.asked.get(RELEASE_KEY, [])), "")
        return int(found) if found.isascii() and found.isdigit() else None

    def also(self, *, files: Sequence[str] = (), **more: str | int) -> Address:
        """The same with more in its query, and with other files."""
        query = "&".join(filter(None, (urlencode(more), self.query)))
        return replace(self, query=query, pictures=frozenset(files))

    def selection(self, options: Options) -> Selection | None:
        """What the page shows; null for a page without figures of a selection."""
        preference = FIGURE_PAGES.get(self.page)
        if preference is None or not drawable_indicators(options, preference):
            return None
        return from_query(filled(dict(self.asked), options, preference), options)[0]


def addresses(
    pages: Sequence[str], options: Options, *, quick: bool, releases: Sequence[int] = ()
) -> Iterator[Address]:
    """Everything in English; a spread of it of the release before, and in other languages.

    `releases` are the numbers of all releases, the newest first. A quick crawl visits one other language, another one
    for each release; a full one visits all.
    """
    yield from _beginnings(pages)
    yield from _profiles(pages, options, quick=quick)
    figures = [page for page in pages if page in FIGURE_PAGES]
    for position, page in enumerate(figures):
        yield from _forms(page, options, is_first=position == 0, quick=quick)
    looks = [look for page in figures[:1] for look in _looks(page, options, quick=quick)]
    yield from looks
    some = [*_plain(pages), *_profiles(pages, options, quick=True), *looks[:: max(1, len(looks) // 4)]]
    for number in releases[1:2] if quick else releases[1:]:
        yield from (address.also(release=number) for address in some)
        yield looks[0].also(release=number, files=("csv", "json", "xlsx"))
    for language in spoken(releases, quick=quick)[1:]:
        yield from (address.also(lang=language) for address in some)
        yield looks[0].also(lang=language, files=("json", "pdf", "svg", "xlsx"))


def spoken(releases: Sequence[int], *, quick: bool) -> tuple[str, ...]:
    """The languages that are visited, English first."""
    others = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
    chosen = others[releases[0] % len(others) :][:1] if quick and releases else others
    return SOURCE_LANGUAGE, *chosen


def _plain(pages: Sequence[str]) -> list[Address]:
    return [Address(page) for page in pages]


def _beginnings(pages: Sequence[str]) -> Iterator[Address]:
    """Each page as it begins, those with figures on each device."""
    for page in pages:
        for device in Device if page in ("", *FIGURE_PAGES) else (Device.WIDE,):
            yield Address(page, device=device)


def _forms(page: str, options: Options, *, is_first: bool, quick: bool) -> Iterator[Address]:
    """A page of figures with each indicator.

    The first page is visited with every combination of levels, breakdown and activities of every indicator, or when
    `quick` with one of each indicator and breakdown. Files take longest: all of them of each way to draw, the archive
    of the first, and what is made fast of each indicator.
    """
    ways: set[object] = set()
    for info in options.indicators.values():
        rows = list(_spread(info, everything=is_first and not quick))
        for i, row in enumerate(rows):
            way = row.period_level == "project", row.by_activity or row.breakdown != TOTAL
            files: tuple[str, ...] = ()
            if way not in ways:
                files = (*EACH_WAY, *(("zip", "print.png") if is_first and not ways else ()))
            elif i == 0 and is_first and not quick:
                files = EACH_INDICATOR
            ways.add(way)
            yield Address(page, _query(info, row, options), pictures=frozenset(files))
        if rows and not quick:
            yield Address(page, _query(info, rows[-1], options), Device.PHONE)


EACH_WAY = ("svg", "png", "pdf", "xlsx", "json")
EACH_INDICATOR = ("svg", "xlsx", "json")


def _profiles(pages: Sequence[str], options: Options, *, quick: bool) -> Iterator[Address]:
    """Pages of one thing each: places and activities, when `quick` some of them, and documents."""
    activities = [activity for activity in options.activities if activity != TOTAL]
    if "places" in pages:
        yield Address("places", urlencode({"level": "project"}))
        for level in ("local", "country"):
            places = [choice.id for choice in options.places(level)]
            for place in places[-1:] if quick else places:
                yield Address("places", urlencode({"level": level, "place": place}))
    if "activities" in pages:
        for activity in activities[:1] if quick else activities:
            yield Address("activities", urlencode({"activity": activity}))
    if "sheets" in pages:
        documents = frozenset({"pdf", "docx"})
        yield Address("sheets", pictures=documents)
        for activity in activities[:1] if quick else activities[:3]:
            yield Address("sheets", urlencode({"document": activity}), pictures=documents)


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
    return urlencode(_selection(info, row, options).to_query(), doseq=True)


def _selection(info: IndicatorInfo, row: PlanRow, options: Options) -> Selection:
    offered = options.activity_choices(info.id, row.place_level, row.period_level)
    single = tuple(choice.id for choice in offered if choice.id != TOTAL)
    return Selection(
        indicator_id=info.id,
        place_level=row.place_level,
        place_ids=tuple(choice.id for choice in options.places(row.place_level)),
        period_level=row.period_level,
        periods=tuple(choice.id for choice in options.periods(row.period_level)),
        activity_ids=single if row.by_activity else (TOTAL,),
        breakdown=row.breakdown,
        categories=tuple(choice.id for choice in options.categories(row.breakdown)),
    )


LOOKS = (
    *(Look(chart=chart) for chart in Chart if chart is not Chart.AUTO),
    *(Look(panels=panels) for panels in Panels if panels is not Panels.AUTO),
    Look(counting=Counting.RUNNING),
    Look(counting=Counting.RUNNING, chart=Chart.BAR),
    Look(with_median=True),
    Look(with_median=True, chart=Chart.DOT, order=Order.VALUE),
    Look(order=Order.NAME),
    Look(order=Order.VALUE, panels=Panels.PLACE),
    Look(counting=Counting.RUNNING, with_median=True),
    Look(counting=Counting.RUNNING, with_median=True, chart=Chart.HEAT),
)
"""Every choice of a look at least once, and those together that make something new of the cells."""
HIGHLIGHTED = Look(chart=Chart.LINE, panels=Panels.NONE)
LOOKS_OF_EACH = 4
"""How many of the looks an indicator is visited in by a full crawl; which ones goes round."""


def _looks(page: str, options: Options, *, quick: bool) -> Iterator[Address]:
    """Each look of a count and of a ratio over time; when not `quick` some looks of every indicator."""
    over_time = [found for info in options.indicators.values() for found in _over_time(info, options)]
    kinds = {selection.indicator_id: selection for selection in over_time}
    first = {options.indicators[i].kind: s for i, s in reversed(kinds.items())}
    for selection in first.values():
        highlighted = replace(HIGHLIGHTED, highlight=selection.place_ids[-1])
        yield from (_looked_at(page, selection, look) for look in (*LOOKS, highlighted))
    around = cycle(LOOKS)
    for selection in () if quick else over_time:
        yield from (_looked_at(page, selection, next(around)) for _ in range(LOOKS_OF_EACH))


def _over_time(info: IndicatorInfo, options: Options) -> Iterator[Selection]:
    """The local places of an indicator in every quarter, all activities together and each, without a breakdown."""
    for row in info.plan:
        if (row.place_level, row.period_level, row.breakdown) == ("local", "quarter", TOTAL):
            yield _selection(info, row, options)


def _looked_at(page: str, selection: Selection, look: Look) -> Address:
    is_derived = look.counting is Counting.RUNNING and look.with_median
    files = frozenset(EACH_INDICATOR if is_derived else ())
    return Address(page, urlencode({**selection.to_query(), **look.to_query()}, doseq=True), pictures=files)
