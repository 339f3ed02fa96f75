from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from dashboard.cli import main
from pipelines import flow, importing
from pipelines.errors import PolicyError, UnreadableFileError
from pipelines.importing.rules import ROW_RULES
from pipelines.model import OBSERVATION_SCHEMA, TOTAL, Account, Role, SubmissionState
from tests.dashboard.workspace_fixture import AT, MANAGER, TINY, add_people, report_values, settings_in
from tests.pipelines.filled import tiny

ADMINISTRATOR = Account("root@office.example", Role.ADMINISTRATOR, None)
BOTH = Account("both@office.example", Role.COORDINATOR, "ash", ("birch",))
QUARTERS = ("2021-Q1", "2021-Q2")
NAMES = tuple(OBSERVATION_SCHEMA)

Row = dict[str, str]


def good_rows(
    partners: tuple[str, ...] = ("ash", "birch"), quarters: tuple[str, ...] = QUARTERS
) -> list[Row]:
    return [
        dict(zip(NAMES, (partner, quarter, *key, str(value), ""), strict=True))
        for partner in partners
        for quarter in quarters
        for key, value in report_values(tiny(), partner, quarter).items()
    ]


def written(path: Path, rows: list[Row], separator: str = ",") -> Path:
    lines = [separator.join(NAMES), *(separator.join(row[name] for name in NAMES) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[flow.Workspace]:
    with flow.open_workspace(settings_in(tmp_path / "data"), clock=lambda: AT) as opened:
        add_people(opened)
        for account in (ADMINISTRATOR, BOTH):
            opened.ledger.add_account(
                account.email, account.role, account.partner_id, AT, more_partner_ids=account.more_partner_ids
            )
        yield opened


class Lines:
    def __init__(self) -> None:
        self.found: list[dict[str, object]] = []

    def take(self, lines: pl.DataFrame) -> None:
        self.found += lines.to_dicts()

    def blocking(self) -> list[tuple[object, object, object]]:
        return [(f["row"], f["column"], f["check"]) for f in self.found if f["severity"] == "blocking"]


def done(
    workspace: flow.Workspace, path: Path, account: Account = BOTH, **how: str
) -> tuple[flow.Imported, Lines]:
    lines = Lines()
    how = {"because": "as in the register", **how}
    return flow.import_file(workspace, path, account, lines.take, **how), lines


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_import_good_table_submits_one_report_for_each_partner_and_quarter(
    workspace: flow.Workspace, tmp_path: Path, separator: str
) -> None:
    rows = good_rows()

    imported, lines = done(workspace, written(tmp_path / "all.csv", rows, separator))

    assert lines.blocking() == []
    assert (imported.rows, imported.sound_rows, imported.refused) == (len(rows), len(rows), ())
    assert set(imported.submitted) == {f"{p}-{q}-1" for p in ("ash", "birch") for q in QUARTERS}
    kept = workspace.ledger.observations(imported.submitted).select(NAMES)
    wanted = pl.DataFrame(rows).select(*NAMES[:6], pl.col("value").cast(pl.Int64)).sort(NAMES[:6])
    assert kept.select(wanted.columns).sort(NAMES[:6]).equals(wanted)
    assert {s.state for s in workspace.ledger.submissions()} == {SubmissionState.SUBMITTED}
    assert [event.kind for event in workspace.ledger.events()].count("imported") == 4
    assert not list((tmp_path / "data").glob(".importing*"))


def test_import_parquet_is_the_same(workspace: flow.Workspace, tmp_path: Path) -> None:
    table = pl.DataFrame(good_rows()).with_columns(
        pl.col("value").cast(pl.Int64),
        mark=pl.lit(None, pl.String),
        quarter=pl.col("quarter").cast(pl.Categorical),
    )
    table.write_parquet(tmp_path / "all.parquet")

    imported, lines = done(workspace, tmp_path / "all.parquet")

    assert len(imported.submitted) == 4
    assert lines.blocking() == []


def test_import_is_what_the_workbook_would_have_been(workspace: flow.Workspace, tmp_path: Path) -> None:
    from tests.dashboard.workspace_fixture import filled_template

    imported, _ = done(workspace, written(tmp_path / "one.csv", good_rows(("ash",), ("2021-Q1",))))
    name, data = filled_template(tiny(), "ash", "2021-Q1")
    received = flow.receive(workspace, name, data, BOTH, expected_quarter="2021-Q1")

    assert (
        workspace.ledger.observations(imported.submitted)
        .select(NAMES)
        .equals(received.screening.observations.select(NAMES))
    )


def change(name: str, value: str) -> Callable[[Row], None]:
    return lambda row: row.update({name: value})


FAULTS: dict[str, tuple[Callable[[Row], None], tuple[str, str]]] = {
    "partner": (change("partner_id", "Juan García"), ("partner_id", "import_partner_missing")),
    "partner_of_others": (change("partner_id", "cedar"), ("partner_id", "import_partner_not_yours")),
    "quarter": (change("quarter", "2021"), ("quarter", "import_quarter_missing")),
    "activity": (change("activity_id", "12345678Z"), ("activity_id", "import_activity_missing")),
    "measure": (change("measure_id", "guesses"), ("measure_id", "import_measure_missing")),
    "breakdown": (change("breakdown", "colour"), ("breakdown", "import_breakdown_missing")),
    "category": (change("category", "red"), ("category", "import_category_missing")),
    "blank": (change("category", ""), ("category", "import_category_missing")),
    "text": (change("value", "about 3"), ("value", "import_not_a_count")),
    "negative": (change("value", "-3"), ("value", "import_not_a_count")),
    "fraction": (change("value", "3.5"), ("value", "import_not_a_count")),
    "thousands": (change("value", '"1,000"'), ("value", "import_not_a_count")),
    "endless": (change("value", "9" * 18), ("value", "import_not_a_count")),
    "mark": (lambda row: row.update(value="", mark="x"), ("mark", "import_mark_unknown")),
    "both": (change("mark", "NC"), ("value", "import_value_or_mark")),
    "neither": (change("value", ""), ("value", "import_value_or_mark")),
    "other_activity": (change("activity_id", "cedar-groups"), ("activity_id", "import_activity_not_running")),
    "other_cell": (
        lambda row: row.update(breakdown="reason", category="_U", measure_id="sessions"),
        ("category", "import_cell_does_not_apply"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_import_one_fault_is_named_with_its_row_and_column(
    workspace: flow.Workspace, tmp_path: Path, name: str
) -> None:
    spoil, expected = FAULTS[name]
    rows = good_rows(("ash",), ("2021-Q1",))
    at = next(
        n for n, row in enumerate(rows) if row["measure_id"] == "sessions" and row["activity_id"] == TOTAL
    )
    spoil(rows[at])

    imported, lines = done(workspace, written(tmp_path / "all.csv", rows))

    assert (at + 2, *expected) in lines.blocking()
    assert imported.sound_rows == len(rows) - 1
    text = json.dumps(lines.found)
    assert "Garc" not in text
    assert "12345678Z" not in text
    if expected[1] not in {"import_partner_missing", "import_partner_not_yours", "import_quarter_missing"}:
        assert imported.submitted == ()


def test_import_rules_each_have_a_fault_in_the_tests() -> None:
    tested = {check for _, (_, check) in FAULTS.values()}
    assert {rule.check for rule in ROW_RULES} - tested <= {
        "import_report_not_expected",
        "import_measure_not_reported",
    }


def test_import_all_faults_of_a_row_and_all_rows_are_named(workspace: flow.Workspace, tmp_path: Path) -> None:
    rows = good_rows(("ash",))
    for row in rows:
        row.update(value="x", measure_id="y")

    imported, lines = done(workspace, written(tmp_path / "all.csv", rows))

    checks = [check for _, _, check in lines.blocking()]
    assert checks.count("import_not_a_count") == checks.count("import_measure_missing") == len(rows)
    assert [r for r, _, c in lines.blocking() if c == "import_not_a_count"] == list(range(2, len(rows) + 2))
    assert imported.sound_rows == 0


def test_import_duplicate_rows_are_all_named_and_refuse_their_report_only(
    workspace: flow.Workspace, tmp_path: Path
) -> None:
    rows = good_rows()
    rows.append(dict(rows[0]))

    imported, lines = done(workspace, written(tmp_path / "all.csv", rows))

    twice = [row for row, _, check in lines.blocking() if check == "import_duplicate_rows"]
    assert twice == [2, len(rows) + 1]
    assert imported.refused == (("ash", "2021-Q1"),)
    assert len(imported.submitted) == 3


def test_import_incoherent_report_is_refused_with_rows_instead_of_cells(
    workspace: flow.Workspace, tmp_path: Path
) -> None:
    rows = good_rows(("ash",), ("2021-Q1",))
    at = next(n for n, r in enumerate(rows) if (r["measure_id"], r["category"]) == ("starts", "F"))
    rows[at]["value"] = "9999"

    imported, lines = done(workspace, written(tmp_path / "all.csv", rows))

    assert imported.refused == (("ash", "2021-Q1"),)
    found = [f for f in lines.found if f["check"] == "coherence_part_larger_than_total"]
    assert at + 2 in [f["row"] for f in found]
    assert f"row {at + 2}" in str(found[0]["message"])


def test_import_findings_that_ask_wait_for_a_reason(workspace: flow.Workspace, tmp_path: Path) -> None:
    rows = good_rows(("ash",), ("2021-Q1",))
    for row in rows:
        row["value"] = str(int(row["value"]) * 5_000_000)
    path = written(tmp_path / "all.csv", rows)

    waiting, _ = done(workspace, path, because="")
    assert waiting.to_confirm == (("ash", "2021-Q1"),)
    assert not workspace.ledger.submissions()
    imported, _ = done(workspace, path)
    assert len(imported.submitted) == 1


def test_import_coordinator_of_one_partner_cannot_import_for_another(
    workspace: flow.Workspace, tmp_path: Path
) -> None:
    one = Account("ana@ash.example", Role.COORDINATOR, "ash")
    imported, lines = done(workspace, written(tmp_path / "all.csv", good_rows()), one)

    assert {submission.rpartition("-")[0][:3] for submission in imported.submitted} == {"ash"}
    assert "import_partner_not_yours" in {check for _, _, check in lines.blocking()}
    assert {partner for partner, _ in imported.refused} == {"birch"}


def test_import_administrator_needs_a_reason_which_each_report_keeps(
    workspace: flow.Workspace, tmp_path: Path
) -> None:
    path = written(tmp_path / "all.csv", good_rows(("ash",)))
    with pytest.raises(PolicyError, match="reason"):
        done(workspace, path, ADMINISTRATOR)

    imported, _ = done(workspace, path, ADMINISTRATOR, on_behalf="history of 2021, agreed with Ash")

    details = [event.detail for event in workspace.ledger.events() if event.kind == "imported"]
    assert details == ["history of 2021, agreed with Ash"] * len(imported.submitted)
    assert flow.approve(workspace, imported.submitted[0], MANAGER).state is SubmissionState.APPROVED
    with pytest.raises(PolicyError):
        flow.approve(workspace, imported.submitted[1], ADMINISTRATOR)


def test_import_who_imported_cannot_approve_even_as_a_manager_later(
    workspace: flow.Workspace, tmp_path: Path
) -> None:
    imported, _ = done(
        workspace, written(tmp_path / "a.csv", good_rows(("ash",))), ADMINISTRATOR, on_behalf="history"
    )
    with pytest.raises(PolicyError):
        flow.approve(workspace, imported.submitted[0], Account(ADMINISTRATOR.email, Role.MANAGER, None))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EVALUATOR])
def test_import_others_may_not(workspace: flow.Workspace, tmp_path: Path, role: Role) -> None:
    with pytest.raises(PolicyError, match="cannot import"):
        done(
            workspace,
            written(tmp_path / "a.csv", good_rows()),
            Account("x@y.example", role, None),
            on_behalf="x",
        )


@pytest.mark.parametrize(
    ("content", "check"),
    [
        pytest.param(b"", "import_columns", id="empty"),
        pytest.param(b"partner_id,quarter\n", "import_columns", id="missing"),
        pytest.param((",".join(NAMES) + ",name\n").encode(), "import_columns", id="unknown"),
        pytest.param((",".join(NAMES) + "\n" + "a," * 20 + "\n").encode(), "import_damaged", id="ragged"),
        pytest.param(
            (",".join(NAMES) + "\n").encode() + b"\xff\xfe,1,1,1,1,1,1,1\n", "import_damaged", id="bytes"
        ),
        pytest.param(b"PAR1 and nothing else", "import_damaged", id="parquet"),
    ],
)
def test_import_table_that_is_none_is_refused(
    workspace: flow.Workspace, tmp_path: Path, content: bytes, check: str
) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(UnreadableFileError) as caught:
        done(workspace, tmp_path / "x.csv")
    assert caught.value.check == check
    assert not list((tmp_path / "data").glob(".importing*"))


def test_import_table_of_many_batches_is_read_whole(
    workspace: flow.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing.reports, "ROWS_AT_ONCE", 7)
    imported, lines = done(workspace, written(tmp_path / "all.csv", good_rows()))
    assert len(imported.submitted) == 4
    assert lines.blocking() == []


def test_import_command_says_everything_in_its_file_and_as_json(
    workspace: flow.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREPARE_DATA", str(workspace.settings.data_dir))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(TINY))
    rows = good_rows()
    for row in rows[:30]:
        row["value"] = "x"
    path = written(tmp_path / "all.csv", rows)
    command = ["import", str(path), "--as", BOTH.email, "--findings", str(tmp_path / "found.csv")]

    said = CliRunner().invoke(main, command)

    assert said.exit_code == 1
    assert "more findings; all are in" in said.output
    listed = list(csv.DictReader(io.StringIO((tmp_path / "found.csv").read_text("utf-8-sig"))))
    assert {int(line["row"]) for line in listed if line["check"] == "import_not_a_count"} == set(range(2, 32))
    answer = json.loads(CliRunner().invoke(main, ["import", str(path), "--as", BOTH.email, "--json"]).stdout)
    assert answer["rows"] == len(rows)
    assert len([f for f in answer["findings"] if f["check"] == "import_not_a_count"]) == 30
