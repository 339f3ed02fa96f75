"""The whole pipeline on one screen: template -> read -> receive -> validate -> review -> protect -> publish.

The command line and the Submit and Review pages call these functions; nobody else composes stages.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import polars as pl

from pipelines import cycle, importing, reporting, review, usefulness
from pipelines import publish as releases
from pipelines.audit import AuditReport, audit
from pipelines.catalogue import load_catalogue, own_texts
from pipelines.errors import PolicyError, ReleaseMissingError, StoreBusyError, UnreadableFileError
from pipelines.languages import speaker_of
from pipelines.ledger import Comment, Extension, Ledger, Lift, Publication, SavedMapping
from pipelines.marking.answer import mark, marked_name
from pipelines.marking.entries import Note
from pipelines.model import (
    CELL_KEY,
    EXPLANATION_SCHEMA,
    OBSERVATION_SCHEMA,
    SHOWN,
    WITHHELD,
    Account,
    Approved,
    Catalogue,
    RawTable,
    Receipt,
    Release,
    Screening,
    Severity,
    Submission,
    SubmissionState,
    quarter_end,
)
from pipelines.protect import EarlierRelease, Protected, protect
from pipelines.read import PersonalDataRefusal, read_table
from pipelines.recognise import HeaderMapping, Vocabulary, mapping, settle_spelling
from pipelines.roles import Act, may, refusal, require
from pipelines.settings import Settings
from pipelines.template import build_template, template_file_name
from pipelines.texts import NAMED_AT_MOST, Text, sentences, text, verbatim
from pipelines.usefulness import Assessment
from pipelines.validate import Published, screen, unreadable
from pipelines.warehouse import build_warehouse, read_warehouse
from pipelines.written import require_reason, require_words

Progress = Callable[[Text], None]
WRITE = text("Writing release {number}")
ATTACK = text("Attacking what would be published")
LONGEST_COMMENT = 1_000
_SETTLING_TAKES = 10.0
"""Seconds that a publisher waits for others who only open the workspace."""


@dataclass(frozen=True)
class Workspace:
    """One project at work: where its data is, its catalogue, its ledger and its clock."""

    settings: Settings
    catalogue: Catalogue
    ledger: Ledger
    clock: Callable[[], datetime]

    def close(self) -> None:
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Received:
    """What became of an upload: a receipt unless nothing of it may be kept, a draft when it says whose report it is."""

    receipt: Receipt | None
    screening: Screening
    submission: Submission | None


@dataclass(frozen=True)
class PublicationPreview:
    """What the next release would be made of."""

    number: int
    submission_ids: tuple[str, ...]
    new_submission_ids: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    """(partner, quarter) whose report was due and is not approved."""
    confirmed: tuple[tuple[str, int], ...] = ()
    """(report, findings that its coordinator confirmed) of the reports that are new."""
    open_comments: tuple[Comment, ...] = ()
    """On reports that the release would contain."""


def now() -> datetime:
    return datetime.now(UTC)


def open_workspace(settings: Settings, clock: Callable[[], datetime] = now) -> Workspace:
    """Open catalogue and ledger, and finish or undo a publication that was interrupted."""
    catalogue = load_catalogue(settings.catalogue_dir)
    workspace = Workspace(settings, catalogue, Ledger.open(settings.ledger_url), clock)
    try:
        with releases.publishing_lock(settings.releases_dir):
            _settle(workspace)
    except StoreBusyError:
        pass  # a publisher is at work and will finish by itself
    return workspace


# ---- a partner's quarter ------------------------------------------------------------------------------


def make_template(
    workspace: Workspace, partner_id: str, quarter: str, language: str = "en"
) -> tuple[str, bytes]:
    """File name and bytes of the workbook of one partner and quarter."""
    data = build_template(
        workspace.catalogue, partner_id, quarter, language, synthetic=workspace.ledger.is_synthetic()
    )
    return template_file_name(partner_id, quarter), data


def check(
    workspace: Workspace,
    file_name: str,
    data: bytes,
    *,
    expected_partner: str | None = None,
    expected_quarter: str | None = None,
) -> Screening:
    """Read and validate; nothing is stored. A file that cannot be read, or holds personal data, is refused."""
    mappings = saved_mappings(workspace, expected_partner)
    return _check(workspace, file_name, data, expected_partner, expected_quarter, mappings)


def try_mapping(
    workspace: Workspace,
    file_name: str,
    data: bytes,
    trial: HeaderMapping,
    *,
    expected_partner: str,
    expected_quarter: str,
) -> Screening:
    """Read and validate as if a mapping had been saved; nothing is stored."""
    return _check(workspace, file_name, data, expected_partner, expected_quarter, (trial,))


def _check(
    workspace: Workspace,
    file_name: str,
    data: bytes,
    expected_partner: str | None,
    expected_quarter: str | None,
    mappings: Sequence[HeaderMapping],
) -> Screening:
    try:
        table = read_table(file_name, data, known_texts=own_texts(workspace.catalogue))
    except PersonalDataRefusal as error:
        return replace(unreadable(error), findings=error.findings, is_refused=True)
    except UnreadableFileError as error:
        return replace(unreadable(error), is_refused=True)
    screen_with = partial(
        screen,
        table,
        workspace.catalogue,
        expected_partner=expected_partner,
        expected_quarter=expected_quarter,
        mappings=mappings,
    )
    screening = screen_with(pl.DataFrame(schema=dict(OBSERVATION_SCHEMA)))
    if screening.partner_id is not None and screening.accepted_cells:
        # Only now something is understood that could be compared with history.
        screening = screen_with(
            review.history(workspace.ledger, screening.partner_id),
            published=_published(workspace, screening.partner_id),
        )
    return replace(screening, findings=(*screening.findings, *table.suspicions))


def saved_mappings(workspace: Workspace, partner_id: str | None) -> tuple[HeaderMapping, ...]:
    """What the headers of a partner's own files mean, as it was saved; none for nobody."""
    if partner_id is None:
        return ()
    return tuple(mapping.decode(saved.content) for saved in workspace.ledger.mappings(partner_id))


