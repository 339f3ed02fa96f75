"""Which cells of a figure stand together: groups on an axis or in panels, series within them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard import wording
from dashboard.charts import palette
from dashboard.charts.palette import Style
from dashboard.charts.text import Row
from dashboard.derived import MEDIAN
from dashboard.view import Exhibit, Panels

Key = tuple[str, str, str]
"""Place, activity and category."""


@dataclass(frozen=True)
class Series:
    """Cells of one place, activity and category, that share a look."""

    key: Key
    label: str
    index: int
    """Which look it has, see `style`."""
    style: Style
    rows: tuple[Row, ...]

    @property
    def is_median(self) -> bool:
        """Whether it is the median of the places."""
        return self.key[0] == MEDIAN


@dataclass(frozen=True)
class Group:
    """Series that stand together under one label."""

    label: str
    series: tuple[Series, ...]
    heading: str = ""
    """What the groups of a section have in common; it stands above the first of them."""


def groups(exhibit: Exhibit) -> tuple[Group, ...]:
    """Cells by place and activity, and within these by category, in the order of the cells.

    A label names only what differs within the selection. Where nothing but the category differs, each category is a
    group of its own, so that it gets its own place on an axis. Split into panels, groups stand under headings.
    """
    only_categories = _only_categories(exhibit)
    by: Callable[[Key], Any] = (lambda key: (key[0], key[2])) if only_categories else (lambda key: key[:2])
    positions = {category: i for i, category in enumerate(exhibit.selection.categories)}
    found = _grouped(exhibit, by, lambda key: 0 if only_categories else positions.get(key[2], 0))
    named = [
        Group(
            _group_label(members[0].rows[0], exhibit, only_categories=only_categories),
            tuple(
                replace(each, label=_category_label(each, exhibit, only_categories=only_categories))
                for each in members
            ),
        )
        for members in found
    ]
    panels = exhibit.view.look.panels
    if panels not in (Panels.PLACE, Panels.ACTIVITY) or only_categories or not _both_vary(exhibit):
        return tuple(named)
    return tuple(_under_headings(named, panels))


def panels(exhibit: Exhibit, single_up_to: int) -> tuple[Group, ...]:
    """Small plots with the series in each; one without a label where all stand in one plot.

    Series that are the same but for what the panels are split by have the same look. The median of the places stands
    in the panel of every place.
    """
    split = exhibit.view.look.panels
    every = _grouped(exhibit, lambda key: 0, _position_of(exhibit, (0, 1, 2)))
    series = every[0] if every else ()
    if split is Panels.NONE or (
        split is Panels.AUTO and sum(not each.is_median for each in series) <= single_up_to
    ):
        return (Group("", tuple(replace(each, label=full_label(each, exhibit)) for each in series)),)
    parts = {Panels.PLACE: (0,), Panels.ACTIVITY: (1,)}.get(split, (0, 1))
    if _only_categories(exhibit):
        parts = (2,)
    rest = tuple(part for part in (0, 1, 2) if part not in parts)
    found = _grouped(exhibit, lambda key: tuple(key[part] for part in parts), _position_of(exhibit, rest))
    medians = [each for each in series if each.is_median and 0 in parts]
    result = []
    for members in found:
        if members[0].is_median and medians:
            continue
        beside = [each for each in medians if _belongs(each.key, members[0].key, parts)]
        label = _label(members[0].rows[0], exhibit, parts) or members[0].rows[0]["place_label"]
        result.append(
            Group(
                label,
                tuple(
                    replace(
                        each,
                        label=_label(each.rows[0], exhibit, (0, *rest) if each.is_median else rest) or label,
                    )
                    for each in (*members, *beside)
                ),
            )
        )
    return tuple(result)


def full_label(series: Series, exhibit: Exhibit) -> str:
    """All that differs within the selection."""
    row = series.rows[0]
    return _label(row, exhibit, (0, 1, 2)) or str(row["place_label"])


def with_headings(found: Sequence[Group]) -> Iterator[tuple[str, Group]]:
    """Every group with the heading that stands above it; blank where that of the group before still holds."""
    before = ""
    for group in found:
        yield ("" if group.heading == before else group.heading), group
        before = group.heading


def has_categories(all_groups: Sequence[Group]) -> bool:
    """Whether groups hold several series each."""
    return any(len(group.series) > 1 for group in all_groups)


def _grouped(
    exhibit: Exhibit, by: Callable[[Key], Any], index_of: Callable[[Key], int]
) -> list[tuple[Series, ...]]:
    rows: dict[Key, list[Row]] = {}
    for row in exhibit.cells.frame.to_dicts():
        rows.setdefault((row["place_id"], row["activity_id"], row["category"]), []).append(row)
    found: dict[Any, list[Series]] = {}
    for key, members in rows.items():
        index = index_of(key)
        found.setdefault(by(key), []).append(
            Series(key, "", index, _style(exhibit, key, index), tuple(members))
        )
    return [tuple(members) for members in found.values()]


def _style(exhibit: Exhibit, key: Key, index: int) -> Style:
    chosen = exhibit.view.look.highlight
    if key[0] == MEDIAN:
        return palette.median_style(_position_of(exhibit, (1, 2))(key))
    stands_out = bool(chosen) and chosen in key[:2]
    return palette.style(index, is_muted=bool(chosen) and not stands_out, is_highlighted=stands_out)


def _position_of(exhibit: Exhibit, parts: tuple[int, ...]) -> Callable[[Key], int]:
    """The position of a key among all others, by some of its parts, in the order of the selection."""
    selection = exhibit.selection
    order: tuple[Mapping[str, int], ...] = tuple(
        {code: i for i, code in enumerate(codes)}
        for codes in (selection.place_ids, selection.activity_ids, selection.categories)
    )
    frame = exhibit.cells.frame.select("place_id", "activity_id", "category").unique()
    keys = {
        tuple(order[part].get(key[part], -1) for part in parts)
        for key in frame.iter_rows()
        if key[0] != MEDIAN or 0 not in parts
    }
    ranks = {key: rank for rank, key in enumerate(sorted(keys))}

    def position(key: Key) -> int:
        return ranks.get(tuple(order[part].get(key[part], -1) for part in parts), len(ranks))

    return position


def _only_categories(exhibit: Exhibit) -> bool:
    selection = exhibit.selection
    return len(selection.place_ids) == len(selection.activity_ids) == 1 < len(selection.categories)


def _both_vary(exhibit: Exhibit) -> bool:
    return len(exhibit.selection.place_ids) > 1 and len(exhibit.selection.activity_ids) > 1


def _belongs(median: Key, panel: Key, parts: tuple[int, ...]) -> bool:
    """Whether a median is of the activity (and category) of a panel."""
    return all(median[part] == panel[part] for part in parts if part != 0)


def _label(row: Row, exhibit: Exhibit, parts: Iterable[int]) -> str:
    selection = exhibit.selection
    varying = (
        (len(selection.place_ids) > 1, row["place_label"]),
        (len(selection.activity_ids) > 1, row["activity_label"]),
        (len(selection.categories) > 1, row["category_label"]),
    )
    return wording.GROUP_SEPARATOR.join(varying[part][1] for part in parts if varying[part][0])


def _category_label(series: Series, exhibit: Exhibit, *, only_categories: bool) -> str:
    """The category where a group has several, else the group's own label."""
    row = series.rows[0]
    if len(exhibit.selection.categories) > 1:
        return str(row["category_label"])
    return _group_label(row, exhibit, only_categories=only_categories)


def _group_label(row: Row, exhibit: Exhibit, *, only_categories: bool) -> str:
    return _label(row, exhibit, (2,) if only_categories else (0, 1)) or str(row["place_label"])


def _under_headings(found: Sequence[Group], split: Panels) -> Iterable[Group]:
    heads: dict[str, list[Group]] = {}
    for group in found:
        row = group.series[0].rows[0]
        first, second = row["place_label"], row["activity_label"]
        if split is Panels.ACTIVITY:
            first, second = second, first
        series = tuple(
            replace(each, label=second) if each.label == group.label else each for each in group.series
        )
        heads.setdefault(first, []).append(Group(second, series, heading=first))
    for members in heads.values():
        yield from members
