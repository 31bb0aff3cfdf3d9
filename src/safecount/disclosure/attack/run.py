"""The attack itself: the cheapest means first, until every hidden count is settled or the effort is spent.

Bounds; then a data set found from public numbers alone; then walks that make hidden counts large and wide, each of which
proves for many counts at once that they are in doubt; then a climb for each count that is left; then linear programmes;
then whole ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from safecount.disclosure.attack.bounds import propagated, tighten
from safecount.disclosure.attack.climb import climb
from safecount.disclosure.attack.data_sets import Seen, agrees, mended, walker_from
from safecount.disclosure.attack.groups import whole_groups
from safecount.disclosure.attack.programmes import Block, Optimum, Programme, blocks_of, nearest
from safecount.disclosure.attack.puzzle import (
    ENDLESS,
    Contradiction,
    Place,
    Puzzle,
    Rules,
    puzzle_from,
)
from safecount.disclosure.attack.report import STANDARD, AttackedCell, AttackReport, Effort
from safecount.disclosure.attack.verdicts import Standing
from safecount.disclosure.nested import Tabulated
from safecount.disclosure.system import Whole

_IDLE = 2
_FEW_ROUNDS = 2
_NEAR_NODES = 10
"""Close to a data set, whole programmes get one node for each ten that are given elsewhere."""


def attack(
    releases: Sequence[Sequence[Tabulated]],
    rules: Sequence[Rules],
    effort: Effort = STANDARD,
    *,
    growing: bool = True,
) -> AttackReport:
    """Return what anyone can prove from `releases`, oldest first, published under `rules` (one each).

    `growing`: records are only added from release to release. Hidden counts of periods that were over are taken to have stood;
    where that cannot be, since records came late, it is not. Raises AttackError where the releases contradict each other.
    """
    puzzle, places = puzzle_from(releases, rules, growing=growing)
    terms = (len(releases), rules[-1])
    try:
        return attack_puzzle(puzzle, places, terms, effort, releases[-1])
    except Contradiction:
        puzzle, places = puzzle_from(releases, rules, growing=growing, settled=False)
        return replace(attack_puzzle(puzzle, places, terms, effort, releases[-1]), late=True)


def attack_puzzle(
    puzzle: Puzzle,
    places: Sequence[Place],
    terms: tuple[int, Rules],
    effort: Effort,
    tables: Sequence[Tabulated] = (),
) -> AttackReport:
    """Return what can be proved in `puzzle`; `terms` are the number of releases and the last one's rules."""
    search = _Attack(puzzle, effort)
    search.run()
    standing = search.standing
    verdicts = standing.verdicts()
    cells = tuple(
        AttackedCell(
            place=places[cell],
            implicit=bool(puzzle.implicit[cell]),
            threshold=int(puzzle.threshold[cell]),
            lower=None if standing.low[cell] <= -ENDLESS else int(standing.low[cell]),
            upper=None if standing.high[cell] >= ENDLESS else int(standing.high[cell]),
            seen=(int(standing.seen.low[cell]), int(standing.seen.high[cell])) if standing.seen else None,
            verdict=verdicts[cell],
        )
        for cell in np.flatnonzero(puzzle.secret).tolist()
    )
    data_sets = standing.seen.data_sets if standing.seen else 0
    return AttackReport(terms[1], terms[0], cells, data_sets, search.solved, whole_groups(tables))