def save_mapping(
    workspace: Workspace, partner_id: str, made: HeaderMapping, account: Account
) -> SavedMapping:
    """Keep what the headers of a partner's files mean. Errors: PolicyError for all but its coordinators."""
    require(account, Act.SUBMIT, partner_id)
    return workspace.ledger.save_mapping(
        partner_id, made.fingerprint, mapping.encode(made), account.email, workspace.clock()
    )


def _published(workspace: Workspace, partner_id: str) -> Published:
    """What a partner's report is compared with beside its own history."""
    quarters = workspace.ledger.submissions(partner_id=partner_id, states=(SubmissionState.PUBLISHED,))
    published = frozenset(report.quarter for report in quarters)
    try:
        release = releases.current_release(workspace.settings.releases_dir)
        return Published(published, releases.read_cells(release))
    except ReleaseMissingError:
        return Published(published)  # a damaged release, which the doctor finds, keeps nobody from reporting


def table_of(workspace: Workspace, file_name: str, data: bytes) -> RawTable | None:
    """The table in a file, in the encoding that its words show; null when it cannot be read."""
    try:
        return settle_spelling(read_table(file_name, data), Vocabulary(workspace.catalogue))
    except UnreadableFileError:
        return None


def marked_report(
    workspace: Workspace, submission_id: str, account: Account, language: str
) -> tuple[str, bytes]:
    """File name and bytes of a report's own file, with its findings and what the manager said marked in it.

    Errors: PolicyError for anybody but the partner's coordinators and managers; UnreadableFileError.
    """
    report = workspace.ledger.submission(submission_id)
    require(account, Act.ANSWER, report.partner_id)
    name, data = report.upload.file_name, workspace.ledger.content(report.upload.sha256)
    screening = check(
        workspace, name, data, expected_partner=report.partner_id, expected_quarter=report.quarter
    )
    notes = [Note("", report.comment)] if report.comment else []
    notes += [
        Note(screening.addresses.get(comment.cell, "") if comment.cell else "", _said(comment))
        for comment in workspace.ledger.comments([submission_id])
        if comment.is_open
    ]
    table = settle_spelling(read_table(name, data), Vocabulary(workspace.catalogue))
    speaker = speaker_of(workspace.catalogue, language)
    return marked_name(name), mark(data, table, screening.findings, speaker, notes)


def _said(comment: Comment) -> str:
    """A comment and its answers, one after the other."""
    return "\n".join((comment.text, *(f"– {answer.text}" for answer in comment.answers)))


def last_report(workspace: Workspace, partner_id: str, quarter: str) -> pl.DataFrame:
    """What a partner last handed in for a quarter, in OBSERVATION_SCHEMA; no rows when there is none."""
    return review.history(workspace.ledger, partner_id).filter(pl.col("quarter") == quarter)


def foresee(workspace: Workspace, screening: Screening) -> pl.DataFrame:
    """What others would see of a report, as far as it decides that alone.

    Shape: CELL_SCHEMA with `rule` and `because` (EXPLANATION_SCHEMA; null where a cell is shown) and `so_far`, the
    obs_status in the current release (null where it has none), one row per cell of the partner's own place and
    quarter; none for a partner without a place.
    Errors: PolicyError when the report is not understood.
    """
    partner = workspace.catalogue.partners.get(screening.partner_id or "")
    if partner is None or screening.quarter is None or screening.is_blocked:
        raise PolicyError(
            title=text("Nothing can be foreseen yet"),
            message=text("The report has findings that must be mended first."),
        )
    report = screening.observations.with_columns(submission_id=pl.lit("draft"))
    protected = protect(Approved(report, ("draft",)), workspace.catalogue, workspace.clock().date())
    return (
        protected.cells.filter(
            (pl.col("place_level") == "local")
            & (pl.col("place_id") == (partner.place_id or ""))
            & (pl.col("period") == screening.quarter)
            & pl.col("obs_status").is_in([SHOWN[0], WITHHELD[0]])
        )
        .join(protected.explanations, on=list(CELL_KEY), how="left", validate="1:1")
        .join(
            _published(workspace, partner.id).cells.select(*CELL_KEY, so_far="obs_status"),
            on=list(CELL_KEY),
            how="left",
            validate="1:1",
        )
        .sort(CELL_KEY)
    )


