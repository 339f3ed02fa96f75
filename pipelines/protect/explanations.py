"""Why each cell of a release is withheld: for managers, kept with the clear data, never published."""

from __future__ import annotations

import polars as pl

from pipelines.model import CELL_KEY, EXPLANATION_SCHEMA, WITHHELD
from pipelines.protect.complementary import Secured
from pipelines.protect.system import BoolArray, Key, System


def explain(
    current: pl.DataFrame, cells: pl.DataFrame, system: System, secured: Secured, held_back: BoolArray
) -> pl.DataFrame:
    """One row per withheld cell of the new release.

    Shape: EXPLANATION_SCHEMA. `current` is the plan of the group, `cells` what became of it, `held_back` marks the
    variables that an earlier release withheld and nobody lifted.
    """
    withheld = current.join(
        cells.filter(pl.col("obs_status") == WITHHELD[0]).select(CELL_KEY), on=list(CELL_KEY), how="semi"
    )
    key_of: dict[int, Key] = {}
    for (key, _), variable in system.variable_of.items():
        key_of.setdefault(variable, key)
    rows = []
    for *parts, version in withheld.select(*CELL_KEY, "version").iter_rows():
        variable = system.variable_of[(tuple(parts), version)]
        key_of[variable] = tuple(parts)
        rows.append((*parts, variable))
    explained = [(*parts, *_rule(variable, system, secured, held_back, key_of)) for *parts, variable in rows]
    return pl.DataFrame(explained, schema=dict(EXPLANATION_SCHEMA), orient="row")


def _rule(
    variable: int, system: System, secured: Secured, held_back: BoolArray, key_of: dict[int, Key]
) -> tuple[str, list[str] | None]:
    if system.sensitive[variable]:
        return "small", None
    if system.one_category[variable]:
        return "one_category", None
    if system.few_contributors[variable]:
        return "few_contributors", None
    if held_back[variable]:
        return "earlier", None
    protects = key_of.get(secured.because.get(variable, variable))
    is_named = protects is not None and protects != key_of.get(variable)
    return "complementary", list(protects) if is_named and protects else None
