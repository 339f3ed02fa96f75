"""What was approved survives: publisher and server are killed (SIGKILL) at 50 random moments, and at chosen ones."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from dashboard.queries import open_release
from pipelines import flow, review
from pipelines.ledger import Ledger
from pipelines.model import SubmissionState
from pipelines.publish import (
    current_number,
    current_release,
    read_cells,
    read_release,
    release_directory,
    verify_release,
)
from pipelines.settings import REPOSITORY_ROOT, Settings
from tests.browser.server import free_port
from tests.dashboard.workspace_fixture import (
    EVALUATOR,
    MANAGER,
    TINY,
    build_workspace,
    settings_in,
    sign_in_token,
    submit_report,
)
from tests.victims import ENDED, FAILED, PID, PLACES, PUBLISHED, RECORDED, STOPPED

pytestmark = pytest.mark.slow

PUBLISHER_SEEDS, PUBLISHER_KILLS = (11, 12, 13, 14), 10
SERVER_SEEDS, SERVER_KILLS = (21,), 10
WAIT_SECONDS = 90
STANDING = {SubmissionState.APPROVED, SubmissionState.PUBLISHED}

Process = subprocess.Popen[str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with release 1 published, and the reports of the last quarter approved."""
    directory = tmp_path_factory.mktemp("built") / "data"
    build_workspace(settings_in(directory))
    return directory


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    return copied(built, tmp_path)


def copied(built: Path, directory: Path) -> Settings:
    shutil.copytree(built, directory / "data")
    return settings_in(directory / "data")


