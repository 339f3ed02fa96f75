from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import polars as pl
import pytest

from dashboard.export import DRAWN_COLUMNS, csv_bytes, csvw_bytes, drawn_csv
from dashboard.model import Cells
from dashboard.queries import ReleaseReader, cells
from dashboard.selection import Selection
from pipelines.seal import UNSEALED
from tests.dashboard.charts.examples import ACTIVITIES_OVER_TIME, RATIOS, SELECTIONS, exhibit_of


def rows(reader: ReleaseReader, selection: Selection, found: Cells | None = None) -> list[dict[str, str]]:
    exhibit = exhibit_of(reader, selection)
    data = csv_bytes(replace(exhibit, cells=found) if found else exhibit)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_text(value: object, kind: str) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and kind == "measure" else str(value)


@pytest.mark.parametrize("selection", SELECTIONS, ids=range(len(SELECTIONS)))
def test_csv_is_exactly_the_cells(reader: ReleaseReader, selection: Selection) -> None:
    found = cells(reader, selection)

    exported = rows(reader, selection)

    assert len(exported) == found.frame.height > 0
    for line, row in zip(exported, found.frame.iter_rows(named=True), strict=True):
        assert {key: line[key] for key in row} == {
            key: as_text(value, found.indicator.kind) for key, value in row.items()
        }


def test_csv_withheld_cell_is_empty_with_status_and_interval(reader: ReleaseReader) -> None:
    first = rows(reader, ACTIVITIES_OVER_TIME)[0]

    assert (first["value"], first["lower"], first["upper"], first["status"]) == ("", "0", "12", "withheld")


def test_csv_withheld_ratio_gives_no_part_away(reader: ReleaseReader) -> None:
    withheld = [row for row in rows(reader, RATIOS) if row["status"] == "withheld"]

    assert len(withheld) == 1
    assert {withheld[0][key] for key in ("value", "lower", "upper", "numerator", "denominator")} == {""}


def test_csv_every_row_says_title_source_and_release(reader: ReleaseReader) -> None:
    for row in rows(reader, ACTIVITIES_OVER_TIME):
        assert row["title"].startswith("Starts (persons): Málaga; 2018-Q1 to 2018-Q4; ")
        assert row["source"].endswith("release 3 of 2019-02-01, reports up to 2018-Q4.")
        assert (row["release"], row["published_on"], row["synthetic"]) == ("3", "2019-02-01", "SYNTHETIC")
        assert row["disclaimer"] == "This content is invented."


def test_csv_is_utf8_with_mark_and_rfc_4180_lines(reader: ReleaseReader) -> None:
    data = csv_bytes(exhibit_of(reader, RATIOS))

    assert data.startswith(b"\xef\xbb\xbfindicator_id,")
    assert data.count(b"\r\n") == data.count(b"\n") == 4
    assert "Málaga".encode() in data


@pytest.mark.parametrize(
    "label", ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "  =1", "\t=1", "|calc", '=HYPERLINK("x")']
)
def test_csv_formula_is_made_harmless(reader: ReleaseReader, label: str) -> None:
    found = cells(reader, RATIOS)
    hostile = replace(found, frame=found.frame.with_columns(place_label=pl.lit(label)))

    assert rows(reader, RATIOS, hostile)[0]["place_label"] == f"'{label}"


def test_csv_commas_quotes_and_line_breaks_survive(reader: ReleaseReader) -> None:
    found = cells(reader, RATIOS)
    awkward = replace(found, frame=found.frame.with_columns(place_label=pl.lit('a "b", c\nd')))

    assert rows(reader, RATIOS, awkward)[0]["place_label"] == 'a "b", c\nd'


def test_csv_without_cells_has_its_header(reader: ReleaseReader) -> None:
    selection = replace(RATIOS, place_ids=())

    assert csv_bytes(exhibit_of(reader, selection)).count(b"\r\n") == 1


def test_csv_every_row_opens_the_figure_again_and_has_the_place_of_the_seal(reader: ReleaseReader) -> None:
    for row in rows(reader, ACTIVITIES_OVER_TIME):
        assert row["link"] == exhibit_of(reader, ACTIVITIES_OVER_TIME).link
        assert row["seal"] == UNSEALED


def test_drawn_cells_are_the_columns_of_the_csv(reader: ReleaseReader) -> None:
    for selection in SELECTIONS:
        drawn = list(csv.DictReader(io.StringIO(drawn_csv(cells(reader, selection)))))

        assert drawn == [{name: row[name] for name in DRAWN_COLUMNS} for row in rows(reader, selection)]


def test_csvw_describes_the_columns_in_their_order(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, RATIOS)
    described = json.loads(csvw_bytes(exhibit, "figure.csv"))

    names = [column["name"] for column in described["tableSchema"]["columns"]]
    assert names == list(rows(reader, RATIOS)[0])
    assert described["url"] == "figure.csv"
    assert described["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert described["notes"][0]["provenance"]["release"] == 3
