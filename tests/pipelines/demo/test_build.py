from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines import flow, publish
from pipelines.audit import audit
from pipelines.demo import DemoResult, build_demo, is_complete
from pipelines.demo.build import corrected
from pipelines.demo.calendar import release_quarters
from pipelines.demo.marks import put_marks
from pipelines.demo.simulate import simulate_partner
from pipelines.errors import PolicyError
from pipelines.flow import Workspace
from pipelines.model import CELL_KEY, TOTAL, Approved, Catalogue, Role, SubmissionState
from pipelines.settings import load_settings
from tests.pipelines.audit.cases import is_cell, pair_of_withheld_categories
from tests.pipelines.demo.coherence import faults
from tests.pipelines.demo.conftest import REPOSITORY
from tests.pipelines.protect.oracle import Outsider, breaches


def workspace(folder: Path, catalogue: str) -> Workspace:
    settings = {"PREPARE_DATA": str(folder), "PREPARE_CATALOGUE": str(REPOSITORY / catalogue)}
    return flow.open_workspace(load_settings(settings))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, DemoResult]]:
    with workspace(tmp_path_factory.mktemp("demo"), "tests/catalogues/tiny") as ws:
        yield ws, build_demo(ws)


@pytest.mark.slow
def test_demo_is_marked_synthetic_in_ledger_and_releases(built: tuple[Workspace, DemoResult]) -> None:
    ws, result = built
    assert ws.ledger.is_synthetic()
    assert is_complete(ws)
    assert [release.manifest["synthetic"] for release in result.releases] == [True, True]
    assert publish.current_release(ws.settings.releases_dir).number == len(release_quarters(ws.catalogue))


@pytest.mark.slow
def test_demo_has_a_returned_a_revised_and_missing_reports(built: tuple[Workspace, DemoResult]) -> None:
    ws, result = built
    kinds = Counter(event.kind for event in ws.ledger.events())
    latest = {(each.partner_id, each.quarter): each.state for each in ws.ledger.submissions()}
    assert kinds[SubmissionState.RETURNED] == 1
    assert set(latest.values()) == {SubmissionState.PUBLISHED}
    assert len(ws.ledger.submissions()) == result.submissions == len(latest) + 2
    assert len(flow.preview_publication(ws).missing) == 2


@pytest.mark.slow
def test_demo_links_sign_each_role_in(built: tuple[Workspace, DemoResult]) -> None:
    ws, result = built
    assert set(result.links) == set(Role)
    for role, token in result.links.items():
        session = ws.ledger.redeem_link(token, ws.clock())
        account = ws.ledger.session_account(session, ws.clock())
        assert account == result.accounts[role]


@pytest.mark.slow
def test_demo_again_gives_the_same_cells(built: tuple[Workspace, DemoResult], tmp_path: Path) -> None:
    _, first = built
    with workspace(tmp_path, "tests/catalogues/tiny") as ws:
        second = build_demo(ws)
    for one, other in zip(first.releases, second.releases, strict=True):
        assert (one.directory / "cells.parquet").read_bytes() == (
            other.directory / "cells.parquet"
        ).read_bytes()


@pytest.mark.slow
def test_demo_of_the_shipped_catalogue_publishes_releases_that_hold_together(tmp_path: Path) -> None:
    said: list[str] = []
    with workspace(tmp_path, "data/catalogue") as ws:
        result = build_demo(ws, progress=lambda step: said.append(str(step)))
        assert [release.number for release in result.releases] == [1, 2, 3]
        assert [publish.verify_release(release) for release in result.releases] == [[], [], []]
        assert "release after 2019-Q2" in said
        for measures in (["contact_hours"], ["released_3m", "recalled_3m"], ["case_conferences"]):
            assert told_by_all_releases(ws, measures) == []
        audits = [json.loads(ws.ledger.publication_audit(number))["audit"] for number in (1, 2, 3)]
        reporting = {partner.id for partner in ws.catalogue.partners.values() if partner.reports}
        assert [each["problems"] for each in audits] == [[], [], []]
        assert set(audits[-1]["attackers"]) == {"outsider", *reporting}
        assert "determined" in kinds_after_putting_one_cell_back(ws, tmp_path / "spoilt")


