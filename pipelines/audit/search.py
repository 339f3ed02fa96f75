"""What one attacker can find out about the targets of one part: tables that show what is possible, proofs of the rest.

A number is possible when a table of whole numbers has it, and every row was checked exactly. It is impossible when
bounds in whole-number arithmetic exclude it, a dual bound in whole numbers does, or CP-SAT finds no table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from pipelines.audit.bounding import ContradictionError, IntArray
from pipelines.audit.findings import Finding, Quest, Wish
from pipelines.audit.linear import ManyTargets, Program, proven_least, whole
from pipelines.audit.parts import Part
from pipelines.audit.system import UNBOUNDED, Terms
from pipelines.audit.views import NEAR, PIECE, WHOLE, Map, Piece, View, everything
from pipelines.audit.whole_numbers import Settled

_CORNERS = 4
"""Tables in arbitrary directions that are tried before single numbers are sought."""
_TRIED = 12
"""Single numbers that are tried for one target: no policy asks for more."""


class Search:
    """One part, one attacker."""

    def __init__(self, part: Part, wishes: Mapping[int, Wish], truth: IntArray | None = None) -> None:
        self.part = part
        self.quests = [Quest.begin(a, wishes[a.number], part.lower, part.upper) for a in part.asked]
        self._all = everything(part)
        self._table: IntArray | None = None
        self._random = np.random.default_rng(1)
        if truth is not None and self._is_table(truth):
            self._accept(self._all, truth)

    def run(self) -> dict[int, Finding]:
        """The findings by the caller's numbers of the targets.

        Errors: ContradictionError when the rows contradict each other: proofs mean nothing then.
        """
        chart = Map(self.part) if len(self.part.unknowns) > 2 * NEAR else None
        if chart is None or not self._is_large:
            self._explore(self._all)
            self._require_table()
        else:
            self._require_table()
            self._explore_in_pieces(chart)
        for piece in [None] if chart is None else chart.pieces(NEAR):
            views = _Views(self, chart, piece)
            for i in range(len(self.quests)) if piece is None else piece.targets:
                self._settle(i, views)
        return {quest.asking.number: quest.finding for quest in self.quests}

    @property
    def _is_large(self) -> bool:
        """Whether the whole is too large to look for tables in it."""
        return len(self.part.unknowns) > WHOLE

    def _explore_in_pieces(self, chart: Map) -> None:
        for piece in chart.pieces(PIECE):
            if self._table is not None and any(self.quests[i].wants_tables() for i in piece.targets):
                self._explore(chart.around(piece, self._table))

    def _is_table(self, table: IntArray) -> bool:
        is_within = ((self.part.lower <= table) & (table <= self.part.upper)).all()
        return bool(is_within) and self.part.rows.holds_for(table)

    def _require_table(self) -> None:
        """Some table of whole numbers, if there is one."""
        if self._table is not None:
            return
        program = self._all.program
        if program.anywhere(np.ones(len(self.part.unknowns))) and self._learn(self._all, program):
            return
        settled, table = self._all.whole_numbers.table_with((), 0, 0)
        if settled is Settled.IMPOSSIBLE:
            raise ContradictionError
        if table is not None:
            self._accept(self._all, table)
        for quest in self.quests:
            quest.finding.is_undecided |= settled is Settled.UNDECIDED

    # ---- tables ------------------------------------------------------------------------------------------

    def _learn(self, view: View, program: Program) -> bool:
        """Note the table of a program's last answer, if it is one of whole numbers."""
        table = whole(view.part, program.table)
        if table is not None:
            self._accept(view, table)
        return table is not None

    def _accept(self, view: View, table: IntArray) -> None:
        """Note the numbers of a table that satisfies every row of a view which shows tables."""
        if not view.shows:
            return
        if self._table is None:
            self._table = np.zeros(len(self.part.unknowns), dtype=np.int64)
        self._table[view.unknowns] = table
        for quest, value in view.new_values(table):
            self.quests[quest].finding.add(value)

    def _explore(self, view: View) -> None:
        """Push many targets at once."""
        quests = [self.quests[i] for i in view.quests]
        if not any(quest.wants_tables() for quest in quests):
            return
        many = ManyTargets(view.part, [quest.cap() for quest in quests])
        self._push(view, many, Quest.wants_low, many.lowest)
        self._push(view, many, Quest.wants_high, many.highest)
        for _ in range(_CORNERS):
            wanted = [i for i, quest in enumerate(quests) if quest.wants_values()]
            if not wanted:
                return
            if many.anywhere(self._random.uniform(0.1, 1.0, len(view.unknowns))):
                self._learn(view, many)
            weights = np.maximum(self._random.uniform(-1.0, 1.0, len(wanted)), 0.0)
            if many.highest(dict(zip(wanted, weights.tolist(), strict=True))):
                self._learn(view, many)

    def _push(
        self,
        view: View,
        many: ManyTargets,
        wants: Callable[[Quest], bool],
        push: Callable[[Mapping[int, float]], bool],
    ) -> None:
        """All that is wanted at once, then what is left, until a table brings nothing new."""
        wanted = [i for i, quest in enumerate(view.quests) if wants(self.quests[quest])]
        while wanted:
            if push(dict.fromkeys(wanted, 1.0)):
                self._learn(view, many)
            left = [i for i in wanted if wants(self.quests[view.quests[i]])]
            if len(left) == len(wanted):
                return
            wanted = left

    # ---- one target at a time ----------------------------------------------------------------------------

    def _settle(self, i: int, views: _Views) -> None:
        quest = self.quests[i]
        wish = quest.wish
        if quest.wants_low():
            self._reach_low(i, wish.at_most or 0, views)
        if self._may_be_large(quest):
            self._reach_low(i, (wish.unless_large or 0) - 1, views)
        if quest.wants_high():
            self._reach_high(i, wish.at_least or 0, views)
        if wish.lower is not None:
            self._prove_claim(i, wish.lower, None, views)
        if wish.upper is not None:
            self._prove_claim(i, None, wish.upper, views)
        if quest.wants_values():
            self._collect_values(i, views)
        if quest.wants_width():
            self._widen(i, views)

    def _prove_claim(self, i: int, lower: int | None, upper: int | None, views: _Views) -> None:
        """Prove one end of a published interval, or find a table beyond it."""
        found = self.quests[i].finding
        for view in views.proving():
            if lower is not None and found.proven_lower < lower:
                self._ask_for_least(view, i)
            if upper is not None and found.proven_upper > upper:
                self._ask_for_most(view, i)
        if lower is not None and found.proven_lower < lower:
            self._reach_low(i, lower - 1, views)
        if upper is not None and found.proven_upper > upper:
            self._reach_high(i, upper + 1, views)

    def _may_be_large(self, quest: Quest) -> bool:
        """Where zero is impossible and nothing below the threshold was found: is all of that impossible?"""
        limit, goal, found = quest.wish.unless_large, quest.wish.at_most, quest.finding
        if limit is None or goal is None or found.proven_lower <= goal or quest.is_large():
            return False
        return found.least is None or found.least >= limit

    def _reach_low(self, i: int, goal: int, views: _Views) -> None:
        """Find a table with the target at most at a goal, or prove that there is none."""
        found = self.quests[i].finding

        def is_answered() -> bool:
            return found.proven_lower > goal or (found.least is not None and found.least <= goal)

        for view in views.in_turn(i):
            self._ask_for_least(view, i)
            if is_answered() or self._is_corner_with(view, i, goal):
                return
        for view in views.in_turn(i):
            settled = self._ask_whole_numbers(view, i, -UNBOUNDED, goal)
            if settled is Settled.IMPOSSIBLE and view.proves:
                self.quests[i].prove_lower(goal + 1)
            if is_answered():
                return
        found.is_undecided = True

    def _reach_high(self, i: int, goal: int, views: _Views) -> None:
        """Find a table with the target at least at a goal, or prove that there is none."""
        found = self.quests[i].finding

        def is_answered() -> bool:
            return found.proven_upper < goal or (found.most is not None and found.most >= goal)

        for view in views.in_turn(i):
            self._ask_for_most(view, i)
            if is_answered() or self._is_corner_with(view, i, goal):
                return
        for view in views.in_turn(i):
            settled = self._ask_whole_numbers(view, i, goal, UNBOUNDED)
            if settled is Settled.IMPOSSIBLE and view.proves:
                self.quests[i].prove_upper(goal - 1)
            if is_answered():
                return
        found.is_undecided = True

    def _is_corner_with(self, view: View, i: int, value: int) -> bool:
        """Where the best corner is no table of whole numbers, another one with the same number may be."""
        if not view.shows:
            return False
        return any(self._has_corner(view, i, value) for _ in range(_CORNERS))

    def _has_corner(self, view: View, i: int, value: int) -> bool:
        asking = view.part.asked[view.position[i]]
        weights = self._random.uniform(0.1, 1.0, len(view.unknowns))
        return view.program.pinned(asking.terms, value - asking.constant, weights) and self._learn(
            view, view.program
        )

    def _ask_for_least(self, view: View, i: int) -> bool:
        """False when there is no finite answer."""
        asking = view.part.asked[view.position[i]]
        if not view.program.least(asking.terms):
            return False
        if view.proves:
            bound = proven_least(view.part, asking.terms, view.program.prices)
            if bound is not None:
                self.quests[i].prove_lower(bound + asking.constant)
        if view.shows:
            self._learn(view, view.program)
        return True

    def _ask_for_most(self, view: View, i: int) -> bool:
        """False when there is no finite answer."""
        asking = view.part.asked[view.position[i]]
        opposite = _negated(asking.terms)
        if not view.program.least(opposite):
            return False
        if view.proves:
            bound = proven_least(view.part, opposite, view.program.prices)
            if bound is not None:
                self.quests[i].prove_upper(asking.constant - bound)
        if view.shows:
            self._learn(view, view.program)
        return True

    def _ask_whole_numbers(self, view: View, i: int, low: int, high: int) -> Settled:
        asking = view.part.asked[view.position[i]]
        settled, table = view.whole_numbers.table_with(
            asking.terms,
            low if low <= -UNBOUNDED else low - asking.constant,
            high if high >= UNBOUNDED else high - asking.constant,
        )
        if table is not None:
            self._accept(view, table)
        return settled

    def _reach_least(self, i: int, views: _Views) -> None:
        """The exact least number, unless that cannot be settled."""
        found = self.quests[i].finding
        while (found.least is None or found.least > found.proven_lower) and not found.is_undecided:
            self._reach_low(i, found.proven_lower, views)

    def _reach_most(self, i: int, views: _Views) -> None:
        """The exact greatest number, unless there is none or that cannot be settled."""
        found = self.quests[i].finding
        if found.proven_upper >= UNBOUNDED and not self._ask_for_most(self._all, i):
            return
        while (found.most is None or found.most < found.proven_upper) and not found.is_undecided:
            self._reach_high(i, found.proven_upper, views)

    def _widen(self, i: int, views: _Views) -> None:
        """Numbers of a large count as far apart as they are easily found."""
        view = views.shown(i)
        self._ask_for_least(view, i)
        self._ask_for_most(view, i)

    def _collect_values(self, i: int, views: _Views) -> None:
        """Numbers one by one until there are enough or no more."""
        quest = self.quests[i]
        self._widen(i, views)
        for view in (views.shown(i), self._all):
            if quest.wants_values():
                self._try_values(view, i)
        if quest.wants_values():
            self._reach_least(i, views)
            self._reach_most(i, views)
            self._try_values(self._all, i)

    def _try_values(self, view: View, i: int) -> None:
        quest, found = self.quests[i], self.quests[i].finding
        start = (
            found.proven_lower if found.least is None else max(found.proven_lower, found.least - _TRIED // 2)
        )
        for value in range(start, start + _TRIED):
            if not quest.wants_values():
                return
            if value not in found.values and value <= found.proven_upper:
                self._try_value(view, i, value)

    def _try_value(self, view: View, i: int, value: int) -> None:
        if not self._has_corner(view, i, value):
            self._ask_whole_numbers(view, i, value, value)

    # ---- exact bounds ------------------------------------------------------------------------------------

    def bounds(self) -> dict[int, tuple[int, int | None]]:
        """The least and the greatest possible number of every target; null where nothing bounds it."""
        self._require_table()
        views = _Views(self, None, None)
        found = {}
        for i, quest in enumerate(self.quests):
            self._reach_least(i, views)
            self._reach_most(i, views)
            upper = quest.finding.proven_upper
            found[quest.asking.number] = (quest.finding.proven_lower, None if upper >= UNBOUNDED else upper)
        return found


class _Views:
    """The views of one piece, from the cheapest to the whole part."""

    def __init__(self, search: Search, chart: Map | None, piece: Piece | None) -> None:
        self._search = search
        self._chart = chart
        self._piece = piece
        self._nearby: View | None = None

    def in_turn(self, i: int) -> Iterator[View]:
        if self._chart is not None and self._piece is not None:
            self._nearby = self._nearby or self._chart.nearby(self._piece)
            yield self._nearby
        if self.shown(i) is not self._search._all:
            yield self.shown(i)
        yield self._search._all

    def proving(self) -> Iterator[View]:
        """Those that prove."""
        if self._chart is not None and self._piece is not None:
            self._nearby = self._nearby or self._chart.nearby(self._piece)
            yield self._nearby
        yield self._search._all

    def shown(self, i: int) -> View:
        """The cheapest view that shows tables."""
        table = self._search._table
        if self._chart is None or table is None or not self._search._is_large:
            return self._search._all
        return self._chart.around_target(i, table)


def _negated(terms: Terms) -> Terms:
    return tuple((v, -c) for v, c in terms)


def search(parts: Sequence[Part], wishes: Mapping[int, Wish], truth: IntArray | None) -> dict[int, Finding]:
    """The findings about all targets of all parts; `truth` has the true count of every unknown of the system.

    Errors: ContradictionError when some part has no table.
    """
    found: dict[int, Finding] = {}
    for part in parts:
        found |= Search(part, wishes, None if truth is None else truth[part.unknowns]).run()
    return found
