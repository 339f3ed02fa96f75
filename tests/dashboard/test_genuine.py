"""A file of an older release says what is different now; through the real flow, with files of every format."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import TypeAlias

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner, Result

from dashboard import documents, queries
from dashboard.charts.text import full_text
from dashboard.cli import main
from dashboard.components import cell_table
from dashboard.derived import exhibit_of
from dashboard.export import DRAWN_COLUMNS, FORMATS, ZIP, csv_bytes, file_of, svg_bytes, xlsx_bytes
from dashboard.export.whole import WHOLE_FORMATS
from dashboard.genuine import Change, Shelf, State, changed_cells, examine
from dashboard.queries import ReleaseReader, open_release
from dashboard.selection import Selection
from dashboard.sheets.words import DocumentView
from dashboard.view import Exhibit, Look, View, view_from_query
from pipelines import flow
from pipelines.model import CELL_KEY, TOTAL
from pipelines.publish import read_cells, read_release
from pipelines.seal import sealed, sealing_of
from pipelines.settings import Settings
from tests.dashboard.release_fixture import write_release
from tests.dashboard.workspace_fixture import AT, MANAGER, TINY, build_workspace, settings_in

Command: TypeAlias = Callable[..., Result]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two releases: the second has one quarter more."""
    made = settings_in(tmp_path_factory.mktemp("genuine") / "data")
    build_workspace(made)
    with flow.open_workspace(made, clock=lambda: AT) as workspace:
        flow.publish(workspace, MANAGER, "Second release of the test")
    return made


@pytest.fixture(scope="module")
def readers(settings: Settings) -> Iterator[dict[int, ReleaseReader]]:
    found = {n: open_release(settings.releases_dir / f"{n:04d}") for n in (1, 2)}
    yield found
    for reader in found.values():
        reader.close()


def shelf_of(
    settings: Settings,
    readers: dict[int, ReleaseReader],
    newest: int,
    withdrawn: dict[int, str] | None = None,
) -> Shelf:
    reasons = withdrawn or {}
    return Shelf(sealing_of(settings.data_dir), newest, lambda language, number: readers[number], reasons.get)


def some_exhibit(reader: ReleaseReader) -> Exhibit:
    """All local places over all quarters, of the first indicator that has them."""
    indicator = next(
        i for i, info in reader.options.indicators.items() if info.kind == "measure" and info.plan
    )
    view, _ = view_from_query("explore", {"indicator": indicator}, reader.options, reader.provenance)
    return exhibit_of(queries.cells(reader, view.selection), view, reader.provenance)


@pytest.mark.parametrize("name", [*FORMATS, ZIP])
def test_file_of_the_release_before_is_superseded_with_the_difference(
    settings: Settings, readers: dict[int, ReleaseReader], name: str
) -> None:
    old = some_exhibit(readers[1])
    file = file_of(old, name, sealing_of(settings.data_dir))

    before, after = (examine(file, shelf_of(settings, readers, newest)) for newest in (1, 2))

    assert before.state is State.CURRENT
    assert (after.state, after.release, after.newest) == (State.SUPERSEDED, 1, 2)
    assert after.view == old.view
    assert after.newest_view == old.view.of_release(2)
    expected = differences(old, readers[2])
    assert {(cell.where, cell.before, cell.now) for cell in after.changes or ()} == expected
    assert len(expected) > 1


def differences(old: Exhibit, newest: ReleaseReader) -> set[tuple[str, str, str]]:
    """Told in another way: the rows of both releases as texts, side by side."""
    new = queries.cells(newest, old.selection).frame
    key = ["place_id", "activity_id", "category", "period"]
    joined = old.cells.frame.join(new, on=key, validate="1:1", suffix=" now")
    speaker = old.provenance.speaker
    found = set()
    for row in joined.iter_rows(named=True):
        now = {name.removesuffix(" now"): value for name, value in row.items() if name.endswith(" now")}
        if full_text(row, speaker) != full_text(now, speaker):
            labels = [row["place_label"], row["activity_label"], row["category_label"], row["period_label"]]
            found.add((", ".join(dict.fromkeys(labels)), full_text(row, speaker), full_text(now, speaker)))
    return found


def test_file_of_a_withdrawn_release_says_why(settings: Settings, readers: dict[int, ReleaseReader]) -> None:
    file = file_of(some_exhibit(readers[1]), "csv", sealing_of(settings.data_dir))

    verdict = examine(file, shelf_of(settings, readers, 2, {1: "A place was mixed up with another."}))

    assert (verdict.state, verdict.reason) == (State.WITHDRAWN, "A place was mixed up with another.")
    assert not verdict.is_good


