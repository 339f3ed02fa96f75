"""Plausibility: what sums cannot find, because every sum is right.

Counts are small, so nothing is compared as a percentage. Methods and their sources:

- Jumps: Freeman and Tukey's transformation (Annals of Mathematical Statistics 21, 1950) turns counts into
  figures whose spread hardly depends on their size and is about 1 for counts by chance. The new figure is set
  beside the median of the partner's own, and the distance is divided by the spread (1.4826 x median absolute
  deviation, never less than 1) of the partner's and of what is published of the others: the modified z-score of
  Iglewicz and Hoaglin (How to detect and handle outliers, 1993). Their limit of 3.5 is meant for one figure; a
  report has a hundred, and counts of people spread more than chance alone makes them, so ours is twice that: it
  asks about 2 honest synthetic reports in 100.
- Exchanged columns: the likelihood ratio of the multinomial counts under the shares of the earlier reports, as they
  stand and with two categories exchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log

import polars as pl

from pipelines.model import SHOWN, TOTAL, Finding, Severity
from pipelines.texts import Text, listed, text
from pipelines.validate.frames import CELL_KEY, LEAST_REPORTS, ROW_KEY, THOUSANDS, beside, past, totals
from pipelines.validate.upload import Report

FURTHEST = 7.0
LEAST_EXCHANGED = log(100_000)
"""An exchange must be this much likelier than none: shares change by themselves. Of honest synthetic reports 3 in 100
are asked about, of those with two columns exchanged 6 in 10."""
PAIR = ("breakdown", "category", "category_other")
EMPTY_REPORTS = 2
ROW_LEAST_CATEGORIES = 3
ROW_LEAST_COUNT = 5
"""Three categories of one or two each are nothing rare."""
SERIES_LEAST_REPORTS = 3
SERIES_LEAST_COUNT = 5


def plausibility_unlikely_count(report: Report) -> list[Finding]:
    """A total is far from what the partner usually reports, even for small counts."""
    rows = _beside_usual(report).filter(
        (pl.col("reports") >= LEAST_REPORTS) & (pl.col("distance") > FURTHEST) & ~_is_thousandfold()
    )
    return _asked(
        report,
        "plausibility_unlikely_count",
        rows,
        lambda cells: listed(
            "The total in cell {items} is far from what your earlier reports make likely.",
            "The totals in cells {items} are far from what your earlier reports make likely.",
            cells,
        ),
    )


def plausibility_thousandfold(report: Report) -> list[Finding]:
    """A total is about a thousand times what it usually is."""
    return _asked(
        report,
        "plausibility_thousandfold",
        _beside_usual(report).filter(_is_thousandfold()),
        lambda cells: listed(
            "The total in cell {items} is about a thousand times what it usually is.",
            "The totals in cells {items} are about a thousand times what they usually are.",
            cells,
        ),
    )


def plausibility_exchanged_columns(report: Report) -> list[Finding]:
    """Two categories fit the earlier reports far better the other way round."""
    rows = _exchanges(report)
    likeliest = (
        rows.group_by(PAIR)
        .agg(pl.col("gain").sum())
        .filter(pl.col("gain") >= LEAST_EXCHANGED)
        .sort("gain", *PAIR, descending=[True, False, False, False])
        .unique("breakdown", keep="first", maintain_order=True)
        .sort("breakdown")
    )
    findings = []
    for breakdown_id, first, second in likeliest.select(PAIR).iter_rows():
        gaining = rows.filter(
            (pl.col("breakdown") == breakdown_id)
            & (pl.col("category") == first)
            & (pl.col("category_other") == second)
            & (pl.col("gain") > 0)
        )
        cells = report.cells.filter(
            (pl.col("breakdown") == breakdown_id) & pl.col("category").is_in([first, second])
        ).join(gaining, on=ROW_KEY, how="semi")
        breakdown = report.catalogue.breakdowns[breakdown_id]
        findings.append(
            report.upload.finding(
                "plausibility_exchanged_columns",
                text(
                    "'{first}' and '{second}' seem to be exchanged: they fit your earlier reports far better the "
                    "other way round.",
                    first=breakdown.category_called(first),
                    second=breakdown.category_called(second),
                ),
                text("Check the two columns, and exchange their figures or confirm that they are right."),
                cells.sort("row", "column")["address"].to_list(),
                severity=Severity.CONFIRM,
            )
        )
    return findings


def plausibility_zero_for_blank(report: Report) -> list[Finding]:
    """There is a 0 where the earlier reports said nothing."""
    rows = _beside_answers(report).filter((pl.col("asked") >= EMPTY_REPORTS) & (pl.col("said") == 0))
    return _asked(
        report,
        "plausibility_zero_for_blank",
        rows.filter(pl.col("value") == 0),
        lambda cells: listed(
            "Cell {items} says 0, and your earlier reports always left it blank.",
            "Cells {items} say 0, and your earlier reports always left them blank.",
            cells,
        ),
    )


def plausibility_blank_for_zero(report: Report) -> list[Finding]:
    """A cell is blank where the earlier reports always said 0."""
    rows = _beside_answers(report).filter(
        (pl.col("asked") >= EMPTY_REPORTS) & (pl.col("zeros") == pl.col("asked")) & (pl.col("text") == "")
    )
    cells = rows["address"].to_list()
    if not cells:
        return []
    return [
        report.upload.finding(
            "plausibility_blank_for_zero",
            listed(
                "Cell {items} is blank, and your earlier reports always said 0 there.",
                "Cells {items} are blank, and your earlier reports always said 0 there.",
                cells,
            ),
            text("Write 0 if you counted and there was nobody; leave it blank if you did not count."),
            cells,
            severity=Severity.NOTICE,
        )
    ]


def plausibility_constant_row(report: Report) -> list[Finding]:
    """All categories of a row say the same."""
    rows = (
        report.cells.filter(
            pl.col("is_open") & (pl.col("breakdown") != TOTAL) & pl.col("value").is_not_null()
        )
        .group_by("activity_id", "measure_id", "breakdown", maintain_order=True)
        .agg(pl.col("address"), values=pl.col("value").n_unique(), least=pl.col("value").min())
        .filter(
            (pl.col("address").list.len() >= ROW_LEAST_CATEGORIES)
            & (pl.col("values") == 1)
            & (pl.col("least") >= ROW_LEAST_COUNT)
        )
    )
    return [
        report.upload.finding(
            "plausibility_constant_row",
            text(
                "{row}: all categories of '{breakdown}' say the same ({cells}).",
                row=report.row_called(row["activity_id"], row["measure_id"]),
                breakdown=report.catalogue.breakdowns[row["breakdown"]].called,
                cells=tuple(row["address"]),
            ),
            CHECK,
            row["address"],
            severity=Severity.CONFIRM,
        )
        for row in rows.iter_rows(named=True)
    ]


def plausibility_constant_series(report: Report) -> list[Finding]:
    """What happened is the same number in every quarter."""
    flows = [measure.id for measure in report.catalogue.measures.values() if measure.collect == "flow"]
    rows = _beside_usual(report).filter(
        pl.col("measure_id").is_in(flows)
        & (pl.col("reports") >= SERIES_LEAST_REPORTS)
        & (pl.col("value") >= SERIES_LEAST_COUNT)
        & (pl.col("smallest") == pl.col("value"))
        & (pl.col("largest") == pl.col("value"))
    )
    cells = rows["address"].to_list()
    if not cells:
        return []
    return [
        report.upload.finding(
            "plausibility_constant_series",
            listed(
                "The total in cell {items} is the same as in every earlier report.",
                "The totals in cells {items} are the same as in every earlier report.",
                cells,
            ),
            text("Check that it was counted again. If it is right, nothing has to be done."),
            cells,
            severity=Severity.NOTICE,
        )
    ]


CHECK = text("Check the figures. If they are right, confirm them and say why.")


def _asked(
    report: Report, check: str, rows: pl.DataFrame, what: Callable[[list[str]], Text]
) -> list[Finding]:
    """One finding about the cells of the rows, to be confirmed."""
    cells = rows.sort("row", "column")["address"].to_list()
    if not cells:
        return []
    return [report.upload.finding(check, what(cells), CHECK, cells, severity=Severity.CONFIRM)]


def _beside_usual(report: Report) -> pl.DataFrame:
    """The totals of the report beside what the earlier reports said.

    Shape: one row per total with a count and with earlier counts; `reports` is how many there were, `usual` their
    median, `distance` the modified z-score.
    """
    earlier = totals(past(report)).filter(pl.col("value").is_not_null()).with_columns(level=_levelled())
    usual = earlier.group_by(ROW_KEY).agg(
        reports=pl.len(),
        usual=pl.col("value").median(),
        smallest=pl.col("value").min(),
        largest=pl.col("value").max(),
        centre=pl.col("level").median(),
    )
    own = earlier.join(usual, on=ROW_KEY, validate="m:1").select(
        "measure_id", away=(pl.col("level") - pl.col("centre")).abs()
    )
    spread = (
        pl.concat([own, _others_away(report)])
        .group_by("measure_id")
        .agg(spread=pl.max_horizontal(pl.col("away").median() * 1.4826, pl.lit(1.0)))
    )
    return (
        totals(report.cells)
        .filter(pl.col("value").is_not_null())
        .join(usual, on=ROW_KEY, validate="1:1")
        .join(spread, on="measure_id", validate="m:1")
        .with_columns(distance=(_levelled() - pl.col("centre")).abs() / pl.col("spread"))
        .sort("row", "column")
    )


def _others_away(report: Report) -> pl.DataFrame:
    """How far the others' published quarters are from their own medians; theirs are never read from their reports."""
    shown = report.published.cells.filter(
        (pl.col("place_level") == "local")
        & (pl.col("place_id") != (report.layout.partner.place_id or ""))
        & (pl.col("period_level") == "quarter")
        & (pl.col("breakdown") == TOTAL)
        & (pl.col("category") == TOTAL)
        & (pl.col("obs_status") == SHOWN[0])
        & pl.col("value").is_not_null()
    )
    level = _levelled()
    return shown.select(
        "measure_id", away=(level - level.median().over("place_id", "activity_id", "measure_id")).abs()
    )


