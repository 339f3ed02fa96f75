"""A rounded release, from the query to the page and the file: no count of people looks exact anywhere."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboard import export, queries
from dashboard.charts import alt_text, draw
from dashboard.charts.overview import headline_progress, headline_text
from dashboard.components import cell_table, headline_cards, withheld_table
from dashboard.components.figure_card import notes
from dashboard.components.numbers import ENGLISH
from dashboard.crawl.addresses import addresses
from dashboard.crawl.published import Published, open_published
from dashboard.model import CellStatus
from dashboard.queries import ReleaseReader
from dashboard.selection import Selection
from dashboard.view import Exhibit
from pipelines.catalogue import load_catalogue
from pipelines.model import CELL_SCHEMA
from tests.dashboard.charts.examples import exhibit_of
from tests.dashboard.release_fixture import write_release

BASE = 5
STARTS = Selection("PA02", "local", ("malaga", "liege"), "quarter", ("2018-Q1", "2018-Q3"))
SHARE = Selection("PA07", "local", ("malaga", "liege"), "project", ("PROJECT",))
SMALL_SHARE = Selection("PA07", "local", ("liege",), "quarter", ("2018-Q3",))
SESSIONS = Selection("LA02", "project", ("PROJECT",), "project", ("PROJECT",))


@contextmanager
def opened(release: Path) -> Iterator[ReleaseReader]:
    reader = queries.open_release(release)
    try:
        yield reader
    finally:
        reader.close()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[ReleaseReader]:
    with opened(write_release(tmp_path, rounded_to=BASE)) as reader:
        yield reader


def test_release_says_what_counts_of_people_are_rounded_to(reader: ReleaseReader, tmp_path: Path) -> None:
    with opened(write_release(tmp_path, number=4)) as exact:
        assert (reader.provenance.rounded_to, exact.provenance.rounded_to) == (BASE, 0)


def test_release_from_before_there_was_rounding_can_be_read(tmp_path: Path) -> None:
    release = write_release(tmp_path)
    with duckdb.connect(str(release / "release.duckdb")) as connection:
        for table, column in (
            ("release_info", "profile"),
            ("release_info", "rounding_base"),
            ("indicator", "is_share"),
        ):
            connection.execute(f"alter table {table} drop column {column}")

    with opened(release) as old:
        assert old.provenance.rounded_to == 0
        assert not old.options.indicators["PA07"].is_share


def test_rounded_count_has_the_interval_of_the_counts_it_stands_for(reader: ReleaseReader) -> None:
    frame = queries.cells(reader, STARTS).frame

    assert frame.height == 4
    assert (frame["value"] % BASE == 0).all()
    assert frame.select((pl.col("upper") - pl.col("value") == BASE - 1).all()).item()


def test_ratio_of_rounded_counts_is_a_range_and_no_value(reader: ReleaseReader) -> None:
    rows = queries.cells(reader, SHARE).frame.to_dicts()

    assert [row["status"] for row in rows] == [CellStatus.RANGE.value] * 2
    for row in rows:
        above, below = row["numerator"], row["denominator"]
        assert row["value"] is None
        # The denominator is the sum of two rounded counts, completions and drop-outs.
        assert row["lower"] == pytest.approx(100 * (above - 4) / (below + 8))
        assert row["upper"] == pytest.approx(min(100.0, 100 * (above + 4) / (below - 8)))


def test_ratio_over_a_count_that_may_be_zero_is_a_range_up_to_the_whole(reader: ReleaseReader) -> None:
    row = queries.cells(reader, SMALL_SHARE).frame.to_dicts()[0]

    assert (row["status"], row["lower"], row["upper"]) == (CellStatus.RANGE.value, 0.0, 100.0)


def test_other_counts_than_of_people_stay_exact(reader: ReleaseReader) -> None:
    cells = queries.cells(reader, SESSIONS)
    row = cells.frame.to_dicts()[0]

    assert row["value"] == row["lower"] == row["upper"]
    assert "≈" not in str(cell_table.rows(cells, ENGLISH))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("selection", [STARTS, SHARE, SMALL_SHARE, SESSIONS], ids=lambda s: s.indicator_id)
def test_figure_says_that_counts_of_people_are_rounded(
    reader: ReleaseReader, selection: Selection, narrow: bool
) -> None:
    figure = draw(exhibit_of(reader, selection), narrow)

    assert "Counts of people are rounded to multiples of 5." in figure["layout"]["meta"]["source"]


def test_figure_of_an_exact_release_says_nothing_of_rounding(tmp_path: Path) -> None:
    with opened(write_release(tmp_path)) as exact:
        figure = draw(exhibit_of(exact, STARTS))

    assert "round" not in json.dumps(figure)


def test_notes_explain_rounding_instead_of_withholding(reader: ReleaseReader) -> None:
    counts = notes(queries.cells(reader, STARTS), reader.provenance)
    shares = notes(queries.cells(reader, SHARE), reader.provenance)

    assert "rounded to multiples of 5: the true count is up to 4 smaller or larger" in str(counts[0])
    assert len(counts) == 1
    assert "range" in str(shares[1])
    assert "rounded to a multiple of 5" in withheld_table.why(reader.provenance)


def test_file_gives_rounded_values_with_their_bounds_and_says_so_in_every_row(reader: ReleaseReader) -> None:
    content = export.csv_bytes(exhibit_of(reader, STARTS))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert {row["rounding"] for row in rows} == {"Counts of people are rounded to multiples of 5."}
    assert all(int(row["lower"]) < int(row["upper"]) for row in rows)


def test_picture_says_so_in_its_metadata(reader: ReleaseReader) -> None:
    svg = export.svg_bytes(exhibit_of(reader, STARTS)).decode()

    assert " Counts of people are rounded to multiples of 5.</dc:description>" in svg


def test_headline_is_told_as_about_and_leaves_a_target_open_that_rounding_does(tmp_path: Path) -> None:
    whole = ("project", "PROJECT", "project", "PROJECT", "_T", "starts", "_T", "_T")
    release = write_release(tmp_path, rounded_to=BASE, overrides={whole: (598, 598, 598, "A", "F")})
    with opened(release) as reader:
        headlines = {headline.indicator.id: headline for headline in queries.headlines(reader)}
        drawn = json.dumps(headline_progress([headlines["PA02"]], reader.provenance), ensure_ascii=False)
    starts, share = headlines["PA02"], headlines["PA07"]
    assert headline_cards.value_text(starts, ENGLISH) == "about 600 persons"
    assert "between 596 and 604" in headline_cards.note_text(starts, ENGLISH)
    assert starts.target == 600
    assert starts.is_reached is None
    assert headline_text(starts, ENGLISH).startswith("≈ 600 of 600")
    assert "≈ 600 of 600" in drawn
    assert re.fullmatch(r"[\d.]+ to [\d.]+\u00a0%", headline_cards.value_text(share, ENGLISH))


# ---- nothing looks exact, wherever one looks ------------------------------------------------------------------


def exact_looking(exhibit: Exhibit) -> list[str]:
    """Texts about a cell of people that give its number bare."""
    cells = exhibit.cells
    numbers = {f"{row['value']:,.0f}" for row in cells.frame.to_dicts() if row["value"] is not None}
    texts = [text for line in cell_table.rows(cells, exhibit.provenance.speaker)[1] for text in line]
    texts += re.split(r"(?<=\.) ", alt_text(exhibit))
    for narrow in (False, True):
        for trace in draw(exhibit, narrow)["data"]:
            texts += [str(text).strip() for name in ("text", "hovertext") for text in trace.get(name) or ()]
    bare = [re.compile(rf"(?:^|: |<br>|are |is ){re.escape(n)}(?:$| \(|\.$|;| of)") for n in numbers]
    return [text for text in texts if any(pattern.search(text) for pattern in bare)]


def test_no_text_of_any_selection_gives_a_count_of_people_as_if_it_were_exact(
    reader: ReleaseReader,
) -> None:
    published = beside_parquet(reader)
    selections = {
        address.selection(published.options)
        for address in addresses(("explore",), published.options, quick=True)
    } - {None}
    tried = 0
    for selection in selections:
        assert selection is not None
        exhibit = exhibit_of(reader, selection)
        if exhibit.cells.indicator.person_level:
            tried += exhibit.cells.frame.height
            assert exact_looking(exhibit) == []
    assert tried > 100


def test_texts_of_an_exact_release_are_found_to_look_exact(tmp_path: Path) -> None:
    with opened(write_release(tmp_path)) as exact:
        assert len(exact_looking(exhibit_of(exact, STARTS))) > 8


def beside_parquet(reader: ReleaseReader) -> Published:
    """The release as the crawl reads it: the fixture writes no Parquet file."""
    directory = reader.file.directory
    with duckdb.connect(str(directory / "release.duckdb"), read_only=True) as connection:
        frame = connection.sql("from published_cell").pl()
    frame.cast(pl.Schema(CELL_SCHEMA)).write_parquet(directory / "cells.parquet")
    policy = load_catalogue(Path(__file__).parents[2] / "data" / "catalogue").policy
    return open_published(directory, policy)


def test_crawl_reads_the_same_ranges_from_the_published_file(reader: ReleaseReader) -> None:
    published = beside_parquet(reader)

    for selection in (STARTS, SHARE, SMALL_SHARE, SESSIONS):
        queried = queries.cells(reader, selection).frame
        assert published.labelled(selection, published.rows(selection)).frame.equals(queried)
