"""Worlds that differ in withheld counts only, and everything that somebody without clear counts can see of one."""

from __future__ import annotations

import hashlib
import json
import logging
import random
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import duckdb
import highspy
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from dashboard import cache, documents, export, queries
from dashboard.charts import alt_text, draw, overview
from dashboard.cli import common, main
from dashboard.export import whole as release_export
from dashboard.queries.whole import codebook, published_cells
from dashboard.selection import Selection
from dashboard.sheets.annex import ANNEX_ID
from dashboard.view import Chart, Look
from pipelines import flow
from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, OBSERVATION_KEY, TOTAL, Approved, Catalogue
from pipelines.protect import EarlierRelease, protect
from pipelines.protect.margins import planned_cells
from pipelines.protect.relations import build_system, linked_groups
from pipelines.protect.system import System
from pipelines.publish import current_release
from pipelines.seal import Kind, sealed
from pipelines.settings import Settings
from pipelines.template import build_template, template_file_name
from tests.dashboard.charts.examples import exhibit_of
from tests.dashboard.workspace_fixture import (
    AT,
    EVALUATOR,
    MANAGER,
    TINY,
    add_people,
    coordinator_of,
    report_values,
    settings_in,
)

Key = tuple[str, ...]
Changes = Mapping[Key, int]
"""Observation (OBSERVATION_KEY) -> what is added to its count."""
Seen = dict[str, bytes]
"""Where somebody looks -> what is there."""

SCRIPT = Path(__file__).resolve().parents[1] / "dashboard" / "app.py"
EVERY, LAST = "every one", "the last one"
PAGES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "overview": ({},),
    "explore": ({"indicator": EVERY},),
    "activities": ({}, {"activity": LAST}),
    "places": ({}, {"place": LAST}),
    "participation": ({"indicator": EVERY},),
    "process": ({},),
    "quality": ({},),
    "releases": ({},),
    "sheets": ({}, {"document": LAST}),
    "method": ({},),
    "verify": ({},),
    "accessibility": ({},),
    "about": ({},),
}
"""Page of an evaluator -> what is asked of it in turn."""
DUCKDB_HEADERS = 12_288
LEDGER_HEAD = re.compile(rb'"ledger_head": "[0-9a-f]{64}"')
"""Bytes of the three headers of a DuckDB file; the random identifier of a file is in there."""
LOGGERS = {
    "dashboard": logging.DEBUG,
    "pipelines": logging.DEBUG,
    "uvicorn": logging.DEBUG,
    "streamlit": logging.INFO,
}
"""Streamlit's own debugging says what happens once in a process only."""


# ---- worlds -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """A data directory, and what was said aloud while it was made."""

    settings: Settings
    spoken: tuple[str, ...]


def make_world(directory: Path, changes: Changes) -> World:
    """A project with all quarters but the last published, and the last approved; counts changed in the workbooks."""
    settings = settings_in(directory)
    with listening() as spoken, flow.open_workspace(settings, clock=lambda: AT) as workspace:
        workspace.ledger.mark_synthetic(AT)
        add_people(workspace)
        *earlier, last = workspace.catalogue.project.quarters
        for quarter in earlier:
            _approve_quarter(workspace, quarter, changes)
        flow.publish(
            workspace, MANAGER, "First release of the test", progress=lambda said: spoken.append(str(said))
        )
        _approve_quarter(workspace, last, changes)
    return World(settings, tuple(spoken))


def publish_next(world: World, directory: Path) -> World:
    """A copy of a world in which the next release is published."""
    shutil.copytree(world.settings.data_dir, directory)
    settings = settings_in(directory)
    with listening() as spoken, flow.open_workspace(settings, clock=lambda: AT) as workspace:
        flow.publish(
            workspace, MANAGER, "Next release of the test", progress=lambda said: spoken.append(str(said))
        )
    return World(settings, (*world.spoken, *spoken))


