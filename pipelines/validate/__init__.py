"""Compares an uploaded table with what the report asks for, and says everything that is wrong with it at once."""

from __future__ import annotations

from pipelines.validate.screening import screen, unreadable
from pipelines.validate.upload import Published

__all__ = ["Published", "screen", "unreadable"]
