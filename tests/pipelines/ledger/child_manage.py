"""A manager who approves, returns, comments and extends beside another; writes the outcome of every act."""

from __future__ import annotations

import random
import sys
from datetime import date

from pipelines import review
from pipelines.errors import OutcomesError
from pipelines.ledger import Ledger
from pipelines.model import Account, Role

from .samples import AT

ACTS = ("approve", "return", "comment", "extend")


def act(ledger: Ledger, kind: str, submission_id: str, manager: Account, words: str) -> None:
    if kind == "approve":
        review.approve(ledger, submission_id, manager, AT, words)
    elif kind == "return":
        review.return_(ledger, submission_id, manager, words, AT)
    elif kind == "comment":
        ledger.add_comment(submission_id, None, words, manager.email, AT)
    else:
        partner_id, _, _ = submission_id.partition("-2018")
        ledger.extend(partner_id, "2018-Q2", date(2018, 8, 31), manager.email, words, AT)


def main(url: str, worker: str, acts: str) -> None:
    manager = Account(f"{worker}@example.org", Role.MANAGER, None)
    chance = random.Random(worker)
    with Ledger.open(url) as ledger:
        submission_ids = [submission.id for submission in ledger.submissions()]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for number in range(int(acts)):
            kind, submission_id = chance.choice(ACTS), chance.choice(submission_ids)
            words = f"act {number} of {worker}."
            try:
                act(ledger, kind, submission_id, manager, words)
                outcome = "done"
            except OutcomesError as error:
                outcome = f"refused: {error.message}"
            sys.stdout.write(f"{words}\t{kind}\t{submission_id}\t{outcome}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
