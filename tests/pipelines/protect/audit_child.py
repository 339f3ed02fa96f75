"""Answers audit jobs one after the other: the audit's solver must not be loaded where the engine's is."""

from __future__ import annotations

import pickle
import sys

from pipelines.audit.child import do


def main() -> None:
    """Read pickled jobs until there are no more; write each answer."""
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            job = pickle.load(asked)
        except EOFError:
            return
        pickle.dump(do(job), answered)
        answered.flush()


if __name__ == "__main__":
    main()
