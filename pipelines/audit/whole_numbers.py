"""What linear programs leave in doubt, settled in whole numbers (CP-SAT, one worker, a fixed limit of work)."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

# The layer beneath `cp_model`, which would load a data library that nobody needs here.
from ortools.sat.python import cp_model_helper as sat

from pipelines.audit.bounding import IntArray
from pipelines.audit.parts import Part
from pipelines.audit.system import UNBOUNDED, Terms

WORK_LIMIT = 5.0
"""In CP-SAT's deterministic time, so that the answer does not depend on the machine."""
_ROOM = 10_000
"""How far an unbounded count may go beyond all bounded ones: no threshold needs more."""


class Settled(StrEnum):
    """How a question in whole numbers ended."""

    FOUND = "found"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


class WholeNumbers:
    """All tables of a part in whole numbers."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._top = _ROOM + max(
            int(values[values < UNBOUNDED].max(initial=0)) for values in (part.rows.upper, part.upper)
        )
        self._model = sat.CpModelProto()
        for low, high in zip(part.lower.tolist(), part.upper.tolist(), strict=True):
            self._model.variables.add().domain.extend([low, self._top if high >= UNBOUNDED else high])
        rows = part.rows
        for i in range(rows.height):
            span = slice(rows.starts[i], rows.starts[i + 1])
            row = self._model.constraints.add().linear
            row.vars.extend(rows.columns[span].tolist())
            row.coeffs.extend(rows.coefficients[span].tolist())
            row.domain.extend([int(rows.lower[i]), int(rows.upper[i])])
        self._question = self._model.constraints.add().linear
        self._limits = sat.SatParameters()
        self._limits.num_workers = 1
        self._limits.random_seed = 1
        self._limits.max_deterministic_time = WORK_LIMIT

    def table_with(self, terms: Terms, low: int, high: int) -> tuple[Settled, IntArray | None]:
        """A table in which a signed sum lies between two numbers."""
        question = self._question
        for values in (question.vars, question.coeffs, question.domain):
            values.clear()
        question.vars.extend([v for v, _ in terms])
        question.coeffs.extend([c for _, c in terms])
        question.domain.extend([low, high])
        solver = sat.SolveWrapper()
        solver.set_parameters(self._limits)
        answer = solver.solve(self._model)  # type: ignore[no-untyped-call]
        if answer.status == sat.INFEASIBLE:
            return Settled.IMPOSSIBLE, None
        if answer.status not in (sat.OPTIMAL, sat.FEASIBLE):
            return Settled.UNDECIDED, None
        table = np.array(list(answer.solution), dtype=np.int64)
        return (Settled.FOUND, table) if self._part.rows.holds_for(table) else (Settled.UNDECIDED, None)