def remove_mapping(workspace: Workspace, partner_id: str, fingerprint: str, account: Account) -> None:
    """Use a mapping no more. Errors: PolicyError for all but the partner's coordinators, and when there is none."""
    require(account, Act.SUBMIT, partner_id)
    workspace.ledger.remove_mapping(partner_id, fingerprint, account.email, workspace.clock())


def receive(
    workspace: Workspace,
    file_name: str,
    data: bytes,
    account: Account,
    *,
    expected_quarter: str | None = None,
    partner_id: str | None = None,
) -> Received:
    """Check a coordinator's file and keep it; it becomes a draft when it says whose it is.

    A file that holds personal data leaves only its refusal, and so does one that could not be searched for it.
    `partner_id` is the partner it is for, of a coordinator of several; the first where it is left out.
    """
    expected = partner_id or account.partner_id or ""
    require(account, Act.SUBMIT, expected)
    screening = check(
        workspace, file_name, data, expected_partner=expected, expected_quarter=expected_quarter
    )
    if screening.is_refused:
        workspace.ledger.refuse_upload(_reasons(screening, expected), account.email, workspace.clock())
        return Received(None, screening, None)
    receipt = workspace.ledger.receive(data, file_name, account.email, workspace.clock())
    if screening.partner_id != expected or screening.quarter is None:
        return Received(receipt, screening, None)
    submission = workspace.ledger.add_draft(receipt, screening, workspace.catalogue.sha256, workspace.clock())
    return Received(receipt, screening, submission)


def _reasons(screening: Screening, partner_id: str) -> str:
    """Why a file was refused, for the trail: kinds and places."""
    found = (
        f"{f.check}: {f.message}"
        + (f" All cells: {', '.join(f.cells)}." if len(f.cells) > NAMED_AT_MOST else "")
        for f in screening.findings
    )
    return f"{partner_id}. {' '.join(found)}"


def withdraw(workspace: Workspace, submission_id: str, account: Account, reason: str) -> Submission:
    return review.withdraw(workspace.ledger, submission_id, account, reason, workspace.clock())


def submit(
    workspace: Workspace, submission_id: str, account: Account, reasons: Mapping[int, str] | None = None
) -> Submission:
    report = workspace.ledger.submission(submission_id)
    today = workspace.clock().date()
    cycle.require_open(workspace.ledger, workspace.catalogue, report.partner_id, report.quarter, today)
    return review.submit(workspace.ledger, submission_id, account, workspace.clock(), reasons or {})


@dataclass(frozen=True)
class Imported:
    """What became of an import."""

    rows: int
    sound_rows: int
    """Rows with nothing wrong by themselves."""
    submitted: tuple[str, ...]
    """Ids of the reports that were handed in."""
    refused: tuple[tuple[str, str], ...]
    """(partner, quarter) of those with something to mend."""
    to_confirm: tuple[tuple[str, str], ...]
    """(partner, quarter) of those whose findings ask for a reason."""


def import_file(
    workspace: Workspace,
    path: Path,
    account: Account,
    take_lines: Callable[[pl.DataFrame], None],
    *,
    on_behalf: str = "",
    because: str = "",
    progress: Progress | None = None,
) -> Imported:
    """Read a long table of many reports, and hand in each report in which nothing blocks.

    `take_lines` gets what was found (importing.LINES), a part at a time. `on_behalf` is why an administrator imports
    for partners; `because` is why findings that ask for it are no faults. Of the table itself nothing is kept.
    Errors: PolicyError for whoever may not import; UnreadableFileError.
    """
    allowed = _importing_for(account, on_behalf)
    submitted: list[str] = []
    refused: list[tuple[str, str]] = []
    to_confirm: list[tuple[str, str]] = []
    workspace.settings.data_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".importing-", dir=workspace.settings.data_dir) as folder:
        table = importing.read_coded(path, workspace.catalogue, allowed, Path(folder))
        _tell(progress, verbatim(f"{table.rows} rows read"))

        def known(partner_id: str) -> tuple[pl.DataFrame, Published]:
            return review.history(workspace.ledger, partner_id), _published(workspace, partner_id)

        for batch in importing.batches(table, workspace.catalogue, known):
            take_lines(batch.lines)
            for report in batch.reports:
                key = (report.partner_id, report.quarter)
                take_lines(report.lines)
                closed = _closed(workspace, *key)
                if closed is not None:
                    take_lines(closed)
                if closed is not None or not report.is_sound:
                    refused.append(key)
                elif _asks(report.screening) and not because.strip():
                    to_confirm.append(key)
                else:
                    submitted.append(_hand_in(workspace, report, account, on_behalf.strip(), because.strip()))
                    _tell(progress, verbatim(f"{submitted[-1]} submitted"))
    return Imported(table.rows, table.sound, tuple(submitted), tuple(refused), tuple(to_confirm))


