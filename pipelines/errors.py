"""Faults that somebody must act on, one class per person who acts.

A faulty submission is not an exception: it is a list of findings (`pipelines.model.Finding`).
"""

from __future__ import annotations

from pipelines.texts import Text, sentences, verbatim


class OutcomesError(Exception):
    """A fault with a title and a message that says what happened, where, and what to do.

    Neither text may contain a count: messages reach logs, terminals and pages. Pages say `says_title` and
    `says_message` in the reader's language; logs and terminals have `title` and `message`, in English.
    What only an operator meets is a plain string.
    """

    def __init__(self, *, title: Text | str, message: Text | str) -> None:
        super().__init__(f"{title}: {message}")
        self.title = str(title)
        self.message = str(message)
        self.says_title = title if isinstance(title, Text) else verbatim(title)
        self.says_message = message if isinstance(message, Text) else verbatim(message)


class CatalogueError(OutcomesError):
    """The catalogue is wrong; its maintainer must mend the named file, entry and key."""


class UnreadableFileError(OutcomesError):
    """An uploaded file cannot be read at all; the city must send another.

    `check` names the kind, as findings do.
    """

    def __init__(self, *, check: str, title: Text, what: Text, remedy: Text) -> None:
        super().__init__(title=title, message=sentences(what, remedy))
        self.check = check
        self.what = what
        self.remedy = remedy


class PolicyError(OutcomesError):
    """Something asked for is not allowed: by the disclosure policy, a role or the reporting cycle."""


class StoreBusyError(OutcomesError):
    """The store is locked by somebody else for the moment; trying again helps."""


class ReleaseMissingError(OutcomesError):
    """A release, its pointer or one of its files is missing or damaged; the operator must act."""
