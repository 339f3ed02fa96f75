"""Observations and findings as they are stored: the same content always gives the same bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

import polars as pl

from pipelines import texts
from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, Finding, Severity


def encode_observations(observations: pl.DataFrame) -> bytes:
    """Parquet of the observations, sorted by their key.

    Errors: a polars error when a column of OBSERVATION_SCHEMA is missing or of another type.
    """
    buffer = io.BytesIO()
    (
        observations.select(*OBSERVATION_SCHEMA)
        .match_to_schema(pl.Schema(OBSERVATION_SCHEMA))
        .sort(OBSERVATION_KEY, maintain_order=True)
        .write_parquet(buffer, compression="zstd")
    )
    return buffer.getvalue()


def decode_observations(stored: Iterable[tuple[str, bytes]]) -> pl.DataFrame:
    """One frame from (submission id, Parquet bytes) pairs.

    Shape: OBSERVATION_SCHEMA plus `submission_id`, sorted by the key, then by submission.
    """
    empty = pl.LazyFrame(schema={**OBSERVATION_SCHEMA, "submission_id": pl.String()})
    frames = (
        pl.scan_parquet(io.BytesIO(content)).with_columns(submission_id=pl.lit(submission_id))
        for submission_id, content in stored
    )
    return pl.concat([empty, *frames]).sort(*OBSERVATION_KEY, "submission_id").collect()


def encode_findings(findings: Iterable[Finding]) -> str:
    return json.dumps(
        [
            {
                "check": finding.check,
                "severity": finding.severity,
                "message": texts.encode(finding.what),
                "advice": texts.encode(finding.remedy),
                "sheet": finding.sheet,
                "cells": finding.cells,
            }
            for finding in findings
        ],
        ensure_ascii=False,
    )


def decode_findings(stored: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            item["check"],
            Severity(item["severity"]),
            _sentence(item["message"]),
            _sentence(item["advice"]),
            item["sheet"],
            tuple(item["cells"]),
        )
        for item in json.loads(stored)
    )


def _sentence(stored: str | dict[str, Any]) -> texts.Text:
    """A sentence; reports of earlier versions have it in English only."""
    return texts.verbatim(stored) if isinstance(stored, str) else texts.decode(stored)
