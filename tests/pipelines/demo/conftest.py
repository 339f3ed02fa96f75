from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import Catalogue

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def tiny() -> Catalogue:
    return load_catalogue(REPOSITORY / "tests" / "catalogues" / "tiny")


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    return load_catalogue(REPOSITORY / "data" / "catalogue")
