"""Loads a project's catalogue: a directory of TOML files that says everything the program knows about it."""

from __future__ import annotations

from pipelines.catalogue.load import FILE_NAMES, load_catalogue
from pipelines.catalogue.translation import own_texts, sources, translated

__all__ = ["FILE_NAMES", "load_catalogue", "own_texts", "sources", "translated"]