def _importing_for(account: Account, on_behalf: str) -> tuple[str, ...] | None:
    """The partners for whom an account may import; null for all of them."""
    require(account, Act.IMPORT)
    if may(account, Act.SUBMIT):
        return account.partner_ids
    if not on_behalf.strip():
        raise PolicyError(
            title=text("A reason is needed"),
            message="Say with --reason why you import on behalf of the partners; it is kept with each report.",
        )
    return None


def _closed(workspace: Workspace, partner_id: str, quarter: str) -> pl.DataFrame | None:
    today = workspace.clock().date()
    try:
        cycle.require_open(workspace.ledger, workspace.catalogue, partner_id, quarter, today)
    except PolicyError:
        what, remedy = text("The quarter is closed."), text("Ask the project manager for more time.")
        return importing.report_line("import_quarter_closed", what, remedy, partner_id, quarter)
    return None


def _asks(screening: Screening) -> bool:
    return any(finding.severity is Severity.CONFIRM for finding in screening.findings)


def _hand_in(
    workspace: Workspace, report: importing.ImportedReport, account: Account, on_behalf: str, because: str
) -> str:
    name, data = importing.report_file(report.screening.observations, report.partner_id, report.quarter)
    at = workspace.clock()
    receipt = workspace.ledger.receive(data, name, account.email, at)
    draft = workspace.ledger.add_draft(receipt, report.screening, workspace.catalogue.sha256, at)
    workspace.ledger.note_import(draft.id, on_behalf, account.email, at)
    reasons = dict.fromkeys(draft.to_confirm, because)
    return review.submit(
        workspace.ledger, draft.id, account, workspace.clock(), reasons, on_behalf=bool(on_behalf)
    ).id


def approve(workspace: Workspace, submission_id: str, account: Account, comment: str = "") -> Submission:
    return review.approve(workspace.ledger, submission_id, account, workspace.clock(), comment)


def return_(workspace: Workspace, submission_id: str, account: Account, comment: str) -> Submission:
    return review.return_(workspace.ledger, submission_id, account, comment, workspace.clock())


# ---- the calendar, and what waits ---------------------------------------------------------------------


def standings(workspace: Workspace) -> tuple[cycle.Standing, ...]:
    """Every report that is expected by now: where it stands, when it is due, how late it is."""
    return cycle.standings(workspace.ledger, workspace.catalogue, workspace.clock().date())


def extend(
    workspace: Workspace, partner_id: str, quarter: str, until: date, account: Account, reason: str
) -> Extension:
    """Give one report more time.

    Errors: PolicyError for anybody but a manager, without a reason, for a report nobody expects, and for the past.
    """
    require(account, Act.EXTEND, partner_id)
    why = require_words(reason)
    expected = {p.id for p in workspace.catalogue.expected_partners(quarter)}
    if quarter not in workspace.catalogue.project.quarters or partner_id not in expected:
        raise PolicyError(
            title=text("Nobody expects this report"),
            message=text(
                "{partner} does not report for {quarter}. The page of reports shows who does.",
                partner=partner_id,
                quarter=quarter,
            ),
        )
    if until < workspace.clock().date():
        raise PolicyError(
            title=text("This day is over"),
            message=text("Choose the day until which the report may come: today or later."),
        )
    return workspace.ledger.extend(partner_id, quarter, until, account.email, why, workspace.clock())


def waiting_for(workspace: Workspace, account: Account) -> cycle.Waiting:
    """What waits for an account: a coordinator's reports that are due or returned, a manager's decisions."""
    found = standings(workspace)
    if may(account, Act.SUBMIT):
        mine = tuple(s for s in found if s.waits_for_partner and may(account, Act.SUBMIT, s.partner_id))
        ids = [s.id for p in account.partner_ids for s in workspace.ledger.submissions(partner_id=p)]
        unanswered = (c for c in workspace.ledger.comments(ids) if c.is_open and not c.answers)
        return cycle.Waiting(mine, tuple(unanswered))
    if not may(account, Act.REVIEW):
        return cycle.Waiting((), ())
    answered = tuple(c for c in workspace.ledger.comments() if c.is_open and c.answers)
    to_decide = tuple(s for s in found if s.phase is cycle.Phase.SUBMITTED)
    return cycle.Waiting(to_decide, answered, sum(s.phase is cycle.Phase.APPROVED for s in found))


