"""An assessment of an invented next release, as the flow would hand it to the publish page."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines.model import CELL_KEY, CELL_SCHEMA, TOTAL
from pipelines.texts import verbatim
from pipelines.usefulness import Assessment, Coarsening, ProfileAssessment
from pipelines.usefulness.assessment import LIFT_SCHEMA
from pipelines.usefulness.changes import CHANGE_SCHEMA
from pipelines.usefulness.utility import UTILITY_SCHEMA

NO_NUMBERS: dict[str, Any] = {
    name: 0 if kind == pl.Int64() else None for name, kind in UTILITY_SCHEMA.items()
}
ALL: dict[str, Any] = {
    **NO_NUMBERS,
    "place_level": TOTAL,
    "period_level": TOTAL,
    "cells": 1200,
    "shown": 1079,
    "shown_exactly": 1079,
    "withheld": 101,
    "not_reported": 20,
    "share_shown": 1079 / 1180,
    "counts_share_shown": 0.955,
    "mean_interval_width": 12.34,
    "withheld_by_small": 31,
    "withheld_by_complementary": 70,
}
PROJECT: dict[str, Any] = {
    **NO_NUMBERS,
    "place_level": "project",
    "period_level": "project",
    "cells": 1000,
    "shown": 999,
    "shown_exactly": 999,
    "withheld": 1,
    "share_shown": 0.999,
    "counts_share_shown": 0.99,
    "withheld_by_small": 1,
}
LOCAL: dict[str, Any] = {
    **NO_NUMBERS,
    "place_level": "local",
    "period_level": "quarter",
    "cells": 200,
    "shown": 80,
    "shown_exactly": 80,
    "withheld": 100,
    "not_reported": 20,
    "share_shown": 80 / 180,
    "counts_share_shown": 0.61,
    "mean_interval_width": 12.34,
    "withheld_by_small": 30,
    "withheld_by_complementary": 70,
}
UTILITY = pl.DataFrame([PROJECT, LOCAL, ALL], schema=dict(UTILITY_SCHEMA))


def key(category: str = TOTAL, *, measure: str = "starts", period: str = "2021-Q3") -> tuple[str, ...]:
    """A quarter's cell of Ashtown in the tiny catalogue."""
    breakdown = TOTAL if category == TOTAL else "sex"
    return ("local", "XA_001", "quarter", period, TOTAL, measure, breakdown, category)


def change(cell: tuple[str, ...], kind: str, **facts: object) -> dict[str, object]:
    return dict.fromkeys(CHANGE_SCHEMA) | dict(zip(CELL_KEY, cell, strict=True)) | {"change": kind, **facts}


def withheld(cell: tuple[str, ...], lower: int = 0, upper: int | None = 12) -> dict[str, object]:
    values = {"lower": lower, "upper": upper, "obs_status": "Q", "conf_status": "C"}
    return dict.fromkeys(CELL_SCHEMA) | dict(zip(CELL_KEY, cell, strict=True)) | values


CHANGES = pl.DataFrame(
    [
        change(
            key("F"),
            "newly_withheld",
            rule="complementary",
            because=list(key("M")),
            obs_status_before="A",
            obs_status_after="Q",
        ),
        change(key("M"), "newly_withheld", rule="small", obs_status_after="Q"),
        change(
            key(measure="leavers"),
            "amended",
            obs_status_before="A",
            obs_status_after="A",
            value_before=12,
            value_after=14,
        ),
        change(key(period="2021-Q1"), "added", obs_status_after="A"),
    ],
    schema=dict(CHANGE_SCHEMA),
)
CELLS = pl.DataFrame(
    [withheld(key("F")), withheld(key("M")), withheld(key("F", period="2021-Q2"))], schema=dict(CELL_SCHEMA)
)
COARSENING = Coarsening(
    what=verbatim("Make women and men one category in starts"),
    kind="merge",
    measures=("starts",),
    breakdown="sex",
    categories=("F", "M"),
    cells_shown_before=80,
    cells_shown_after=120,
    share_before=0.4,
    share_after=0.66,
    counts_share_before=0.61,
    counts_share_after=0.7,
)


def profile(name: str, **facts: object) -> ProfileAssessment:
    values = {"is_in_force": False, "is_possible": True, "problem": None, "utility": UTILITY, "cells": CELLS}
    return ProfileAssessment(profile=name, **(values | facts))


def assessment(**facts: object) -> Assessment:
    """Release 2, with something of everything."""
    values = {
        "number": 2,
        "key": "ab" * 32,
        "profiles": {
            "suppress": profile("suppress", is_in_force=True),
            "round": profile(
                "round", is_possible=False, problem=verbatim("Earlier releases were not rounded.")
            ),
        },
        "changes": CHANGES,
        "lifts": pl.DataFrame(schema=dict(LIFT_SCHEMA)),
        "has_coarsenings": False,
        "coarsenings": (),
    }
    return Assessment(**(values | facts))
