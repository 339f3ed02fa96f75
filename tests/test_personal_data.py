"""After a refusal, what made it is nowhere: not on the disk, in no log, in no database, on no page."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import pytest

from pipelines import flow
from pipelines.model import Severity, SubmissionState
from tests.dashboard.workspace_fixture import AT, COORDINATOR, add_people, settings_in
from tests.pipelines.filled import QUARTER
from tests.pipelines.read.personal.planted import PLACES, template


@pytest.fixture
def own_temporary_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def files_with(needle: str, folder: Path) -> list[str]:
    """Files below a folder that hold a text, in any of the ways in which programs write it."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(needle.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "cp1252")):
                found.append(path.name)
    return found


@pytest.mark.slow
def test_planted_secrets_leave_only_their_refusals(
    tmp_path: Path,
    own_temporary_directory: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {planted.text for planted in PLACES.values()} | {
        Path(planted.file_name).stem for planted in PLACES.values() if planted.file_name[:6] != "report"
    }
    with flow.open_workspace(settings_in(tmp_path / "data"), clock=lambda: AT) as workspace:
        add_people(workspace)
        for planted in PLACES.values():
            data = planted.make(planted.text)
            received = flow.receive(workspace, planted.file_name, data, COORDINATOR, expected_quarter=QUARTER)
            assert received.receipt is None
            assert received.submission is None
            assert planted.check in {f.check for f in received.screening.findings}
        events = workspace.ledger.events()
        refused = [event for event in events if event.kind == "upload_refused"]
        assert len(refused) == len(PLACES)
        assert {event.actor for event in refused} == {COORDINATOR.email}
        for event, planted in zip(refused, PLACES.values(), strict=True):
            assert planted.check in event.detail
            assert planted.where in event.detail
        assert not [event for event in events if event.kind == "uploaded"]
        assert not workspace.ledger.submissions()
        assert workspace.ledger.verify() == ()

    out, err = capfd.readouterr()
    for secret in secrets:
        assert files_with(secret, tmp_path) == [], secret
        assert secret not in caplog.text + out + err
    assert list(own_temporary_directory.iterdir()) == []


def test_refused_file_leaves_no_hash_of_itself(tmp_path: Path) -> None:
    from hashlib import sha256

    planted = PLACES["cell_beside_the_table"]
    data = planted.make(planted.text)
    with flow.open_workspace(settings_in(tmp_path / "data"), clock=lambda: AT) as workspace:
        add_people(workspace)
        flow.receive(workspace, planted.file_name, data, COORDINATOR, expected_quarter=QUARTER)
    assert files_with(sha256(data).hexdigest(), tmp_path) == []
    assert files_with(planted.file_name, tmp_path) == []


def test_file_that_nobody_can_search_is_not_kept(tmp_path: Path) -> None:
    secret = b"Amina K., 12345678Z"
    with flow.open_workspace(settings_in(tmp_path / "data"), clock=lambda: AT) as workspace:
        add_people(workspace)
        received = flow.receive(workspace, "list.pdf", b"%PDF-1.7\n" + secret, COORDINATOR)
        assert received.receipt is None
        assert "structure_not_a_spreadsheet" in workspace.ledger.events()[-1].detail
    assert files_with(secret.decode(), tmp_path) == []


def test_what_looks_like_a_name_can_be_confirmed(tmp_path: Path) -> None:
    with flow.open_workspace(settings_in(tmp_path / "data"), clock=lambda: AT) as workspace:
        add_people(workspace)
        received = flow.receive(
            workspace, "Juan García.xlsx", template(), COORDINATOR, expected_quarter=QUARTER
        )
        assert received.submission is not None
        named = [f for f in received.submission.findings if f.check == "personal_data_name"]
        assert [finding.severity for finding in named] == [Severity.CONFIRM]
        reasons = dict.fromkeys(received.submission.to_confirm, "the name of a street")
        submitted = flow.submit(workspace, received.submission.id, COORDINATOR, reasons)
        assert submitted.state is SubmissionState.SUBMITTED