def invite(workspace: Workspace, wanted: Account, account: Account) -> str:
    """Let somebody sign in, or change what an account may do; gives the token of a sign-in link.

    Errors: PolicyError for anybody but a manager or an administrator, for what is no address, and for a coordinator
    without, or another role with, a partner of the project.
    """
    require(account, Act.MANAGE_ACCOUNTS)
    unknown = [p for p in wanted.partner_ids if p not in workspace.catalogue.partners]
    if unknown:
        raise PolicyError(
            title=text("There is no such partner"),
            message=text("{unknown} is not in the catalogue.", unknown=", ".join(unknown)),
        )
    at = workspace.clock()
    workspace.ledger.add_account(
        wanted.email,
        wanted.role,
        wanted.partner_id,
        at,
        more_partner_ids=wanted.more_partner_ids,
        actor=account.email,
    )
    return workspace.ledger.issue_link(wanted.email, at, actor=account.email)


def close_account(workspace: Workspace, email: str, account: Account, *, forget: bool = False) -> None:
    """Let somebody sign in no more; `forget` removes the address from the ledger for ever.

    Errors: PolicyError for anybody but a manager or an administrator, for one's own account, and for none.
    """
    require(account, Act.MANAGE_ACCOUNTS)
    if email.strip().lower() == account.email:
        raise PolicyError(
            title=text("You cannot close your own account"),
            message=text(
                "Ask another manager or administrator to do it, so that somebody can still sign in."
            ),
        )
    workspace.ledger.close_account(email, workspace.clock(), actor=account.email, forget=forget)


# ---- comments -----------------------------------------------------------------------------------------


def comment(
    workspace: Workspace,
    submission_id: str,
    account: Account,
    words: str,
    cell: tuple[str, str, str, str] | None = None,
) -> Comment:
    """Pin a comment to a cell (activity, measure, breakdown, category) of a report, or to the whole report.

    Errors: PolicyError for anybody but a manager, without a text, and for a cell that the report does not have.
    """
    require(account, Act.COMMENT)
    words = _shortened(words)
    if cell is not None:
        rows = workspace.ledger.observations([submission_id]).select(*comments_cell())
        if cell not in set(rows.iter_rows()):
            raise PolicyError(
                title=text("The report has no such cell"),
                message=text(
                    "{submission_id} does not report this. Choose a cell from its table.",
                    submission_id=submission_id,
                ),
            )
    at = workspace.clock()
    return workspace.ledger.add_comment(submission_id, cell, words, account.email, at)


def answer_comment(workspace: Workspace, number: int, account: Account, words: str) -> Comment:
    """Answer a comment. Errors: PolicyError for anybody but a manager and the partner's coordinators."""
    _require_party(workspace, number, account)
    return workspace.ledger.answer_comment(number, _shortened(words), account.email, workspace.clock())


def resolve_comment(workspace: Workspace, number: int, account: Account) -> Comment:
    """Settle a comment. Errors: PolicyError for anybody but a manager and the partner's coordinators."""
    _require_party(workspace, number, account)
    return workspace.ledger.resolve_comment(number, account.email, workspace.clock())


def comments_cell() -> tuple[str, ...]:
    """Columns of the observations by which a comment names its cell."""
    return ("activity_id", "measure_id", "breakdown", "category")


def _require_party(workspace: Workspace, number: int, account: Account) -> None:
    found = next((c for c in workspace.ledger.comments() if c.number == number), None)
    partner = workspace.ledger.submission(found.submission_id).partner_id if found else ""
    if found is None or not may(account, Act.ANSWER, partner):
        raise refusal(Act.ANSWER)


def _shortened(words: str) -> str:
    words = " ".join(require_words(words).split())
    if len(words) > LONGEST_COMMENT:
        raise PolicyError(
            title=text("This text is too long"),
            message=text(
                "Say it in {characters} characters, without names of participants.",
                characters=LONGEST_COMMENT,
            ),
        )
    return words


# ---- a release ----------------------------------------------------------------------------------------


def preview_publication(workspace: Workspace) -> PublicationPreview:
    """What a release published now would contain, and which due reports it would lack."""
    approved = review.approved(workspace.ledger)
    published = workspace.ledger.publications()
    before = set(published[-1].submission_ids) if published else set()
    has_report = {submission_id.rpartition("-")[0] for submission_id in approved.submission_ids}
    today = workspace.clock().date()
    missing = tuple(
        (partner.id, quarter)
        for quarter in workspace.catalogue.project.quarters
        if workspace.catalogue.project.due_date(quarter) < today
        for partner in workspace.catalogue.expected_partners(quarter)
        if f"{partner.id}-{quarter}" not in has_report
    )
    new = tuple(i for i in approved.submission_ids if i not in before)
    confirmed = (
        (i, sum(f.severity is Severity.CONFIRM for f in workspace.ledger.submission(i).findings)) for i in new
    )
    return PublicationPreview(
        number=(published[-1].number if published else 0) + 1,
        submission_ids=approved.submission_ids,
        new_submission_ids=new,
        missing=missing,
        confirmed=tuple((i, count) for i, count in confirmed if count),
        open_comments=tuple(c for c in workspace.ledger.comments(approved.submission_ids) if c.is_open),
    )