class Publishers:
    """Forks publishers from a process that has loaded the program; one at a time."""

    def __init__(self, log: Path) -> None:
        self._process = start("-m", "tests.victims", "publishers", log=log)
        self._pid = 0

    def start(self, settings: Settings, place: str = "") -> None:
        self._ask(f"{settings.data_dir}\t{place}")
        self._pid = int(self.wait_for(PID))

    def wait_for(self, word: str) -> str:
        """What follows a word in the first line that begins with it; the words before it are passed over."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(word):
                return line.removeprefix(word).strip()
            assert line.strip() != FAILED, "the publisher failed; its log says why"
        raise AssertionError(f"the publisher ended before it said {word!r}")

    def kill(self) -> bool:
        """SIGKILL; whether it met the publisher alive."""
        os.kill(self._pid, signal.SIGKILL)
        return self.end() == -signal.SIGKILL

    def end(self) -> int:
        """The exit code, when it has ended."""
        self._ask("")
        return int(self.wait_for(ENDED))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(WAIT_SECONDS) == 0
        close_pipes(self._process)

    def _ask(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


@pytest.fixture(scope="module")
def publishers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishers]:
    with closing(Publishers(tmp_path_factory.mktemp("publishers") / "publishers.log")) as forked:
        yield forked


# ---- the publisher -------------------------------------------------------------------------------------


def test_there_are_fifty_random_kills() -> None:
    assert len(PUBLISHER_SEEDS) * PUBLISHER_KILLS + len(SERVER_SEEDS) * SERVER_KILLS == 50


@pytest.mark.parametrize("seed", PUBLISHER_SEEDS)
def test_publisher_killed_at_random_moments_loses_and_tears_nothing(
    built: Path, publishers: Publishers, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    seconds = measured_publication(publishers, copied(built, tmp_path / "measured"))
    whole_seconds = measured_command(copied(built, tmp_path / "command"))
    killed = 0
    for attempt in range(PUBLISHER_KILLS * 3):
        settings = copied(built, tmp_path / f"attempt-{attempt}")
        with being_read(settings):
            for is_again in (False, True):  # the second kill finds what the first one left
                if is_again:
                    hand_in(settings, chance)
                before = approved_ids(settings)
                if chance.random() < 0.2:  # the command, from its start
                    command = start_command(settings, "publish")
                    time.sleep(chance.uniform(0, whole_seconds))
                    killed += kill(command)
                    close_pipes(command)
                else:
                    publishers.start(settings)
                    time.sleep(chance.uniform(0, seconds))
                    killed += publishers.kill()
                check_after_publisher(settings, before)
                publish_again(settings)
        if killed >= PUBLISHER_KILLS:
            return
    raise AssertionError("most publishers ended before they were killed")


@pytest.mark.parametrize("place", PLACES)
def test_publisher_killed_at_a_chosen_place_loses_and_tears_nothing(
    settings: Settings, publishers: Publishers, place: str
) -> None:
    before = approved_ids(settings)
    cells = read_cells(current_release(settings.releases_dir))
    with being_read(settings):
        publishers.start(settings, place)
        publishers.wait_for(STOPPED)
        assert publishers.kill()

        check_after_publisher(settings, before)

        number = current_number(settings.releases_dir)
        assert number == (2 if place in RECORDED else 1)
        if number == 1:
            assert read_cells(current_release(settings.releases_dir)).equals(cells)
        publish_again(settings)


def measured_publication(publishers: Publishers, settings: Settings) -> float:
    """Seconds of an undisturbed publication."""
    started = time.monotonic()
    publishers.start(settings)
    publishers.wait_for(PUBLISHED)
    seconds = time.monotonic() - started
    assert publishers.end() == 0
    return seconds


def measured_command(settings: Settings) -> float:
    """Seconds of an undisturbed `prepare publish`."""
    started = time.monotonic()
    process = start_command(settings, "publish")
    assert process.wait(WAIT_SECONDS) == 0
    close_pipes(process)
    return time.monotonic() - started


def hand_in(settings: Settings, chance: random.Random) -> None:
    """Approve a report once more, so that there is always one that is not published yet."""
    with flow.open_workspace(settings) as workspace:
        quarter = workspace.catalogue.project.last_quarter
        partner = chance.choice(workspace.catalogue.expected_partners(quarter))
        flow.approve(workspace, submit_report(workspace, partner.id, quarter), MANAGER)


def approved_ids(settings: Settings) -> tuple[str, ...]:
    with closing(Ledger.open(settings.ledger_url)) as ledger:
        return review.approved(ledger).submission_ids


def check_after_publisher(settings: Settings, before: tuple[str, ...]) -> None:
    """Nothing is lost and torn as the kill left it, and opening the workspace puts it in order."""
    check_ledger(settings)
    check_current_is_whole(settings)
    with closing(Ledger.open(settings.ledger_url)) as ledger:
        check_kept(ledger, before)
        recorded = {publication.number for publication in ledger.publications()}
    left_over = [path.name for path in built_directories(settings) if path.name not in names(recorded)]
    aside = len(put_aside(settings))

    with flow.open_workspace(settings) as workspace:
        check_kept(workspace.ledger, before)
        assert workspace.ledger.publications()[-1].number == max(recorded)

    assert current_number(settings.releases_dir) == max(recorded)
    assert {path.name for path in built_directories(settings)} == names(recorded)
    assert len(put_aside(settings)) == aside + len(left_over)
    check_current_is_whole(settings)


def publish_again(settings: Settings) -> None:
    """Publish undisturbed."""
    with flow.open_workspace(settings) as workspace:
        last = workspace.ledger.publications()[-1].number
        release = flow.publish(workspace, MANAGER, "After a kill")
        assert release.number == last + 1
        assert set(workspace.ledger.publications()[-1].submission_ids) == set(release.manifest["submissions"])
        assert {submission.state for submission in workspace.ledger.submissions()} <= {
            SubmissionState.PUBLISHED,
            SubmissionState.SUPERSEDED,
        }
    check_current_is_whole(settings)


def built_directories(settings: Settings) -> list[Path]:
    """Directories of releases, built or half built."""
    return [
        path
        for path in sorted(settings.releases_dir.iterdir())
        if path.is_dir() and (path.name.isdecimal() or path.name.startswith(".building"))
    ]


def put_aside(settings: Settings) -> list[Path]:
    return sorted((settings.releases_dir / ".unpublished").glob("*"))


def names(numbers: set[int]) -> set[str]:
    return {f"{number:04d}" for number in numbers}


# ---- the server ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Visit:
    """A signed-in visitor of a server that comes and goes; the session outlives it."""

    url: str
    session: str

    def cookies(self) -> dict[str, str]:
        return {"prepare_session": self.session}

    def health(self) -> None:
        assert httpx.get(f"{self.url}/healthz", timeout=30).status_code == 200

    def sign_in_page(self) -> None:
        assert httpx.get(f"{self.url}/account/sign-in", timeout=30).status_code == 200

    def first_page(self) -> None:
        answer = httpx.get(self.url, cookies=self.cookies(), timeout=30)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/html")

    def drawn_page(self) -> str:
        """Everything the server sends to draw the first page."""
        question = BackMsg()
        question.rerun_script.query_string = ""
        with connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            origin=self.url,
            additional_headers={"Cookie": f"prepare_session={self.session}"},
            subprotocols=["streamlit"],
        ) as socket:
            socket.send(question.SerializeToString())
            drawn = []
            while True:
                message = ForwardMsg.FromString(socket.recv(timeout=WAIT_SECONDS))
                drawn.append(str(message))
                if message.WhichOneof("type") == "script_finished":
                    return "".join(drawn)


@pytest.mark.parametrize("seed", SERVER_SEEDS)
def test_server_killed_at_random_moments_loses_nothing_and_serves_the_last_release(
    settings: Settings, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    port, log = free_port(), tmp_path / "server.log"
    visit = sign_in(settings, port, log)
    acknowledged: list[str] = []
    for _ in range(SERVER_KILLS):
        server, partner = start_server(settings, port, log), start_partner(settings)
        if chance.random() < 0.3:  # while it starts
            time.sleep(chance.uniform(0, 3))
            assert kill(server)
        else:
            wait_for(visit, server, log)
            assert "release 1 of" in visit.drawn_page()
            with visited(visit):
                time.sleep(chance.uniform(0, 1))
                assert kill(server)
        assert kill(partner)
        acknowledged += remaining_lines(partner)
        check_ledger(settings)
        check_current_is_whole(settings)
        check_acknowledged(settings, acknowledged)

    assert any(line.startswith("approved") for line in acknowledged)
    server = start_server(settings, port, log)
    try:
        wait_for(visit, server, log)
        assert "release 1 of" in visit.drawn_page()
        publish_again_from_drafts(settings)
        assert "release 2 of" in visit.drawn_page()
    finally:
        kill(server)


def sign_in(settings: Settings, port: int, log: Path) -> Visit:
    server = start_server(settings, port, log)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(Visit(url, ""), server, log)
        answer = httpx.post(
            f"{url}/account/link",
            data={"token": sign_in_token(settings, EVALUATOR)},
            headers={"origin": url},
            timeout=30,
        )
        return Visit(url, str(answer.cookies["prepare_session"]))
    finally:
        kill(server)


def wait_for(visit: Visit, server: Process, log: Path) -> None:
    give_up = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < give_up:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            visit.health()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the server did not answer: {log.read_text(encoding='utf-8')}")


@contextmanager
def visited(visit: Visit) -> Iterator[None]:
    """Ask the server for pages from several sides until it is gone; every answer it gives must be right."""

    def ask(what: Callable[[], object]) -> int:
        for answers in range(1_000_000):
            try:
                what()
            except (httpx.TransportError, OSError, EOFError):
                return answers
        raise AssertionError("the server is still there")

    with ThreadPoolExecutor(max_workers=3) as pool:
        asked = [pool.submit(ask, what) for what in (visit.health, visit.sign_in_page, visit.first_page)]
        yield
        for answers in asked:
            answers.result()


def check_acknowledged(settings: Settings, acknowledged: list[str]) -> None:
    """Whatever was acknowledged is in the ledger as it was acknowledged, or gave way to a later approval."""
    with closing(Ledger.open(settings.ledger_url)) as ledger:
        standing = {i.rpartition("-")[0]: i for i in review.approved(ledger).submission_ids}
        for line in acknowledged:
            word, submission_id = line.split()
            state = ledger.submission(submission_id).state
            if state is SubmissionState.SUPERSEDED:
                report, _, version = submission_id.rpartition("-")
                assert int(standing[report].rpartition("-")[2]) > int(version)
            elif word == "approved":
                assert state in STANDING
            else:
                assert state in {SubmissionState.SUBMITTED, *STANDING}
            check_stored(ledger, submission_id)
        check_kept(ledger, tuple(standing.values()))


def publish_again_from_drafts(settings: Settings) -> None:
    """Publish what is approved, beside what a killed process left as a draft or submitted."""
    with flow.open_workspace(settings) as workspace:
        release = flow.publish(workspace, MANAGER, "After many kills")
        assert verify_release(release) == []
        assert tuple(release.manifest["submissions"]) == review.approved(workspace.ledger).submission_ids


# ---- processes -----------------------------------------------------------------------------------------


def start(*command: str, log: Path, settings: Settings | None = None, is_logged: bool = False) -> Process:
    """A Python process on the data of some settings; what it says goes into a pipe, or into the log too."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("PREPARE_", "STREAMLIT_"))}
    if settings is not None:
        environment |= {"PREPARE_DATA": str(settings.data_dir), "PREPARE_CATALOGUE": str(TINY)}
    with log.open("a", encoding="utf-8") as errors:
        return subprocess.Popen(
            [sys.executable, *command],
            env={**environment, "PYTHONPATH": str(REPOSITORY_ROOT)},
            cwd=log.parent,
            stdin=subprocess.PIPE if settings is None else subprocess.DEVNULL,
            stdout=errors if is_logged else subprocess.PIPE,
            stderr=errors,
            text=True,
        )


