"""An open release: its file, where it comes from, and what its filters can offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.model import Options, Provenance
from dashboard.queries.file import RELEASE_FILE, ReleaseFile
from dashboard.queries.options import read_options
from dashboard.queries.provenance import read_provenance
from dashboard.queries.words import Words, read_words
from pipelines.languages import SOURCE_LANGUAGE


@dataclass(frozen=True)
class ReleaseReader:
    """A release open for reading in one language; share one between threads.

    Readers of the same release in other languages may share its file; `close` it when none of them is needed.
    """

    file: ReleaseFile
    words: Words
    provenance: Provenance
    options: Options

    def rows(self, question: str, **params: str | Sequence[str]) -> pl.DataFrame:
        """The answer to one question, see `ReleaseFile.rows`."""
        return self.file.rows(question, **params)

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


def open_release(
    directory: Path, base_url: str | None = None, language: str = SOURCE_LANGUAGE
) -> ReleaseReader:
    """Open the release in a directory, such as releases/0007.

    `base_url` is the public address of the dashboard, for citations.
    Errors: ReleaseMissingError when the release is missing, damaged or incomplete.
    """
    file = ReleaseFile(directory)
    try:
        return reader_of(file, base_url, language)
    except BaseException:
        file.close()
        raise


def reader_of(file: ReleaseFile, base_url: str | None, language: str) -> ReleaseReader:
    """An open release in a language.

    Errors: ReleaseMissingError when the release is damaged or incomplete.
    """
    words = read_words(file, language)
    return ReleaseReader(file, words, read_provenance(file, base_url, words), read_options(file, words))


def list_releases(releases_dir: Path, base_url: str | None = None) -> tuple[Provenance, ...]:
    """Every release under a directory, newest first; empty when there is none.

    Errors: ReleaseMissingError when one of them is damaged.
    """
    found: list[Provenance] = []
    for directory in sorted(releases_dir.glob("[0-9]*"), reverse=True):
        if (directory / RELEASE_FILE).is_file():
            file = ReleaseFile(directory)
            try:
                found.append(read_provenance(file, base_url))
            finally:
                file.close()
    return tuple(sorted(found, key=lambda release: release.release_number, reverse=True))