def assess(workspace: Workspace, progress: Progress | None = None, coarsenings: bool = False) -> Assessment:
    """What the next release would show, change and could win back; computed once, then kept beside the clear data.

    The audit attacks it as it would attack the release. Coarser plans are looked for only when asked, because each is
    protected for itself.
    Errors: PolicyError when no report is approved; a release that is not possible is no error but an answer.
    """
    stored = stored_assessment(workspace)
    if stored is not None and (stored.has_coarsenings or not coarsenings):
        return stored
    release = _next_release(workspace)
    if stored is None:
        made = _tried(workspace, release, usefulness.assess(release, progress), progress)
        made = usefulness.with_coarsenings(made, release, progress) if coarsenings else made
    else:
        made = usefulness.with_coarsenings(stored, release, progress)
    usefulness.save_assessment(made, _assessments_dir(workspace))
    return made


def try_next(workspace: Workspace, progress: Progress | None = None) -> Assessment:
    """What the next release would show and change under the profile in force, attacked by the audit; kept by nobody.

    Errors: PolicyError when no report is approved; a release that is not possible is no error but an answer.
    """
    stored = stored_assessment(workspace)
    if stored is not None:
        return stored
    release = _next_release(workspace)
    made = usefulness.assess(release, progress, side_by_side=False)
    return _tried(workspace, release, made, progress)


def _tried(
    workspace: Workspace, release: usefulness.NextRelease, made: Assessment, progress: Progress | None
) -> Assessment:
    """The assessment, and whether the release would pass its audit: it is built, attacked and thrown away."""
    if not made.in_force.is_possible:
        return made
    _tell(progress, ATTACK)
    event, head = workspace.ledger.trail_head()
    facts = releases.ReleaseFacts(
        number=release.number,
        published_at=workspace.clock(),
        synthetic=workspace.ledger.is_synthetic(),
        reason="",
        submission_ids=release.approved.submission_ids,
        ledger_event=event,
        ledger_head=head,
        handed_in=reporting.handed_in(workspace.ledger, release.approved.submission_ids),
    )
    no_explanations = pl.DataFrame(schema=dict(EXPLANATION_SCHEMA))
    root, numbers = workspace.settings.releases_dir, [each.number for each in release.earlier]
    made_of = [*(each.approved for each in release.earlier), release.approved]
    used = [submission_id for approved in made_of for submission_id in approved.submission_ids]
    warehouse = workspace.settings.warehouse_dir
    warehouse.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=warehouse, prefix=".trial-") as place:
        built = Path(place) / f"{release.number:04d}"
        protected = Protected(made.in_force.cells, (), no_explanations)
        releases.build_release(protected, workspace.catalogue, facts, built)
        try:
            releases.require_audit(
                built,
                [releases.release_directory(root, number) for number in numbers],
                workspace.catalogue,
                _reported(workspace, used),
                progress,
            )
        except PolicyError as error:
            return usefulness.not_possible(made, usefulness.problem_of(error))
    return made


def stored_assessment(workspace: Workspace) -> Assessment | None:
    """The assessment of the release that would be published now; null until `assess` has made it."""
    key = _assessment_key(
        workspace,
        review.approved_ids(workspace.ledger),
        workspace.ledger.publications(),
        _lifted(workspace),
    )
    return usefulness.load_assessment(_assessments_dir(workspace), key)


def lift(workspace: Workspace, account: Account, cell_key: Sequence[str], reason: str) -> Lift:
    """Let a withheld cell be shown from the next release on, if nothing but its history withholds it then.

    Errors: PolicyError for anybody but a manager, without a reason, and for a cell that is itself at risk.
    """
    require(account, Act.LIFT)
    why = require_reason(reason)
    published = workspace.ledger.publications()
    if not published:
        raise PolicyError(
            title=text("There is nothing to lift"),
            message=text("Nothing has been published yet, so no cell was withheld before."),
        )
    current = _earlier(workspace, published[-1])
    usefulness.require_liftable(cell_key, current.cells, current.approved, workspace.catalogue, current.as_of)
    return workspace.ledger.record_lift(cell_key, account.email, why, workspace.clock())


def take_back_lift(workspace: Workspace, account: Account, cell_key: Sequence[str], reason: str) -> Lift:
    """Withhold a lifted cell again wherever it was withheld before; what was published meanwhile stays a fact.

    Errors: PolicyError for anybody but a manager, without a reason, and for a cell that is not lifted.
    """
    require(account, Act.LIFT)
    why = require_reason(reason)
    return workspace.ledger.take_back_lift(cell_key, account.email, why, workspace.clock())


