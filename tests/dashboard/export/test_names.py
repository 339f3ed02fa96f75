from __future__ import annotations

import re
from dataclasses import replace

from dashboard.export import file_name
from dashboard.queries import ReleaseReader
from dashboard.selection import Selection
from tests.dashboard.charts.examples import ACTIVITIES_OVER_TIME, SEXES, exhibit_of


def test_file_name_tells_files_apart(reader: ReleaseReader) -> None:
    assert file_name(exhibit_of(reader, SEXES), "csv") == (
        "tiny-project_release-0003_pa02_3-local_project_sex_synthetic.csv"
    )
    assert file_name(exhibit_of(reader, ACTIVITIES_OVER_TIME), "svg") == (
        "tiny-project_release-0003_pa02_malaga_4-quarter_2-activities_synthetic.svg"
    )


def test_file_name_is_plain_ascii_of_bounded_length(reader: ReleaseReader) -> None:
    provenance = replace(reader.provenance, project_short_title='../Ünïcode / "x"' + "y" * 300)
    exhibit = exhibit_of(reader, SEXES)
    odd = replace(exhibit.view, selection=Selection("a/b", "local", ("m\u00e1laga",), "quarter", ("q",)))
    name = file_name(replace(exhibit, view=odd, provenance=provenance), "png")

    assert re.fullmatch(r"[a-z0-9._-]{1,130}\.png", name)
    assert not name.startswith(".")


def test_file_name_of_real_data_does_not_say_synthetic(reader: ReleaseReader) -> None:
    real = replace(exhibit_of(reader, SEXES), provenance=replace(reader.provenance, synthetic=False))

    assert "synthetic" not in file_name(real, "csv")
