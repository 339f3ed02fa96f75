"""Runs the whole synthetic project through the real pipeline: templates, uploads, decisions, releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines import flow
from pipelines.demo.calendar import Decision, HandIn, Publication, Version, calendar, release_quarters
from pipelines.demo.marks import is_unbound, put_marks
from pipelines.demo.simulate import Cell, simulate_partner
from pipelines.demo.texts import CHANCE, MANAGER, WITHOUT_PARTNER, comment_on_return, coordinator
from pipelines.demo.truth import KnownTruth, known_truth
from pipelines.errors import OutcomesError, PolicyError
from pipelines.flow import Workspace
from pipelines.model import TOTAL, Account, Catalogue, Release, Role, Severity, Submission
from pipelines.template import build_template, template_file_name
from pipelines.texts import Text, verbatim

SEED = 2018
AHEAD = 4
"""Workbooks made ahead of the one that is being read in its own process."""
CORRECTION = 2

Progress = Callable[[Text], None]
Values = dict[Cell, int | str]


@dataclass(frozen=True)
class DemoResult:
    """What a demo made."""

    accounts: Mapping[Role, Account]
    """One account of each role to sign in with."""
    links: Mapping[Role, str]
    """Token of a sign-in link for each of them; each works once."""
    releases: tuple[Release, ...]
    submissions: int
    truth: KnownTruth | None


def build_demo(ws: Workspace, *, progress: Progress | None = None, seed: int = SEED) -> DemoResult:
    """Fill an empty workspace with a synthetic project, by the way real reports take.

    Simulates every expected report of the catalogue, fills the real templates, and hands in, returns, approves
    and publishes on the days of `calendar`. The ledger is marked synthetic before anything else. Apart from
    tokens and file headers, the same catalogue and seed give the same content.
    Errors: PolicyError when the ledger has content already; OutcomesError when a report is refused.
    """
    if ws.ledger.last_event_id():
        raise PolicyError(
            title="There is data here already",
            message="The demo only fills an empty ledger. Choose another data directory with PREPARE_DATA.",
        )
    clock = _Clock()
    project = _Project(replace(ws, clock=clock), clock, seed, {})
    steps = calendar(ws.catalogue, seed)
    clock.at = steps[0].at - timedelta(days=1)
    _open_accounts(project)
    releases = _play(project, steps, progress or (lambda _text: None))
    return DemoResult(
        accounts=demo_accounts(ws.catalogue),
        links=issue_links(ws),
        releases=tuple(releases),
        submissions=len(ws.ledger.submissions()),
        truth=known_truth(ws.catalogue),
    )


def demo_accounts(catalogue: Catalogue) -> Mapping[Role, Account]:
    """One account of each role; the coordinator is that of the first reporting partner with a place."""
    reporting = [partner for partner in catalogue.partners.values() if partner.reports]
    first = next((partner for partner in reporting if partner.place_id), reporting[0])
    return {account.role: account for account in (coordinator(first), *WITHOUT_PARTNER)}


def is_complete(ws: Workspace) -> bool:
    """Whether the workspace holds a synthetic project with all its releases."""
    wanted = len(release_quarters(ws.catalogue))
    return ws.ledger.is_synthetic() and len(ws.ledger.publications()) >= wanted


def issue_links(ws: Workspace) -> Mapping[Role, str]:
    """A fresh token of a sign-in link for each account of `demo_accounts`."""
    at = ws.clock()
    return {role: ws.ledger.issue_link(each.email, at) for role, each in demo_accounts(ws.catalogue).items()}


@dataclass
class _Clock:
    """The simulated time: it stands still until the next step."""

    at: datetime = datetime.min

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class _Project:
    ws: Workspace
    clock: _Clock
    seed: int
    submissions: dict[tuple[str, str], Submission]
    """What each partner last handed in for a quarter."""


def _open_accounts(project: _Project) -> None:
    ledger, at = project.ws.ledger, project.clock()
    ledger.mark_synthetic(at)
    partners = [coordinator(p) for p in project.ws.catalogue.partners.values() if p.reports]
    for account in (*WITHOUT_PARTNER, *partners):
        ledger.add_account(account.email, account.role, account.partner_id, at)


def _play(
    project: _Project, steps: Sequence[HandIn | Decision | Publication], progress: Progress
) -> list[Release]:
    releases: list[Release] = []
    with _workbooks(project, [step for step in steps if isinstance(step, HandIn)]) as workbooks:
        for step in steps:
            project.clock.at = step.at
            match step:
                case HandIn():
                    progress(verbatim(f"report of {step.partner_id} for {step.quarter}"))
                    _hand_in(project, step, next(workbooks))
                case Decision():
                    _decide(project, step)
                case Publication():
                    progress(verbatim(f"release after {step.quarter}"))
                    reason = f"Reports up to {step.quarter} (synthetic)"
                    releases.append(flow.publish(project.ws, MANAGER, reason, progress=progress))
    return releases


def _hand_in(project: _Project, step: HandIn, workbook: bytes) -> None:
    account = coordinator(project.ws.catalogue.partners[step.partner_id])
    name = template_file_name(step.partner_id, step.quarter)
    received = flow.receive(project.ws, name, workbook, account, expected_quarter=step.quarter)
    if received.submission is None or received.screening.is_blocked:
        blocking = [f for f in received.screening.findings if f.severity is Severity.BLOCKING]
        raise OutcomesError(
            title="A synthetic report was refused",
            message=f"{step.partner_id}, {step.quarter}: {'; '.join(f'{f.check}: {f.message}' for f in blocking)} "
            "The demo cannot make coherent counts for this catalogue; look at its identities and limits.",
        )
    reasons = dict.fromkeys(received.submission.to_confirm, CHANCE)
    submission = flow.submit(project.ws, received.submission.id, account, reasons)
    project.submissions[step.partner_id, step.quarter] = submission


def _decide(project: _Project, step: Decision) -> None:
    submission = project.submissions[step.partner_id, step.quarter]
    if not step.is_return:
        flow.approve(project.ws, submission.id, MANAGER)
        return
    catalogue = project.ws.catalogue
    partner = catalogue.partners[step.partner_id]
    comment = comment_on_return(catalogue, partner, step.quarter, project.seed)
    flow.return_(project.ws, submission.id, MANAGER, comment)


@contextmanager
def _workbooks(project: _Project, steps: Sequence[HandIn]) -> Iterator[Iterator[bytes]]:
    """The filled workbooks of the steps in order, made a few ahead beside the process that reads them."""
    catalogue, seed = project.ws.catalogue, project.seed
    partners = catalogue.partners
    simulated = {i: simulate_partner(catalogue, partners[i], seed) for i in {s.partner_id for s in steps}}

    def fill(step: HandIn) -> bytes:
        counts = simulated[step.partner_id][step.quarter]
        values = put_marks(catalogue, partners[step.partner_id], step.quarter, counts, seed)
        if step.version is not Version.FIRST:
            values = corrected(catalogue, values)
        return build_template(catalogue, step.partner_id, step.quarter, values=values, synthetic=True)

    def in_order(pool: ThreadPoolExecutor) -> Iterator[bytes]:
        waiting: list[Future[bytes]] = []
        for step in steps:
            waiting.append(pool.submit(fill, step))
            if len(waiting) > AHEAD:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield in_order(pool)


def corrected(catalogue: Catalogue, values: Values) -> Values:
    """A report with a few more of something that nothing else depends on: one measure, coherently changed.

    Unchanged when the report has no such measure.
    """
    candidates = [
        measure_id
        for (activity_id, measure_id, breakdown, _), value in values.items()
        if (activity_id, breakdown) == (TOTAL, TOTAL) and isinstance(value, int)
        if not catalogue.measures[measure_id].person_level and is_unbound(catalogue, measure_id)
    ]
    if not candidates:
        return values
    chosen = candidates[0]
    touched: set[tuple[str, str]] = set()
    changed = dict(values)
    for cell, value in values.items():
        activity_id, measure_id, breakdown, _ = cell
        # The total, the first activity and the first category of each breakdown take the whole change.
        part = (breakdown, "all" if activity_id == TOTAL else "activity")
        if measure_id == chosen and isinstance(value, int) and part not in touched:
            touched.add(part)
            changed[cell] = value + CORRECTION
    return changed
