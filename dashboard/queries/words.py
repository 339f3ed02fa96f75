"""What a release calls its things in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dashboard.queries.file import ReleaseFile
from pipelines.languages import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Words:
    """The texts of one release in one language; what has no translation stays English."""

    language: str
    said: Mapping[tuple[str, str], Mapping[str, str]]
    """Table and column of the release -> English text -> the text."""

    def of(self, frame: pl.DataFrame, table: str, **columns: str) -> pl.DataFrame:
        """A frame with the texts of a table; `columns` tells a column that is called otherwise in the release."""
        named = {column: columns.get(column, column) for column in frame.columns}
        return frame.with_columns(
            pl.col(column).replace(self.said[table, there])
            for column, there in named.items()
            if (table, there) in self.said
        )


def read_words(file: ReleaseFile, language: str) -> Words:
    """The words of a release; English ones for a release that has no others."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    if language != SOURCE_LANGUAGE and file.has_table("translation"):
        for table, column, source, said in file.rows("translations", language=language).iter_rows():
            found[table, column][source] = said
    return Words(language, found)
