from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from pipelines.demo import simulate_partner
from pipelines.flow import Workspace, open_workspace
from pipelines.model import Role
from pipelines.settings import REPOSITORY_ROOT, load_settings
from pipelines.template import build_template

CATALOGUE = REPOSITORY_ROOT / "tests" / "catalogues" / "tiny"
COORDINATOR = "coordinator.ash@example.org"
MANAGER = "manager@example.org"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREPARE_DATA", str(folder))
    monkeypatch.setenv("PREPARE_CATALOGUE", str(CATALOGUE))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def workspace(data: Path) -> Iterator[Workspace]:
    with open_workspace(load_settings()) as ws:
        ws.ledger.add_account(COORDINATOR, Role.COORDINATOR, "ash", ws.clock())
        ws.ledger.add_account(MANAGER, Role.MANAGER, None, ws.clock())
        yield ws


def prepare(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def filled(ws: Workspace, folder: Path, *, is_faulty: bool = False) -> Path:
    """A workbook of ash for 2021-Q1; a faulty one has more category counts than people."""
    values = dict(simulate_partner(ws.catalogue, ws.catalogue.partners["ash"], 1)["2021-Q1"])
    if is_faulty:
        values["_T", "starts", "sex", "F"] += 1
    path = folder / ("faulty.xlsx" if is_faulty else "filled.xlsx")
    path.write_bytes(build_template(ws.catalogue, "ash", "2021-Q1", values=values))
    return path


def submitted(ws: Workspace, folder: Path) -> str:
    done = prepare("submit", filled(ws, folder), "--as", COORDINATOR, "--json")
    assert done.exit_code == 0, done.output
    identifier: str = json.loads(done.stdout)["submission"]["id"]
    return identifier


# ---- the group ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(main.commands))
def test_cli_every_command_explains_itself(name: str) -> None:
    done = prepare(name, "--help")
    assert done.exit_code == 0
    assert main.commands[name].get_short_help_str()


def test_cli_misuse_exits_with_two(data: Path) -> None:
    assert prepare("template", "ash").exit_code == 2
    assert prepare("dance").exit_code == 2
    assert prepare("check", "no-such-file.xlsx").exit_code == 2


def test_cli_refusal_says_what_and_what_to_do_on_stderr(data: Path) -> None:
    done = prepare("template", "nobody", "2021-Q1")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no such partner: 'nobody' is not in the catalogue.")


def test_cli_wrong_catalogue_names_the_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in CATALOGUE.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    (broken / "project.toml").write_text("id = 1")
    monkeypatch.setenv("PREPARE_CATALOGUE", str(broken))
    done = prepare("doctor")
    assert done.exit_code == 1
    assert "project.toml" in done.stderr


# ---- one report --------------------------------------------------------------------------------------


def test_template_is_written_under_its_name(data: Path, tmp_path: Path) -> None:
    done = prepare("template", "ash", "2021-Q1")
    assert done.exit_code == 0
    assert (tmp_path / done.stdout.strip()).read_bytes()[:2] == b"PK"


def test_template_leaves_a_file_that_is_there_alone(data: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.xlsx"
    mine.write_text("hours of work")
    done = prepare("template", "ash", "2021-Q1", "--out", mine)
    assert done.exit_code == 1
    assert "mine.xlsx" in done.stderr
    assert mine.read_text() == "hours of work"


def test_check_sound_file_can_be_submitted(workspace: Workspace, tmp_path: Path) -> None:
    done = prepare("check", filled(workspace, tmp_path))
    assert done.exit_code == 0
    assert done.stdout.endswith("filled.xlsx can be submitted.\n")
    assert workspace.ledger.submissions() == ()


def test_check_faulty_file_exits_with_one_and_names_the_cell(workspace: Workspace, tmp_path: Path) -> None:
    done = prepare("check", filled(workspace, tmp_path, is_faulty=True), "--json")
    answer = json.loads(done.stdout)
    assert done.exit_code == 1
    assert set(answer) == {"file", "partner_id", "quarter", "is_blocked", "cells", "findings"}
    assert (answer["partner_id"], answer["quarter"], answer["is_blocked"]) == ("ash", "2021-Q1", True)
    cells = answer["cells"]
    assert cells["read"] == cells["accepted"] + cells["rejected"] + cells["blank"]
    blocking = [finding for finding in answer["findings"] if finding["severity"] == "blocking"]
    assert set(blocking[0]) == {"check", "severity", "message", "advice", "sheet", "cells"}
    assert blocking[0]["cells"]


def test_check_sheet_that_says_nothing_is_read_for_the_partner_and_quarter_that_are_given(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "own.csv").write_text("Measure;Number\nStarts;6\n")
    alone = prepare("check", tmp_path / "own.csv", "--json")
    told = prepare("check", tmp_path / "own.csv", "--partner", "ash", "--quarter", "2021-Q1", "--json")
    assert alone.exit_code == 1
    assert told.exit_code == 0
    assert json.loads(told.stdout)["cells"] == {"read": 1, "accepted": 1, "rejected": 0, "blank": 0}


def test_check_text_file_is_a_finding_and_no_error(data: Path, tmp_path: Path) -> None:
    (tmp_path / "note.xlsx").write_text("hello")
    done = prepare("check", tmp_path / "note.xlsx")
    assert done.exit_code == 1
    assert "Must be mended: " in done.stdout


def test_submit_prints_the_receipt(workspace: Workspace, tmp_path: Path) -> None:
    done = prepare("submit", filled(workspace, tmp_path), "--as", COORDINATOR)
    submission = workspace.ledger.submissions()[0]
    assert done.exit_code == 0, done.output
    assert f"SHA-256 {submission.upload.sha256}" in done.stdout
    assert done.stdout.endswith("Submitted as ash-2021-Q1-1.\n")
    assert submission.state.value == "submitted"


def test_submit_json_has_receipt_submission_and_findings(workspace: Workspace, tmp_path: Path) -> None:
    answer = json.loads(prepare("submit", filled(workspace, tmp_path), "--as", COORDINATOR, "--json").stdout)
    assert set(answer["receipt"]) == {"upload_id", "sha256", "file_name", "received_at", "actor"}
    assert answer["submission"]["id"] == "ash-2021-Q1-1"
    assert answer["submission"]["state"] == "submitted"
    assert answer["findings"] == []


def test_submit_faulty_file_is_kept_and_not_submitted(workspace: Workspace, tmp_path: Path) -> None:
    file = filled(workspace, tmp_path, is_faulty=True)
    done = prepare("submit", file, "--as", COORDINATOR)
    submission = workspace.ledger.submissions()[0]
    assert done.exit_code == 1
    assert done.stderr.startswith("Not submitted: faulty.xlsx was kept")
    assert submission.state.value == "draft"
    assert workspace.ledger.content(submission.upload.sha256) == file.read_bytes()


def test_submit_unknown_account_is_refused_and_nothing_kept(workspace: Workspace, tmp_path: Path) -> None:
    done = prepare("submit", filled(workspace, tmp_path), "--as", "nobody@example.org")
    assert done.exit_code == 1
    assert "There is no such account" in done.stderr
    assert workspace.ledger.submissions() == ()


# ---- the manager -------------------------------------------------------------------------------------


def test_list_and_show_name_the_report_and_no_count(workspace: Workspace, tmp_path: Path) -> None:
    identifier = submitted(workspace, tmp_path)
    listed = json.loads(prepare("list", "--state", "submitted", "--json").stdout)["submissions"]
    shown = json.loads(prepare("show", identifier, "--json").stdout)
    assert [each["id"] for each in listed] == [identifier]
    assert [event["kind"] for event in shown["events"]][-1] == "submitted"
    assert shown["receipt"]["file_name"] == "filled.xlsx"
    assert identifier in prepare("list").stdout
    assert "submitted" in prepare("show", identifier).stdout


def test_list_without_reports_says_so(data: Path) -> None:
    done = prepare("list")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "No report yet.\n")


def test_approve_one_and_all(workspace: Workspace, tmp_path: Path) -> None:
    identifier = submitted(workspace, tmp_path)
    assert prepare("approve", identifier, "--as", MANAGER).stdout == f"{identifier} is approved.\n"
    submitted(workspace, tmp_path)
    assert prepare("approve", "--all", "--as", MANAGER).stdout == "ash-2021-Q1-2 is approved.\n"
    done = prepare("approve", "--all", "--as", MANAGER)
    assert (done.exit_code, done.stderr) == (1, "Nothing to approve: No report waits for a decision.\n")


def test_approve_needs_one_of_id_and_all(workspace: Workspace) -> None:
    assert prepare("approve", "--as", MANAGER).exit_code == 2
    assert prepare("approve", "x-1", "--all", "--as", MANAGER).exit_code == 2


def test_approve_by_a_coordinator_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    done = prepare("approve", submitted(workspace, tmp_path), "--as", COORDINATOR)
    assert done.exit_code == 1
    assert "Only a project manager" in done.stderr


def test_return_hands_the_comment_to_the_partner(workspace: Workspace, tmp_path: Path) -> None:
    identifier = submitted(workspace, tmp_path)
    done = prepare("return", identifier, "--comment", "Please look at the starts.", "--as", MANAGER)
    assert done.stdout == f"{identifier} is returned.\n"
    assert workspace.ledger.submission(identifier).comment == "Please look at the starts."


# ---- releases ----------------------------------------------------------------------------------------


def test_publish_without_approved_report_is_refused(workspace: Workspace) -> None:
    done = prepare("publish")
    assert done.exit_code == 1
    assert "There is nothing to publish" in done.stderr


def test_publish_dry_run_then_for_good(workspace: Workspace, tmp_path: Path) -> None:
    identifier = submitted(workspace, tmp_path)
    prepare("approve", identifier, "--as", MANAGER)
    dry = json.loads(prepare("publish", "--dry-run", "--json").stdout)
    assert (dry["published"], dry["number"], dry["new_submissions"]) == (False, 1, [identifier])
    assert {"partner_id": "birch", "quarter": "2021-Q1"} in dry["missing"]
    assert workspace.ledger.publications() == ()
    done = prepare("publish", "--reason", "First release")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Release 0001 is published.\n")
    assert workspace.ledger.publications()[0].reason == "First release"
    assert json.loads(prepare("doctor", "--json").stdout)["is_sound"] is True


def test_publish_with_two_managers_asks_who_acts(workspace: Workspace) -> None:
    workspace.ledger.add_account("other@example.org", Role.MANAGER, None, workspace.clock())
    done = prepare("publish")
    assert done.exit_code == 1
    assert "Name the account with --as EMAIL" in done.stderr


def test_doctor_finds_an_altered_release(workspace: Workspace, tmp_path: Path) -> None:
    prepare("approve", submitted(workspace, tmp_path), "--as", MANAGER)
    prepare("publish")
    cells = workspace.settings.releases_dir / "0001" / "cells.parquet"
    cells.chmod(0o644)
    cells.write_bytes(cells.read_bytes() + b" ")
    done = prepare("doctor")
    assert done.exit_code == 1
    assert "release 0001: cells.parquet is not what was published" in done.stdout


def test_doctor_missing_release_is_a_fault(workspace: Workspace, tmp_path: Path) -> None:
    prepare("approve", submitted(workspace, tmp_path), "--as", MANAGER)
    prepare("publish")
    releases = workspace.settings.releases_dir
    (releases / "0001").rename(releases / ".lost")
    faults = json.loads(prepare("doctor", "--json").stdout)["faults"]
    assert set(faults) == {"catalogue", "ledger", "releases", "pointer", "disk", "rights"}
    assert faults["releases"]
    assert faults["pointer"]


def test_doctor_wrong_pointer_is_set_right(workspace: Workspace, tmp_path: Path) -> None:
    prepare("approve", submitted(workspace, tmp_path), "--as", MANAGER)
    prepare("publish")
    pointer = workspace.settings.releases_dir / "CURRENT"
    pointer.write_text("0009\n")
    assert prepare("doctor").exit_code == 0
    assert pointer.read_text() == "0001\n"


# ---- people ------------------------------------------------------------------------------------------


def test_invite_prints_a_link_that_signs_in(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREPARE_BASE_URL", "https://outcomes.example.org")
    done = prepare("invite", "new@example.org", "--role", "coordinator", "--partner", "birch")
    address, _, token = done.stdout.strip().partition("?token=")
    assert address == "https://outcomes.example.org/account/link"
    session = workspace.ledger.redeem_link(token, workspace.clock())
    account = workspace.ledger.session_account(session, workspace.clock())
    assert account is not None
    assert (account.email, account.partner_id) == ("new@example.org", "birch")


def test_users_add_then_list(workspace: Workspace) -> None:
    assert prepare("users", "add", "eva@example.org", "--role", "evaluator").exit_code == 0
    accounts = json.loads(prepare("users", "list", "--json").stdout)["accounts"]
    assert {"email": "eva@example.org", "role": "evaluator", "partner_ids": []} in accounts
    assert "eva@example.org" in prepare("users", "list").stdout


def test_users_add_for_an_unknown_partner_is_refused(workspace: Workspace) -> None:
    done = prepare("users", "add", "x@example.org", "--role", "coordinator", "--partner", "nowhere")
    assert done.exit_code == 1
    assert "'nowhere' is not in the catalogue" in done.stderr


# ---- serving -----------------------------------------------------------------------------------------


def test_serve_on_a_taken_port_says_so(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = prepare("serve", "--port", str(port))
    assert done.exit_code == 1
    assert f"port {port} is taken" in done.stderr


def test_demo_beside_real_data_is_refused_and_leaves_it_alone(workspace: Workspace, tmp_path: Path) -> None:
    identifier = submitted(workspace, tmp_path)
    for arguments in (("demo", "--no-serve"), ("demo", "--no-serve", "--fresh")):
        done = prepare(*arguments)
        assert done.exit_code == 1
        assert "holds real reports" in done.stderr
    assert workspace.ledger.submission(identifier).id == identifier


@pytest.mark.slow
def test_serve_answers_on_the_address_it_prints(data: Path) -> None:
    command = [sys.executable, "-c", "from dashboard.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = server.stdout.readline().split()[-1]
            answer = httpx.get(f"{address}/healthz", timeout=60)
        finally:
            server.terminate()
    assert answer.text == "ok"


@pytest.mark.slow
def test_demo_is_made_reused_and_made_again(data: Path) -> None:
    made = prepare("demo", "--no-serve")
    assert made.exit_code == 0, made.output
    assert "SYNTHETIC" in made.stdout
    assert made.stdout.count("http://127.0.0.1:8501/account/link?token=") == len(Role)
    beside = data / "not-ours.txt"
    beside.write_text("kept")
    again = prepare("demo", "--no-serve")
    assert "Using the SYNTHETIC project" in again.stdout
    assert again.stdout.count("/account/link?token=") == len(Role)
    fresh = prepare("demo", "--no-serve", "--fresh")
    assert "Making the synthetic data again." in fresh.stdout
    assert beside.read_text() == "kept"
    assert json.loads(prepare("doctor", "--json").stdout)["is_sound"] is True


@pytest.mark.slow
def test_demo_that_was_interrupted_is_made_again(data: Path) -> None:
    with open_workspace(load_settings()) as ws:
        ws.ledger.mark_synthetic(ws.clock())
    done = prepare("demo", "--no-serve")
    assert done.exit_code == 0, done.output
    assert "An earlier demo was interrupted" in done.stdout


# ---- the reporting cycle ---------------------------------------------------------------------------------


def test_status_says_what_is_late_and_extend_gives_more_time(workspace: Workspace) -> None:
    late = json.loads(prepare("status", "--late", "--json").stdout)["reports"]
    assert {"ash", "birch", "cedar"} <= {each["partner_id"] for each in late}
    assert all(each["days_late"] > 0 for each in late)

    given = ("extend", "ash", "2021-Q1", "--until", "2099-01-01", "--reason", "Holidays.")
    assert prepare(*given, "--as", COORDINATOR).exit_code == 1
    assert prepare(*given, "--as", MANAGER).exit_code == 0

    (report,) = (
        each
        for each in json.loads(prepare("status", "--json").stdout)["reports"]
        if (each["partner_id"], each["quarter"]) == ("ash", "2021-Q1")
    )
    assert (report["phase"], report["due"], report["days_late"]) == ("open", "2099-01-01", 0)
    assert "ash" in prepare("status").stdout


def test_withdraw_takes_a_submitted_report_back(workspace: Workspace, tmp_path: Path) -> None:
    report = submitted(workspace, tmp_path)

    assert prepare("withdraw", report, "--reason", " ", "--as", COORDINATOR).exit_code == 1
    assert prepare("withdraw", report, "--reason", "Mixed up.", "--as", COORDINATOR).exit_code == 0

    assert json.loads(prepare("show", report, "--json").stdout)["state"] == "withdrawn"


def test_withdraw_release_keeps_it_listed(workspace: Workspace, tmp_path: Path) -> None:
    prepare("approve", submitted(workspace, tmp_path), "--as", MANAGER)
    assert prepare("publish", "--reason", "First").exit_code == 0

    assert prepare("withdraw-release", "1", "--reason", "A mistake.", "--as", MANAGER).exit_code == 0
    assert prepare("withdraw-release", "1", "--reason", "Again.", "--as", MANAGER).exit_code == 1

    (publication,) = workspace.ledger.publications()
    assert publication.withdrawal is not None


def test_users_close_forgets_the_address(workspace: Workspace) -> None:
    assert prepare("users", "close", COORDINATOR, "--forget").exit_code == 0

    assert COORDINATOR not in prepare("users", "list").stdout
    assert workspace.ledger.verify() == ()
    assert prepare("users", "close", COORDINATOR).exit_code == 1