def lifts_in_force(workspace: Workspace) -> tuple[Lift, ...]:
    """Lifts that nobody took back, oldest first."""
    return tuple(lift for lift in workspace.ledger.lifts() if lift.taken_back is None)


def publish(
    workspace: Workspace, account: Account, reason: str, *, progress: Progress | None = None
) -> Release:
    """Build, protect and publish the approved reports as the next release.

    The ledger's record is the moment of publication: before it nothing was published, after it the pointer
    moves now or, after an interruption, when the workspace is opened again.
    Errors: PolicyError for anybody but a manager, without a reason or report, or when it is not safe.
    """
    require(account, Act.PUBLISH)
    why = require_reason(reason)
    with releases.publishing_lock(workspace.settings.releases_dir, patience=_SETTLING_TAKES):
        _settle(workspace)
        at = workspace.clock()
        protected, approved, reports = _protect(workspace, at.date(), progress)
        event, head = workspace.ledger.trail_head()
        facts = releases.ReleaseFacts(
            number=_next_number(workspace),
            published_at=at,
            synthetic=workspace.ledger.is_synthetic(),
            reason=why,
            submission_ids=approved.submission_ids,
            ledger_event=event,
            ledger_head=head,
            handed_in=reporting.handed_in(workspace.ledger, approved.submission_ids),
        )
        _tell(progress, WRITE.using(number=facts.number))
        building = workspace.settings.releases_dir / f".building-{facts.number:04d}"
        if building.exists():
            shutil.rmtree(building)
        releases.build_release(protected, workspace.catalogue, facts, building)
        audited = _attack(workspace, building, approved, progress)
        shelved = releases.shelve(audited, workspace.settings.releases_dir)
        workspace.ledger.record_publication(
            facts.number,
            approved.submission_ids,
            account.email,
            facts.reason,
            at,
            _audit(protected, audited.report, releases.file_hashes(shelved), reports),
        )
        releases.point_to(workspace.settings.releases_dir, facts.number)
    return releases.current_release(workspace.settings.releases_dir)


def withdraw_release(workspace: Workspace, number: int, account: Account, reason: str) -> None:
    """Say that a release must no longer be relied on; it stays listed, and what it showed stays a fact.

    Errors: PolicyError for anybody but a manager, without a reason, for no release, and for one withdrawn already.
    """
    require(account, Act.WITHDRAW_RELEASE)
    why = require_words(reason)
    workspace.ledger.withdraw_publication(number, account.email, why, workspace.clock())


def _protect(
    workspace: Workspace, as_of: date, progress: Progress | None
) -> tuple[Protected, Approved, tuple[reporting.Report, ...]]:
    approved = review.approved(workspace.ledger)
    _require_reports(approved)
    _tell(progress, text("Reading the approved reports"))
    number = _next_number(workspace)
    reports = _reports(workspace, approved.submission_ids, as_of)
    path = build_warehouse(approved, workspace.settings.warehouse_dir, number)
    clear = reporting.with_reports(read_warehouse(path), reports, workspace.catalogue, number)
    earlier = [_earlier(workspace, publication) for publication in workspace.ledger.publications()]
    protected = protect(clear, workspace.catalogue, as_of, earlier, progress, lifted=_lifted(workspace))
    return protected, approved, reports


def _reports(
    workspace: Workspace, submission_ids: Sequence[str], as_of: date
) -> tuple[reporting.Report, ...]:
    return reporting.expected_reports(workspace.ledger, workspace.catalogue, submission_ids, as_of)


def _next_release(workspace: Workspace) -> usefulness.NextRelease:
    """Everything that decides what the next release shows, each read once, so that the key fits the content."""
    approved = review.approved(workspace.ledger)
    _require_reports(approved)
    published = workspace.ledger.publications()
    lifted = _lifted(workspace)
    as_of = workspace.clock().date()
    number = (published[-1].number if published else 0) + 1
    reports = _reports(workspace, approved.submission_ids, as_of)
    return usefulness.NextRelease(
        number=number,
        key=_assessment_key(workspace, approved.submission_ids, published, lifted),
        approved=reporting.with_reports(approved, reports, workspace.catalogue, number),
        catalogue=workspace.catalogue,
        as_of=as_of,
        earlier=[_earlier(workspace, publication) for publication in published],
        lifted=lifted,
    )


def _assessment_key(
    workspace: Workspace,
    submission_ids: Sequence[str],
    published: Sequence[Publication],
    lifted: frozenset[tuple[str, ...]],
) -> str:
    """SHA-256 over everything that decides what the next release shows."""
    today = workspace.clock().date()
    content = {
        "submissions": list(submission_ids),
        "policy": workspace.catalogue.policy_sha256,
        "catalogue": workspace.catalogue.sha256,
        "lifts": sorted(lifted),
        "publications": [publication.number for publication in published],
        "quarters_over": [q for q in workspace.catalogue.project.quarters if quarter_end(q) <= today],
        "reports": reporting.as_json(_reports(workspace, submission_ids, today)),
        "software": version("prepare-outcome-monitor"),
    }
    return sha256(json.dumps(content).encode()).hexdigest()


