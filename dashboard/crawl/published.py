"""What may be shown: the cells of one release as its Parquet file has them, and what it says about itself.

Cells are read from `cells.parquet` and combined here, not by `dashboard.queries`: what the pages show is compared with
what another reader makes of the published file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.model import (
    CELLS_SCHEMA,
    ActivityPartner,
    Cells,
    CellStatus,
    IndicatorInfo,
    Milestone,
    Options,
    Provenance,
    ReportStatus,
)
from dashboard.queries import (
    ReleaseReader,
    activity_partners,
    difference,
    milestones,
    open_release,
    participation_path,
    report_status,
)
from dashboard.selection import Selection
from pipelines.errors import ReleaseMissingError
from pipelines.languages import SOURCE_LANGUAGE
from pipelines.model import CELL_SCHEMA, Policy
from pipelines.texts import Text

CELLS_FILE = "cells.parquet"
MANIFEST_FILE = "manifest.json"

Row = Mapping[str, Any]
"""One row of `dashboard.model.CELLS_SCHEMA`."""

_STATUS = {
    ("A", "F"): CellStatus.SHOWN,
    ("P", "F"): CellStatus.PROVISIONAL,
    ("O", "F"): CellStatus.NOT_REPORTED,
    ("M", "F"): CellStatus.CANNOT_EXIST,
}
_HIDES_MOST = (
    CellStatus.WITHHELD,
    CellStatus.NOT_REPORTED,
    CellStatus.CANNOT_EXIST,
    CellStatus.PROVISIONAL,
    CellStatus.SHOWN,
)
WITH_VALUE = (CellStatus.SHOWN.value, CellStatus.PROVISIONAL.value)
RANGES = (CellStatus.RANGE.value, CellStatus.PROVISIONAL_RANGE.value)


@dataclass(frozen=True, eq=False)
class Published:
    """One release: its cells, and the public descriptions that travel with them."""

    directory: Path
    cells: pl.DataFrame
    options: Options
    provenance: Provenance
    targets: pl.DataFrame
    reports: pl.DataFrame
    submissions: tuple[str, ...]
    milestones: tuple[Milestone, ...]
    activity_partners: tuple[ActivityPartner, ...]
    path: tuple[str, ...]
    """Indicators of the way of a person through an activity."""
    policy: Policy
    """The policy in force now, which the method page explains."""

    @property
    def language(self) -> str:
        """The language in which it is read."""
        return self.provenance.language

    def say(self, sentence: Text) -> str:
        """A sentence of the program in that language."""
        return self.provenance.say(sentence)

    @cached_property
    def reader(self) -> ReleaseReader:
        """The same release as the pages read it, for what is made of it again; the shelf closes it."""
        return open_release(self.directory, self.provenance.base_url, self.language)

    def changes_since(self, before: Published) -> pl.DataFrame:
        """Every figure that this release states otherwise than another one, see `queries.difference`."""
        if before not in self._changes:
            self._changes[before] = difference(before.reader, self.reader)
        return self._changes[before]

    @cached_property
    def _changes(self) -> dict[Published, pl.DataFrame]:
        return {}

    def rows(self, selection: Selection) -> list[dict[str, Any]]:
        """Labelled cells of a selection, in the order of the release; see `dashboard.model.Cells`."""
        return list(_rows(self, selection))

    def labelled(self, selection: Selection, rows: list[dict[str, Any]]) -> Cells:
        """Such rows as the type that charts and exports take."""
        frame = pl.DataFrame(rows, schema=dict(CELLS_SCHEMA), orient="row")
        return Cells(self.options.indicators[selection.indicator_id], self.options.labels, frame)

    @cached_property
    def parts(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        """The cells by place level, period level, breakdown and measure."""
        return self.cells.partition_by("place_level", "period_level", "breakdown", "measure_id", as_dict=True)

    @cached_property
    def due_reports(self) -> ReportStatus:
        """Reports that were due when the release was made, and those that came early."""
        is_due = pl.col("due_on") < self.provenance.published_on
        return ReportStatus(self.reports.filter(is_due | (pl.col("state") == "reported")))

    @cached_property
    def counts_of_local(self) -> Mapping[str, Mapping[str, int]]:
        """Measure -> status -> how many cells of the places that report have it."""
        found: dict[str, dict[str, int]] = {}
        local = self.cells.filter(pl.col("place_level") == "local")
        codes = local.group_by("measure_id", "obs_status", "conf_status").len()
        for measure, obs_status, conf_status, count in codes.iter_rows():
            status = _STATUS.get((obs_status, conf_status), CellStatus.WITHHELD).value
            counts = found.setdefault(measure, {})
            counts[status] = counts.get(status, 0) + count
        return found

    @cached_property
    def counts_by_level(self) -> Mapping[str, Mapping[str, int]]:
        """Place level -> status -> how many cells have it."""
        found: dict[str, dict[str, int]] = {}
        codes = self.cells.group_by("place_level", "obs_status", "conf_status").len()
        for level, obs_status, conf_status, count in codes.iter_rows():
            status = _STATUS.get((obs_status, conf_status), CellStatus.WITHHELD).value
            counts = found.setdefault(level, {})
            counts[status] = counts.get(status, 0) + count
        return found


@dataclass(frozen=True, eq=False)
class Shelf:
    """Every release that is served, in every language."""

    current: Published
    base_url: str | None = None
    here: str | None = None
    """Where the server is reached, which files name where no address of the dashboard is set."""

    def of(self, number: int | None, language: str) -> Published:
        """A release by its number, or the current one; a number that was never published is taken for none."""
        releases_dir = self.current.directory.parent
        directory = releases_dir / f"{number:04d}" if number is not None else self.current.directory
        if not (directory / MANIFEST_FILE).is_file():
            directory = self.current.directory
        return self._open(directory, language)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of all releases, the newest first."""
        found = self.current.directory.parent.glob(f"[0-9]*/{MANIFEST_FILE}")
        return tuple(sorted((int(path.parent.name) for path in found), reverse=True))

    def close(self) -> None:
        """Let go of the files."""
        for published in self._opened.values():
            if "reader" in vars(published):
                published.reader.close()

    @cached_property
    def _opened(self) -> dict[tuple[str, str], Published]:
        return {(self.current.directory.name, self.current.language): self.current}

    def _open(self, directory: Path, language: str) -> Published:
        key = directory.name, language
        if key not in self._opened:
            self._opened[key] = open_published(directory, self.current.policy, self.base_url, language)
        return self._opened[key]