def test_file_of_another_release_of_the_same_number_is_not_current(
    settings: Settings, readers: dict[int, ReleaseReader]
) -> None:
    for name in ("csv", "svg"):
        file = file_of(some_exhibit(readers[1]), name, sealing_of(settings.data_dir))
        swapped = shelf_of(settings, {1: readers[2]}, 1)
        assert examine(file, swapped).state is State.UNKNOWN


def test_changes_say_what_became_of_a_cell(tmp_path: Path) -> None:
    where = ("local", "malaga", "quarter", "2018-Q2", "_T", "starts", "_T", "_T")
    other = ("local", "malaga", "quarter", "2018-Q3", "_T", "starts", "_T", "_T")
    third = ("local", "malaga", "quarter", "2018-Q4", "_T", "starts", "_T", "_T")
    hidden, shown = (None, 0, 12, "Q", "C"), (9, 9, 9, "A", "F")
    old = open_release(write_release(tmp_path, number=3, overrides={where: hidden, third: shown}))
    new = open_release(
        write_release(tmp_path, number=4, overrides={other: hidden, third: (8, 8, 8, "A", "F")})
    )
    selection = Selection("PA02", "local", ("malaga",), "quarter", ("2018-Q2", "2018-Q3", "2018-Q4"))
    exhibits = [
        Exhibit(
            queries.cells(reader, selection),
            View("explore", selection, Look(), reader.provenance.release_number, "en"),
            reader.provenance,
        )
        for reader in (old, new)
    ]

    found = changed_cells(*exhibits)

    assert [cell.what for cell in found] == [Change.SHOWN, Change.WITHHELD, Change.CHANGED]
    assert found[0].before == "withheld: 0 to 12"
    assert (found[1].now, found[2].before, found[2].now) == ("withheld: 0 to 12", "9", "8")
    fewer = replace(exhibits[1], cells=replace(exhibits[1].cells, frame=exhibits[1].cells.frame.head(1)))
    assert [cell.what for cell in changed_cells(exhibits[0], fewer)][1:] == [Change.REMOVED] * 2
    assert [cell.what for cell in changed_cells(fewer, exhibits[1])] == [Change.ADDED] * 2
    for reader in (old, new):
        reader.close()


# ---- the same cells in every file ---------------------------------------------------------------------------------


def random_exhibit(chance: random.Random, reader: ReleaseReader) -> Exhibit:
    """Any indicator, level, places, periods, activities and categories that the filters offer."""
    options = reader.options
    info = chance.choice([info for info in options.indicators.values() if info.plan])
    row = chance.choice(sorted(info.plan, key=str))

    def some(ids: list[str]) -> list[str]:
        return sorted(chance.sample(ids, chance.randint(1, len(ids))))

    choices = options.activity_choices(info.id, row.place_level, row.period_level)
    activities = [choice.id for choice in choices if (choice.id != TOTAL) == row.by_activity]
    query = {
        "indicator": [info.id],
        "level": [row.place_level],
        "place": some([choice.id for choice in options.places(row.place_level)]),
        "time": [row.period_level],
        "period": some([choice.id for choice in options.periods(row.period_level)]),
        "activity": some(activities),
        "by": [row.breakdown],
        "category": some([choice.id for choice in options.categories(row.breakdown)]),
    }
    view, notices = view_from_query("explore", query, options, reader.provenance)
    assert notices == ()
    return exhibit_of(queries.cells(reader, view.selection), view, reader.provenance)


def published(settings: Settings, number: int, exhibit: Exhibit) -> dict[tuple[str, ...], tuple[object, ...]]:
    """The cells of a measure as cells.parquet has them, by place, period, activity and category."""
    measure = exhibit.cells.indicator.numerator[0]
    frame = read_cells(read_release(settings.releases_dir / f"{number:04d}")).filter(
        measure_id=measure,
        place_level=exhibit.selection.place_level,
        period_level=exhibit.selection.period_level,
        breakdown=exhibit.selection.breakdown,
    )
    return {
        (row["place_id"], row["period"], row["activity_id"], row["category"]): (
            row["value"],
            row["lower"],
            row["upper"],
        )
        for row in frame.iter_rows(named=True)
    }


def test_two_hundred_random_selections_are_the_same_cells_everywhere(
    settings: Settings, readers: dict[int, ReleaseReader]
) -> None:
    chance = random.Random("the same cells")
    compared = withheld = 0
    for _ in range(200):
        number = chance.choice((1, 2))
        exhibit = random_exhibit(chance, readers[number])
        if exhibit.cells.frame.is_empty():
            continue
        compared += 1
        withheld += exhibit.cells.withheld_count
        require_same_cells(exhibit, settings, number)
    assert compared > 150
    assert withheld > 100


