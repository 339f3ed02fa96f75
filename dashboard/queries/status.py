"""The status of a published cell in one word."""

from __future__ import annotations

import polars as pl

from dashboard.model import CellStatus
from pipelines.model import CANNOT_EXIST, NOT_REPORTED, PROVISIONAL, SHOWN

_EARNED = ((PROVISIONAL, CellStatus.PROVISIONAL), (SHOWN, CellStatus.SHOWN))
_WITHOUT_VALUE = ((NOT_REPORTED, CellStatus.NOT_REPORTED), (CANNOT_EXIST, CellStatus.CANNOT_EXIST))


def cell_status(needs_value: bool = True) -> pl.Expr:
    """Status of a cell from its two SDMX codes; whatever is not known to be otherwise is withheld.

    With `needs_value`, a cell without a value is never shown, whatever its codes say.
    """
    expression = pl.lit(CellStatus.WITHHELD.value)
    for codes, word in _EARNED:
        earned = _has(codes) & pl.col("value").is_not_null() if needs_value else _has(codes)
        expression = pl.when(earned).then(pl.lit(word.value)).otherwise(expression)
    for codes, word in _WITHOUT_VALUE:
        expression = pl.when(_has(codes)).then(pl.lit(word.value)).otherwise(expression)
    return expression


def _has(codes: tuple[str, str]) -> pl.Expr:
    obs_status, conf_status = codes
    return pl.col("obs_status").eq_missing(obs_status) & pl.col("conf_status").eq_missing(conf_status)
