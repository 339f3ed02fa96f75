"""A citation says what was selected, from which release, whether it is synthetic, and under which licence."""

from __future__ import annotations

import re
from dataclasses import replace

from dashboard.export import bibtex, datacite, long_citation, short_citation
from dashboard.queries import ReleaseReader
from dashboard.view import Exhibit
from tests.dashboard.charts.examples import RATIOS, SEXES, exhibit_of


def real(reader: ReleaseReader) -> Exhibit:
    provenance = replace(reader.provenance, synthetic=False, base_url="https://outcomes.example.org")
    return replace(exhibit_of(reader, SEXES), provenance=provenance)


def test_short_citation_names_project_release_and_date(reader: ReleaseReader) -> None:
    assert short_citation(exhibit_of(reader, SEXES)) == "Tiny project, release 3 (2019-02-01)"


def test_long_citation_names_selection_link_and_licence(reader: ReleaseReader) -> None:
    exhibit = real(reader)
    cited = long_citation(exhibit)

    assert cited.startswith("Tiny project: an invented network of three places. Starts (persons): Málaga, ")
    assert f"Release 3, 2019-02-01. {exhibit.link} (licence CC-BY-4.0)." in cited
    assert exhibit.link.startswith("https://outcomes.example.org/explore?release=3&lang=en&")
    assert "ynthetic" not in cited


def test_citation_of_synthetic_data_says_so_everywhere(reader: ReleaseReader) -> None:
    exhibit = exhibit_of(reader, SEXES)

    assert "Synthetic data, release 3" in long_citation(exhibit)
    assert "Synthetic data." in bibtex(exhibit)


def test_bibtex_is_one_entry_with_its_fields(reader: ReleaseReader) -> None:
    entry = bibtex(real(reader))

    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry, re.MULTILINE))
    assert re.match(r"@misc\{tinyproject3-[0-9a-f]{8},\n", entry)
    assert set(fields) == {"author", "title", "year", "month", "version", "url", "note"}
    assert (fields["year"], fields["month"], fields["version"]) == ("2019", "2", "3")
    assert fields["author"] == "{Tiny project: an invented network of three places}"
    assert fields["url"] == real(reader).link


def test_bibtex_of_hostile_names_stays_one_entry(reader: ReleaseReader) -> None:
    exhibit = real(reader)
    name = "}\n@evil{x, a = {\\input{/etc/passwd} 100 % of R&D_1 #2 $3 ~ ^ {"
    hostile = replace(exhibit, provenance=replace(exhibit.provenance, project_title=name))
    entry = bibtex(hostile)

    assert entry.count("\n@") == 0
    unescaped = re.sub(r"\\[{}]", "", entry)
    assert unescaped.count("{") == unescaped.count("}")
    assert r"\textbackslash{}input\{/etc/passwd\} 100 \% of R\&D\_1 \#2 \$3" in entry


def test_two_figures_have_two_keys(reader: ReleaseReader) -> None:
    keys = {bibtex(exhibit_of(reader, selection)).partition(",")[0] for selection in (SEXES, RATIOS)}

    assert len(keys) == 2


def test_datacite_has_what_it_must_have(reader: ReleaseReader) -> None:
    fields = datacite(real(reader))

    assert {"identifiers", "creators", "titles", "publisher", "publicationYear", "types"} <= fields.keys()
    assert fields["publicationYear"] == 2019
    assert fields["rightsList"][0]["rightsURI"] == "https://creativecommons.org/licenses/by/4.0/"
