"""The append-only ledger: uploads, submissions, publications, accounts, and the trail of all of it."""

from pipelines.ledger.ledger import Ledger
from pipelines.ledger.records import OPERATOR, Event, EventKind, Lift, Publication

__all__ = ["OPERATOR", "Event", "EventKind", "Ledger", "Lift", "Publication"]
