from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import Catalogue

from .samples import TINY


@pytest.fixture(scope="session")
def tiny() -> Catalogue:
    return load_catalogue(TINY)


@pytest.fixture(scope="session")
def small(tiny: Catalogue) -> Catalogue:
    """One group of linked measures of people, and one that is about something else."""
    kept = {m: tiny.measures[m] for m in ("known", "housed", "meetings")}
    return replace(tiny, measures=kept, identities=(), indicators={}, targets=())
