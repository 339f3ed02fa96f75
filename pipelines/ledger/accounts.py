"""Who may sign in, and the links and sessions by which they do; of tokens only hashes are kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, Select, func, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events, people
from pipelines.ledger.author_texts import require_language
from pipelines.ledger.coverage import REMOVED, Row, written
from pipelines.ledger.records import OPERATOR, EventKind
from pipelines.ledger.schema import (
    account,
    account_language,
    link_use,
    person,
    session,
    session_end,
    session_use,
    sign_in_link,
)
from pipelines.model import Account, Role
from pipelines.texts import text

SEEN_EVERY = timedelta(minutes=1)
"""A session at work is noted no more often than that."""

TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""What so many bytes look like in base64."""


@dataclass(frozen=True)
class SessionAccount:
    """Whose session it is."""

    account: Account
    is_due: bool
    """Whether it was last seen so long ago that it should be noted again."""


def add(connection: Connection, wanted: Account, at: datetime, actor: str = OPERATOR) -> None:
    """Let somebody sign in; for an address that exists, the new role and partners replace the old ones.

    The language stays the one that the person chose.
    Errors: PolicyError for what is no e-mail address, a coordinator without or another role with a partner.
    """
    _require_sound(wanted)
    known = find(connection, wanted.email)
    if known is not None and replace(known, language=wanted.language) == wanted:
        return
    number = people.add(connection, wanted.email)
    row = _new_row(
        connection, person=number, role=wanted.role.value, partner_ids=",".join(wanted.partner_ids), at=at
    )
    place = f" for {', '.join(wanted.partner_ids)}" if wanted.partner_ids else ""
    detail = f"{people.reference(connection, wanted.email)} as {wanted.role.value}{place}"
    events.append(connection, EventKind.ACCOUNT_ADDED, actor, at, detail=detail, rows=[row])


def close(connection: Connection, email: str, at: datetime, actor: str, *, forget: bool) -> None:
    """Let somebody sign in no more and end all sessions; `forget` removes the address from the ledger for ever.

    Errors: PolicyError when the address has no account.
    """
    known = find(connection, email)
    number = people.number_of(connection, email)
    if known is None or number is None:
        raise _no_account(email)
    row = _new_row(connection, person=number, role=None, partner_ids="", at=at)
    ended = revoke_all(connection, email, at)
    detail = people.reference(connection, email) + (REMOVED if forget else "")
    events.append(connection, EventKind.ACCOUNT_CLOSED, actor, at, detail=detail, rows=[row, *ended])
    if forget:
        people.forget(connection, number)


def set_language(connection: Connection, email: str, language: str, at: datetime) -> None:
    """Note which language somebody wants to read; an act of the person herself.

    Errors: PolicyError for a language that the program does not speak, and when the address has no account.
    """
    require_language(language)
    known = find(connection, email)
    number = people.number_of(connection, email)
    if known is None or number is None:
        raise _no_account(email)
    if known.language == language:
        return
    values = {"person": number, "language": language, "at": at}
    rows = [(account_language, written(connection.execute(insert(account_language).values(**values))))]
    events.append(connection, EventKind.LANGUAGE_CHOSEN, email, at, detail=language, rows=rows)


