"""Honest reports are not stopped: many languages, counts of up to seven digits, notes about nobody."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.languages import LANGUAGES
from pipelines.layout import report_layout
from pipelines.model import Catalogue
from pipelines.read import read_table
from pipelines.read.child import read_bytes
from pipelines.read.personal.names import likely_names
from pipelines.template import build_template
from tests.dashboard.workspace_fixture import filled_template
from tests.pipelines.filled import tiny
from tests.pipelines.read.personal.secrets import HONEST

REPOSITORY = Path(__file__).resolve().parents[4]
NUMBER_CELL = re.compile(rb'(<c r="[A-Z]+[0-9]+" s="[0-9]+">)<v>1</v></c>')
NOTES = (
    "estimate",
    "Source: register of 2018-Q2",
    "see note 12",
    "corrected on 2018-07-03",
    "n. 4 / 2018",
    "ok",
)


@cache
def prepare() -> Catalogue:
    return load_catalogue(REPOSITORY / "data" / "catalogue")


@cache
def forms() -> tuple[bytes, ...]:
    """Templates of several partners in all languages, with a 1 in every input cell."""
    made = []
    for catalogue in (tiny(), prepare()):
        quarter = catalogue.project.quarters[-2]
        partners = [p.id for p in catalogue.expected_partners(quarter)][:3]
        for partner in partners:
            rows = report_layout(catalogue, partner, quarter).rows
            values = {
                (row.activity_id, row.measure.id, *column): 1 for row in rows for column in row.open_columns
            }
            made += [
                build_template(catalogue, partner, quarter, language, values=values) for language in LANGUAGES
            ]
    return tuple(made)


def with_counts(sheet: bytes, chance: random.Random, most: int) -> bytes:
    """The sheet with another count for each 1 in a number cell."""
    return NUMBER_CELL.sub(lambda found: found.group(1) + b"<v>%d</v></c>" % chance.randrange(most), sheet)


def honest_workbooks(how_many: int, seed: int) -> Iterator[bytes]:
    """Reports with counts drawn at random, of one to seven digits, and now and then another sheet of notes."""
    chance = random.Random(seed)
    for number in range(how_many):
        form = forms()[number % len(forms())]
        longest = chance.randint(1, 7)
        most = 10**longest if chance.random() < 0.5 else 30
        parts = {}
        with zipfile.ZipFile(io.BytesIO(form)) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    content = with_counts(content, chance, most)
                parts[name] = content
        if chance.random() < 0.3:
            note = chance.choice(NOTES).encode()
            parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
                b"</sst>", b"<si><t>" + note + b"</t></si></sst>"
            )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        yield buffer.getvalue()


@pytest.mark.slow
def test_honest_workbooks_two_thousand_of_them_are_not_stopped() -> None:
    stopped = []
    for number, data in enumerate(honest_workbooks(2_000, seed=1)):
        answer = read_bytes(data)
        found = answer["personal"]
        names = likely_names([(first, second) for first, second, _ in found["pairs"]], ())
        if found["hits"] or names or "cells" not in answer:
            stopped.append((number, found["hits"], names))
    assert stopped == []


def test_honest_workbooks_a_sample_through_the_real_child_is_read() -> None:
    for data in honest_workbooks(14, seed=2):
        assert read_table("ash-2018-Q2 (1).xlsx", data).suspicions == ()


def test_honest_workbook_saved_by_another_program_is_not_stopped() -> None:
    for language in LANGUAGES:
        book = openpyxl.load_workbook(io.BytesIO(build_template(tiny(), "ash", "2021-Q2", language)))
        book.properties.creator = "Juan García"
        sheet = book.create_sheet("Notes")
        for row, text in enumerate(HONEST, start=1):
            sheet.cell(row, 1).value = text if not text.startswith("=") else None
        buffer = io.BytesIO()
        book.save(buffer)
        assert read_table("report.xlsx", buffer.getvalue()).suspicions == ()


def test_honest_table_of_texts_with_long_columns_is_not_stopped() -> None:
    chance = random.Random(3)
    rows = [[str(chance.randrange(10**7)) for _ in range(12)] for _ in range(500)]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([["Activity", *["Starts"] * 11], *rows])
    assert read_table("all 2018.csv", buffer.getvalue().encode()).suspicions == ()


@pytest.mark.parametrize("quarter", ["2021-Q1", "2021-Q2", "2021-Q3"])
def test_honest_reports_of_the_tests_are_not_stopped(quarter: str) -> None:
    for partner in tiny().expected_partners(quarter):
        name, data = filled_template(tiny(), partner.id, quarter)
        assert read_table(name, data).suspicions == ()
