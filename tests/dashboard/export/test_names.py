from __future__ import annotations

import re
from dataclasses import replace

from dashboard.export import file_name
from dashboard.queries import ReleaseReader
from dashboard.selection import Selection
from tests.dashboard.charts.examples import ACTIVITIES_OVER_TIME, SEXES


def test_file_name_tells_files_apart(reader: ReleaseReader) -> None:
    assert file_name(SEXES, reader.provenance, "csv") == (
        "tiny-project_release-0003_pa02_3-local_project_sex_synthetic.csv"
    )
    assert file_name(ACTIVITIES_OVER_TIME, reader.provenance, "svg") == (
        "tiny-project_release-0003_pa02_malaga_4-quarter_2-activities_synthetic.svg"
    )


def test_file_name_is_plain_ascii_of_bounded_length(reader: ReleaseReader) -> None:
    provenance = replace(reader.provenance, project_short_title='../Ünïcode / "x"' + "y" * 300)
    name = file_name(Selection("a/b", "local", ("m\u00e1laga",), "quarter", ("q",)), provenance, "png")

    assert re.fullmatch(r"[a-z0-9._-]{1,130}\.png", name)
    assert not name.startswith(".")


def test_file_name_of_real_data_does_not_say_synthetic(reader: ReleaseReader) -> None:
    assert "synthetic" not in file_name(SEXES, replace(reader.provenance, synthetic=False), "csv")
