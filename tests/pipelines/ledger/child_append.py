"""Appends drafts and submits them beside others, then approves what it is told to; writes the outcome."""

from __future__ import annotations

import sys

from pipelines import review
from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.model import Account, Role

from .samples import AT, add_draft, screening


def main(url: str, worker: str, drafts: str, contested: str) -> None:
    email = f"manager-{worker}@example.org"
    coordinator = Account(f"ana-{worker}@example.org", Role.COORDINATOR, "malaga")
    with Ledger.open(url) as ledger:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for _ in range(int(drafts)):
            draft = add_draft(ledger, screening(quarter=f"2018-Q{worker}"), actor=coordinator.email)
            review.submit(ledger, draft.id, coordinator, AT)
        try:
            review.approve(ledger, contested, Account(email, Role.MANAGER, None), AT)
            sys.stdout.write("approved\n")
        except PolicyError as error:
            sys.stdout.write(f"{error.message}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