def process_log(settings: Settings) -> Path:
    return settings.data_dir.parent / "processes.log"


def start_partner(settings: Settings) -> Process:
    data = str(settings.data_dir)
    return start("-m", "tests.victims", "report", data, log=process_log(settings), settings=settings)


def start_command(settings: Settings, *arguments: str) -> Process:
    program = "from dashboard.cli import main; main()"
    log = process_log(settings)
    return start("-c", program, *arguments, "--as", MANAGER.email, log=log, settings=settings)


def start_server(settings: Settings, port: int, log: Path) -> Process:
    program = "from dashboard.cli import main; main()"
    command = ("-c", program, "serve", "--port", str(port))
    return start(*command, log=log, settings=settings, is_logged=True)


def kill(process: Process) -> bool:
    """SIGKILL; whether it met the process alive."""
    process.send_signal(signal.SIGKILL)
    return process.wait(WAIT_SECONDS) == -signal.SIGKILL


def remaining_lines(process: Process) -> list[str]:
    """The whole lines a killed process has written."""
    assert process.stdout is not None
    with process.stdout as output:
        return [line.strip() for line in output if line.endswith("\n")]


def close_pipes(process: Process) -> None:
    if process.stdout is not None:
        process.stdout.close()


# ---- what must hold ------------------------------------------------------------------------------------