def _assessments_dir(workspace: Workspace) -> Path:
    return workspace.settings.warehouse_dir / "assessments"


def _lifted(workspace: Workspace) -> frozenset[tuple[str, ...]]:
    return frozenset(lift.cell_key for lift in lifts_in_force(workspace))


def _earlier(workspace: Workspace, publication: Publication) -> EarlierRelease:
    directory = releases.release_directory(workspace.settings.releases_dir, publication.number)
    release = releases.read_release(directory)
    audit = json.loads(workspace.ledger.publication_audit(publication.number))
    approved = Approved(workspace.ledger.observations(publication.submission_ids), publication.submission_ids)
    reports = reporting.from_json(audit.get("reports", []))  # the first releases counted no reports
    return EarlierRelease(
        number=publication.number,
        as_of=publication.at.date(),
        approved=reporting.with_reports(approved, reports, workspace.catalogue, publication.number),
        cells=releases.read_cells(release),
        proofs={group["name"]: base64.b64decode(group["proof"]) for group in audit["groups"]},
        policy=releases.policy_of(release),
    )


def audit_release(
    workspace: Workspace,
    number: int | None = None,
    *,
    insiders: bool = True,
    progress: Progress | None = None,
) -> AuditReport:
    """Attack a published release (the current one unless a number is given) together with all before it.

    Insiders attack with the clear counts of their reports, so that is for those who may see them.
    Errors: ReleaseMissingError when nothing was published or there is no such release.
    """
    if number is None:
        number = releases.current_release(workspace.settings.releases_dir).number
    published = [p for p in workspace.ledger.publications() if p.number <= number]
    directories = [releases.release_directory(workspace.settings.releases_dir, p.number) for p in published]
    if not published or published[-1].number != number:
        releases.read_release(releases.release_directory(workspace.settings.releases_dir, number))
        raise ReleaseMissingError(
            title="There is no such release",
            message=f"Release {number:04d} is not in the ledger. 'prepare doctor' says what is there.",
        )
    clear = _reported(workspace, [i for p in published for i in p.submission_ids]) if insiders else None
    return audit(directories, workspace.catalogue, clear, progress=progress)


def _attack(
    workspace: Workspace, built: Path, approved: Approved, progress: Progress | None
) -> releases.Audited:
    """The audit as a gate: a build that does not pass is put aside, and nothing is published."""
    _tell(progress, ATTACK)
    published = workspace.ledger.publications()
    directories = [releases.release_directory(workspace.settings.releases_dir, p.number) for p in published]
    used = [*(i for p in published for i in p.submission_ids), *approved.submission_ids]
    try:
        return releases.require_audit(
            built, directories, workspace.catalogue, _reported(workspace, used), progress
        )
    except PolicyError as error:
        releases.put_aside(built)
        message = sentences(error.says_message, text("Nothing was published; the build is kept aside."))
        raise PolicyError(title=error.says_title, message=message) from error


def _reported(workspace: Workspace, submission_ids: Sequence[str]) -> pl.DataFrame:
    """All counts of some submissions, each once."""
    return workspace.ledger.observations(tuple(dict.fromkeys(submission_ids)))


def _audit(
    protected: Protected,
    report: AuditReport,
    files: Mapping[str, str],
    reports: Sequence[reporting.Report],
) -> bytes:
    """What was solved, proven and attacked, the hash of each file, and which reports were counted how.

    Kept in the ledger, never published.
    """
    groups = [
        {
            "name": report.name,
            "variables": report.variables,
            "rows": report.rows,
            "withheld": report.withheld,
            "programs": report.programs,
            "proof": base64.b64encode(report.proof).decode(),
        }
        for report in protected.reports
    ]
    return json.dumps(
        {
            "method": "witness tables",
            "audit": report.as_json(),
            "groups": groups,
            "files": dict(files),
            "reports": reporting.as_json(reports),
        }
    ).encode()


def _settle(workspace: Workspace) -> None:
    releases.settle(workspace.settings.releases_dir, [p.number for p in workspace.ledger.publications()])


def _next_number(workspace: Workspace) -> int:
    published = workspace.ledger.publications()
    return (published[-1].number if published else 0) + 1


def _require_reports(approved: Approved) -> None:
    if not approved.submission_ids:
        raise PolicyError(
            title=text("There is nothing to publish"),
            message=text("No report is approved yet. Approve one on the Review page, then publish."),
        )


def _tell(progress: Progress | None, step: Text) -> None:
    if progress is not None:
        progress(step)