class _Attack:
    """One attack: the bounds proved so far, the data sets met so far, and the effort spent.

    Cells are numbered as in the whole puzzle. The search is made in a part of it, which has of all pairs only those that wait.
    """

    def __init__(self, puzzle: Puzzle, effort: Effort) -> None:
        self._puzzle = puzzle
        self._effort = effort
        low, high = propagated(puzzle, effort.sweeps)
        self.standing = Standing(puzzle, low, high)
        self.solved = 0
        self._integers = 0
        every = np.arange(len(puzzle.pairs)) if effort.every else np.zeros(0, np.int64)
        self._search_in(every)

    def _search_in(self, pairs: Whole) -> None:
        """Search from now on with these pairs only, by their places among all."""
        self._part = self._puzzle.part(pairs)
        self._number: Whole = np.concatenate([np.arange(self._puzzle.core), self._puzzle.core + pairs])
        low, high = self.standing.low[self._number], self.standing.high[self._number]
        self.blocks = [
            replace(block, cells=self._number[block.cells]) for block in blocks_of(self._part, low, high)
        ]

    def run(self) -> None:
        self.standing.seen = self._first_data_set()
        if self.standing.seen:
            self._walk(self.standing.seen)
            self._climb(_FEW_ROUNDS)
        if not self._effort.every:
            # What was met so far says of most pairs all there is to say.
            waiting = self.standing.waiting()
            self._search_in(waiting[waiting >= self._puzzle.core] - self._puzzle.core)
        if self.standing.seen:
            self._climb(self._effort.rounds)
        self._programmes()
        self._whole_programmes()

    def _mended(self, start: Whole, held: int | None = None) -> Whole | None:
        """Return the core of a data set near `start`, in which the cell `held` is as it is there."""
        low, high = self.standing.low[self._number], self.standing.high[self._number]
        near = np.clip(start[self._number], low, high)
        if held is not None:
            place = np.searchsorted(self._number, held)
            low[place] = high[place] = near[place]
        values = mended(self._part, near, low, high, self._effort.first)
        return None if values is None else values[: self._puzzle.core]

    def _first_data_set(self) -> Seen | None:
        """Find a data set that agrees with everything, block by block."""
        standing = self.standing
        start = standing.low.copy()
        for block in self.blocks:
            optimum = Programme(block, whole=False).first()
            self.solved += 1
            self._refuse_infeasible(optimum)
            if optimum.fraction is not None:
                start[block.cells] = np.clip(np.rint(optimum.fraction), block.low, block.high).astype(
                    np.int64
                )
        values = self._mended(start)
        if values is None:
            values = self._whole_start(start)
        return None if values is None else Seen(self._puzzle.completed(values))

    def _whole_start(self, start: Whole) -> Whole | None:
        """Find what walks could not mend by whole programmes of the blocks that do not add up."""
        for block in self.blocks:
            if not np.any(block.left @ start[block.cells] - block.right):
                continue
            optimum = Programme(block, whole=True, nodes=self._effort.nodes * 10).first()
            self.solved += 1
            self._refuse_infeasible(optimum)
            if optimum.values is not None:
                start[block.cells] = optimum.values
        whole = self._puzzle.completed(start[: self._puzzle.core])
        found = agrees(self._puzzle, whole, self.standing.low, self.standing.high)
        return start[: self._puzzle.core] if found else None

    def _refuse_infeasible(self, optimum: Optimum) -> None:
        if optimum.infeasible:
            raise Contradiction(
                "No counts agree with everything released. Check that the folders belong together; "
                "if records were withdrawn between releases, say so with --revised."
            )

    def _walk(self, seen: Seen) -> None:
        """Meet data sets in which hidden counts are large and range widely, many at once."""
        standing, effort = self.standing, self._effort
        low, high = standing.low[self._number], standing.high[self._number]
        walker = walker_from(self._part, seen.low[self._number], low, high, effort.seed)
        chance = np.random.default_rng(effort.seed)
        idle = 0
        for _ in range(effort.rounds):
            waiting = standing.waiting()
            waiting = waiting[waiting < self._part.size]
            if not len(waiting) or idle == _IDLE:
                break
            chance.shuffle(waiting)
            walker.reset()
            walker.reach(waiting, standing.goals(waiting), effort.first, effort.failures)
            standing.add(walker.values)
            left = standing.waiting()
            idle = idle + 1 if (left < self._part.size).sum() == len(waiting) else 0

    def _climb(self, rounds: int) -> None:
        """Climb in blocks that are large for a programme; in small ones a programme is quicker."""
        large = [block.cells for block in self.blocks if len(block.cells) > self._effort.large]
        if large:
            climb(self._part, self._number, self.standing, np.concatenate(large), (self._effort, rounds))

    def _programmes(self) -> None:
        """Settle by linear programmes what walks left open."""
        for block in self.blocks:
            if self._effort.every or not self._waiting_in(block):
                continue
            programme, before = Programme(block, whole=False), self.solved
            for column in self._waiting_in(block):
                if self.solved - before + programme.solved >= self._effort.programmes:
                    break
                self._settle(block, programme, column)
            self.solved += programme.solved
        tighten(self._puzzle, self.standing.low, self.standing.high, self._effort.sweeps)

    def _whole_programmes(self) -> None:
        """Settle by whole programmes what linear ones left open, or everything if that is asked for."""
        every, effort = self._effort.every, self._effort
        for block in self.blocks:
            columns = list(range(len(block.cells))) if every else self._waiting_in(block)
            if not columns or (len(block.cells) > effort.largest and not every):
                continue
            programme = Programme(block, whole=True, nodes=1 << 30 if every else effort.nodes)
            for column in columns:
                if every:
                    self._bring(block, programme, column, upward=True)
                    self._bring(block, programme, column, upward=False)
                elif self._integers + programme.solved < effort.integers:
                    self._settle(block, programme, column)
            self._integers += programme.solved
            self.solved += programme.solved

    def _waiting_in(self, block: Block) -> list[int]:
        waits = self.standing.waits()
        columns = np.flatnonzero(waits[block.cells])
        # What is known to be small is asked last: only whether it is exactly known is still open.
        small = self.standing.high[block.cells[columns]] < self._puzzle.threshold[block.cells[columns]]
        return [int(column) for column in columns[np.argsort(small, kind="stable")]]

    def _settle(self, block: Block, programme: Programme, column: int) -> None:
        """Ask how far up one count can go, and if that leaves it unsettled, how far down."""
        for upward in (True, False):
            cell = int(block.cells[column])
            if (
                self.standing.seen
                and len(block.cells) > self._effort.large
                and self.standing.is_waiting(cell)
            ):
                self._nearest(block, column, upward=upward)
            if self.standing.is_waiting(cell):
                self._bring(block, programme, column, upward=upward)

    def _bring(self, block: Block, programme: Programme, column: int, *, upward: bool) -> None:
        standing = self.standing
        cell = int(block.cells[column])
        limit = ENDLESS if self._effort.every or not upward else standing.enough(cell)
        optimum = programme.furthest(column, upward=upward, limit=limit)
        if optimum.bound is not None and optimum.bound < limit:
            if upward:
                standing.high[cell] = min(standing.high[cell], optimum.bound)
            else:
                standing.low[cell] = max(standing.low[cell], optimum.bound)
        if optimum.values is not None:
            standing.add_part(block.cells, optimum.values)
        elif optimum.fraction is not None and standing.is_waiting(cell):
            self._round(block, optimum.fraction, cell)

    def _nearest(self, block: Block, column: int, *, upward: bool) -> None:
        """Look for a data set close to a known one that brings one count to where it would be settled."""
        cell = int(block.cells[column])
        goal = int(self.standing.goals(block.cells[column : column + 1], upward=upward)[0])
        furthest = self.standing.furthest(cell, upward=upward)
        whole = self._effort.nodes // _NEAR_NODES
        for base, nodes in ((furthest, 0), (self.standing.base(), 0), (furthest, whole)):
            if nodes and self._integers >= self._effort.integers:
                return
            self._integers += nodes > 0
            optimum = nearest(block, base[block.cells], column, goal, nodes)
            self.solved += 1
            if optimum.values is not None:
                self.standing.add_part(block.cells, optimum.values, base)
            elif optimum.fraction is not None:
                self._round(block, optimum.fraction, cell)
            if optimum.fraction is None or not self.standing.is_waiting(cell):
                return

    def _round(self, block: Block, fraction: np.ndarray, cell: int) -> None:
        """Turn a fractional solution into a data set that keeps what it shows of one cell."""
        standing = self.standing
        if standing.seen is None:
            return
        start = standing.base()
        start[block.cells] = np.clip(np.rint(fraction), block.low, block.high).astype(np.int64)
        values = self._mended(start, held=cell)
        if values is not None:
            standing.add(values)
