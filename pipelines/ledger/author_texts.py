"""What authors write for practice sheets and the annex: versions that are only added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select, insert, select

from pipelines.errors import PolicyError
from pipelines.languages import LANGUAGES
from pipelines.ledger import events, people
from pipelines.ledger.coverage import written
from pipelines.ledger.records import AuthorText, EventKind
from pipelines.ledger.schema import author_text
from pipelines.texts import text
from pipelines.written import require_keepable

LONGEST = 20_000
"""Characters; about eight printed pages."""


def write(connection: Connection, made: AuthorText) -> AuthorText:
    """Append a version.

    Errors: PolicyError for a text that is too long or cannot be kept, and for a language that nobody reads here.
    """
    require_language(made.language)
    require_keepable(made.content)
    if len(made.content) > LONGEST:
        raise PolicyError(
            title=text("This text is too long"),
            message=text("A text has at most {most} characters. Shorten it.", most=LONGEST),
        )
    done = connection.execute(
        insert(author_text).values(
            subject=made.subject,
            language=made.language,
            content=made.content,
            actor=people.reference(connection, made.actor),
            at=made.at,
        )
    )
    key = written(done)
    detail = f"Text {key[0]} on {made.subject} in {made.language}"
    kind = EventKind.AUTHOR_TEXT_WRITTEN
    events.append(connection, kind, made.actor, made.at, detail=detail, rows=[(author_text, key)])
    return made


def newest(connection: Connection, subject: str, language: str, before: datetime | None) -> AuthorText | None:
    """The newest version, or the newest of those written before a moment; null when there is none or it is blank."""
    query = _versions().where(author_text.c.subject == subject, author_text.c.language == language)
    if before is not None:
        query = query.where(author_text.c.at < before)
    found = _texts(connection, query)
    return found[-1] if found and found[-1].content.strip() else None


def listed(connection: Connection, subject: str | None) -> tuple[AuthorText, ...]:
    """All versions, oldest first; of one subject where that is named."""
    query = _versions()
    return _texts(connection, query if subject is None else query.where(author_text.c.subject == subject))


def require_language(language: str) -> None:
    """Errors: PolicyError for a language that the program does not speak."""
    if language not in LANGUAGES:
        raise PolicyError(
            title=text("There is no such language"),
            message=text("Choose one of these: {languages}.", languages=", ".join(LANGUAGES)),
        )


def _versions() -> Select[tuple[object, ...]]:
    return select(author_text).order_by(author_text.c.number)


def _texts(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[AuthorText, ...]:
    names = people.names(connection)
    return tuple(
        AuthorText(
            row["subject"], row["language"], row["content"], people.in_words(row["actor"], names), row["at"]
        )
        for row in connection.execute(query).mappings()
    )