def require_same_cells(exhibit: Exhibit, settings: Settings, number: int) -> None:
    table = list(csv.DictReader(io.StringIO(csv_bytes(exhibit).decode("utf-8-sig"), newline="")))
    found = re.search(r"<p:cells[^>]*>([^<]*)</p:cells>", svg_bytes(exhibit).decode())
    assert found is not None
    drawn = list(csv.DictReader(io.StringIO(unescape(found[1]))))
    assert drawn == [{name: row[name] for name in DRAWN_COLUMNS} for row in table]

    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(exhibit)), read_only=True)
    head, *body = book["Cells"].iter_rows(values_only=True)
    assert len(body) == len(table)
    for line, row in zip(table, body, strict=True):
        cell = dict(zip(head, row, strict=True))
        for name in DRAWN_COLUMNS:
            assert same(line[name], cell[name]), name

    shown = sorted(
        text for row in cell_table.rows(exhibit.cells, exhibit.provenance.speaker)[1] for text in row
    )
    speaker = exhibit.provenance.speaker
    texts = [full_text(row, speaker) for row in exhibit.cells.frame.iter_rows(named=True)]
    assert all(shown.count(text) >= texts.count(text) for text in set(texts))

    if exhibit.cells.indicator.kind == "measure" and len(exhibit.cells.indicator.numerator) == 1:
        cells = published(settings, number, exhibit)
        for line in table:
            key = (line["place_id"], line["period"], line["activity_id"], line["category"])
            numbers = tuple(int(line[name]) if line[name] else None for name in ("value", "lower", "upper"))
            assert numbers == cells[key]


def same(text: str, value: object) -> bool:
    if value is None:
        return text == ""
    if isinstance(value, int | float):
        return bool(float(text) == pytest.approx(value, rel=1e-15))
    return text == value


# ---- commands ---------------------------------------------------------------------------------------------------


# ---- practice sheets and the annex -------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[(d, x) for d in ("annex", "ash-groups") for x in documents.MAKERS])
def given_out(
    request: pytest.FixtureRequest, settings: Settings, readers: dict[int, ReleaseReader]
) -> tuple[str, bytes]:
    """Id and sealed file of a document of the first release."""
    document_id, extension = request.param
    with flow.open_workspace(settings) as workspace:
        document = documents.document_of(readers[1], document_id, workspace.ledger)
    seal = partial(sealed, sealing=sealing_of(settings.data_dir))
    return document_id, documents.file_of(document, extension, seal)


def test_document_says_its_release_and_reopens_its_page(
    settings: Settings, readers: dict[int, ReleaseReader], given_out: tuple[str, bytes]
) -> None:
    document_id, file = given_out

    current, superseded = (examine(file, shelf_of(settings, readers, newest)) for newest in (1, 2))

    view = DocumentView(document_id, 1, "en")
    assert (current.state, current.view, current.newest_view) == (State.CURRENT, view, None)
    assert (superseded.state, superseded.view) == (State.SUPERSEDED, view)
    assert superseded.newest_view == view.of_release(2)
    assert view.link("https://x.example/") == (
        f"https://x.example/sheets?release=1&lang=en&document={document_id}"
    )


def test_document_of_a_withdrawn_or_another_release_is_not_current(
    settings: Settings, readers: dict[int, ReleaseReader], given_out: tuple[str, bytes]
) -> None:
    _, file = given_out

    withdrawn = examine(file, shelf_of(settings, readers, 2, {1: "A place was mixed up."}))
    swapped = examine(file, shelf_of(settings, {1: readers[2]}, 1))

    assert (withdrawn.state, withdrawn.reason) == (State.WITHDRAWN, "A place was mixed up.")
    assert swapped.state is State.UNKNOWN


def test_document_with_one_changed_byte_anywhere_is_altered(
    settings: Settings, readers: dict[int, ReleaseReader], given_out: tuple[str, bytes]
) -> None:
    document_id, file = given_out
    chance, shelf = random.Random(document_id), shelf_of(settings, readers, 1)

    for at in [0, len(file) - 1, *chance.sample(range(len(file)), 500)]:
        changed = bytearray(file)
        changed[at] ^= 1 << chance.randrange(8)
        assert examine(bytes(changed), shelf).state is State.ALTERED, at


