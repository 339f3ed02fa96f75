"""The ledger as the rest of the program sees it: each method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from pipelines.ledger import (
    accounts,
    author_texts,
    comments,
    confirmations,
    encoding,
    events,
    extensions,
    lifts,
    mappings,
    people,
    publications,
    submissions,
    uploads,
    verification,
)
from pipelines.ledger.records import (
    OPERATOR,
    AuthorText,
    Comment,
    Confirmation,
    Event,
    EventKind,
    Extension,
    Lift,
    Publication,
    SavedMapping,
    Withdrawal,
)
from pipelines.ledger.store import Store
from pipelines.model import Account, Receipt, Role, Screening, Submission, SubmissionState

LINK_VALID_FOR = timedelta(hours=24)
SESSION_VALID_FOR = timedelta(hours=12)
SESSION_IDLE_FOR = timedelta(hours=2)


class Ledger:
    """Everything people did, only ever added to; safe to share between threads, and beside other processes.

    Times must have a time zone. What a method stored is durable when it returns.
    Errors of every method: StoreBusyError when others keep the ledger locked for too long.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a ledger, and make it if there is none.

        Errors: OutcomesError when the URL names no file that can be used.
        """
        return cls(Store(url))

    def close(self) -> None:
        """Close all connections."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # uploads

    def receive(self, data: bytes, file_name: str, actor: str, at: datetime) -> Receipt:
        """Keep exact bytes durably; the same bytes twice are two uploads of one content."""
        with self._store.writing() as connection:
            return uploads.receive(connection, data, file_name, actor, at)

    def refuse_upload(self, reasons: str, actor: str, at: datetime) -> None:
        """Note that a file was refused, and keep nothing of it; `reasons` says kinds and places only."""
        with self._store.writing() as connection:
            uploads.refuse(connection, reasons, actor, at)

    def note_import(self, submission_id: str, reason: str, actor: str, at: datetime) -> None:
        """Note that a report came with an import, and why somebody did it on behalf of the partner."""
        with self._store.writing() as connection:
            events.append(
                connection, EventKind.IMPORTED, actor, at, submission_id=submission_id, detail=reason
            )

    def content(self, sha256: str) -> bytes:
        """The bytes of an upload. Errors: PolicyError when no upload has this SHA-256."""
        with self._store.reading() as connection:
            return uploads.content(connection, sha256)

    # submissions

    def add_draft(
        self, receipt: Receipt, screening: Screening, catalogue_sha256: str, at: datetime
    ) -> Submission:
        """Keep a screening as the partner's next draft for the quarter, with an id such as malaga-2018-Q2-1.

        Errors: PolicyError when the screening does not know the partner and the quarter.
        """
        with self._store.writing() as connection:
            return submissions.add_draft(connection, receipt, screening, catalogue_sha256, at)

    def submission(self, submission_id: str) -> Submission:
        """One submission as it stands. Errors: PolicyError when there is none with this id."""
        with self._store.reading() as connection:
            return submissions.get(connection, submission_id)

    def submissions(
        self,
        partner_id: str | None = None,
        quarter: str | None = None,
        states: Collection[SubmissionState] | None = None,
    ) -> tuple[Submission, ...]:
        """Submissions as they stand, newest last; an argument left out does not narrow the list."""
        with self._store.reading() as connection:
            return submissions.listed(connection, partner_id, quarter, states)

    def observations(self, submission_ids: Sequence[str]) -> pl.DataFrame:
        """Clear counts of submissions.

        Shape: OBSERVATION_SCHEMA plus `submission_id`, sorted by the key, then by submission.
        Errors: PolicyError naming an id that does not exist.
        """
        with self._store.reading() as connection:
            stored = submissions.stored_observations(connection, submission_ids)
        return encoding.decode_observations(stored)

    def first_handed_in(self) -> dict[tuple[str, str], datetime]:
        """(partner, quarter) -> when its first report was submitted, whatever a manager decided about it.

        A report that its coordinator took back does not count.
        """
        with self._store.reading() as connection:
            return submissions.first_handed_in(connection)

    def handed_in(self) -> dict[str, datetime]:
        """Submission -> when it was submitted, in the order of handing in, whatever a manager decided about it.

        A report that its coordinator took back does not count.
        """
        with self._store.reading() as connection:
            return submissions.handed_in(connection)

    def change_state(
        self,
        submission_id: str,
        *,
        expected: Collection[SubmissionState],
        to: SubmissionState,
        actor: str,
        comment: str,
        at: datetime,
        supersede: Collection[SubmissionState] = (),
    ) -> Submission:
        """Append a change of state, if the submission is in an expected one.

        Older submissions of the same partner and quarter that are in a state of `supersede` become superseded
        in the same transaction.
        Errors: PolicyError naming who changed the state, and when, if it is another.
        """
        change = submissions.Change(expected, to, actor, comment, at, supersede)
        with self._store.writing() as connection:
            return submissions.change_state(connection, submission_id, change)

    def hand_in(
        self,
        submission_id: str,
        *,
        actor: str,
        at: datetime,
        supersede: Collection[SubmissionState],
        reasons: Mapping[int, str],
    ) -> Submission:
        """Append that a draft is submitted, and why findings (by their number, from 1 on) are no faults.

        Errors: PolicyError naming who changed the state, and when, if it is no draft any more.
        """
        change = submissions.Change(
            {SubmissionState.DRAFT}, SubmissionState.SUBMITTED, actor, "", at, supersede
        )
        with self._store.writing() as connection:
            confirmations.add(connection, submission_id, reasons, actor, at)
            return submissions.change_state(connection, submission_id, change)

    def confirmations(self, submission_id: str) -> dict[int, Confirmation]:
        """Number of a finding of a report, from 1 on -> why it is no fault."""
        with self._store.reading() as connection:
            return confirmations.listed(connection, submission_id)

    # mappings

    def save_mapping(
        self, partner_id: str, fingerprint: str, content: str, actor: str, at: datetime
    ) -> SavedMapping:
        """Keep what the headers of a partner's files mean, in place of what was kept for them before."""
        made = SavedMapping(partner_id, fingerprint, content, actor, at)
        with self._store.writing() as connection:
            return mappings.record(connection, made)

    def remove_mapping(self, partner_id: str, fingerprint: str, actor: str, at: datetime) -> None:
        """Use a mapping no more. Errors: PolicyError when there is none."""
        removal = SavedMapping(partner_id, fingerprint, mappings.REMOVED, actor, at)
        with self._store.writing() as connection:
            mappings.remove(connection, removal)

    def mappings(self, partner_id: str) -> tuple[SavedMapping, ...]:
        """The mappings of a partner that count, the oldest first."""
        with self._store.reading() as connection:
            return mappings.listed(connection, partner_id)

    # the trail

    def events(self, submission_id: str | None = None) -> tuple[Event, ...]:
        """All events, or those of one submission, oldest first."""
        with self._store.reading() as connection:
            return events.listed(connection, submission_id)

    def last_event_id(self) -> int:
        """Id of the newest event; 0 in a new ledger."""
        with self._store.reading() as connection:
            return events.last_id(connection)

    def trail_head(self) -> tuple[int, str]:
        """Id and hash of the newest event, which stands for all before it; what it hides cannot be tried out."""
        with self._store.reading() as connection:
            return events.head(connection)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the trail and with what its events are about, in words; nothing when all is sound."""
        damage = self._store.faults()
        with self._store.reading() as connection:
            return (*damage, *verification.faults(connection))

    def event_hash(self, number: int) -> str | None:
        """The hash of one event; null when there is no such event."""
        with self._store.reading() as connection:
            return events.hash_of(connection, number)

    # copies

    def copy_to(self, path: Path) -> None:
        """Copy everything, as it is at one moment, into a new file that can be opened as a ledger."""
        self._store.copy_to(path)

    def fill_from(self, file: Path) -> None:
        """Take over everything from such a file, all or nothing.

        Errors: PolicyError when this ledger is not empty.
        """
        with closing(Store(f"sqlite:///{file}")) as other:
            self._store.fill_from(other)

    def note_about(self, kind: EventKind, actor: str, at: datetime, email: str) -> None:
        """Append an event about somebody with an account, of an act that keeps nothing else."""
        with self._store.writing() as connection:
            events.append(connection, kind, actor, at, detail=people.reference(connection, email))

    # comments

    def add_comment(
        self,
        submission_id: str,
        cell: tuple[str, str, str, str] | None,
        text: str,
        actor: str,
        at: datetime,
    ) -> Comment:
        """Pin a comment to a cell of a report (activity, measure, breakdown, category), or to the whole report.

        Errors: PolicyError when there is no such report.
        """
        with self._store.writing() as connection:
            return comments.add(connection, submission_id, cell, text, actor, at)

    def answer_comment(self, number: int, text: str, actor: str, at: datetime) -> Comment:
        """Add an answer. Errors: PolicyError when there is no such comment."""
        with self._store.writing() as connection:
            return comments.answer(connection, number, text, actor, at)

    def resolve_comment(self, number: int, actor: str, at: datetime) -> Comment:
        """Note that a comment is settled. Errors: PolicyError when there is none, or it is resolved already."""
        with self._store.writing() as connection:
            return comments.resolve(connection, number, actor, at)

    def comments(self, submission_ids: Collection[str] | None = None) -> tuple[Comment, ...]:
        """Comments, oldest first; all of them, or those on some reports."""
        with self._store.reading() as connection:
            return comments.listed(connection, submission_ids)

    # authors' texts

    def write_author_text(
        self, subject: str, language: str, content: str, actor: str, at: datetime
    ) -> AuthorText:
        """Keep a new version of a text (Markdown); a blank one takes the text out again.

        Errors: PolicyError for a text that is too long or cannot be kept, and for a language nobody reads here.
        """
        made = AuthorText(subject, language, content, actor, at)
        with self._store.writing() as connection:
            return author_texts.write(connection, made)

    def author_text(self, subject: str, language: str, before: datetime | None = None) -> AuthorText | None:
        """The version of a text that counts, or that counted at a moment; null when there is none."""
        with self._store.reading() as connection:
            return author_texts.newest(connection, subject, language, before)

    def author_texts(self, subject: str | None = None) -> tuple[AuthorText, ...]:
        """All versions of all texts, or of those on one subject, oldest first."""
        with self._store.reading() as connection:
            return author_texts.listed(connection, subject)

    # the reporting calendar

    def extend(
        self, partner_id: str, quarter: str, until: date, actor: str, reason: str, at: datetime
    ) -> Extension:
        """Give one report more time; the newest extension of a report counts."""
        made = Extension(partner_id, quarter, until, actor, reason, at)
        with self._store.writing() as connection:
            return extensions.record(connection, made)

    def extensions(self) -> tuple[Extension, ...]:
        """All extensions, oldest first."""
        with self._store.reading() as connection:
            return extensions.listed(connection)

    # publications

    def withdraw_publication(self, number: int, actor: str, reason: str, at: datetime) -> None:
        """Note that a release must no longer be relied on.

        Errors: PolicyError when there is no such release, or it is withdrawn already.
        """
        with self._store.writing() as connection:
            publications.withdraw(connection, number, Withdrawal(actor, reason, at))

    def record_publication(
        self,
        number: int,
        submission_ids: Sequence[str],
        actor: str,
        reason: str,
        at: datetime,
        audit: bytes,
    ) -> None:
        """Note a release, what it was built from and its audit; its approved submissions become published.

        Errors: PolicyError when the number is taken or a submission does not exist; then nothing is noted.
        """
        made = Publication(number, tuple(submission_ids), actor, reason, at)
        with self._store.writing() as connection:
            publications.record(connection, made, audit)

    def publications(self) -> tuple[Publication, ...]:
        """All publications, in the order of their numbers."""
        with self._store.reading() as connection:
            return publications.listed(connection)

    def withdrawals(self) -> Mapping[int, Withdrawal]:
        """Number of a release that must no longer be relied on -> why."""
        with self._store.reading() as connection:
            return publications.withdrawals(connection)

    def publication_audit(self, number: int) -> bytes:
        """The audit of a publication. Errors: PolicyError when the number was never published."""
        with self._store.reading() as connection:
            return publications.audit_of(connection, number)

    # lifted cells

    def record_lift(self, cell_key: Sequence[str], actor: str, reason: str, at: datetime) -> Lift:
        """Note that a cell is no longer withheld only because it was withheld before.

        Errors: PolicyError naming who lifted it, when somebody has.
        """
        with self._store.writing() as connection:
            return lifts.record(connection, Lift(tuple(cell_key), actor, reason, at))

    def take_back_lift(self, cell_key: Sequence[str], actor: str, reason: str, at: datetime) -> Lift:
        """Note that a cell is withheld again because it was withheld before.

        Errors: PolicyError when it is not lifted.
        """
        with self._store.writing() as connection:
            return lifts.take_back(connection, cell_key, actor, reason, at)

    def lifts(self) -> tuple[Lift, ...]:
        """All lifts, in the order in which they were made, also those that were taken back."""
        with self._store.reading() as connection:
            return lifts.listed(connection)

    # synthetic data

    def mark_synthetic(self, at: datetime) -> None:
        """Note, once and for ever, that the counts in this ledger are invented."""
        with self._store.writing() as connection:
            if not events.exists(connection, EventKind.MARKED_SYNTHETIC):
                events.append(connection, EventKind.MARKED_SYNTHETIC, OPERATOR, at)

    def is_synthetic(self) -> bool:
        """Whether the counts in this ledger are invented."""
        with self._store.reading() as connection:
            return events.exists(connection, EventKind.MARKED_SYNTHETIC)

    # accounts, links, sessions

    def add_account(
        self,
        email: str,
        role: Role,
        partner_id: str | None,
        at: datetime,
        *,
        more_partner_ids: tuple[str, ...] = (),
        actor: str = OPERATOR,
    ) -> None:
        """Let somebody sign in; for an address that exists, the new role and partners replace the old ones.

        Errors: PolicyError for what is no address, a coordinator without or another role with a partner.
        """
        wanted = Account(people.normal_email(email), role, partner_id, more_partner_ids)
        with self._store.writing() as connection:
            accounts.add(connection, wanted, at, actor)

    def close_account(self, email: str, at: datetime, *, actor: str = OPERATOR, forget: bool = False) -> None:
        """Let somebody sign in no more, end all sessions, and remove the address for ever where that is asked.

        What the person did stays in the trail, which stays valid. Errors: PolicyError without such an account.
        """
        with self._store.writing() as connection:
            accounts.close(connection, email, at, actor, forget=forget)

    def set_language(self, email: str, language: str, at: datetime) -> None:
        """Note which language somebody wants to read; an act of the person herself.

        Errors: PolicyError for a language that the program does not speak, and without such an account.
        """
        with self._store.writing() as connection:
            accounts.set_language(connection, email, language, at)

    def account(self, email: str) -> Account | None:
        """The account of an address as it stands, or null; capitals do not matter."""
        with self._store.reading() as connection:
            return accounts.find(connection, email)

    def accounts(self) -> tuple[Account, ...]:
        """All accounts as they stand, by address."""
        with self._store.reading() as connection:
            return accounts.listed(connection)

    def issue_link(
        self, email: str, at: datetime, valid_for: timedelta = LINK_VALID_FOR, *, actor: str = OPERATOR
    ) -> str:
        """A token that signs the account in once; it cannot be read back later.

        Errors: PolicyError when the address has no account.
        """
        with self._store.writing() as connection:
            return accounts.issue_link(connection, email, at, valid_for, actor)

    def links_since(self, email: str, since: datetime) -> int:
        """How many links an address got since a moment."""
        with self._store.reading() as connection:
            return accounts.links_since(connection, email, since)

    def begin_session(self, email: str, at: datetime, session_for: timedelta = SESSION_VALID_FOR) -> str:
        """Begin a session for somebody whose identity a provider established; gives the session's token.

        Errors: PolicyError when the address has no account.
        """
        with self._store.writing() as connection:
            return accounts.begin_session(connection, email, at, session_for)

    def redeem_link(self, token: str, at: datetime, session_for: timedelta = SESSION_VALID_FOR) -> str:
        """Use up a sign-in link and begin a session; gives the session's token.

        Errors: PolicyError, the same for a link that is unknown, used or expired.
        """
        with self._store.writing() as connection:
            return accounts.redeem_link(connection, token, at, session_for)

    def session_account(self, token: str, at: datetime) -> Account | None:
        """The account of a running session as it stands now, or null; a session that is idle for long ends."""
        with self._store.reading() as connection:
            found = accounts.session_account(connection, token, at, SESSION_IDLE_FOR)
        if found is None:
            return None
        if found.is_due:
            with self._store.writing() as connection:
                accounts.note_use(connection, token, at)
        return found.account

    def running_sessions(self, tokens: Collection[str], at: datetime) -> frozenset[str]:
        """Those of some sessions that still run; unlike `session_account`, asking keeps none of them alive."""
        with self._store.reading() as connection:
            return accounts.running(connection, tokens, at, SESSION_IDLE_FOR)

    def revoke_session(self, token: str, at: datetime) -> None:
        """End a session; nothing happens when it is not running."""
        with self._store.writing() as connection:
            accounts.revoke_session(connection, token, at, SESSION_IDLE_FOR)
