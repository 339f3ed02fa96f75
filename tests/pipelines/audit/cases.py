"""Releases of the tiny catalogue as the audit takes them, and the ways tests spoil them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.audit import AuditReport, PublishedRelease, attack
from pipelines.catalogue import load_catalogue
from pipelines.model import CELL_KEY, CELL_SCHEMA, TOTAL, Approved, Catalogue, Policy
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.protect.margins import planned_cells

TINY = load_catalogue(Path(__file__).parents[2] / "catalogues" / "tiny")
LATER = date(2030, 1, 1)
PEOPLE = tuple(m.id for m in TINY.measures.values() if m.person_level)
NUMBERS = ("value", "lower", "upper")


def under(**values: object) -> Catalogue:
    """The tiny catalogue under another policy."""
    return replace(TINY, policy=replace(TINY.policy, **values))  # type: ignore[arg-type]


def public(policy: Policy) -> Policy:
    return replace(policy, reasons={})


def release(
    number: int, reports: Approved, cells: pl.DataFrame, policy: Policy = TINY.policy
) -> PublishedRelease:
    return PublishedRelease(number, LATER, public(policy), reports.submission_ids, cells)


def as_earlier(
    number: int, reports: Approved, made: Protected, catalogue: Catalogue = TINY
) -> EarlierRelease:
    proofs = {report.name: report.proof for report in made.reports}
    return EarlierRelease(number, LATER, reports, made.cells, proofs, catalogue.policy)


def published_in_turn(
    reports: Sequence[Approved], catalogues: Sequence[Catalogue] | None = None
) -> list[PublishedRelease]:
    """Releases of reports, each protected together with those before it."""
    catalogues = catalogues or [TINY] * len(reports)
    earlier: list[EarlierRelease] = []
    releases = []
    for number, (each, catalogue) in enumerate(zip(reports, catalogues, strict=True), start=1):
        made = protect(each, catalogue, LATER, earlier)
        earlier.append(as_earlier(number, each, made, catalogue))
        releases.append(release(number, each, made.cells, catalogue.policy))
    return releases


def counts_of(*reports: Approved) -> pl.DataFrame:
    """All counts of all reports, each once."""
    return pl.concat([each.observations for each in reports]).unique(maintain_order=True)


def audited(
    releases: Sequence[PublishedRelease], clear: pl.DataFrame | None = None, catalogue: Catalogue = TINY
) -> AuditReport:
    return attack(releases, catalogue, clear, workers=1)


def kinds(report: AuditReport) -> set[str]:
    return {problem.kind.value for problem in report.problems}


def without(reports: Approved, submission_id: str) -> Approved:
    kept = tuple(i for i in reports.submission_ids if i != submission_id)
    return Approved(reports.observations.filter(pl.col("submission_id") != submission_id), kept)


def with_counts(cells: pl.DataFrame, reports: Approved) -> pl.DataFrame:
    """Cells with their `clear` counts."""
    clear = planned_cells(reports, TINY, LATER).select(*CELL_KEY, "clear")
    return cells.join(clear, on=list(CELL_KEY), how="left", validate="1:1", maintain_order="left")


def put_back(cells: pl.DataFrame, reports: Approved, chosen: pl.Expr) -> pl.DataFrame:
    """Show the clear count of withheld cells."""
    is_chosen = chosen & (pl.col("obs_status") == "Q")
    return (
        with_counts(cells, reports)
        .with_columns(pl.when(is_chosen).then("clear").otherwise(name).alias(name) for name in NUMBERS)
        .with_columns(
            conf_status=pl.when(is_chosen).then(pl.lit("F")).otherwise("conf_status"),
            obs_status=pl.when(is_chosen).then(true_status(reports)).otherwise("obs_status"),
        )
        .select(list(CELL_SCHEMA))
    )


def true_status(reports: Approved) -> pl.Series:
    """A or P for each cell of the plan, in its order."""
    return planned_cells(reports, TINY, LATER).sort(CELL_KEY)["obs_status"]


def is_cell(key: Sequence[str]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == part for name, part in zip(CELL_KEY, key, strict=True))


def withheld_keys(cells: pl.DataFrame) -> list[tuple[str, ...]]:
    return cells.filter(pl.col("obs_status") == "Q").select(CELL_KEY).rows()


def pair_of_withheld_categories(cells: pl.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The only two withheld categories under a shown total of a city's quarter."""
    shown = set(cells.filter(pl.col("value").is_not_null()).select(CELL_KEY).rows())
    by_total: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for key in withheld_keys(cells):
        if key[0] == "local" and key[2] == "quarter" and key[6] != TOTAL:
            by_total[(*key[:6], key[6])].append(key)
    for split, keys in sorted(by_total.items()):
        if len(keys) == 2 and (*split[:6], TOTAL, TOTAL) in shown:
            return keys[0], keys[1]
    raise AssertionError("no such pair in this release")