def kinds_after_putting_one_cell_back(ws: Workspace, folder: Path) -> set[str]:
    """What the audit says about the last release with one of two withheld categories in the open."""
    shutil.copytree(ws.settings.releases_dir, folder)
    release = publish.current_release(folder)
    cells = publish.read_cells(release)
    key, _ = pair_of_withheld_categories(cells)
    reported = ws.ledger.observations(ws.ledger.publications()[-1].submission_ids)
    partner = next(p.id for p in ws.catalogue.partners.values() if p.place_id == key[1])
    (count,) = reported.filter(
        (pl.col("partner_id") == partner)
        & (pl.col("quarter") == key[3])
        & pl.all_horizontal(pl.col(name) == part for name, part in zip(CELL_KEY[4:], key[4:], strict=True))
    )["value"]
    shown = {"value": count, "lower": count, "upper": count, "obs_status": "A", "conf_status": "F"}
    cells.with_columns(
        pl.when(is_cell(key)).then(pl.lit(to)).otherwise(name).alias(name) for name, to in shown.items()
    ).write_parquet(release.directory / "cells.parquet")
    directories = [publish.release_directory(folder, number) for number in (1, 2, 3)]
    return {problem.kind.value for problem in audit(directories, ws.catalogue).problems}


def told_by_all_releases(ws: Workspace, measures: list[str]) -> list[tuple[str, ...]]:
    """Withheld cells of the last release that all releases together show to be small, or not to be zero."""
    mine = pl.col("measure_id").is_in(measures)
    releases = []
    for publication in ws.ledger.publications():
        directory = publish.release_directory(ws.settings.releases_dir, publication.number)
        observations = ws.ledger.observations(publication.submission_ids).filter(mine)
        cells = publish.read_cells(publish.read_release(directory)).filter(mine)
        releases.append((Approved(observations, publication.submission_ids), cells))
    last = releases[-1][1]
    assert (last["obs_status"] == "Q").any()
    assert (last["obs_status"] == "A").any()
    return breaches(ws.catalogue, Outsider(ws.catalogue, releases), last)


def test_demo_in_a_ledger_with_content_is_refused(tmp_path: Path) -> None:
    with workspace(tmp_path, "tests/catalogues/tiny") as ws:
        ws.ledger.add_account("manager@example.org", Role.MANAGER, None, ws.clock())
        with pytest.raises(PolicyError, match="only fills an empty ledger"):
            build_demo(ws)
        assert not ws.ledger.is_synthetic()


def test_corrected_report_differs_in_one_measure_and_stays_coherent(tiny: Catalogue) -> None:
    counts = simulate_partner(tiny, tiny.partners["ash"], 1)["2021-Q1"]
    changed = corrected(tiny, dict(counts))
    assert {cell[1] for cell in counts if changed[cell] != counts[cell]} == {"sessions"}
    whole = {cell: value for cell, value in changed.items() if isinstance(value, int)}
    assert faults(tiny, {"2021-Q1": whole}) == []


def test_corrected_report_leaves_marks_alone(shipped: Catalogue) -> None:
    malaga = shipped.partners["malaga"]
    for quarter, counts in simulate_partner(shipped, malaga, 1).items():
        values = put_marks(shipped, malaga, quarter, counts, 1)
        changed = corrected(shipped, values)
        assert any(changed[cell] != value for cell, value in values.items())
        assert all(changed[cell] == value for cell, value in values.items() if isinstance(value, str))


def test_corrected_report_without_a_measure_to_change_is_the_same(tiny: Catalogue) -> None:
    values: dict[tuple[str, str, str, str], int | str] = {(TOTAL, "starts", TOTAL, TOTAL): 4}
    assert corrected(tiny, values) == values
