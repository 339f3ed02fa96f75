"""Tells what each cell of a table means that is not our template.

It may be an office's own sheet with our words, the long format, or a foreign layout that was matched once.
"""

from __future__ import annotations

from pipelines.recognise.mapping import HeaderMapping, MappedColumn
from pipelines.recognise.recognised import Recognised
from pipelines.recognise.table import recognise, settle_spelling
from pipelines.recognise.vocabulary import Vocabulary

__all__ = ["HeaderMapping", "MappedColumn", "Recognised", "Vocabulary", "recognise", "settle_spelling"]