def _levelled() -> pl.Expr:
    """Freeman and Tukey's transformation of `value`; its spread is about 1 for counts by chance."""
    value = pl.col("value").cast(pl.Float64)
    return value.sqrt() + (value + 1).sqrt()


def _is_thousandfold() -> pl.Expr:
    low, high = THOUSANDS
    usual = pl.col("usual")
    return (usual >= 1) & (pl.col("value") >= low * usual) & (pl.col("value") <= high * usual)


def _exchanges(report: Report) -> pl.DataFrame:
    """What an exchange of two categories would gain.

    Shape: one row per activity, measure and pair of categories of a breakdown; `gain` is the log likelihood ratio.
    """
    both = _category_sums(report.cells, "now").join(
        _category_sums(past(report), "before"), on=[*ROW_KEY, "breakdown", "category"], validate="1:1"
    )
    gain = (pl.col("now") - pl.col("now_other")) * (
        ((pl.col("before_other") + 0.5) / (pl.col("before") + 0.5)).log()
    )
    return (
        both.join(both, on=[*ROW_KEY, "breakdown"], suffix="_other")
        .filter(pl.col("category") < pl.col("category_other"))
        .select(*ROW_KEY, *PAIR, gain=gain)
    )


def _category_sums(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        rows.filter((pl.col("breakdown") != TOTAL) & pl.col("value").is_not_null())
        .group_by(*ROW_KEY, "breakdown", "category")
        .agg(pl.col("value").sum().alias(name))
    )


def _beside_answers(report: Report) -> pl.DataFrame:
    """The input cells beside how often they were asked for, answered, and answered with 0, in earlier reports."""
    earlier = past(report)
    partner = report.layout.partner
    asked = [
        (quarter, activity_id)
        for quarter in earlier["quarter"].unique()
        for activity_id in (TOTAL, *(a.id for a in report.catalogue.activities_of(partner, quarter)))
    ]
    by_activity = (
        pl.DataFrame(asked, schema={"quarter": pl.String, "activity_id": pl.String}, orient="row")
        .group_by("activity_id")
        .agg(asked=pl.len())
    )
    answers = earlier.group_by(CELL_KEY).agg(said=pl.len(), zeros=(pl.col("value") == 0).sum())
    return (
        beside(report, answers)
        .join(by_activity, on="activity_id", how="left", validate="m:1")
        .with_columns(pl.col("asked", "said", "zeros").fill_null(0))
    )
