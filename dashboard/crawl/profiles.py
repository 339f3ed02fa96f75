"""Tables of places, activities, steps and releases: each number by the names of its row and column.

A row begins with a link that names its selection, or with the name of a figure. What is told beside a published cell, a
middle, a spread, a position, is worked out here. Tables that only count reports or cells are made again from the
release alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from statistics import median
from typing import Any
from urllib.parse import parse_qs

import polars as pl

from dashboard import activities_wording, places_wording, process_wording, quality_wording, queries
from dashboard import profile_wording as common
from dashboard import reading_wording as reading
from dashboard.charts.text import full_text
from dashboard.components.cell_table import stated
from dashboard.crawl import numerals
from dashboard.crawl.funnels import Funnel, funnel_in
from dashboard.crawl.published import RANGES, WITH_VALUE, Published, Row
from dashboard.crawl.sentences import Facts
from dashboard.crawl.view import View
from dashboard.model import CellStatus, Change, IndicatorInfo
from dashboard.selection import Selection, from_query
from dashboard.wording import PLACE_LEVELS
from pipelines.model import PROJECT_PLACE, TOTAL
from pipelines.texts import Text

Line = Sequence[str]
_LINK = re.compile(r"^\[(?P<label>.*)\]\((?P<path>[^()\s]*)\)$")
_PROVISIONAL = (CellStatus.PROVISIONAL.value, CellStatus.PROVISIONAL_RANGE.value)
LEAST_OTHERS = 2


@dataclass(frozen=True)
class Said:
    """What one cell of a table may say: exactly these words, or words with exactly these numbers."""

    words: tuple[str, ...] = ()
    numbers: tuple[tuple[float, ...], ...] = ()
    facts: Facts | None = None
    """Facts for a listed sentence; null where no sentence is expected."""


def check_of(columns: Sequence[str], view: View) -> Callable[[Line], list[Said | None]] | None:
    """How the lines of a table with these columns are checked; null for a table that is not known here.

    The check gives for each cell of a line what it may say, or null where it is a text as any other.
    """
    said = _Columns(view.published)
    rest = list(columns[1:])
    if columns[:2] == said(common.INDICATOR, common.PERIOD):
        if tuple(columns[2:]) == said(common.VALUE, common.TARGET, process_wording.PLACES):
            return lambda line: _step_line(line, view)
        return lambda line: _place_line(line, columns, view)
    if columns[:2] == said(common.INDICATOR, activities_wording.WHOLE_ACTIVITY):
        return lambda line: _activity_line(line, columns, view)
    if columns[:1] == said(activities_wording.STAGE) and len(columns) == 2:
        return lambda line: _stage_line(line, rest[0], view)
    if tuple(columns) == said(*reading.COMPARE_COLUMNS):
        return lambda line: _changed_line(line, view)
    return None


class _Columns:
    """Headings in the language of a release."""

    def __init__(self, published: Published) -> None:
        self._published = published

    def __call__(self, *texts: Text) -> tuple[str, ...]:
        return tuple(map(self._published.say, texts))


# ---- lines with a link -----------------------------------------------------------------------------------


def _selection(cell: str, published: Published) -> Selection | None:
    """The selection that the link in the first cell of a line names."""
    found = _LINK.match(cell)
    query = parse_qs(found["path"].partition("?")[2]) if found else {}
    return from_query(query, published.options)[0] if query.get("indicator") else None


def _period(label: str, published: Published) -> tuple[str, str] | None:
    return next(iter(_keys(published.options.labels.periods, numerals.plain(label))), None)


def _words(row: Row | None, published: Published) -> Said:
    """A cell as a table says it; a dash where there is none."""
    if row is None:
        return Said(words=(published.say(common.NOTHING),))
    return Said(words=(full_text(row, published.provenance.speaker),))


def _place_line(line: Line, columns: Sequence[str], view: View) -> list[Said | None]:
    published = view.published
    selection, period = _selection(line[0], published), _period(line[1], published)
    nothing: list[Said | None] = [None, None, *[Said() for _ in columns[2:]]]
    if selection is None or period is None:
        return nothing
    level = selection.place_level
    places = [code for at, code in published.options.labels.places if at == level]
    where = Selection(selection.indicator_id, level, tuple(places), period[0], (period[1],), (TOTAL,))
    rows = {row["place_id"]: row for row in published.rows(where)}
    own = next((row for row in rows.values() if numerals.plain(row["place_label"]) == columns[2]), None)
    others = [row for row in rows.values() if row is not own]
    info = published.options.indicators[selection.indicator_id]
    return [None, None, _words(own, published), *_beside(own, others, info, published)][: len(columns)]


def _step_line(line: Line, view: View) -> list[Said | None]:
    published = view.published
    selection, period = _selection(line[0], published), _period(line[1], published)
    if selection is None or period is None:
        nothing = Said(words=(published.say(common.NOTHING),))
        return [None, None, nothing, nothing, nothing]
    where = Selection(selection.indicator_id, "project", (PROJECT_PLACE,), period[0], (period[1],), (TOTAL,))
    row = next(iter(published.rows(where)), None)
    targets = published.targets.filter(indicator_id=selection.indicator_id)["value"].to_list()
    facts = {"target": [float(target) for target in targets]}
    return [None, None, _words(row, published), Said(facts=facts), None]


def _activity_line(line: Line, columns: Sequence[str], view: View) -> list[Said | None]:
    published = view.published
    selection = _selection(line[0], published)
    if selection is None:
        return [None, *[Said() for _ in columns[1:]]]
    whole = next(iter(published.rows(selection)), None)
    labels = {label: code for (at, code), label in published.options.labels.places.items() if at == "local"}
    found: list[Said | None] = [None, _words(whole, published)]
    for column in columns[2:]:
        local = replace(selection, place_level="local", place_ids=(labels.get(column, ""),))
        found.append(_words(next(iter(published.rows(local)), None), published))
    return found


def _stage_line(line: Line, period: str, view: View) -> list[Said | None]:
    funnel: Funnel | None = funnel_in(view, period)
    for stage in funnel.stages if funnel else ():
        if numerals.plain(stage.label) == numerals.plain(line[0]):
            return [None, _words(stage.row, view.published)]
    return [None, Said()]


# ---- beside others ---------------------------------------------------------------------------------------


def _beside(
    own: Row | None, others: Sequence[Row], info: IndicatorInfo, published: Published
) -> Iterator[Said]:
    """Middle, spread and position, from the ends that the published cells leave."""
    ends = [found for found in (_ends(row, info) for row in others) if found is not None]
    mine = None if own is None else _ends(own, info)
    nothing = (published.say(common.NOTHING),)
    if len(ends) < LEAST_OTHERS:
        yield from (Said(words=nothing) for _ in range(3))
        return
    yield _between(median(low for low, _ in ends), median(high for _, high in ends), info, published)
    yield _between(min(low for low, _ in ends), max(high for _, high in ends), info, published)
    if mine is None:
        yield Said(words=nothing)
        return
    above = sum(low > mine[1] for low, _ in ends)
    below = sum(high < mine[0] for _, high in ends)
    level = sum(each == mine and each[0] == each[1] for each in ends)
    is_final = not any(row["status"] in _PROVISIONAL for row in (*others, *([own] if own else [])))
    of = len(ends) + 1
    no_order = tuple(map(published.say, (places_wording.NOT_RANKED, places_wording.ALL_THE_SAME)))
    if is_final and above + below + level == len(ends):
        yield Said(words=no_order[1:], numbers=((above + 1.0, float(of)),))
    else:
        yield Said(words=no_order[:1])


def _ends(row: Row, info: IndicatorInfo) -> tuple[float, float] | None:
    """Between which numbers a cell is known to lie; null where there is nothing to know."""
    status = row["status"]
    is_hidden = status == CellStatus.WITHHELD.value
    if is_hidden and info.kind == "ratio":
        return 0.0, float(info.scale) if info.is_share else inf
    if not is_hidden and status not in (*WITH_VALUE, *RANGES):
        return None
    return float(row["lower"] or 0.0), inf if row["upper"] is None else float(row["upper"])


def _between(lower: float, upper: float, info: IndicatorInfo, published: Published) -> Said:
    if info.is_share and (lower, upper) == (0.0, float(info.scale)):
        return Said(words=(published.say(common.ANY_SHARE),))
    if lower == upper:
        return Said(numbers=((lower,),))
    if upper != inf:
        return Said(numbers=((lower, upper),))
    return (
        Said(numbers=((lower,),))
        if lower > 0
        else Said(numbers=((),), words=(published.say(common.ANY_NUMBER),))
    )


# ---- changed figures -------------------------------------------------------------------------------------


def _changed_line(line: Line, view: View) -> list[Said | None]:
    """A figure that two releases state otherwise: what each of them says of it."""
    if view.compared is None:
        return [None, None, Said(), Said()]
    before, after = view.compared
    pairs = [(_stated(before, where), _stated(after, where)) for where in _named(line[0], before, after)]
    served = tuple(map(numerals.plain, line[2:4]))
    fitting = [pair for pair in pairs if tuple(map(numerals.plain, pair)) == served]
    old, new = next(iter([*fitting, *pairs]), ("\0", "\0"))
    return [None, None, Said(words=(old,)), Said(words=(new,))]


def _stated(published: Published, where: Selection) -> str:
    if where.indicator_id not in published.options.indicators:
        return ""
    try:
        row = next(iter(published.rows(where)), None)
    except KeyError:  # a name that this release does not have
        return ""
    return stated(row, published.provenance.speaker) if row is not None else ""


def _named(name: str, before: Published, after: Published) -> Iterator[Selection]:
    """The figures that a name can mean: indicator with its unit, place, period, and activity or category."""
    parts = [numerals.plain(part) for part in name.split(" · ")]
    indicators = {**before.options.indicators, **after.options.indicators}
    labels = [published.options.labels for published in (before, after)]
    places = {key: label for each in labels for key, label in each.places.items()}
    periods = {key: label for each in labels for key, label in each.periods.items()}
    activities = {key: label for each in labels for key, label in each.activities.items()}
    categories = {key: label for each in labels for key, label in each.categories.items()}
    joined = " · ".join(parts)
    for info in indicators.values():
        indicator = numerals.plain(
            after.say(common.INDICATOR_NAME.using(indicator=info.label, unit=info.unit))
        )
        if not joined.startswith(f"{indicator} · "):
            continue
        rest = joined.removeprefix(f"{indicator} · ")
        for (level, place), label in places.items():
            if rest.startswith(f"{numerals.plain(label)} · "):
                left = rest.removeprefix(f"{numerals.plain(label)} · ").split(" · ")
                for period_level, period in _keys(periods, left[0]):
                    where = Selection(info.id, level, (place,), period_level, (period,))
                    yield from _narrowed(where, left[1:], activities, categories)


def _narrowed(
    where: Selection,
    left: Sequence[str],
    activities: Mapping[str, str],
    categories: Mapping[tuple[str, str], str],
) -> Iterator[Selection]:
    if not left:
        yield where
        return
    for activity in _keys(activities, left[0]):
        if len(left) == 1:
            yield replace(where, activity_ids=(activity,))
        else:
            for breakdown, category in _keys(categories, left[1]):
                yield replace(where, activity_ids=(activity,), breakdown=breakdown, categories=(category,))
    if len(left) == 1:
        for breakdown, category in _keys(categories, left[0]):
            yield replace(where, breakdown=breakdown, categories=(category,))


def _keys(labels: Mapping[Any, str], said: str) -> list[Any]:
    return [key for key, label in labels.items() if numerals.plain(label) == said]


# ---- tables that count -----------------------------------------------------------------------------------


def made_again(columns: Sequence[str], view: View) -> Iterator[Sequence[Line]]:
    """Tables with these columns as they follow from the release alone: of reports, and of cells that are counted."""
    published = view.published
    said, heads = _Columns(published), tuple(columns)
    if heads == said(*quality_wording.REPORT_COLUMNS):
        yield _partners(published)
    if heads == said(*quality_wording.MEASURE_COLUMNS):
        yield _measures(published)
    if heads == said(*quality_wording.MARK_COLUMNS):
        yield _marks(published)
    for with_partner in (False, True):
        # All reports that were due, of which a place shows some.
        if heads == said(*places_wording.REPORT_COLUMNS[0 if with_partner else 1 :]):
            yield _reports(published, with_partner=with_partner)
    words = said(*(reading.CHANGES[change] for change in Change))
    if heads[-len(words) :] == words:
        for before, after in view.pairs:
            yield from _changes(after.changes_since(before), published)


def _partners(published: Published) -> list[Line]:
    """Reports of each partner and of all: due, in the release, in time, handed in more than once."""
    speaker = published.provenance.speaker
    reports = published.due_reports.frame.to_dicts()
    has_dates = any(report["received_on"] for report in reports)
    groups = {
        each["partner_label"]: [r for r in reports if r["partner_id"] == each["partner_id"]]
        for each in reports
    }
    groups[speaker.say(quality_wording.ALL_PARTNERS)] = reports
    unknown = speaker.say(quality_wording.DATES_UNKNOWN)
    found: list[Line] = []
    for label, members in groups.items():
        dated = (
            sum(bool(r["received_on"]) and r["received_on"] <= r["due_on"] for r in members),
            sum((r["version"] or 0) > 1 for r in members),
        )
        counts = (len(members), sum(r["state"] == "reported" for r in members))
        in_time = map(speaker.number, dated) if has_dates else (unknown, unknown)
        found.append([label, *map(speaker.number, counts), *in_time])
    return found


def _measures(published: Published) -> list[Line]:
    """Cells of each measure at the places that report: with a value, withheld, and the share of these."""
    speaker = published.provenance.speaker
    found: list[Line] = []
    for measure, label in published.options.measures.items():
        counts = published.counts_of_local.get(measure, {})
        shown, hidden = sum(counts.get(status, 0) for status in WITH_VALUE), counts.get("withheld", 0)
        share = speaker.percent(round(100 * hidden / (shown + hidden))) if shown + hidden else "–"
        found.append([label, speaker.number(shown), speaker.number(hidden), share])
    return found


def _marks(published: Published) -> list[Line]:
    """Cells that the partners of each place were asked for, and which of them they could not say."""
    speaker, columns = published.provenance.speaker, ("asked", "not_collected", "not_possible")
    rows = queries.mark_coverage(published.reader).iter_rows(named=True)
    return [[row["place_label"], *(speaker.number(row[column]) for column in columns)] for row in rows]


def _reports(published: Published, *, with_partner: bool) -> list[Line]:
    """Every report that was due: quarter, last day, state, when it came and which version stands."""
    speaker = published.provenance.speaker
    nothing = speaker.say(common.NOTHING)
    return [
        [
            *([row["partner_label"]] if with_partner else []),
            speaker.quarter(row["quarter"]),
            speaker.long_date(date.fromisoformat(row["due_on"])),
            speaker.say(places_wording.REPORT_STATES[row["state"]]),
            speaker.long_date(date.fromisoformat(row["received_on"])) if row["received_on"] else nothing,
            speaker.number(row["version"]) if row["version"] else nothing,
        ]
        for row in published.due_reports.frame.iter_rows(named=True)
    ]


def _changes(changes: pl.DataFrame, published: Published) -> Iterator[list[Line]]:
    """How many figures changed in each way: by place, and by indicator."""
    labels, speaker = published.options.labels, published.provenance.speaker
    by_place: dict[Line, dict[str, int]] = {}
    by_indicator: dict[Line, dict[str, int]] = {}
    for row in changes.iter_rows(named=True):
        level, change = row["place_level"], row["change"]
        place = speaker.say(PLACE_LEVELS[level]), labels.places.get((level, row["place_id"]), row["place_id"])
        indicator = (labels.indicators.get(row["indicator_id"], row["indicator_id"]),)
        for counts in (by_place.setdefault(place, {}), by_indicator.setdefault(indicator, {})):
            counts[change] = counts.get(change, 0) + 1
    for groups in (by_place, by_indicator):
        yield [
            [*names, *(speaker.number(counts[c.value]) if c.value in counts else "" for c in Change)]
            for names, counts in groups.items()
        ]
