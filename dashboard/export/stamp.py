"""Where a file comes from, in one record that every file carries."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from dashboard.charts import alt_text
from dashboard.export.drawn import drawn_csv
from dashboard.export.phrases import labelled_title, selection_text
from dashboard.model import Provenance
from dashboard.view import Exhibit
from pipelines.model import LICENCES

FORMAT = "prepare-outcome-monitor/provenance/1"


@dataclass(frozen=True)
class Stamp:
    """Everything that is needed to cite a figure, to open it again and to check it. Every value is a JSON value."""

    format: str
    project: str
    project_short_title: str
    release: int
    published_at: str
    """ISO 8601, UTC."""
    page: str
    query: dict[str, list[str]]
    """The view: page and query of its address."""
    link: str
    language: str
    title: str
    selection: str
    description: str
    """The figure in two or three sentences."""
    cells: int
    withheld: int
    drawn_sha256: str
    """SHA-256 of the cells drawn, see `drawn_csv`."""
    cells_sha256: str
    """SHA-256 of the release's cells.parquet; blank where the release has no manifest."""
    manifest_sha256: str
    licence: str
    licence_url: str
    funding_notice: str
    disclaimer: str
    synthetic: bool
    software_version: str

    def to_json(self) -> str:
        """The record as one line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def stamp_of(exhibit: Exhibit) -> Stamp:
    """The stamp of a figure; the same exhibit gives the same stamp."""
    provenance = exhibit.provenance
    return Stamp(
        format=FORMAT,
        project=provenance.project_title,
        project_short_title=provenance.project_short_title,
        release=provenance.release_number,
        published_at=provenance.published_at,
        page=exhibit.view.page,
        query=exhibit.view.to_query(),
        link=exhibit.link,
        language=provenance.language,
        title=labelled_title(exhibit),
        selection=selection_text(exhibit),
        description=alt_text(exhibit),
        cells=exhibit.cells.frame.height,
        withheld=exhibit.cells.withheld_count,
        drawn_sha256=drawn_sha256(exhibit),
        cells_sha256=provenance.cells_sha256,
        manifest_sha256=provenance.manifest_sha256,
        licence=provenance.licence,
        licence_url=LICENCES.get(provenance.licence, ""),
        funding_notice=provenance.funding_notice,
        disclaimer=provenance.disclaimer,
        synthetic=provenance.synthetic,
        software_version=version("prepare-outcome-monitor"),
    )


def release_record(provenance: Provenance) -> dict[str, Any]:
    """Where everything of a release comes from; what carries it adds what it is itself. Every value is a JSON value."""
    return {
        "format": FORMAT,
        "project": provenance.project_title,
        "release": provenance.release_number,
        "published_at": provenance.published_at,
        "language": provenance.language,
        "identifier": provenance.identifier,
        "cells_sha256": provenance.cells_sha256,
        "manifest_sha256": provenance.manifest_sha256,
        "licence": provenance.licence,
        "licence_url": LICENCES.get(provenance.licence, ""),
        "funding_notice": provenance.funding_notice,
        "disclaimer": provenance.disclaimer,
        "synthetic": provenance.synthetic,
        "software_version": version("prepare-outcome-monitor"),
    }


def drawn_sha256(exhibit: Exhibit) -> str:
    """The hash of the cells drawn."""
    return hashlib.sha256(drawn_csv(exhibit.cells).encode()).hexdigest()


def moment_of(exhibit: Exhibit) -> datetime:
    """The time that a file is said to be from: that of the release, so that the same exhibit gives the same bytes."""
    return datetime.fromisoformat(exhibit.provenance.published_at)
