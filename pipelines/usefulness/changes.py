"""What a release changes against the one before it, cell by cell, and why what goes is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from pipelines.model import CELL_KEY, CELL_SCHEMA, WITHHELD, Catalogue
from pipelines.texts import Text, text
from pipelines.usefulness.words import seen_from

CHANGE_SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        **{name: pl.String() for name in CELL_KEY},
        "change": pl.String(),
        "rule": pl.String(),
        "because": pl.List(pl.String()),
        "obs_status_before": pl.String(),
        "obs_status_after": pl.String(),
        "value_before": pl.Int64(),
        "value_after": pl.Int64(),
    }
)
"""`change` is one of CHANGES; `rule` and `because` (EXPLANATION_SCHEMA) for newly withheld cells only.

The two values where both were published, else null: never a clear count. A status is null where the cell was, or
is, not in the plan.
"""

CHANGES = ("newly_withheld", "amended", "removed", "newly_shown", "added")
"""In the order in which a manager wants to see them."""

NEW = text("New")
SHOWN_AGAIN = text("Shown again")
REMOVED = text("No longer reported")
AMENDED = text("Amended from {before} to {after}")
SAME = text("The same figure, with more or fewer of the reports that belong to it")
WITHHELD_NOW = text("Withheld from now on, because {why}")
IS_WITHHELD = text("Withheld, because {why}")
WHY: Mapping[str | None, Text] = MappingProxyType(
    {
        "small": text("it is a small count of people"),
        "one_category": text("all people of the row are in this one category"),
        "few_contributors": text("fewer than {partners} partners contribute to it"),
        "earlier": text("it was withheld before and nobody has lifted it"),
    }
)
"""By rule."""
BECAUSE_OF = text("otherwise {figure} could be worked out")
BECAUSE_OTHERS = text("otherwise another figure could be worked out")


def changes_between(
    before: pl.DataFrame | None, after: pl.DataFrame, explanations: pl.DataFrame
) -> pl.DataFrame:
    """Cells that differ between the current release and the next; before the first, every cell that has something.

    Shape: CHANGE_SCHEMA, sorted by `change` in the order of CHANGES, then CELL_KEY.
    Source: cells (CELL_SCHEMA) of both releases, explanations of the next (EXPLANATION_SCHEMA).
    """
    old = pl.DataFrame(schema=dict(CELL_SCHEMA)) if before is None else before
    published = ("value", "lower", "upper", "obs_status")
    return (
        old.lazy()
        .select(*CELL_KEY, *(pl.col(name).alias(f"{name}_before") for name in published))
        .join(
            after.lazy().select(*CELL_KEY, *(pl.col(name).alias(f"{name}_after") for name in published)),
            on=list(CELL_KEY),
            how="full",
            coalesce=True,
            validate="1:1",
        )
        .with_columns(_change().alias("change"))
        .filter(pl.col("change").is_not_null())
        .join(explanations.lazy(), on=list(CELL_KEY), how="left", validate="1:1")
        .with_columns(_only_where("rule", pl.col("change") == "newly_withheld"))
        .with_columns(_only_where("because", pl.col("rule").is_not_null()))
        .with_columns(
            _only_where(name, pl.col("value_before").is_not_null() & pl.col("value_after").is_not_null())
            for name in ("value_before", "value_after")
        )
        .select(*CHANGE_SCHEMA)
        .cast(pl.Schema(CHANGE_SCHEMA))
        .sort(pl.col("change").cast(pl.Enum(CHANGES)), *CELL_KEY)
        .collect()
    )


def in_words(row: Mapping[str, object], catalogue: Catalogue) -> Text:
    """What becomes of the cell of one row of the changes, such as "Withheld from now on, because ..."."""
    match row["change"]:
        case "added":
            return NEW
        case "newly_shown":
            return SHOWN_AGAIN
        case "removed":
            return REMOVED
        case "amended" if row["value_before"] != row["value_after"]:
            return AMENDED.using(before=str(row["value_before"]), after=str(row["value_after"]))
        case "amended":
            return SAME
    key = tuple(str(row[name]) for name in CELL_KEY)
    rule = row["rule"] if isinstance(row["rule"], str) else None
    withheld = WITHHELD_NOW if row["obs_status_before"] in {"A", "P"} else IS_WITHHELD
    return withheld.using(why=why_withheld(rule, row["because"], key, catalogue))


def why_withheld(rule: str | None, because: object, key: tuple[str, ...], catalogue: Catalogue) -> Text:
    """The rule that withholds a cell, as the end of a sentence that begins with "because"."""
    if rule in WHY:
        return WHY[rule].using(partners=catalogue.policy.min_contributors)
    if isinstance(because, list) and len(because) == len(CELL_KEY):
        return BECAUSE_OF.using(figure=seen_from(because, key, catalogue))
    return BECAUSE_OTHERS


def _change() -> pl.Expr:
    """The kind of change, null where nothing that was published differs."""
    was_shown, is_shown = pl.col("value_before").is_not_null(), pl.col("value_after").is_not_null()
    was_withheld, is_withheld = (
        pl.col(f"obs_status_{when}").eq_missing(pl.lit(WITHHELD[0])) for when in ("before", "after")
    )
    differs = pl.any_horizontal(
        pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after"))
        for name in ("value", "lower", "upper", "obs_status")
    )
    return (
        pl.when(is_withheld & ~was_withheld)
        .then(pl.lit("newly_withheld"))
        .when(is_shown & was_withheld)
        .then(pl.lit("newly_shown"))
        .when(is_shown & ~was_shown)
        .then(pl.lit("added"))
        .when(is_shown & was_shown & differs)
        .then(pl.lit("amended"))
        .when((was_shown | was_withheld) & ~is_shown & ~is_withheld)
        .then(pl.lit("removed"))
    )


def _only_where(name: str, condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.col(name)).alias(name)
