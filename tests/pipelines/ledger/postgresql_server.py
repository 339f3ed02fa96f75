"""A PostgreSQL server of our own in a temporary directory, reached through a socket there and by nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

ADMINISTRATOR = "postgres"
SECONDS = "60"


class Server:
    """A running server; every database it makes is new and empty."""

    def __init__(self, programs: Path, directory: Path) -> None:
        self.directory = directory
        self._programs = programs
        self._numbers = count(1)

    def new_database(self) -> str:
        """The URL of a new database."""
        name = f"outcomes_{next(self._numbers)}"
        with psycopg.connect(
            host=str(self.directory), user=ADMINISTRATOR, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f"create database {name}".encode())
        return f"postgresql+psycopg://{ADMINISTRATOR}@/{name}?host={self.directory}"

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.directory} -c fsync=off"
        log = self.directory / "server.log"
        self._call("pg_ctl", "start", "-w", "-t", SECONDS, "-l", str(log), "-o", options, *self._data)

    def stop(self) -> None:
        self._call("pg_ctl", "stop", "-w", "-t", SECONDS, "-m", "immediate", *self._data)

    def make(self) -> None:
        self._call(
            "initdb", "-N", "-A", "trust", "-U", ADMINISTRATOR, "-E", "UTF8", "--locale=C", *self._data
        )

    @property
    def _data(self) -> tuple[str, str]:
        return "-D", str(self.directory / "data")

    def _call(self, program: str, *words: str) -> None:
        subprocess.run(
            [self._programs / program, *words],
            check=True,
            cwd=self.directory,
            user=server_user(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )


def server_user() -> int | None:
    """The server refuses to run as root."""
    return pwd.getpwnam(ADMINISTRATOR).pw_uid if os.getuid() == 0 else None


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A new server, stopped and removed in the end."""
    # Not below the directory of the test run, which another user cannot enter; a socket's path must be short.
    directory = Path(tempfile.mkdtemp(prefix="outcomes-postgresql-"))
    try:
        if (user := server_user()) is not None:
            os.chown(directory, user, -1)
        server = Server(programs, directory)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory)
