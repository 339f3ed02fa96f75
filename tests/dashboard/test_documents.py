from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard import documents, queries
from dashboard.cli import main
from dashboard.sheets.model import Heading
from pipelines.authors import CONCLUSIONS, FOREWORD
from pipelines.ledger import Ledger
from tests.dashboard.release_fixture import write_release
from tests.dashboard.workspace_fixture import TINY

SUBJECT = "activity:boxing"
AT = datetime(2019, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ANA = "ana@example.org"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "data"
    monkeypatch.setenv("PREPARE_DATA", str(folder))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def ledger(data: Path) -> Ledger:
    data.mkdir()
    return Ledger.open(f"sqlite:///{data}/ledger.sqlite")


def publish(ledger: Ledger, *numbers: int) -> None:
    for number in numbers:
        ledger.record_publication(
            number, [], "max@example.org", "A release.", AT + number * 10 * DAY, b"audit"
        )


def test_text_of_the_newest_release_is_the_newest_one(ledger: Ledger) -> None:
    publish(ledger, 1, 2)
    ledger.write_author_text(SUBJECT, "en", "First.", ANA, AT + 21 * DAY)
    ledger.write_author_text(SUBJECT, "en", "Second.", ANA, AT + 22 * DAY)

    assert documents.text_at(ledger, SUBJECT, "en", 2) == "Second."
    assert documents.text_at(ledger, SUBJECT, "fr", 2) == ""


def test_text_of_an_older_release_stays_what_it_was_when_the_next_came(ledger: Ledger) -> None:
    publish(ledger, 1, 2, 3)
    for number, words in ((1, "First."), (2, "Second."), (3, "Third.")):
        ledger.write_author_text(SUBJECT, "en", words, ANA, AT + number * 10 * DAY + DAY)

    assert [documents.text_at(ledger, SUBJECT, "en", n) for n in (1, 2, 3)] == ["First.", "Second.", "Third."]


def test_annex_takes_both_texts(ledger: Ledger, data: Path) -> None:
    publish(ledger, 3)
    ledger.write_author_text(FOREWORD, "en", "## A word before", ANA, AT + 31 * DAY)
    ledger.write_author_text(CONCLUSIONS, "en", "## A word after", ANA, AT + 31 * DAY)
    reader = queries.open_release(write_release(data / "releases"))

    found = documents.document_of(reader, "annex", ledger)
    reader.close()

    headings = [block.text for block in found.blocks if isinstance(block, Heading)]
    assert headings.index("A word before") < headings.index("A word after")


def test_every_byte_passes_through_the_seal(ledger: Ledger, data: Path) -> None:
    reader = queries.open_release(write_release(data / "releases"))
    document = documents.document_of(reader, "boxing", ledger)
    name = documents.file_name(reader.provenance, "boxing", "pdf")
    reader.close()

    bare = documents.file_of(document, "pdf")
    assert (
        documents.file_of(document, "pdf", seal=lambda made: made + b"\n%sealed\n") == bare + b"\n%sealed\n"
    )
    assert name == "tiny-project_release-0003_practice-sheet-boxing_en_synthetic.pdf"


# ---- the command -----------------------------------------------------------------------------------------


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["sheet", *arguments])


@pytest.fixture
def released(data: Path, ledger: Ledger) -> Path:
    publish(ledger, 1, 2, 3)
    ledger.close()
    for number in (1, 2, 3):
        write_release(data / "releases", number=number)
    return data


@pytest.mark.parametrize(("extension", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_sheet_is_written_in_each_format(
    released: Path, tmp_path: Path, extension: str, start: bytes
) -> None:
    out = tmp_path / f"sheet.{extension}"

    done = run("boxing", "--lang", "fr", "--format", extension, "--out", str(out))

    assert (done.exit_code, done.output) == (0, f"{out}\n")
    assert out.read_bytes().startswith(start)


def test_sheet_of_an_older_release_is_the_same_again(released: Path, tmp_path: Path) -> None:
    arguments = ("annex", "--release", "2", "--lang", "de", "--out")
    assert run(*arguments, "a.pdf").exit_code == 0
    with Ledger.open(f"sqlite:///{released}/ledger.sqlite") as ledger:
        ledger.write_author_text(FOREWORD, "de", "Später geschrieben.", ANA, datetime.now(UTC))
    assert run(*arguments, "b.pdf").exit_code == 0

    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_sheet_has_a_name_of_its_own_and_leaves_a_file_alone(released: Path, tmp_path: Path) -> None:
    assert run("annex").exit_code == 0
    name = "tiny-project_release-0003_annex_en_synthetic.pdf"
    before = (tmp_path / name).read_bytes()

    again = run("annex")

    assert again.exit_code == 1
    assert "left alone" in again.output
    assert (tmp_path / name).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("unknown",), 1), (("annex", "--release", "9"), 1), (("annex", "--lang", "it"), 2), ((), 2)],
)
def test_sheet_that_cannot_be_is_refused(released: Path, arguments: tuple[str, ...], code: int) -> None:
    done = run(*arguments)

    assert done.exit_code == code
    assert "Traceback" not in done.output
