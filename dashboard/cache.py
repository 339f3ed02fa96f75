"""What one server process keeps open: settings, ledger, workspace and the current release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from dashboard import queries
from dashboard.job import Jobs
from dashboard.model import Cells, Headline, Milestone, Provenance, ReportStatus
from dashboard.preference import Opened, Preference, Query
from dashboard.preference import opened as preferred
from dashboard.queries import ReleaseFile, ReleaseReader
from dashboard.selection import Selection
from pipelines.catalogue import load_catalogue, translated
from pipelines.errors import CatalogueError, ReleaseMissingError
from pipelines.languages import LANGUAGES, SOURCE_LANGUAGE, Speaker, language_of, speaker_of
from pipelines.ledger import Ledger, Withdrawal
from pipelines.model import Account, Catalogue, Policy
from pipelines.publish import current_number, current_release, published_release
from pipelines.seal import Sealing, sealing_of
from pipelines.settings import Settings, load_settings

OPEN_RELEASES = 4
KEPT_ANSWERS = 256
KEPT_DIFFERENCES = 16

Workspace = TypeVar("Workspace")
Answer = TypeVar("Answer")


class _Process:
    """The settings of this server, set once by `dashboard.asgi` before it answers anybody."""

    settings: Settings | None = None
    lock = Lock()


def use(settings: Settings) -> None:
    """Serve with these settings instead of those in the environment."""
    _Process.settings = settings


def settings() -> Settings:
    """The settings this process serves with."""
    return _Process.settings or load_settings()


def ledger() -> Ledger:
    """The ledger, opened once."""
    with _Process.lock:
        return _open_ledger(settings().ledger_url)


@lru_cache(maxsize=1)
def _open_ledger(url: str) -> Ledger:
    return Ledger.open(url)


def close() -> None:
    """Let go of everything, once the job that runs is done; the next question opens it again."""
    jobs().wait()
    with _Process.lock:
        _open_ledger(settings().ledger_url).close()
        _open_ledger.cache_clear()
    _speaker.cache_clear()
    of_project = (_sealing, _workspace, jobs, _catalogue)
    of_releases = (_reader, _file, _cells, _opened, _progress, _releases, _difference, _answer)
    of_overview = (_report_status, _withheld_summary)
    for kept in (*of_project, *of_releases, *of_overview):
        kept.clear()


def workspace(open_workspace: Callable[[Settings], Workspace]) -> Workspace:
    """The workspace, opened once by the function that a page which may use the flow passes."""
    return _workspace(open_workspace, settings())


@st.cache_resource(max_entries=1, show_spinner=False)
def _workspace(_open_workspace: Callable[[Settings], Workspace], settings: Settings) -> Workspace:
    return _open_workspace(settings)


@st.cache_resource(max_entries=1, show_spinner=False)
def jobs() -> Jobs:
    """The place for long work, one for the whole server."""
    return Jobs()


def policy() -> Policy:
    """The disclosure policy of the project as it is now; there is one before anything is published.

    Errors: CatalogueError when the catalogue is wrong.
    """
    return catalogue().policy


def catalogue(language: str = SOURCE_LANGUAGE) -> Catalogue:
    """The project's catalogue as it is now, in a language.

    Errors: CatalogueError when it is wrong.
    """
    return _catalogue(settings().catalogue_dir, language)


@st.cache_resource(max_entries=len(LANGUAGES), show_spinner=False)
def _catalogue(catalogue_dir: Path, language: str) -> Catalogue:
    loaded = load_catalogue(catalogue_dir)
    return loaded if language == SOURCE_LANGUAGE else translated(loaded, language)


def speaker(language: str) -> Speaker:
    """Who says sentences in a language, with the names of the catalogue; without them when that is wrong."""
    try:
        return _speaker(settings().catalogue_dir, language)
    except CatalogueError:
        return Speaker(language)


@lru_cache(maxsize=len(LANGUAGES))
def _speaker(catalogue_dir: Path, language: str) -> Speaker:
    # A page asks about a hundred times a run: Streamlit's own cache would take longer than the page's words.
    return speaker_of(_catalogue(catalogue_dir, SOURCE_LANGUAGE), language)


def own_language(account: Account) -> str:
    """The language somebody reads when the address names none: the one chosen, else that of the partner."""
    try:
        return language_of(account, catalogue())
    except CatalogueError:
        return account.language


def release(language: str = SOURCE_LANGUAGE, number: int | None = None) -> ReleaseReader:
    """A release by its number, else the current one: a new one is opened as soon as the pointer names it.

    Errors: ReleaseMissingError when it was never published, or cannot be read.
    """
    found = settings()
    wanted = (
        current_release(found.releases_dir)
        if number is None
        else published_release(found.releases_dir, number)
    )
    return _reader(wanted.directory, found.base_url, language)


def sealing() -> Sealing:
    """The seal of files that are given out.

    Errors: OutcomesError when its key cannot be used.
    """
    return _sealing(settings().data_dir)


@st.cache_resource(max_entries=1, show_spinner=False)
def _sealing(data_dir: Path) -> Sealing:
    return sealing_of(data_dir)


def newest_number() -> int | None:
    """The number of the current release; null before the first."""
    return current_number(settings().releases_dir)


def withdrawal_of(number: int) -> Withdrawal | None:
    """Why a release must no longer be relied on; null when it may be."""
    return withdrawals().get(number)


def withdrawals() -> Mapping[int, Withdrawal]:
    """Number of a release that must no longer be relied on -> why."""
    return ledger().withdrawals()


def has_release() -> bool:
    """Whether anything was published; a damaged release is one too, and says so when it is opened."""
    return current_number(settings().releases_dir) is not None


def is_synthetic() -> bool:
    """Whether the current release or the ledger says that the data is invented."""
    try:
        if has_release() and release().provenance.synthetic:
            return True
    except ReleaseMissingError:
        pass  # a page that shows the release says what is wrong with it; the others, such as handing in, go on
    return ledger().is_synthetic()


@st.cache_resource(max_entries=OPEN_RELEASES * len(LANGUAGES), show_spinner=False)
def _reader(directory: Path, base_url: str | None, language: str) -> ReleaseReader:
    return queries.reader_of(_file(directory), base_url, language)


@st.cache_resource(max_entries=OPEN_RELEASES, show_spinner=False)
def _file(directory: Path) -> ReleaseFile:
    # NOTE: a file that falls out of the cache is not closed here: another session may be in the middle of a query.
    return ReleaseFile(directory)


def cells(reader: ReleaseReader, selection: Selection) -> Cells:
    """The cells of a selection in a release."""
    return _cells(str(reader.file.directory), reader.words.language, selection, reader)


@st.cache_resource(max_entries=KEPT_ANSWERS, show_spinner=False)
def _cells(directory: str, language: str, selection: Selection, _reader: ReleaseReader) -> Cells:
    return queries.cells(_reader, selection)


def opened(page: str, query: Query, preference: Preference, reader: ReleaseReader) -> Opened:
    """What a page of figures shows for an address, in the reader's language.

    Errors: ValueError when the release has no indicator with cells.
    """
    asked = tuple((key, tuple(values)) for key, values in query.items())
    return _opened(str(reader.file.directory), reader.words.language, page, asked, preference, reader)


@st.cache_resource(max_entries=KEPT_ANSWERS, show_spinner=False)
def _opened(
    directory: str,
    language: str,
    page: str,
    asked: tuple[tuple[str, tuple[str, ...]], ...],
    preference: Preference,
    _reader: ReleaseReader,
) -> Opened:
    query = {key: list(values) for key, values in asked}
    return preferred(page, query, preference, _reader.options, _reader.provenance)


def progress(reader: ReleaseReader) -> tuple[Headline, ...]:
    """The indicators of a release against their targets, for the whole project."""
    return _progress(str(reader.file.directory), reader.words.language, reader)


@st.cache_resource(max_entries=OPEN_RELEASES * len(LANGUAGES), show_spinner=False)
def _progress(directory: str, language: str, _reader: ReleaseReader) -> tuple[Headline, ...]:
    return queries.progress(_reader)


def releases() -> tuple[Provenance, ...]:
    """What every published release says of itself, the newest first.

    Errors: ReleaseMissingError when one of them is damaged.
    """
    newest = newest_number()
    return () if newest is None else _releases(settings().releases_dir, settings().base_url, newest)


@st.cache_resource(max_entries=1, show_spinner=False)
def _releases(releases_dir: Path, base_url: str | None, newest: int) -> tuple[Provenance, ...]:
    return tuple(
        each for each in queries.list_releases(releases_dir, base_url) if each.release_number <= newest
    )


def difference(before: int, after: int) -> pl.DataFrame:
    """Every figure that one release states otherwise than another, see `queries.difference`.

    Errors: ReleaseMissingError when one of them was never published, or cannot be read.
    """
    older, newer = release(number=before), release(number=after)
    return _difference(str(older.file.directory), str(newer.file.directory), older, newer)


@st.cache_resource(max_entries=KEPT_DIFFERENCES, show_spinner=False)
def _difference(before: str, after: str, _older: ReleaseReader, _newer: ReleaseReader) -> pl.DataFrame:
    return queries.difference(_older, _newer)


def milestones(reader: ReleaseReader) -> tuple[Milestone, ...]:
    """What happened in the project, as a release tells it."""
    return queries.milestones(reader)


def answer(ask: Callable[..., Answer], reader: ReleaseReader, *arguments: str) -> Answer:
    """The answer to a question about a release, kept for the next who asks."""
    kept: Answer = _answer(
        ask.__name__, str(reader.file.directory), reader.words.language, arguments, ask, reader
    )
    return kept


@st.cache_resource(max_entries=KEPT_ANSWERS, show_spinner=False)
def _answer(
    name: str,
    directory: str,
    language: str,
    arguments: tuple[str, ...],
    _ask: Callable[..., Any],
    _reader: ReleaseReader,
) -> Any:  # noqa: ANN401 - whatever was asked for
    return _ask(_reader, *arguments)


def report_status(reader: ReleaseReader) -> ReportStatus:
    """Who had reported when a release was made."""
    return _report_status(str(reader.file.directory), reader.words.language, reader)


@st.cache_resource(max_entries=OPEN_RELEASES * len(LANGUAGES), show_spinner=False)
def _report_status(directory: str, language: str, _reader: ReleaseReader) -> ReportStatus:
    return queries.report_status(_reader)


def withheld_summary(reader: ReleaseReader) -> pl.DataFrame:
    """How many cells of a release are shown, withheld or without a report."""
    return _withheld_summary(str(reader.file.directory), reader.words.language, reader)


@st.cache_resource(max_entries=OPEN_RELEASES * len(LANGUAGES), show_spinner=False)
def _withheld_summary(directory: str, language: str, _reader: ReleaseReader) -> pl.DataFrame:
    return queries.withheld_summary(_reader)


def warm() -> None:
    """Work out what the first visitor of the current release would otherwise wait for; nothing without a release.

    Errors: ReleaseMissingError when a release cannot be read.
    """
    if not has_release():
        return
    current = release()
    progress(current)
    report_status(current)
    withheld_summary(current)
    number = current.provenance.release_number
    before = next((p.release_number for p in releases() if p.release_number < number), None)
    if before is not None:
        difference(before, number)
