"""The draw that decides which way counts are rounded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Self

from pipelines.model import OBSERVATION_KEY, Approved
from pipelines.protect.system import Key

_DEAR = 2**14
"""Cost of one guess at the draw (scrypt N): a few hundredths of a second and 16 MB."""
_BYTES = 7
"""As many bits as a float holds exactly, and a little less."""


@dataclass(frozen=True)
class Draw:
    """A number from 0 to 1 for every cell, the same whenever a release is made from the same reports.

    It follows from all reported counts at once: no secret has to be kept, and whoever does not know every count of
    every partner cannot repeat it. That trying is dear keeps small projects from being guessed whole.
    """

    seed: bytes

    @classmethod
    def of(cls, approved: Approved) -> Self:
        """The draw of a release; the order of its observations does not matter."""
        counts = approved.observations.select(*OBSERVATION_KEY, "value", "mark").sort(OBSERVATION_KEY)
        text = counts.write_csv().encode()
        return cls(hashlib.scrypt(text, salt=b"rounding", n=_DEAR, r=8, p=1, dklen=32))

    def share(self, key: Key) -> float:
        """The number drawn for a cell, from 0 up to but not including 1."""
        text = "\0".join(key).encode()
        drawn = hashlib.blake2b(text, key=self.seed, digest_size=_BYTES).digest()
        return int.from_bytes(drawn) / 256.0**_BYTES