def open_published(
    directory: Path, policy: Policy, base_url: str | None = None, language: str = SOURCE_LANGUAGE
) -> Published:
    """Read a release in a language; `policy` is the one in force now.

    Errors: ReleaseMissingError when a file is missing or is not a release's.
    """
    try:
        cells = pl.read_parquet(directory / CELLS_FILE)
        manifest = json.loads((directory / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise _unreadable(directory) from error
    if not set(CELL_SCHEMA) <= set(cells.columns):
        raise _unreadable(directory)
    reader = open_release(directory, base_url, language)
    try:
        return Published(
            directory=directory,
            cells=cells,
            options=reader.options,
            provenance=reader.provenance,
            targets=reader.rows("targets"),
            reports=report_status(reader).frame,
            submissions=tuple(manifest.get("submissions", ())),
            milestones=milestones(reader),
            activity_partners=activity_partners(reader),
            path=participation_path(reader),
            policy=policy,
        )
    finally:
        reader.close()


def _unreadable(directory: Path) -> ReleaseMissingError:
    return ReleaseMissingError(
        title="A release cannot be read",
        message=f"Release {directory.name} lacks its cells or its manifest. Restore it from a backup.",
    )


def _rows(published: Published, selection: Selection) -> Iterator[dict[str, Any]]:
    info = published.options.indicators[selection.indicator_id]
    labels = published.options.labels
    found: dict[tuple[str, str, str, str], dict[str, Row]] = {}
    for cell in _selected(published, selection, info):
        key = cell["place_id"], cell["activity_id"], cell["period"], cell["category"]
        found.setdefault(key, {})[cell["measure_id"]] = cell
    places = [code for level, code in labels.places if level == selection.place_level]
    periods = [code for level, code in labels.periods if level == selection.period_level]
    categories = [code for breakdown, code in labels.categories if breakdown == selection.breakdown]
    keys = ((p, a, t, c) for p in places for a in labels.activities for t in periods for c in categories)
    for place, activity, period, category in keys:
        parts = found.get((place, activity, period, category), {})
        if {*info.numerator, *info.denominator} <= set(parts):
            yield {
                "place_level": selection.place_level,
                "place_id": place,
                "place_label": labels.places[selection.place_level, place],
                "period_level": selection.period_level,
                "period": period,
                "period_label": labels.periods[selection.period_level, period],
                "activity_id": activity,
                "activity_label": labels.activities[activity],
                "breakdown": selection.breakdown,
                "category": category,
                "category_label": labels.categories[selection.breakdown, category],
                **_combined(info, parts),
            }


def _selected(published: Published, selection: Selection, info: IndicatorInfo) -> Iterator[Row]:
    """The cells of an indicator's measures."""
    places, periods = set(selection.place_ids), set(selection.periods)
    activities, categories = set(selection.activity_ids), set(selection.categories)
    for measure in dict.fromkeys((*info.numerator, *info.denominator)):
        part = published.parts.get(
            (selection.place_level, selection.period_level, selection.breakdown, measure)
        )
        for cell in () if part is None else part.iter_rows(named=True):
            if (
                cell["place_id"] in places
                and cell["period"] in periods
                and cell["activity_id"] in activities
                and cell["category"] in categories
            ):
                yield cell


def _combined(info: IndicatorInfo, parts: Mapping[str, Row]) -> dict[str, Any]:
    """Value, bounds and status of an indicator's cell: of a ratio only when each of its parts is shown."""
    above = [parts[measure] for measure in info.numerator]
    below = [parts[measure] for measure in info.denominator]
    statuses = {_status_of(part) for part in (*above, *below)}
    status = next(status for status in _HIDES_MOST if status in statuses)
    has_value = status.value in WITH_VALUE
    numerator = sum(int(part["value"]) for part in above) if has_value else None
    denominator = sum(int(part["value"]) for part in below) if has_value else None
    if info.kind == "measure":
        return {
            "value": None if numerator is None else float(numerator),
            "lower": _total(above, "lower"),
            "upper": _total(above, "upper"),
            "status": status.value,
            "numerator": None,
            "denominator": None,
        }
    if has_value and any(part["lower"] < part["upper"] for part in (*above, *below)):
        return _range(info, above, below, is_provisional=status is CellStatus.PROVISIONAL)
    if numerator is None or not denominator:
        status = CellStatus.NO_CASES if denominator == 0 else status
        return {
            **dict.fromkeys(("value", "lower", "upper", "numerator", "denominator")),
            "status": status.value,
        }
    share = info.scale * numerator / denominator
    return {
        "value": share,
        "lower": share,
        "upper": share,
        "status": status.value,
        "numerator": numerator,
        "denominator": denominator,
    }


def _range(
    info: IndicatorInfo, above: list[Row], below: list[Row], *, is_provisional: bool
) -> dict[str, Any]:
    """A ratio of rounded counts: the ends that the intervals of its counts leave it, and no value."""
    ends = {column: (_total(above, column), _total(below, column)) for column in ("lower", "upper")}
    (least, fewest), (most, all_) = ends["lower"], ends["upper"]
    upper = info.scale * (most or 0.0) / fewest if fewest else None
    if info.is_share:
        upper = min(float(info.scale), float(info.scale) if upper is None else upper)
    return {
        "value": None,
        "lower": info.scale * (least or 0.0) / (all_ or 1.0),
        "upper": upper,
        "status": (CellStatus.PROVISIONAL_RANGE if is_provisional else CellStatus.RANGE).value,
        "numerator": sum(int(part["value"]) for part in above),
        "denominator": sum(int(part["value"]) for part in below),
    }


def _status_of(part: Row) -> CellStatus:
    status = _STATUS.get((part["obs_status"], part["conf_status"]), CellStatus.WITHHELD)
    return CellStatus.WITHHELD if status.value in WITH_VALUE and part["value"] is None else status


def _total(parts: list[Row], column: str) -> float | None:
    bounds = [part[column] for part in parts]
    return None if None in bounds else float(sum(bounds))
