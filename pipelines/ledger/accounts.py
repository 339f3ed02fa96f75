"""Who may sign in, and the links and sessions by which they do; of tokens only hashes are kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, func, insert, select

from pipelines.errors import PolicyError
from pipelines.ledger import events
from pipelines.ledger.records import OPERATOR, EventKind
from pipelines.ledger.schema import account, link_use, session, session_end, sign_in_link
from pipelines.model import Account, Role


def add(connection: Connection, wanted: Account, at: datetime) -> None:
    """Let somebody sign in; for an address that exists, the new role and partner replace the old ones.

    Errors: PolicyError for what is no e-mail address, a coordinator without or another role with a partner.
    """
    _require_sound(wanted)
    if find(connection, wanted.email) == wanted:
        return
    connection.execute(
        insert(account).values(
            email=wanted.email, role=wanted.role.value, partner_id=wanted.partner_id, added_at=at
        )
    )
    place = f" for {wanted.partner_id}" if wanted.partner_id else ""
    detail = f"{wanted.email} as {wanted.role.value}{place}"
    events.append(connection, EventKind.ACCOUNT_ADDED, OPERATOR, at, detail=detail)


def find(connection: Connection, email: str) -> Account | None:
    """The account of an address as it stands, or null."""
    query = (
        select(account.c.email, account.c.role, account.c.partner_id)
        .where(account.c.email == normal_email(email))
        .order_by(account.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _account(row)


def listed(connection: Connection) -> tuple[Account, ...]:
    """All accounts as they stand, by address."""
    newest = select(func.max(account.c.number)).group_by(account.c.email)
    query = (
        select(account.c.email, account.c.role, account.c.partner_id)
        .where(account.c.number.in_(newest))
        .order_by(account.c.email)
    )
    return tuple(_account(row) for row in connection.execute(query).mappings())


def issue_link(connection: Connection, email: str, at: datetime, valid_for: timedelta) -> str:
    """A token that signs the account in once.

    Errors: PolicyError when the address has no account.
    """
    known = find(connection, email)
    if known is None:
        raise PolicyError(
            title="There is no such account",
            message=f"Nobody may sign in as {normal_email(email)!r} yet. Add the account first.",
        )
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(sign_in_link).values(
            token_sha256=_digest(token), email=known.email, issued_at=at, expires_at=at + valid_for
        )
    )
    events.append(connection, EventKind.LINK_ISSUED, OPERATOR, at, detail=known.email)
    return token


def redeem_link(connection: Connection, token: str, at: datetime, session_for: timedelta) -> str:
    """Use up a sign-in link and begin a session; gives the session's token.

    Errors: PolicyError, the same for a link that is unknown, used or expired.
    """
    digest = _digest(token)
    query = (
        select(sign_in_link.c.email)
        .outerjoin(link_use, link_use.c.token_sha256 == sign_in_link.c.token_sha256)
        .where(sign_in_link.c.token_sha256 == digest, sign_in_link.c.expires_at > at)
        .where(link_use.c.token_sha256.is_(None))
    )
    email = connection.scalar(query)
    if email is None:
        raise PolicyError(
            title="This sign-in link does not work",
            message="A link works once and for a limited time. Ask for a new one.",
        )
    session_token = secrets.token_urlsafe(32)
    connection.execute(insert(link_use).values(token_sha256=digest, used_at=at))
    connection.execute(
        insert(session).values(
            token_sha256=_digest(session_token), email=email, started_at=at, expires_at=at + session_for
        )
    )
    events.append(connection, EventKind.SIGNED_IN, email, at)
    return session_token


def session_account(connection: Connection, token: str, at: datetime) -> Account | None:
    """The account of a session that has neither expired nor ended, or null."""
    email = _running_session(connection, token, at)
    return None if email is None else find(connection, email)


def revoke_session(connection: Connection, token: str, at: datetime) -> None:
    """End a session; nothing happens when it is not running."""
    email = _running_session(connection, token, at)
    if email is not None:
        connection.execute(insert(session_end).values(token_sha256=_digest(token), ended_at=at))
        events.append(connection, EventKind.SIGNED_OUT, email, at)


def normal_email(email: str) -> str:
    """The address as it is stored and compared."""
    return email.strip().lower()


def _running_session(connection: Connection, token: str, at: datetime) -> str | None:
    query = (
        select(session.c.email)
        .outerjoin(session_end, session_end.c.token_sha256 == session.c.token_sha256)
        .where(session.c.token_sha256 == _digest(token), session.c.expires_at > at)
        .where(session_end.c.token_sha256.is_(None))
    )
    return connection.scalar(query)


def _require_sound(wanted: Account) -> None:
    name, _, host = wanted.email.partition("@")
    if not name or not host or "@" in host or not wanted.email.isprintable() or " " in wanted.email:
        raise PolicyError(
            title="This is no e-mail address",
            message=f"{wanted.email!r} cannot be an account. Write an address such as name@example.org.",
        )
    if (wanted.role is Role.COORDINATOR) != (wanted.partner_id is not None):
        raise PolicyError(
            title="Role and partner do not go together",
            message="A coordinator needs the partner to act for; the other roles have none.",
        )


def _account(row: RowMapping) -> Account:
    return Account(email=row["email"], role=Role(row["role"]), partner_id=row["partner_id"])


def _digest(token: str) -> str:
    # A token is whatever somebody sent; text that is not proper Unicode must be unknown, not a fault.
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
