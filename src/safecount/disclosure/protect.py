"""Decides what is hidden, and proves that it stays hidden: small cells first, then what protects them, until witnesses stand.

A witness is a complete data set of whole numbers that agrees with every number shown. The promise of the level is kept for a
cell when the truth and the witnesses together leave the doubt it asks for. Nothing else is taken as proof. Where no witness is
found inside what is hidden, more is hidden, at the least price found, and the data set that this allowed is the witness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from safecount.disclosure.additions import added_records
from safecount.disclosure.boxes.board import HIDDEN
from safecount.disclosure.boxes.search import search_by_boxes, show_again
from safecount.disclosure.doubt import (
    DEFAULT_EFFORT,
    CannotProtect,
    Doubt,
    Effort,
    Protection,
    Witness,
    doubt_of,
)
from safecount.disclosure.moves import packed
from safecount.disclosure.programmes import cheapest_change, whole_values
from safecount.disclosure.prune import prune
from safecount.disclosure.safe_table import Level
from safecount.disclosure.slack import widen
from safecount.disclosure.system import Flags, State, System, Whole, primary
from safecount.disclosure.walk import FIXED, OPEN, PRICED, Walker

_MOVED = 1e-6
_LAST_LEVIES = (3.0, 1.0, 0.0)


class Listener(Protocol):
    """Is told how far the protection is."""

    def __call__(self, open_cells: int, hidden: int, witnesses: int) -> None:
        """Called after each witness."""
        ...


def protect(
    system: System,
    level: Level = Level.SMALL,
    effort: Effort = DEFAULT_EFFORT,
    listener: Listener | None = None,
    known: Sequence[Whole] = (),
) -> Protection:
    """Return what to hide in `system` so that every small count is left in the doubt of `level`, and the witnesses.

    `known` are consistent data sets (n each) to fall back on, such as those that proved an earlier release.
    Raises CannotProtect if the cells that must be shown give a small count away whatever else is hidden.
    """
    doubt = doubt_of(system, level)
    small = primary(system)
    _refuse_shown(system, small)
    need = np.where(small, np.maximum(doubt.reach - system.values, 0), 0)
    hidden = widen(system, small | (system.state == State.HIDDEN), need)
    boxes = search_by_boxes(system, doubt, hidden, effort)
    if boxes is None:
        search = _Search(system, doubt, hidden, effort, known)
        witnesses = search.run(listener)
        prune(system, doubt, search.hidden, witnesses, effort)
        return Protection(search.hidden, tuple(witnesses))
    # Boxes leave few cells, and leave them since little can be done there.
    shorter = replace(effort, first=2_000, search=10_000)
    search = _Search(system, doubt, boxes.hidden, shorter, known)
    search.take_in(boxes.witnesses)
    if listener:
        left = doubt.open(boxes.wanted.high, boxes.wanted.low)
        listener(int(left.sum()), int(search.hidden.sum()), len(boxes.witnesses))
    witnesses = search.run(listener)
    boxes.board.table.movable[search.hidden] = HIDDEN
    found = show_again(system, doubt, boxes, witnesses, effort)
    return Protection(boxes.hidden, tuple(packed(system, *found)))


def _refuse_shown(system: System, small: Flags) -> None:
    given_away = int((small & (system.state == State.SHOWN)).sum())
    if given_away:
        raise CannotProtect(
            f"{given_away} small counts are among the cells that must be shown. Take them out of that list, "
            "or use coarser dimensions."
        )


class _Search:
    """The state of one protection: what is hidden so far, and how far each count is known to range."""

    def __init__(
        self, system: System, doubt: Doubt, hidden: Flags, effort: Effort, known: Sequence[Whole]
    ) -> None:
        self._system = system
        self._known = [
            values
            for values in known
            if not system.residuals(values).any() and (values >= system.lower).all()
        ]
        self._effort = effort
        self._doubt = doubt
        self.hidden = hidden.copy()
        self._movable = np.full(system.size, FIXED, np.int8)
        self._movable[(system.state == State.FREE) & (system.values > 0)] = PRICED
        self._inside = np.zeros(system.size, np.int8)
        self._hide(self.hidden)
        self._search = Walker(system, self._inside, effort.seed)
        self._repair = Walker(system, self._movable, effort.seed + 1)
        self._high = system.values.copy()
        self._low = system.values.copy()
        self._witnesses: list[Witness] = []
        self._chance = np.random.default_rng(effort.seed)

    def take_in(self, witnesses: Sequence[Witness]) -> None:
        """Go on from data sets found by other means."""
        for witness in witnesses:
            self._high[witness.cells] = np.maximum(self._high[witness.cells], witness.values)
            self._low[witness.cells] = np.minimum(self._low[witness.cells], witness.values)
        self._witnesses += witnesses

    def run(self, listener: Listener | None) -> list[Witness]:
        """Return witnesses that leave every cell in doubt; `hidden` is what they need."""
        while True:
            waiting = np.flatnonzero(self._doubt.open(self._high, self._low))
            if not len(waiting):
                return self._witnesses
            self._chance.shuffle(waiting)
            goals = self._goals(waiting)
            self._reach_one(int(waiting[0]))
            self._search.reach(waiting, goals, self._effort.first, self._effort.failures)
            self._keep(self._search.values)
            if listener:
                listener(len(waiting), int(self.hidden.sum()), len(self._witnesses))

    def _hide(self, cells: Flags) -> None:
        self.hidden |= cells
        self._movable[cells] = OPEN
        self._inside[cells] = OPEN

    def _goals(self, cells: Whole, *, upward: bool = False) -> Whole:
        """Where to bring each cell next: up to its threshold, then as far as its range is still too narrow."""
        high, low, width = self._high[cells], self._low[cells], self._doubt.width[cells]
        least, lower = self._doubt.reach[cells], self._system.lower[cells]
        down = np.minimum(high - width, self._doubt.floor[cells])
        wider = low + width if upward else np.where(down >= lower, down, low + width)
        return np.asarray(
            np.where(high < least, least, np.where(low > self._doubt.floor[cells], lower, wider)), np.int64
        )

    def _reach_one(self, cell: int) -> None:
        """Bring one cell to where it must be able to go, inside what is hidden if that can be, hiding more if not."""
        one = np.array([cell])
        ways = self._ways(cell)
        for goal in ways:
            self._search.reset()
            if self._search.reach(one, np.array([goal]), self._effort.search)[0]:
                return
        if not (
            self._by_repair(cell, ways, self._effort.levies, self._effort.repair)
            or self._by_known(cell, ways)
            or self._by_repair(cell, ways, _LAST_LEVIES, self._effort.last)
            or self._by_programme(cell, ways)
            or self._by_addition(cell, max(ways))
        ):
            raise CannotProtect(
                "A small count cannot be left in doubt: too much around it must be shown. "
                "Use coarser dimensions or release fewer tables together."
            )

    def _by_repair(self, cell: int, ways: list[int], levies: Sequence[float], steps: int) -> bool:
        """Walk with more cells than are hidden, at their price, the dearest factor first."""
        for levy in levies:
            for goal in ways:
                self._repair.reset()
                if self._repair.reach(np.array([cell]), np.array([goal]), steps, levy=levy)[0]:
                    self._take_over(cell)
                    return True
        return False

    def _ways(self, cell: int) -> list[int]:
        """Where one cell may be brought to: all the way, or, where its range is too narrow, a step further on either side."""
        one = np.array([cell])
        whole = [int(self._goals(one)[0]), int(self._goals(one, upward=True)[0])]
        steps = [int(self._low[cell]) - 1, int(self._high[cell]) + 1]
        if self._high[cell] < self._doubt.reach[cell]:
            steps = []
        return [goal for goal in dict.fromkeys(whole + steps) if goal >= self._system.lower[cell]]

    def _by_known(self, cell: int, ways: list[int]) -> bool:
        """Take the known data set that brings a cell where it must be able to go, and hides least."""
        truth = int(self._system.values[cell])
        price = np.where(self.hidden, 0.0, self._system.price)
        fitting = [
            (float(price[values != self._system.values].sum()), place)
            for place, values in enumerate(self._known)
            if any(values[cell] >= goal > truth or values[cell] <= goal < truth for goal in ways)
        ]
        if fitting:
            self._take_values(cell, self._known[min(fitting)[1]])
        return bool(fitting)

    def _by_programme(self, cell: int, ways: list[int]) -> bool:
        """Take the cheapest change where it is whole; where not, hide what it moves and walk again."""
        for goal in ways:
            change = cheapest_change(self._system, self.hidden, self._movable != FIXED, cell, goal)
            if change is None:
                continue
            values = whole_values(self._system, change)
            if values is not None:
                self._take_values(cell, values)
                return True
            moved = (np.abs(change) > _MOVED) & ~self.hidden
            self._inside[moved] = OPEN
            self._search.reset()
            if self._search.reach(np.array([cell]), np.array([goal]), self._effort.search)[0]:
                self._hide(moved & (self._search.values != self._system.values))
                self._inside[~self.hidden] = FIXED
                return True
            self._inside[moved] = FIXED
        return False

    def _by_addition(self, cell: int, goal: int) -> bool:
        """Hide all that a cell counts towards: then there may always be more of it."""
        amount = goal - int(self._system.values[cell])
        values = added_records(self._system, self._system.memberships(), cell, amount) if amount > 0 else None
        if values is None:
            return False
        self._take_values(cell, values)
        return True

    def _take_values(self, cell: int, values: Whole) -> None:
        """Hide what differs in `values` from the truth, and go on from there."""
        self._hide(values != self._system.values)
        self._search.reset()
        self._search.values[:] = values
        self._search.held[cell] = True

    def _take_over(self, cell: int) -> None:
        """Hide what the repair moved, less what can be put back, and go on from its data set."""
        truth = self._system.values
        new = (self._repair.values != truth) & ~self.hidden
        self._search.reset()
        self._search.values[:] = self._repair.values
        self._search.held[cell] = True
        self._inside[new] = OPEN
        moved = np.flatnonzero(new)
        for back in moved[np.argsort(-self._system.price[moved], kind="stable")]:
            if self._search.values[back] != truth[back]:
                self._search.reach(np.array([back]), truth[back : back + 1], self._effort.first)
                self._search.held[back] = False
            if self._search.values[back] == truth[back]:
                self._inside[back] = FIXED
                new[back] = False
        self._hide(new)

    def _keep(self, values: Whole) -> None:
        moved = np.flatnonzero(values != self._system.values)
        self._high[moved] = np.maximum(self._high[moved], values[moved])
        self._low[moved] = np.minimum(self._low[moved], values[moved])
        self._witnesses.append(Witness(moved, values[moved].copy()))
