"""Which cells of a selection stand together: groups on an axis or in panels, series within them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import wording
from dashboard.charts.text import Row
from dashboard.model import Cells
from dashboard.selection import Selection


@dataclass(frozen=True)
class Series:
    """Cells that share a colour and a mark; `index` decides which."""

    label: str
    index: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Group:
    """Cells of one place and activity, by category."""

    label: str
    series: tuple[Series, ...]


def groups(cells: Cells, selection: Selection) -> tuple[Group, ...]:
    """Cells by place and activity, and within these by category, in the order of the release.

    A label names only what differs within the selection. Where nothing but the category differs, each
    category is a group of its own, so that it gets its own place on an axis.
    """
    rows = cells.frame.to_dicts()
    only_categories = len(selection.categories) > 1 and not _varies(selection)
    found: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        group = row["category_label"] if only_categories else _group_label(row, selection)
        found.setdefault(group, {}).setdefault(row["category"], []).append(row)
    index = {category: i for i, category in enumerate(selection.categories)}
    return tuple(
        Group(
            label,
            tuple(
                Series(
                    label=members[0]["category_label"] if len(selection.categories) > 1 else label,
                    index=0 if only_categories else index[category],
                    rows=tuple(members),
                )
                for category, members in by_category.items()
            ),
        )
        for label, by_category in found.items()
    )


def flat(all_groups: tuple[Group, ...]) -> tuple[Series, ...]:
    """Every series of every group as one list, each with a colour and a full name of its own."""
    found = [
        (
            group.label
            if group.label == series.label
            else f"{group.label}{wording.GROUP_SEPARATOR}{series.label}",
            series,
        )
        for group in all_groups
        for series in group.series
    ]
    return tuple(Series(label, i, series.rows) for i, (label, series) in enumerate(found))


def has_categories(all_groups: tuple[Group, ...]) -> bool:
    """Whether groups hold several series each."""
    return any(len(group.series) > 1 for group in all_groups)


def _varies(selection: Selection) -> bool:
    return len(selection.place_ids) > 1 or len(selection.activity_ids) > 1


def _group_label(row: Row, selection: Selection) -> str:
    names = []
    if len(selection.place_ids) > 1 or len(selection.activity_ids) == 1:
        names.append(row["place_label"])
    if len(selection.activity_ids) > 1:
        names.append(row["activity_label"])
    return wording.GROUP_SEPARATOR.join(names)
