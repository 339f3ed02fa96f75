from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.ledger import Ledger
from tests import programs

from .postgresql_server import Server, running

DATABASES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the ledger run on every database; those that look into its file, on the one that has a file."""
    if "ledger_url" in metafunc.fixturenames:
        databases = DATABASES[:1] if "ledger_file" in metafunc.fixturenames else DATABASES
        metafunc.parametrize("ledger_url", databases, indirect=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    found = programs.postgresql_path()
    if found is None:
        pytest.skip("no PostgreSQL server is installed; as root: apt-get install -y postgresql")
    with running(found) as server:
        yield server


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger can be made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.sqlite"
    server: Server = request.getfixturevalue("postgresql_server")
    return server.new_database()


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> str:
    return postgresql_server.new_database()


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger.open(ledger_url) as opened:
        yield opened