@pytest.fixture
def prepare(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Command:
    for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREPARE_DATA", str(settings.data_dir))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)

    return run


def test_command_tells_current_superseded_and_altered_apart(
    settings: Settings, readers: dict[int, ReleaseReader], prepare: Command, tmp_path: Path
) -> None:
    sealing = sealing_of(settings.data_dir)
    old, new, bad = (tmp_path / name for name in ("old.png", "new.pdf", "bad.pdf"))
    old.write_bytes(file_of(some_exhibit(readers[1]), "png", sealing))
    new.write_bytes(file_of(some_exhibit(readers[2]), "pdf", sealing))
    bad.write_bytes(new.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))

    current, superseded, altered = (prepare("verify", file) for file in (new, old, bad))

    assert (current.exit_code, superseded.exit_code, altered.exit_code) == (0, 1, 1)
    assert "Genuine and current" in current.output
    assert "Genuine, superseded" in superseded.output
    assert " -> " in superseded.output
    assert "/explore?release=2&" in superseded.output
    assert "Altered, or not from here" in altered.output
    answer = json.loads(prepare("verify", old, "--json").output)
    assert (answer["state"], answer["release"], answer["newest_release"]) == ("superseded", 1, 2)
    assert answer["changes"]


@pytest.mark.parametrize("extension", documents.MAKERS)
def test_command_writes_documents_that_can_be_verified(
    prepare: Command, tmp_path: Path, extension: str
) -> None:
    old, new = (tmp_path / f"{number}.{extension}" for number in (1, 2))
    for number, path in ((1, old), (2, new)):
        asked = ("--release", str(number), "--lang", "fr", "--format", extension, "--out", path)
        assert prepare("sheet", "ash-groups", *asked).exit_code == 0

    current, superseded = prepare("verify", new), prepare("verify", old)
    answer = json.loads(prepare("verify", old, "--json").output)

    assert (current.exit_code, superseded.exit_code) == (0, 1)
    assert "Genuine and current" in current.output
    assert "/sheets?release=1&lang=fr&document=ash-groups" in superseded.output
    assert "/sheets?release=2&lang=fr&document=ash-groups" in superseded.output
    assert "all cells of this view are the same" not in superseded.output
    assert (answer["state"], answer["changes"]) == ("superseded", [])


@pytest.mark.parametrize("kind", WHOLE_FORMATS)
def test_command_exports_a_whole_release_that_can_be_verified(
    settings: Settings, prepare: Command, tmp_path: Path, kind: str
) -> None:
    done = prepare("export", "2", "--format", kind, "--out", tmp_path / "out")

    assert done.exit_code == 0
    written = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in written] == sorted(
        [WHOLE_FORMATS[kind][0], "codebook.csv", "datapackage.json"]
    )
    for path in written:
        assert prepare("verify", path).exit_code == 0, path.name
        changed = path.read_bytes()
        path.write_bytes(changed[:100] + bytes([changed[100] ^ 1]) + changed[101:])
        assert prepare("verify", path).exit_code == 1, path.name


def test_exported_tables_have_exactly_the_published_cells(
    settings: Settings, prepare: Command, tmp_path: Path
) -> None:
    cells = read_cells(read_release(settings.releases_dir / "0002"))
    for kind in WHOLE_FORMATS:
        prepare("export", "2", "--format", kind, "--out", tmp_path / kind)
    codes = {name: pl.String() for name in (*CELL_KEY, "obs_status", "conf_status")}

    found = {
        "csv": pl.read_csv(tmp_path / "csv" / "cells.csv", schema_overrides=codes),
        "parquet": pl.read_parquet(tmp_path / "parquet" / "cells.parquet"),
    }
    content = json.loads((tmp_path / "json" / "cells.json").read_text("utf-8"))["cells"]
    found["json"] = pl.DataFrame(content["rows"], schema=content["columns"], orient="row")
    upper = {name.upper(): dtype for name, dtype in codes.items()}
    sdmx = pl.read_csv(tmp_path / "sdmx-csv" / "cells.sdmx.csv", schema_overrides=upper)
    assert sdmx.columns[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    found["sdmx-csv"] = sdmx.rename({name: name.lower() for name in sdmx.columns}).rename(
        {"obs_value": "value"}
    )
    book = openpyxl.load_workbook(tmp_path / "xlsx" / "cells.xlsx", read_only=True)
    head, *body = book["Cells"].iter_rows(values_only=True)
    found["xlsx"] = pl.DataFrame(body, schema=[str(name) for name in head], orient="row")
    for kind, frame in found.items():
        assert frame.select(cells.columns).cast(cells.schema).equals(cells), kind


def test_data_package_names_the_hash_of_every_file(prepare: Command, tmp_path: Path) -> None:
    prepare("export", "2", "--out", tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))

    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_export_of_a_release_that_was_never_published_is_refused(prepare: Command, tmp_path: Path) -> None:
    done = prepare("export", "9", "--out", tmp_path)

    assert done.exit_code == 1
    assert "no release 9" in done.output