def find(connection: Connection, email: str) -> Account | None:
    """The open account of an address as it stands, or null."""
    query = (
        _standing()
        .where(person.c.email == people.normal_email(email))
        .order_by(account.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None or row["role"] is None else _account(row)


def listed(connection: Connection) -> tuple[Account, ...]:
    """All open accounts as they stand, by address."""
    newest = select(func.max(account.c.number)).group_by(account.c.person)
    query = (
        _standing().where(account.c.number.in_(newest), account.c.role.is_not(None)).order_by(person.c.email)
    )
    return tuple(_account(row) for row in connection.execute(query).mappings())


def issue_link(
    connection: Connection, email: str, at: datetime, valid_for: timedelta, actor: str = OPERATOR
) -> str:
    """A token that signs the account in once.

    Errors: PolicyError when the address has no account.
    """
    known = find(connection, email)
    number = people.number_of(connection, email)
    if known is None or number is None:
        raise _no_account(email)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(
        insert(sign_in_link).values(
            token_sha256=_digest(token), person=number, issued_at=at, expires_at=at + valid_for
        )
    )
    detail = people.reference(connection, known.email)
    rows = [(sign_in_link, (_digest(token),))]
    events.append(connection, EventKind.LINK_ISSUED, actor, at, detail=detail, rows=rows)
    return token


def links_since(connection: Connection, email: str, since: datetime) -> int:
    """How many links an address got since a moment."""
    query = (
        select(func.count())
        .select_from(sign_in_link)
        .join(person, person.c.number == sign_in_link.c.person)
        .where(person.c.email == people.normal_email(email), sign_in_link.c.issued_at >= since)
    )
    return connection.scalar(query) or 0


def redeem_link(connection: Connection, token: str, at: datetime, session_for: timedelta) -> str:
    """Use up a sign-in link and begin a session; gives the session's token.

    Errors: PolicyError, the same for a link that is unknown, used, expired or of a closed account.
    """
    digest = _digest(token)
    query = (
        select(person.c.email)
        .join(sign_in_link, sign_in_link.c.person == person.c.number)
        .outerjoin(link_use, link_use.c.token_sha256 == sign_in_link.c.token_sha256)
        .where(sign_in_link.c.token_sha256 == digest, sign_in_link.c.expires_at > at)
        .where(link_use.c.token_sha256.is_(None))
    )
    email = connection.scalar(query)
    if email is None or find(connection, email) is None:
        raise PolicyError(
            title=text("This sign-in link does not work"),
            message=text("A link works once and for a limited time. Ask for a new one."),
        )
    connection.execute(insert(link_use).values(token_sha256=digest, used_at=at))
    return begin_session(connection, email, at, session_for, rows=[(link_use, (digest,))])


def begin_session(
    connection: Connection,
    email: str,
    at: datetime,
    session_for: timedelta,
    *,
    rows: Collection[Row] = (),
) -> str:
    """Begin a session for somebody whose identity was established; gives the session's token.

    `rows` were written on the way to it.
    Errors: PolicyError when the address has no account.
    """
    number = people.number_of(connection, email)
    if find(connection, email) is None or number is None:
        raise _no_account(email)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(
        insert(session).values(
            token_sha256=_digest(token), person=number, started_at=at, expires_at=at + session_for
        )
    )
    rows = [*rows, (session, (_digest(token),))]
    events.append(connection, EventKind.SIGNED_IN, email, at, rows=rows)
    return token


def session_account(
    connection: Connection, token: str, at: datetime, idle_for: timedelta
) -> SessionAccount | None:
    """The account of a session that has neither expired, nor been idle too long, nor ended; or null.

    Asked at every run of every page, so it is one question.
    """
    digest = _digest(token)
    used = (
        select(session_use.c.used_at)
        .where(session_use.c.token_sha256 == digest)
        .order_by(session_use.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        _standing()
        .add_columns(session.c.started_at, used.label("used_at"))
        .join(session, session.c.person == person.c.number)
        .outerjoin(session_end, session_end.c.token_sha256 == session.c.token_sha256)
        .where(session.c.token_sha256 == digest, session.c.expires_at > at)
        .where(session_end.c.token_sha256.is_(None))
        .order_by(account.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None or row["role"] is None:
        return None
    seen: datetime = row["used_at"] or row["started_at"]
    return SessionAccount(_account(row), is_due=seen <= at - SEEN_EVERY) if seen > at - idle_for else None


def running(
    connection: Connection, tokens: Collection[str], at: datetime, idle_for: timedelta
) -> frozenset[str]:
    """Those of some sessions for which `session_account` would find an account; one question for all of them."""
    asked = {_digest(token): token for token in tokens}
    last_use = (
        select(session_use.c.token_sha256, func.max(session_use.c.used_at).label("used_at"))
        .where(session_use.c.token_sha256.in_(asked))
        .group_by(session_use.c.token_sha256)
        .subquery()
    )
    newest = select(func.max(account.c.number)).group_by(account.c.person)
    query = (
        select(session.c.token_sha256)
        .join(account, account.c.person == session.c.person)
        .outerjoin(session_end, session_end.c.token_sha256 == session.c.token_sha256)
        .outerjoin(last_use, last_use.c.token_sha256 == session.c.token_sha256)
        .where(session.c.token_sha256.in_(asked), session.c.expires_at > at)
        .where(session_end.c.token_sha256.is_(None))
        .where(func.coalesce(last_use.c.used_at, session.c.started_at) > at - idle_for)
        .where(account.c.number.in_(newest), account.c.role.is_not(None))
    )
    return frozenset(asked[digest] for digest in connection.scalars(query))


def note_use(connection: Connection, token: str, at: datetime) -> None:
    """Note that a session is at work."""
    connection.execute(insert(session_use).values(token_sha256=_digest(token), used_at=at))


def revoke_session(connection: Connection, token: str, at: datetime, idle_for: timedelta) -> None:
    """End a session; nothing happens when it is not running."""
    found = session_account(connection, token, at, idle_for)
    if found is not None:
        connection.execute(insert(session_end).values(token_sha256=_digest(token), ended_at=at))
        rows = [(session_end, (_digest(token),))]
        events.append(connection, EventKind.SIGNED_OUT, found.account.email, at, rows=rows)


def revoke_all(connection: Connection, email: str, at: datetime) -> list[Row]:
    """End all sessions of somebody; gives the rows that say so, for the event of the act."""
    query = (
        select(session.c.token_sha256)
        .join(person, person.c.number == session.c.person)
        .outerjoin(session_end, session_end.c.token_sha256 == session.c.token_sha256)
        .where(person.c.email == people.normal_email(email), session.c.expires_at > at)
        .where(session_end.c.token_sha256.is_(None))
    )
    ended: list[Row] = []
    for digest in connection.scalars(query).all():
        connection.execute(insert(session_end).values(token_sha256=digest, ended_at=at))
        ended.append((session_end, (digest,)))
    return ended


def _new_row(connection: Connection, *, person: int, role: str | None, partner_ids: str, at: datetime) -> Row:
    values = {"person": person, "role": role, "partner_ids": partner_ids, "added_at": at}
    return account, written(connection.execute(insert(account).values(**values)))


def _standing() -> Select[tuple[object, ...]]:
    language = (
        select(account_language.c.language)
        .where(account_language.c.person == person.c.number)
        .order_by(account_language.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(
        person.c.email, account.c.role, account.c.partner_ids, func.coalesce(language, "").label("language")
    ).join(person, person.c.number == account.c.person)


def _require_sound(wanted: Account) -> None:
    name, _, host = wanted.email.partition("@")
    if not name or not host or "@" in host or not wanted.email.isprintable() or " " in wanted.email:
        raise PolicyError(
            title=text("This is no e-mail address"),
            message=text(
                "'{email}' cannot be an account. Write an address such as name@example.org.",
                email=wanted.email,
            ),
        )
    if (wanted.role is Role.COORDINATOR) != bool(wanted.partner_ids):
        raise PolicyError(
            title=text("Role and partner do not go together"),
            message=text("A coordinator needs the partner to act for; the other roles have none."),
        )


def _account(row: RowMapping) -> Account:
    ids = tuple(filter(None, row["partner_ids"].split(",")))
    return Account(row["email"], Role(row["role"]), next(iter(ids), None), ids[1:], row["language"])


def _no_account(email: str) -> PolicyError:
    return PolicyError(
        title=text("There is no such account"),
        message=text(
            "Nobody may sign in as '{email}' yet. Add the account first.", email=people.normal_email(email)
        ),
    )


def is_whole_token(token: str) -> bool:
    """Whether a text looks like a token of ours; one that was cut when it was copied does not."""
    return _TOKEN.fullmatch(token) is not None


def _digest(token: str) -> str:
    # A token is whatever somebody sent; text that is not proper Unicode must be unknown, not a fault.
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
