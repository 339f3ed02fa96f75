"""How the guard and the child say no."""

from __future__ import annotations


class Refused(Exception):
    """A file is not to be read; `check` is a key of `pipelines.read.refusal.REFUSALS`."""

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check