def check_ledger(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.data_dir / "ledger.sqlite")) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []


def check_kept(ledger: Ledger, submission_ids: tuple[str, ...]) -> None:
    """Approved reports stand, with the file they came in and their counts."""
    assert review.approved(ledger).submission_ids == submission_ids
    assert {ledger.submission(each).state for each in submission_ids} <= STANDING
    for each in submission_ids:
        check_stored(ledger, each)
    kept = ledger.observations(submission_ids)
    assert set(kept["submission_id"].unique()) == set(submission_ids)


def check_stored(ledger: Ledger, submission_id: str) -> None:
    upload = ledger.submission(submission_id).upload
    assert sha256(ledger.content(upload.sha256)).hexdigest() == upload.sha256


def check_current_is_whole(settings: Settings) -> None:
    number = current_number(settings.releases_dir)
    assert number is not None
    release = read_release(release_directory(settings.releases_dir, number))
    assert release.number == number
    assert verify_release(release) == []
    assert {path.name for path in release.directory.iterdir()} == {
        *release.manifest["files"],
        "manifest.json",
    }


@contextmanager
def being_read(settings: Settings) -> Iterator[None]:
    """Read releases beside the block all the time: the one that was current first, and whichever is now."""
    is_over = threading.Event()
    first = current_release(settings.releases_dir)

    def read() -> int:
        with ExitStack() as stack:
            kept = stack.enter_context(closing(open_release(first.directory)))
            expected = kept.rows("release_info")
            rounds = 0
            last = first.number
            while rounds == 0 or not is_over.wait(0.4):
                assert kept.rows("release_info").equals(expected)
                current = current_release(settings.releases_dir)
                with closing(open_release(current.directory)) as reader:
                    assert reader.provenance.release_number == current.number >= last
                last = current.number
                rounds += 1
            return rounds

    with ThreadPoolExecutor(max_workers=1) as pool:
        reading: Future[int] = pool.submit(read)
        try:
            yield
        finally:
            is_over.set()
        assert reading.result() > 0
