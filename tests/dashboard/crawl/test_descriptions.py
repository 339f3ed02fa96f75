from __future__ import annotations

from dataclasses import replace

from dashboard.crawl.descriptions import FOREIGN, OTHER_REPORTS, OTHER_TARGETS, check_descriptions
from dashboard.crawl.published import Published
from dashboard.crawl.report import Tally
from pipelines.catalogue import load_catalogue
from tests.dashboard.workspace_fixture import TINY

CATALOGUE = load_catalogue(TINY)


def problems(published: Published) -> list[str]:
    tally = Tally()
    check_descriptions(published, CATALOGUE, tally)
    return [place.problem for place in tally.places]


def said_to_be_of_the_catalogue(published: Published) -> Published:
    return replace(published, provenance=replace(published.provenance, catalogue_sha256=CATALOGUE.sha256))


def test_descriptions_of_another_catalogue_are_not_compared(published: Published) -> None:
    assert not check_descriptions(published, CATALOGUE, Tally())
    assert problems(published) == []


def test_label_and_target_that_the_catalogue_does_not_have_are_reported(published: Published) -> None:
    found = problems(said_to_be_of_the_catalogue(published))

    assert FOREIGN in found
    assert OTHER_TARGETS in found


def test_report_that_the_manifest_does_not_name_is_reported(published: Published) -> None:
    reported = published.reports.filter(state="reported").select("partner_id", "quarter").rows()
    named = tuple(f"{partner}-{quarter}-1" for partner, quarter in reported)

    assert problems(replace(published, submissions=named)) == []
    assert problems(replace(published, submissions=named[1:])) == [OTHER_REPORTS]
