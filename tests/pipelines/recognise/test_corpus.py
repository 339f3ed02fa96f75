"""The same report in many files; all of them are read to the same observations."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from pipelines.model import Severity
from pipelines.template import build_template
from tests.office import save_as
from tests.pipelines.filled import COHERENT, PARTNER, QUARTER, observations_of, table_of
from tests.pipelines.recognise.office import (
    LANGUAGES,
    Rows,
    as_csv,
    as_ods,
    as_xlsx,
    long,
    screened,
    sheet,
    tiny_in_seven,
)

ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-16-be-mark",
    "cp1252",
    "cp850",
    "mac_roman",
)
SEPARATORS = (";", ",", "\t", "|")
LINE_ENDS = ("\r\n", "\n", "\r")
LAYOUTS: dict[str, Callable[[str], Rows]] = {
    "one-header": sheet,
    "two-headers": lambda language: sheet(language, two_rows=True),
    "long": long,
}

Make = Callable[[], bytes]


def encoded(rows: Rows, encoding: str, **how: object) -> bytes:
    if encoding == "utf-16-be-mark":
        return codecs.BOM_UTF16_BE + as_csv(rows, "utf-16-be", **how)  # type: ignore[arg-type]
    return as_csv(rows, encoding, **how)  # type: ignore[arg-type]


def texts() -> Iterator[tuple[str, str, Make]]:
    """Every language in every encoding; separators, line ends, quotes and layouts take turns."""
    separators, line_ends, layouts = cycle(SEPARATORS), cycle(LINE_ENDS), cycle(LAYOUTS)
    quotes, hints = cycle((False, True)), cycle((False, False, False, True))
    for language in LANGUAGES:
        for encoding in ENCODINGS:
            layout, separator, line_end = next(layouts), next(separators), next(line_ends)
            quoted, hint = next(quotes), next(hints) and encoding not in ("utf-16-le", "utf-16-be")
            rows = LAYOUTS[layout](language)
            how = {"separator": separator, "line_end": line_end, "quoted": quoted, "hint": hint}
            yield (
                f"{language}-{layout}-{encoding}-{separator!r}-{line_end!r}{'-quoted' * quoted}{'-hint' * hint}",
                "report.csv",
                lambda rows=rows, encoding=encoding, how=how: encoded(rows, encoding, **how),
            )


def workbooks() -> Iterator[tuple[str, str, Make]]:
    """Every language and layout as XLSX and ODS."""
    for language in LANGUAGES:
        for layout, make in LAYOUTS.items():
            rows = make(language)
            yield f"{language}-{layout}-xlsx", "report.xlsx", lambda rows=rows: as_xlsx(rows)
            yield f"{language}-{layout}-ods", "report.ods", lambda rows=rows: as_ods(rows)


def codes() -> Iterator[tuple[str, str, Make]]:
    """The long format by its ids, and templates of every language."""
    for separator in SEPARATORS:
        yield f"ids-{separator!r}", "report.csv", lambda s=separator: as_csv(long(None), separator=s)
    yield "ids-xlsx", "report.xlsx", lambda: as_xlsx(long(None))
    yield "ids-ods", "report.ods", lambda: as_ods(long(None))
    for language in LANGUAGES:
        make = lambda language=language: template(language)  # noqa: E731
        yield f"template-{language}", "report.xlsx", make
        yield f"template-{language}-without-machine-rows", "report.csv", lambda m=make: stripped(m())
        yield f"template-{language}-as-csv", "report.csv", lambda m=make: as_csv(rows_of(m()))


def template(language: str) -> bytes:
    return build_template(tiny_in_seven(), PARTNER, QUARTER, language, values=COHERENT)


def rows_of(data: bytes) -> Rows:
    return [list(row) for row in table_of(data).cells]


def stripped(data: bytes) -> bytes:
    """A template whose hidden rows and columns somebody deleted."""
    return as_csv([row[2:] for number, row in enumerate(rows_of(data), start=1) if number not in (2, 4)])


HONEST = [
    pytest.param(file_name, make, id=name) for name, file_name, make in (*texts(), *workbooks(), *codes())
]


def test_corpus_has_the_size_that_was_promised() -> None:
    assert len(HONEST) >= 120


@pytest.mark.parametrize(("file_name", "make"), HONEST)
def test_corpus_honest_file_reads_to_the_same_observations(file_name: str, make: Make) -> None:
    screening = screened(make(), file_name)

    assert [f.check for f in screening.findings if f.severity is Severity.BLOCKING] == []
    assert screening.observations.equals(observations_of(COHERENT))
    assert (screening.partner_id, screening.quarter) == (PARTNER, QUARTER)
    assert screening.read_cells == screening.accepted_cells + screening.rejected_cells + screening.blank_cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_corpus_file_that_says_whose_it_is_needs_nothing_chosen(language: str) -> None:
    for rows in (sheet(language), long(language)):
        screening = screened(as_csv(rows), expected=False)

        assert not screening.is_blocked
        assert screening.observations.equals(observations_of(COHERENT))


@pytest.mark.slow
def test_corpus_saved_by_libreoffice_reads_to_the_same_observations(tmp_path: Path, soffice: Path) -> None:
    sources = []
    for language in LANGUAGES:
        for layout, make in LAYOUTS.items():
            path = tmp_path / f"{language}-{layout}.xlsx"
            path.write_bytes(as_xlsx(make(language)))
            sources.append(path)
    saved = 0
    for target, suffix in (
        ("ods", "ods"),
        ("csv", "csv"),
        ("csv:Text - txt - csv (StarCalc):59,34,ANSI,1", "csv"),
    ):
        directory = tmp_path / str(saved)
        save_as(soffice, sources, target, directory)
        for path in sorted(directory.glob(f"*.{suffix}")):
            screening = screened(path.read_bytes(), path.name)
            assert not screening.is_blocked, (target, path.name, [f.message for f in screening.findings])
            assert screening.observations.equals(observations_of(COHERENT)), (target, path.name)
            saved += 1
    assert saved == 3 * len(sources)
