"""What a look makes of published cells: running sums, the median of places, another order.

Every derived cell follows from published cells alone. Where one of these is withheld, what follows from it is a range
or is withheld too, and never a value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from dashboard import wording
from dashboard.model import CELLS_SCHEMA, Cells, CellStatus, IndicatorInfo, Milestone, Provenance
from dashboard.selection import Selection
from dashboard.view import Chart, Counting, Exhibit, Look, Order, Panels, View
from pipelines.languages import Speaker
from pipelines.texts import Text

MEDIAN = "_median"
"""The place_id of the median of places."""
LEAST_PLACES = 3
"""Of fewer places no median is shown."""
MOST_SERIES_IN_A_PLOT = 12
MOST_MARKS = 150
"""Most figures of a dot plot, each of which has its own line."""

_VALUE = pl.col("status").is_in([CellStatus.SHOWN.value, CellStatus.PROVISIONAL.value])
_RANGE = pl.col("status").is_in([CellStatus.RANGE.value, CellStatus.PROVISIONAL_RANGE.value])
_SERIES = ("place_id", "activity_id", "category")
_INFINITE = float("inf")


def exhibit_of(
    cells: Cells, view: View, provenance: Provenance, milestones: tuple[Milestone, ...] = ()
) -> Exhibit:
    """The cells of a view as its look asks for them: added up, with a median, in another order.

    The view of the exhibit says what was applied: a look that the cells do not allow is left out, see `not_applied`.
    """
    derived = _derived(cells, view, provenance.speaker)
    return Exhibit(derived.cells, derived.view, provenance, milestones)


def applied(view: View, cells: Cells) -> View:
    """The view without what its cells do not allow."""
    return _derived(cells, view, Speaker(view.language)).view


def not_applied(view: View, cells: Cells) -> tuple[Text, ...]:
    """Why parts of a look are left out, one sentence for each; for the page to show."""
    return _derived(cells, view, Speaker(view.language)).notices


@dataclass(frozen=True)
class _Derived:
    cells: Cells
    view: View
    notices: tuple[Text, ...]


def _derived(cells: Cells, view: View, speaker: Speaker) -> _Derived:
    look, notices = _fitting(view.look, cells, view.selection)
    frame = cells.frame
    if look.counting is Counting.RUNNING:
        frame = running_ratios(frame, cells.indicator) if _is_ratio(cells) else running_counts(frame)
    if look.with_median:
        label = speaker.say(_median_label(cells, view.selection))
        beside = medians(frame, cells.indicator, label)
        if beside.is_empty():
            look = replace(look, with_median=False)
            notices = [*notices, wording.NO_MEDIAN]
        frame = pl.concat([frame, beside])
    frame = _ordered(frame, look.order, view.selection)
    return _Derived(replace(cells, frame=frame), replace(view, look=look), tuple(notices))


def _is_ratio(cells: Cells) -> bool:
    return cells.indicator.kind == "ratio"


# ---- what fits --------------------------------------------------------------------------------------------


def _fitting(look: Look, cells: Cells, selection: Selection) -> tuple[Look, list[Text]]:
    """The look without what the selection does not allow, and why not."""
    places, activities = len(selection.place_ids), len(selection.activity_ids)
    periods, marks = len(selection.periods), cells.frame.height
    series = cells.frame.n_unique(subset=list(_SERIES)) if marks else 0
    is_running = look.counting is Counting.RUNNING
    is_plot_over_time = look.chart in (Chart.AUTO, Chart.LINE, Chart.BAR) and periods > 1
    is_crowded = series > MOST_SERIES_IN_A_PLOT and not look.highlight
    beside = (selection.place_ids if places > 1 else ()) + (selection.activity_ids if activities > 1 else ())
    each, usual, panels = {"counting": Counting.EACH}, {"chart": Chart.AUTO}, {"panels": Panels.AUTO}
    rules: tuple[tuple[bool, Mapping[str, Any], Text], ...] = (
        (is_running and periods < 2, each, wording.NO_RUNNING_ONE_PERIOD),
        (is_running and periods > 1 and not cells.indicator.adds_up, each, wording.NO_RUNNING_NOT_SUMMABLE),
        (look.chart is Chart.LINE and periods < 2, usual, wording.NO_LINE),
        (look.chart is Chart.HEAT and series * periods < 2, usual, wording.NO_HEAT_MAP),
        (look.chart is Chart.DOT and marks > MOST_MARKS, usual, wording.TOO_MANY_BARS),
        (look.panels is Panels.PLACE and places < 2, panels, wording.NO_PANELS_BY_PLACE),
        (look.panels is Panels.ACTIVITY and activities < 2, panels, wording.NO_PANELS_BY_ACTIVITY),
        (
            look.panels is Panels.NONE and is_crowded and is_plot_over_time,
            panels,
            wording.TOO_MANY_FOR_ONE_PLOT,
        ),
        (bool(look.highlight) and look.highlight not in beside, {"highlight": ""}, wording.NO_HIGHLIGHT),
    )
    notices = []
    for does_not_fit, without, why in rules:
        if does_not_fit:
            look = replace(look, **without)
            notices.append(why)
    return look, notices


# ---- running sums -----------------------------------------------------------------------------------------


def _so_far(condition: pl.Expr) -> pl.Expr:
    """Whether something was ever so in a series, up to each of its periods."""
    return condition.fill_null(value=False).cast(pl.Int64).cum_sum().over(_SERIES) > 0


def _sum_so_far(numbers: pl.Expr) -> pl.Expr:
    """The sum of a series up to each of its periods, where nothing counts as 0."""
    return numbers.fill_null(0).cum_sum().over(_SERIES)


def _is(status: CellStatus) -> pl.Expr:
    return pl.col("status") == status.value


def _provisional_where(missing: pl.Expr, complete: CellStatus, incomplete: CellStatus) -> pl.Expr:
    return pl.when(missing).then(pl.lit(incomplete.value)).otherwise(pl.lit(complete.value))


def running_counts(frame: pl.DataFrame) -> pl.DataFrame:
    """Counts added up over the periods of each place, activity and category.

    Shape: as `frame`, in its order.
    A sum of which a part is withheld is withheld, between the sums of the bounds, and open above where a part is. A sum
    of rounded counts is a range. What was not reported makes the sums after it provisional, as in the release. A
    period that cannot exist yet has no sum.
    """
    too_early, missing = _is(CellStatus.CANNOT_EXIST), _is(CellStatus.NOT_REPORTED)
    known = _VALUE & pl.all_horizontal(pl.col("value", "lower", "upper").is_not_null())
    hidden = ~(known | too_early | missing)
    counted = known | hidden
    lower = _sum_so_far(pl.when(counted).then(pl.col("lower")))
    upper = pl.when(~_so_far(hidden & pl.col("upper").is_null())).then(
        _sum_so_far(pl.when(counted).then(pl.col("upper")))
    )
    incomplete = _so_far(missing | _is(CellStatus.PROVISIONAL))
    parts = counted.cast(pl.Int64).cum_sum().over(_SERIES)
    status = (
        pl.when(too_early)
        .then(pl.col("status"))
        .when(parts == 0)
        .then(pl.lit(CellStatus.NOT_REPORTED.value))
        .when(_so_far(hidden))
        .then(pl.lit(CellStatus.WITHHELD.value))
        .when((parts > 1) & (lower < upper))
        .then(_provisional_where(incomplete, CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE))
        .otherwise(_provisional_where(incomplete, CellStatus.SHOWN, CellStatus.PROVISIONAL))
    )
    has_bounds = _VALUE | _RANGE | _is(CellStatus.WITHHELD)
    return (
        frame.with_columns(
            running_status=status,
            running_value=_sum_so_far(pl.when(known).then(pl.col("value"))),
            running_lower=lower,
            running_upper=upper,
        )
        .with_columns(status=pl.col("running_status"))
        .with_columns(
            value=pl.when(_VALUE).then(pl.col("running_value")),
            lower=pl.when(has_bounds).then(pl.col("running_lower")),
            upper=pl.when(has_bounds).then(pl.col("running_upper")),
        )
        .select(list(CELLS_SCHEMA))
    )


def running_ratios(frame: pl.DataFrame, info: IndicatorInfo) -> pl.DataFrame:
    """Ratios of the counts added up over the periods of each place, activity and category.

    Shape: as `frame`, in its order; numerator and denominator are those added up.
    A ratio of which a part is withheld is withheld, without bounds. Of rounded counts it is a range: the ratio of sums
    is never below the lowest nor above the highest of the ratios.
    """
    too_early, missing, empty = (
        _is(CellStatus.CANNOT_EXIST),
        _is(CellStatus.NOT_REPORTED),
        _is(CellStatus.NO_CASES),
    )
    counts = pl.all_horizontal(pl.col("numerator", "denominator").is_not_null())
    known = _VALUE & counts & (pl.col("denominator") > 0)
    ranged = _RANGE & counts & pl.col("lower").is_not_null()
    hidden = ~(known | ranged | empty | too_early | missing)
    above = _sum_so_far(pl.when(known).then(pl.col("numerator")))
    below = _sum_so_far(pl.when(known).then(pl.col("denominator")))
    exact = pl.when(below > 0).then(info.scale * above / below)
    least = pl.when(ranged).then(pl.col("lower")).otherwise(_INFINITE).cum_min().over(_SERIES)
    most = pl.when(ranged).then(pl.col("upper").fill_null(_INFINITE)).otherwise(0.0).cum_max().over(_SERIES)
    # Of a ratio that is no share, what stands above a denominator of 0 is not known.
    unbounded = _so_far(empty) if not info.is_share else pl.lit(value=False)
    is_range = _so_far(ranged) | unbounded
    incomplete = _so_far(missing | _is(CellStatus.PROVISIONAL) | _is(CellStatus.PROVISIONAL_RANGE))
    status = (
        pl.when(too_early)
        .then(pl.col("status"))
        .when(_so_far(hidden))
        .then(pl.lit(CellStatus.WITHHELD.value))
        .when(~_so_far(known | ranged) & _so_far(empty))
        .then(pl.lit(CellStatus.NO_CASES.value))
        .when(~_so_far(known | ranged))
        .then(pl.lit(CellStatus.NOT_REPORTED.value))
        .when(is_range)
        .then(_provisional_where(incomplete, CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE))
        .otherwise(_provisional_where(incomplete, CellStatus.SHOWN, CellStatus.PROVISIONAL))
    )
    highest = pl.max_horizontal(exact, pl.when(unbounded).then(_INFINITE).otherwise(most))
    both = known | ranged
    return (
        frame.with_columns(
            running_status=status,
            running_value=exact,
            running_lower=pl.min_horizontal(exact, least),
            running_upper=pl.when(highest < _INFINITE).then(highest),
            running_above=_sum_so_far(pl.when(both).then(pl.col("numerator"))),
            running_below=_sum_so_far(pl.when(both).then(pl.col("denominator"))),
        )
        .with_columns(status=pl.col("running_status"))
        .with_columns(
            value=pl.when(_VALUE).then(pl.col("running_value")),
            lower=pl.when(_VALUE | _RANGE).then(pl.col("running_lower")),
            upper=pl.when(_VALUE).then("running_value").when(_RANGE).then(pl.col("running_upper")),
            numerator=pl.when(_VALUE | _RANGE).then(pl.col("running_above")),
            denominator=pl.when(_VALUE | _RANGE).then(pl.col("running_below")),
        )
        .select(list(CELLS_SCHEMA))
    )


# ---- the median of places ---------------------------------------------------------------------------------


def medians(frame: pl.DataFrame, info: IndicatorInfo, label: str) -> pl.DataFrame:
    """The median of the places, for each activity, category and period.

    Shape: CELLS_SCHEMA with the place `_median`, by activity, category and period; a row only where at least three
    places have a value, a range or a withheld figure, and something is known about their median.
    The median lies between that of the lower bounds and that of the upper ones. Where these are the same, no withheld
    figure could change it and it is a value; else a range. It is provisional where one of its figures is, or where
    a place has not reported.
    """
    ceiling = float(info.scale) if info.is_share else _INFINITE
    tied = [name for name in CELLS_SCHEMA if name in _SHARED]
    missing = _is(CellStatus.NOT_REPORTED)
    left_out = missing | _is(CellStatus.CANNOT_EXIST) | _is(CellStatus.NO_CASES)
    incomplete = missing | _is(CellStatus.PROVISIONAL) | _is(CellStatus.PROVISIONAL_RANGE)
    low = pl.col("lower").fill_null(0.0).filter(~left_out)
    high = pl.col("upper").fill_null(ceiling).filter(~left_out)
    is_exact = pl.col("lower") == pl.col("upper")
    return (
        frame.lazy()
        .filter(pl.col("place_id") != MEDIAN)
        .group_by(tied, maintain_order=True)
        .agg(
            places=(~left_out).sum(),
            incomplete=incomplete.any(),
            lower=low.median(),
            upper=high.median(),
        )
        .filter(
            pl.col("places") >= LEAST_PLACES,
            (pl.col("lower") > 0) | (pl.col("upper") < ceiling),
        )
        .with_columns(
            place_id=pl.lit(MEDIAN),
            place_label=pl.lit(label),
            status=pl.when(is_exact)
            .then(_provisional_where(pl.col("incomplete"), CellStatus.SHOWN, CellStatus.PROVISIONAL))
            .otherwise(
                _provisional_where(pl.col("incomplete"), CellStatus.RANGE, CellStatus.PROVISIONAL_RANGE)
            ),
            value=pl.when(is_exact).then(pl.col("lower")),
            upper=pl.when(pl.col("upper") < _INFINITE).then(pl.col("upper")),
            numerator=None,
            denominator=None,
        )
        .select([pl.col(name).cast(dtype) for name, dtype in CELLS_SCHEMA.items()])
        .collect()
    )


_SHARED = frozenset(
    {
        "place_level",
        "period_level",
        "period",
        "period_label",
        "activity_id",
        "activity_label",
        "breakdown",
        "category",
        "category_label",
    }
)
"""What the figures of one median have in common."""


def _median_label(cells: Cells, selection: Selection) -> Text:
    known = {place_id for level, place_id in cells.labels.places if level == selection.place_level}
    everywhere = known <= set(selection.place_ids)
    return (
        wording.MEDIAN_OF_ALL.get(selection.place_level, wording.MEDIAN_OF_SOME)
        if everywhere
        else wording.MEDIAN_OF_SOME
    )


# ---- order ------------------------------------------------------------------------------------------------


def _ordered(frame: pl.DataFrame, order: Order, selection: Selection) -> pl.DataFrame:
    """The frame with its groups in an order; medians stay last, and equal groups in the order of the release."""
    if order is Order.GIVEN or frame.is_empty():
        return frame
    group, label = _grouping(selection)
    rank = (
        pl.concat_str(label, separator="\n").replace_strict(
            _name_ranks(frame, label), return_dtype=pl.Float64
        )
        if order is Order.NAME
        else -pl.col("value").max().over(group).fill_null(-_INFINITE)
    )
    return (
        frame.with_row_index("row")
        .with_columns(rank=rank, first=pl.col("row").min().over(group))
        .sort(pl.col("place_id") == MEDIAN, "rank", "first", "row")
        .select(list(CELLS_SCHEMA))
    )


def _grouping(selection: Selection) -> tuple[list[str], list[str]]:
    """Columns of the ids and of the labels of a group."""
    if len(selection.place_ids) == len(selection.activity_ids) == 1:
        return ["place_id", "category"], ["category_label"]
    return ["place_id", "activity_id"], ["place_label", "activity_label"]


def _name_ranks(frame: pl.DataFrame, label: Sequence[str]) -> dict[str, float]:
    names = frame.select(pl.concat_str(label, separator="\n")).to_series().unique().to_list()
    return {name: float(rank) for rank, name in enumerate(sorted(names, key=_folded))}


def _folded(name: str) -> tuple[str, str]:
    """A name as people sort it: without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold(), name
