from collections.abc import Iterator

import pytest

from dashboard.queries import ReleaseReader, open_release
from tests.dashboard.release_fixture import write_release


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    reader = open_release(write_release(tmp_path_factory.mktemp("releases")))
    yield reader
    reader.close()