def _approve_quarter(workspace: flow.Workspace, quarter: str, changes: Changes) -> None:
    catalogue = workspace.catalogue
    for partner in catalogue.expected_partners(quarter):
        values = report_values(catalogue, partner.id, quarter)
        for (partner_id, changed_quarter, *key), change in changes.items():
            if (partner_id, changed_quarter) == (partner.id, quarter):
                count = values[key[0], key[1], key[2], key[3]]
                assert isinstance(count, int)
                values[key[0], key[1], key[2], key[3]] = count + change
        data = build_template(catalogue, partner.id, quarter, values=values)
        account = coordinator_of(partner.id)
        name = template_file_name(partner.id, quarter)
        received = flow.receive(workspace, name, data, account, expected_quarter=quarter)
        assert received.submission is not None, received.screening.findings
        flow.submit(
            workspace,
            received.submission.id,
            account,
            dict.fromkeys(received.submission.to_confirm, "So it is."),
        )
        flow.approve(workspace, received.submission.id, MANAGER)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collects every record of the loggers of the program and of its servers, with tracebacks."""
    spoken: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            spoken.append(f"{record.name} {record.levelname} {self.format(record)}")

    ear = Ear()
    known = [logging.getLogger(name) for name in {*LOGGERS, *logging.root.manager.loggerDict}]
    loggers = [logger for logger in known if logger.name.partition(".")[0] in LOGGERS]
    before = [(logger, logger.level, logger.propagate) for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(LOGGERS[logger.name.partition(".")[0]])
            logger.propagate = False
            logger.addHandler(ear)
        yield spoken
    finally:
        for logger, level, propagate in before:
            logger.setLevel(level)
            logger.propagate = propagate
            logger.removeHandler(ear)


# ---- changes that nothing published shows ----------------------------------------------------------------


def hidden_changes(world: World, of_each_group: int) -> list[Changes]:
    """Changes of withheld counts that leave all that is published of every cell as it is.

    One more in one withheld cell, or one less, and the fewest others that every sum, identity and limit then
    asks for: some for each group of linked measures.
    """
    with flow.open_workspace(world.settings, clock=lambda: AT) as workspace:
        catalogue = workspace.catalogue
        approved = [
            Approved(workspace.ledger.observations(p.submission_ids), p.submission_ids)
            for p in workspace.ledger.publications()
        ]
    found: list[Changes] = []
    for measures in linked_groups(catalogue):
        # Groups are protected apart from each other: what the others reported does not matter.
        of_group = [
            replace(each, observations=each.observations.filter(pl.col("measure_id").is_in(measures)))
            for each in approved
        ]
        published = list(_cells_of_releases(catalogue, of_group))
        candidates = _candidates(catalogue, of_group, published, measures)
        invisible = (c for c in candidates if _is_invisible(catalogue, of_group, published, c))
        found += islice(invisible, of_each_group)
    return found


def _cells_of_releases(catalogue: Catalogue, approved: Sequence[Approved]) -> Iterator[pl.DataFrame]:
    """Values, intervals and statuses of each release in turn."""
    earlier: list[EarlierRelease] = []
    for number, each in enumerate(approved, start=1):
        protected = protect(each, catalogue, AT.date(), earlier)
        yield protected.cells.select(*CELL_KEY, "value", "lower", "upper", "obs_status")
        proofs = {report.name: report.proof for report in protected.reports}
        earlier.append(EarlierRelease(number, AT.date(), each, protected.cells, proofs, catalogue.policy))


def _candidates(
    catalogue: Catalogue,
    approved: Sequence[Approved],
    published: Sequence[pl.DataFrame],
    measures: tuple[str, ...],
) -> Iterator[Changes]:
    frames = [planned_cells(each, catalogue, AT.date()) for each in approved]
    system = build_system(catalogue, frames, measures)
    shown = _shown(system, frames, published)
    counts = _counts_of(system, catalogue)
    starts = [(v, step) for v in sorted(counts) if not shown[v] for step in (1, -1)]
    random.Random("interference").shuffle(starts)
    seen = set()
    for variable, step in starts:
        solution = _smallest_change(system, shown, variable, step)
        changes = {key: solution[v] for v in counts if solution.get(v) for key in counts[v]}
        if changes and (signature := frozenset(changes.items())) not in seen:
            seen.add(signature)
            yield changes


def _shown(system: System, frames: Sequence[pl.DataFrame], published: Sequence[pl.DataFrame]) -> list[bool]:
    shown = [False] * system.size
    for frame, cells in zip(frames, published, strict=True):
        joined = frame.select(*CELL_KEY, "version").join(cells, on=list(CELL_KEY), validate="1:1")
        for *key, version, value, _, _, _ in joined.iter_rows():
            variable = system.variable_of.get((tuple(key), version))
            if variable is not None and value is not None:
                shown[variable] = True
    return shown


def _counts_of(system: System, catalogue: Catalogue) -> dict[int, list[Key]]:
    """Variable -> the reported counts that it stands for; equal cells are one variable."""
    partner_of = {p.place_id: p.id for p in catalogue.partners.values() if p.place_id}
    counts: dict[int, list[Key]] = {}
    for (key, _), variable in system.variable_of.items():
        if key[0] == "local" and key[2] == "quarter":
            counts.setdefault(variable, []).append((partner_of[key[1]], key[3], *key[4:]))
    return counts


def _smallest_change(system: System, shown: Sequence[bool], variable: int, step: int) -> dict[int, int]:
    """The whole-number change of fewest people that changes one variable by `step`; empty when there is none."""
    n, rows = system.size, len(system.rhs)
    room = np.where(shown, 0.0, 50.0)
    down = np.minimum(room, system.clear)
    low, high = np.zeros(2 * n), np.concatenate([room, down])
    if high[variable + (n if step < 0 else 0)] < 1:
        return {}
    low[[variable, variable + n]] = high[[variable, variable + n]] = (max(step, 0), max(-step, 0))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * n, rows
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.ones(2 * n), low, high
    lp.row_lower_ = lp.row_upper_ = np.zeros(rows)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (2 * n)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = (system.row_starts * 2).astype(np.int32)
    lp.a_matrix_.index_ = np.column_stack([system.columns, system.columns + n]).ravel().astype(np.int32)
    both = np.column_stack([system.coefficients, -system.coefficients])
    lp.a_matrix_.value_ = both.ravel().astype(np.float64)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return {}
    values = np.rint(solver.getSolution().col_value).astype(int)
    change = values[:n] - values[n:]
    return {int(v): int(change[v]) for v in np.flatnonzero(change)}


def _is_invisible(
    catalogue: Catalogue, approved: Sequence[Approved], published: Sequence[pl.DataFrame], changes: Changes
) -> bool:
    """Whether the changed counts give the same published values and the same withheld cells in every release."""
    rows = [(*key, change) for key, change in changes.items()]
    table = pl.DataFrame(rows, schema=[*OBSERVATION_KEY, "change"], orient="row")
    changed = [
        Approved(
            each.observations.join(table, on=list(OBSERVATION_KEY), how="left", maintain_order="left")
            .with_columns(pl.col("value") + pl.col("change").fill_null(0))
            .drop("change"),
            each.submission_ids,
        )
        for each in approved
    ]
    try:
        pairs = zip(_cells_of_releases(catalogue, changed), published, strict=True)
        return all(new.equals(old) for new, old in pairs)
    except PolicyError:
        return False


# ---- what can be seen -------------------------------------------------------------------------------------


def release_files(world: World) -> Seen:
    """Every file under the releases directory, and every row of the databases."""
    seen: Seen = {}
    root = world.settings.releases_dir
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name, content = path.relative_to(root).as_posix(), path.read_bytes()
        if path.suffix != ".duckdb":
            # The head of the trail hides what it stands for behind random numbers: it differs, and tells nothing.
            seen[f"file {name}"] = LEDGER_HEAD.sub(b"", content)
            continue
        seen[f"file {name}"] = content[DUCKDB_HEADERS:]
        with duckdb.connect(str(path), read_only=True) as connection:
            for (table,) in connection.execute(
                "select table_name from duckdb_tables() order by 1"
            ).fetchall():
                answer = connection.execute(f'from "{table}"')
                content_of = [[d[0] for d in answer.description or ()], answer.fetchall()]
                seen[f"table {name} {table}"] = json.dumps(content_of, default=str).encode()
    return seen


def figures_and_exports(world: World) -> Seen:
    """Figures, alt texts and CSV of all selections of all indicators in the newest release; all files of some."""
    seen: Seen = {}
    reader = queries.open_release(current_release(world.settings.releases_dir).directory)
    try:
        for selection in _selections(reader):
            seen |= _figure(reader, selection)
        seen |= _images(reader) | _whole(reader) | _documents(world, reader)
        headlines, reports = queries.headlines(reader), queries.report_status(reader)
        seen["figures of the overview"] = json.dumps(
            [
                overview.headline_progress(headlines, reader.provenance),
                overview.headline_alt_text(headlines, reader.provenance.speaker),
                overview.report_matrix(reports, reader.provenance),
                overview.report_alt_text(reports, reader.provenance.speaker),
                queries.withheld_summary(reader).rows(),
            ]
        ).encode()
    finally:
        reader.close()
    return seen


def _selections(reader: queries.ReleaseReader) -> Iterator[Selection]:
    """Every indicator at every level, by each breakdown and by activity."""
    options = reader.options
    for indicator in options.indicators.values():
        for row in indicator.plan:
            places = tuple(c.id for c in options.places(row.place_level))
            periods = tuple(c.id for c in options.periods(row.period_level))
            activities: tuple[str, ...] = (TOTAL,)
            if row.by_activity:
                activities = tuple(a for a in options.activities if a != TOTAL)
            categories = tuple(c.id for c in options.categories(row.breakdown))
            yield Selection(
                indicator.id,
                row.place_level,
                places,
                row.period_level,
                periods,
                activities,
                row.breakdown,
                categories,
            )


def _figure(reader: queries.ReleaseReader, selection: Selection) -> Seen:
    exhibit = exhibit_of(reader, selection)
    name = f"figure {json.dumps(selection.to_query())}"
    seen = {
        f"{name} csv": export.csv_bytes(exhibit),
        f"{name} alt": alt_text(exhibit).encode(),
        f"{name} name": export.file_name(exhibit, "csv").encode(),
    }
    for chart in Chart:
        drawn = replace(exhibit, view=replace(exhibit.view, look=Look(chart=chart)))
        for narrow in (False, True):
            seen[f"{name} {chart.value} {narrow}"] = json.dumps(draw(drawn, narrow)).encode()
    return seen


def _images(reader: queries.ReleaseReader) -> Seen:
    """Every format of each indicator, of one selection by quarter."""
    chosen = {s.indicator_id: s for s in _selections(reader) if s.period_level == "quarter"}
    seen: Seen = {}
    for indicator, selection in chosen.items():
        exhibit = exhibit_of(reader, selection)
        # The manifest names the head of the ledger's trail, which random numbers make: it differs, and tells nothing.
        exhibit = replace(exhibit, provenance=replace(exhibit.provenance, manifest_sha256="m" * 64))
        for name, kind in export.FORMATS.items():
            seen[f"{indicator} {name}"] = kind.make(exhibit)
        seen[f"{indicator} zip"] = export.file_of(exhibit, export.ZIP, _seal_of_every_world)
        seen[f"{indicator} citation"] = export.bibtex(exhibit).encode()
    return seen


def _seal_of_every_world(kind: Kind, payload: bytes) -> str:
    """Workspaces have their own keys; what is sealed must be the same."""
    return hashlib.sha256(kind.value.encode() + payload).hexdigest()


def _whole(reader: queries.ReleaseReader) -> Seen:
    """The release as it is given out, in every format."""
    provenance = replace(reader.provenance, manifest_sha256="m" * 64)
    whole = release_export.Whole(published_cells(reader), codebook(reader), provenance)
    return {
        f"release {kind} {name}": content
        for kind in release_export.WHOLE_FORMATS
        for name, content in release_export.release_files(whole, kind, _seal_of_every_world).items()
    }


def _documents(world: World, reader: queries.ReleaseReader) -> Seen:
    """The annex and a practice sheet in every format, the other sheets as PDF."""
    blind = replace(reader, provenance=replace(reader.provenance, manifest_sha256="m" * 64))
    seen: Seen = {}
    with flow.open_workspace(world.settings) as workspace:
        activities = list(workspace.catalogue.activities)
        for document_id in (ANNEX_ID, *activities):
            document = documents.document_of(blind, document_id, workspace.ledger)
            for extension in documents.MAKERS if document_id in (ANNEX_ID, activities[0]) else ["pdf"]:
                seen[f"document {document_id} {extension}"] = documents.file_of(
                    document, extension, seal=lambda made: sealed(made, _seal_of_every_world)
                )
    return seen


def pages(world: World) -> Seen:
    """All elements of every page an evaluator has, with every indicator, and what is logged meanwhile."""
    seen: Seen = {}
    cache.use(world.settings)
    try:
        with flow.open_workspace(world.settings) as workspace:
            now = datetime.now(UTC)
            session = workspace.ledger.redeem_link(workspace.ledger.issue_link(EVALUATOR.email, now), now)
            asked = list(_queries(workspace.catalogue))
        with listening() as spoken:
            for page, query in asked:
                seen[f"page {page} {' '.join(query.values())}"] = _page(page, query, session)
        seen["log of the pages"] = "\n".join(sorted(set(spoken))).encode()
    finally:
        cache.close()
    return seen


def _queries(catalogue: Catalogue) -> Iterator[tuple[str, Mapping[str, str]]]:
    places = [partner.place_id for partner in catalogue.partners.values() if partner.place_id]
    known = {
        "indicator": list(catalogue.indicators),
        "activity": list(catalogue.activities),
        "place": places,
        "document": list(catalogue.activities),
    }
    for page, queries_of_page in PAGES.items():
        for query in queries_of_page:
            if not query:
                yield page, {}
            for key, which in query.items():
                yield from ((page, {key: value}) for value in known[key][0 if which == EVERY else -1 :])


def _page(page: str, query: Mapping[str, str], session: str) -> bytes:
    app = AppTest.from_file(str(SCRIPT), default_timeout=30)
    app.user = {"session": session}
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if page != "overview":
        app.switch_page(f"app_pages/{page}.py").run()
    assert not app.exception
    elements = [str(node.proto) for node in app._tree if getattr(node, "proto", None) is not None]
    # Streamlit makes up a number for every download that is offered.
    return re.sub(r'deferred_file_id: "[0-9a-f]{32}"', "", "\n".join(elements)).encode()


COMMANDS: Mapping[str, tuple[str, ...]] = {
    "list": ("list",),
    "list in JSON": ("list", "--json"),
    "doctor": ("doctor",),
    "doctor in JSON": ("doctor", "--json"),
    "publish refused to an evaluator": ("publish", "--as", EVALUATOR.email),
    "publish refused without a reason": ("publish", "--reason", " "),
    "publish tried": ("publish", "--dry-run"),
    "publish": ("publish", "--json"),
    "doctor afterwards": ("doctor",),
}


def commands(world: World) -> Seen:
    """What the command line prints, to both streams, with every line of progress; publishes once more."""
    return {f"command {name}": run_command(world, *arguments) for name, arguments in COMMANDS.items()}


def run_command(world: World, *arguments: str) -> bytes:
    """Output, errors, log and exit code of one command at the time of the test."""
    with pytest.MonkeyPatch.context() as patch, listening() as spoken:
        for name in ("PREPARE_LEDGER_URL", "PREPARE_PORT", "PREPARE_BASE_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("PREPARE_DATA", str(world.settings.data_dir))
        patch.setenv("PREPARE_CATALOGUE", str(TINY))
        patch.setattr(common, "open_workspace", lambda s: flow.open_workspace(s, clock=lambda: AT))
        patch.setattr(common, "PROGRESS_SECONDS", 0.0)
        done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return "\n".join([str(done.exit_code), done.stdout, done.stderr, *spoken]).encode()


def everything(world: World) -> Seen:
    """All that an outsider, an evaluator, or somebody who looks over the operator's shoulder can see."""
    seen = {"log of the flow": "\n".join(world.spoken).encode()}
    seen |= figures_and_exports(world) | pages(world) | commands(world) | release_files(world)
    own, neutral = str(world.settings.data_dir).encode(), b"DATA"
    return {what: content.replace(own, neutral) for what, content in seen.items()}


def differences(one: Seen, other: Seen) -> list[str]:
    """What looks different, or is there in one only."""
    return sorted(what for what in one.keys() | other.keys() if one.get(what) != other.get(what))
