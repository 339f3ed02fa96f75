from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz import Step, check, outcome, steps, valid_files


@pytest.mark.parametrize("file_format", ["xlsx", "ods", "csv"])
def test_fuzz_valid_file_is_accepted(file_format: str) -> None:
    assert outcome(valid_files()[file_format]) == "accepted"


@pytest.mark.parametrize("file_format", ["xlsx", "ods", "csv"])
def test_fuzz_mutated_file_is_read_or_refused_and_loses_no_cell(file_format: str) -> None:
    @settings(
        max_examples=120,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(how=steps())
    def run(how: list[Step]) -> None:
        check(file_format, how)

    run()
