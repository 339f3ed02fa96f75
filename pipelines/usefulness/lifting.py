"""Which withheld cells a manager may lift: those withheld to protect others, never one that is itself at risk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, WITHHELD, Approved, Catalogue
from pipelines.protect.margins import planned_cells
from pipelines.protect.relations import build_system, linked_groups
from pipelines.texts import text
from pipelines.usefulness.changes import why_withheld
from pipelines.usefulness.words import cell_in_words


def require_liftable(
    key: Sequence[str], cells: pl.DataFrame, approved: Approved, catalogue: Catalogue, as_of: date
) -> None:
    """Refuse to lift a cell that the release does not withhold, or that is itself at risk.

    `cells` are those of the current release (CELL_SCHEMA), `approved` and `as_of` what it was made from.
    Errors: PolicyError naming the cell in words.
    """
    words = cell_in_words(key, catalogue)
    row = cells.filter(pl.all_horizontal(pl.col(n) == value for n, value in zip(CELL_KEY, key, strict=True)))
    if row.is_empty():
        raise PolicyError(
            title=text("There is no such cell"),
            message=text("{cell}: the current release has no such figure.", cell=words),
        )
    if row["obs_status"].item() != WITHHELD[0]:
        raise PolicyError(
            title=text("This cell is not withheld"),
            message=text(
                "{cell}: the current release does not withhold it, so there is nothing to lift.", cell=words
            ),
        )
    rule = own_risk(key, approved, catalogue, as_of)
    if rule is not None:
        raise PolicyError(
            title=text("This cell can never be lifted"),
            message=text(
                "{cell}: {why}. Only a cell that is withheld for the sake of others, or because it was withheld "
                "before, can be lifted.",
                cell=words,
                why=why_withheld(rule, None, tuple(key), catalogue),
            ),
        )


def own_risk(key: Sequence[str], approved: Approved, catalogue: Catalogue, as_of: date) -> str | None:
    """The rule by which a cell must be withheld for its own sake; null when there is none."""
    group = next((group for group in linked_groups(catalogue) if key[5] in group), None)
    if group is None:
        return None
    planned = planned_cells(approved, catalogue, as_of).filter(pl.col("measure_id").is_in(group))
    system = build_system(catalogue, [planned], group)
    version = planned.filter(
        pl.all_horizontal(pl.col(n) == value for n, value in zip(CELL_KEY, key, strict=True))
    )["version"].item()
    variable = system.variable_of[(tuple(key), version)]
    if system.sensitive[variable]:
        return "small"
    if system.one_category[variable]:
        return "one_category"
    return "few_contributors" if system.few_contributors[variable] else None
