"""A real server in its own process, and the people who visit it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.model import Account
from pipelines.settings import REPOSITORY_ROOT, Settings
from tests.dashboard.workspace_fixture import sign_in_token

START_SECONDS = 90


@dataclass(frozen=True)
class Server:
    settings: Settings
    url: str
    log: Path

    def link(self, account: Account) -> str:
        return f"{self.url}/account/link?token={sign_in_token(self.settings, account)}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    settings: Settings, log: Path, more: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[Server]:
    """Serve until the block ends, from a directory of its own, as uvicorn does in production.

    `more` are further variables of the environment.
    """
    port = port or free_port()
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PREPARE_", "STREAMLIT_"))
        },
        "PREPARE_DATA": str(settings.data_dir),
        "PREPARE_CATALOGUE": str(settings.catalogue_dir),
        "PYTHONPATH": str(REPOSITORY_ROOT),
        **(more or {}),
    }
    command = ["uvicorn", "--factory", "dashboard.asgi:app", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, "--log-level", "warning"],
            env=environment,
            cwd=log.parent,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            server = Server(settings, f"http://127.0.0.1:{port}", log)
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {server.log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"the server did not answer: {json.dumps(server.log.read_text(encoding='utf-8'))}")
