"""What people write: which texts can be kept, whatever the database is."""

from __future__ import annotations

import unicodedata

from pipelines.errors import PolicyError
from pipelines.texts import text

_BREAKS = "\n\r\t"
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing around, so that a text reads otherwise than it is."""


def require_keepable(words: str) -> str:
    """A comment or reason as it is.

    Errors: PolicyError for one with characters that cannot be seen, except ends of lines.
    """
    if any(_is_hidden(character) and character not in _BREAKS for character in words):
        raise PolicyError(
            title=text("This text cannot be kept"),
            message=text(
                "It has characters that cannot be seen, such as a NUL; they may come from copying. Type it "
                "again, or paste it as plain text."
            ),
        )
    return words


def require_words(words: str) -> str:
    """A text that says something and can be kept, without the space around it."""
    if not words.strip():
        raise PolicyError(
            title=text("A few words are needed"),
            message=text("Say in a sentence what it is about; it is kept with your name."),
        )
    return require_keepable(words).strip()


def require_reason(words: str) -> str:
    """A reason that says something and can be kept, without the space around it."""
    if not words.strip():
        raise PolicyError(
            title=text("A reason is needed"),
            message=text("Say in a sentence why; it is kept with your name."),
        )
    return require_keepable(words).strip()


def require_file_name(name: str) -> str:
    """The name of an uploaded file as it is.

    Errors: PolicyError for one with characters that cannot be seen.
    """
    if any(_is_hidden(character) for character in name):
        raise PolicyError(
            title=text("This file has a name that cannot be kept"),
            message=text(
                "Its name has characters that cannot be seen, such as a NUL. Give the file another name and "
                "upload it again; nothing was stored."
            ),
        )
    return name


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _TURNS
