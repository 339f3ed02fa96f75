"""The real program in a process of its own, as its readers reach it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pipelines.errors import StoreBusyError

HOST = "127.0.0.1"
START_SECONDS = 90.0
END_SECONDS = 20.0
HEALTH_PATH = "/healthz"

Command = Callable[[int], Sequence[str]]
"""Port -> the command that serves the dashboard there."""


@contextmanager
def serving(command: Command) -> Iterator[int]:
    """Serve until the block ends, on a free port of this machine, which is given.

    Errors: StoreBusyError when the program ends by itself or does not answer in time.
    """
    port = _free_port()
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as directory:
        process = subprocess.Popen(command(port), cwd=directory, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", HEALTH_PATH)
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise StoreBusyError(
        title="The dashboard did not start",
        message="It ended, or did not answer in time. Start it with `prepare serve` to see what it says.",
    )
