"""What an outsider can work out from published cells, in another formulation than the one under test.

Variables are the reported counts themselves; every shown cell, of every release, is one equation over them. Bounds
come from linear programs, so they are what the attacker can prove without using that counts are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import highspy
import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.model import CELL_KEY, PROJECT_PERIOD, TOTAL, Approved, Catalogue

NEAR = 1e-6
Base = tuple[str, str, str, str, str, str, str]
"""partner, quarter, activity, measure, breakdown, category, submission."""


class Outsider:
    def __init__(self, catalogue: Catalogue, releases: Sequence[tuple[Approved, pl.DataFrame]]) -> None:
        self.catalogue = catalogue
        self.index: dict[Base, int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        for approved, cells in releases:
            self._add(approved, cells)

    def _add(self, approved: Approved, cells: pl.DataFrame) -> None:
        keys = [
            "partner_id",
            "quarter",
            "activity_id",
            "measure_id",
            "breakdown",
            "category",
            "submission_id",
        ]
        reported = approved.observations.filter(pl.col("value").is_not_null()).select(keys)
        self.members: dict[tuple[str, ...], list[int]] = {}
        for base in reported.iter_rows():
            variable = self.index.setdefault(base, len(self.index))
            for key in self._cells_of(base):
                self.members.setdefault(key, []).append(variable)
        shown = cells.filter(pl.col("value").is_not_null()).select(*CELL_KEY, "value")
        for *key, value in shown.iter_rows():
            members = self.members.get(tuple(key), [])
            self.rows.append((dict.fromkeys(members, 1.0), value, value))
        self._said_to_be_large(cells)
        self._public_rules()

    def _said_to_be_large(self, cells: pl.DataFrame) -> None:
        """A withheld cell whose interval begins at its threshold or above is published to be at least that."""
        for *key, lower in cells.filter(pl.col("obs_status") == "Q").select(*CELL_KEY, "lower").iter_rows():
            threshold = self.catalogue.policy.threshold_of(key[5])
            if lower is not None and lower >= threshold:
                members = self.members.get(tuple(key), [])
                self.rows.append((dict.fromkeys(members, 1.0), threshold, highspy.kHighsInf))

    def _cells_of(self, base: Base) -> Iterable[tuple[str, ...]]:
        partner = self.catalogue.partners[base[0]]
        places = [("project", "PROJECT")]
        if partner.place_id is not None:
            places += [("local", partner.place_id), ("country", partner.country)]
        year = next(y.id for y in self.catalogue.project.years if base[1] in y.quarters)
        periods = [("quarter", base[1]), ("year", year), ("project", PROJECT_PERIOD)]
        return [(*place, *period, *base[2:6]) for place in places for period in periods]

    def _public_rules(self) -> None:
        """Categories and activities that add up, and parts that are at most their whole."""
        for base, total in list(self.index.items()):
            if base[2] != TOTAL or base[4] != TOTAL:
                continue
            measure = self.catalogue.measures[base[3]]
            for split in [*measure.breakdowns, "activity"]:
                if split in measure.sums_over:
                    parts = self._parts(base, split)
                    if parts:
                        self.rows.append(({total: -1.0, **dict.fromkeys(parts, 1.0)}, 0, 0))
        for limit in self.catalogue.limits:
            for base, part in self.index.items():
                whole = self.index.get((*base[:3], limit.whole, *base[4:]))
                if base[3] == limit.part and whole is not None:
                    self.rows.append(({whole: 1.0, part: -1.0}, 0, highspy.kHighsInf))

    def _parts(self, total: Base, split: str) -> list[int]:
        if split == "activity":
            return [
                v
                for b, v in self.index.items()
                if (b[:2], b[3], b[6]) == (total[:2], total[3], total[6]) and b[2] != TOTAL
            ]
        return [
            v
            for b, v in self.index.items()
            if (b[:2], b[3], b[4], b[6]) == (total[:2], total[3], split, total[6])
        ]

    def bounds(self, key: tuple[str, ...]) -> tuple[float, float]:
        """Least and greatest value of a cell of the last release that was added."""
        solver = self._solver()
        members = np.array(self.members[key], dtype=np.int32)
        found = []
        for sign in (1.0, -1.0):
            solver.changeColsCost(len(members), members, np.full(len(members), sign))
            solver.run()
            is_bounded = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            found.append(sign * solver.getInfo().objective_function_value if is_bounded else np.inf)
        return found[0], found[1]

    def not_open(self, thresholds: Mapping[tuple[str, ...], int]) -> list[tuple[str, ...]]:
        """Cells of the last release that cannot be both zero and at their threshold.

        The same bounds as `bounds` gives, but every table that is found counts for all cells, so that few are needed.
        """
        solver = self._solver()
        is_open = {key: [False, False] for key in thresholds}
        found = []
        for key in thresholds:
            members = np.array(self.members[key], dtype=np.int32)
            for side, sign in enumerate((1.0, -1.0)):
                if is_open[key][side]:
                    continue
                solver.changeColsCost(len(members), members, np.full(len(members), sign))
                solver.run()
                if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                    self._note(np.array(solver.getSolution().col_value), thresholds, is_open)
                else:
                    is_open[key][side] = side == 1
                solver.changeColsCost(len(members), members, np.zeros(len(members)))
            if not all(is_open[key]):
                found.append(key)
        return found

    def _note(
        self,
        table: npt.NDArray[np.float64],
        thresholds: Mapping[tuple[str, ...], int],
        is_open: Mapping[tuple[str, ...], list[bool]],
    ) -> None:
        for key, threshold in thresholds.items():
            value = table[self.members[key]].sum()
            is_open[key][0] |= bool(value <= NEAR)
            is_open[key][1] |= bool(value >= threshold - NEAR)

    def _solver(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.index), len(self.rows)
        lp.col_cost_ = np.zeros(len(self.index))
        lp.col_lower_ = np.zeros(len(self.index))
        lp.col_upper_ = np.full(len(self.index), highspy.kHighsInf)
        lp.row_lower_ = np.array([low for _, low, _ in self.rows], dtype=float)
        lp.row_upper_ = np.array([high for _, _, high in self.rows], dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0] + [len(terms) for terms, _, _ in self.rows]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([v for terms, _, _ in self.rows for v in terms], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([c for terms, _, _ in self.rows for c in terms.values()], dtype=float)
        solver.passModel(lp)
        return solver


def breaches(catalogue: Catalogue, outsider: Outsider, cells: pl.DataFrame) -> list[tuple[str, ...]]:
    """Withheld cells that are neither provably large nor open on both sides."""
    found = []
    for key in cells.filter(pl.col("obs_status") == "Q").select(CELL_KEY).iter_rows():
        threshold = catalogue.policy.threshold_of(key[5])
        lower, upper = outsider.bounds(key)
        is_open = lower <= NEAR and upper >= threshold - NEAR
        is_large = lower >= threshold - NEAR and upper > lower + NEAR
        if not (is_open or is_large):
            found.append(key)
    return found
