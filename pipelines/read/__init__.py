"""Turns the bytes of an upload into a table of texts with true coordinates, or says why it cannot."""

from __future__ import annotations

from pipelines.read.parent import read_table
from pipelines.read.refusal import PersonalDataRefusal, ReadRefusal

__all__ = ["PersonalDataRefusal", "ReadRefusal", "read_table"]
