"""Protection by boxes: first inside what is hidden, then hiding more at the least price, and at last showing what is spare."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from safecount.disclosure.boxes.board import HIDDEN, Board, Wanted, board_of, grid_of, wanted
from safecount.disclosure.boxes.cheapest import Limits
from safecount.disclosure.boxes.settle import settle
from safecount.disclosure.boxes.spare import show_spare
from safecount.disclosure.boxes.trade import trade_round
from safecount.disclosure.doubt import Doubt, Effort, Witness
from safecount.disclosure.moves import needed, unused
from safecount.disclosure.system import Flags, State, System, Whole, primary

_ANY_PRICE = 1e9
_INSIDE = (
    Limits(boxes=8, partners=20_000, cost=0.5, room=1.0, noise=0.0, hide=False),
    Limits(boxes=10, partners=500, cost=3.0, room=1.0, noise=0.5, hide=False),
    Limits(boxes=20, partners=2_000, cost=4.0, room=1.0, noise=0.5, hide=False),
    Limits(boxes=40, partners=4_000, cost=4.0, room=1.0, noise=0.5, hide=False),
)
"""Searches in what is hidden already: the first takes only boxes that make nothing wrong."""

_LAST = Limits(boxes=10, partners=100_000, cost=_ANY_PRICE, room=1e6, noise=0.5, hide=True)
"""A search for boxes that need no mending, but hide what they move."""

_LEAST = 1e-6
"""The least price that trades must save to be made."""

_TRADED = 2_000_000_000
"""Boxes for trades times cells: in large tables each box takes longer and saves a smaller share."""

_BATCH = 256
_WORTH = 0.03
_FEW, _TURNS, _TRIES = 20, 3, 3
"""A search inside is given up once fewer than this share of a batch of cells are reached."""


@dataclass(frozen=True)
class BoxSearch:
    """What boxes found: the board with what is hidden, how far cells range, and the data sets that show it."""

    board: Board
    wanted: Wanted
    witnesses: list[Witness]

    @property
    def hidden(self) -> Flags:
        """What is hidden (n)."""
        return np.asarray(self.board.table.movable == HIDDEN, np.bool_)


def search_by_boxes(system: System, doubt: Doubt, hidden: Flags, effort: Effort) -> BoxSearch | None:
    """Return what boxes find where `hidden` (n) is hidden to begin with; None where cells are not told apart by what they name.

    Some cells may be left without the doubt asked for.
    """
    grid = grid_of(system)
    if grid is None:
        return None
    # A total of totals is read by all: boxes, which can choose, hide it last.
    board = board_of(system, grid, hidden, system.price)
    asked = wanted(doubt, system.values)
    chance = np.random.default_rng(effort.seed)
    witnesses: list[Witness] = []
    for number, limits in enumerate(_INSIDE):
        waiting = _open(doubt, asked, chance)
        if limits.boxes * len(waiting) > 2 * effort.boxes_most:
            continue
        for first in range(0, len(waiting), _BATCH):
            batch = waiting[first : first + _BATCH]
            found = settle(batch, board, asked, (limits,), effort.seed + 1_000 * number)
            witnesses += found
            if len(found) < _WORTH * len(batch):
                break
    for turn in range(1, _TURNS + 1):
        waiting = _open(doubt, asked, chance)
        waiting = waiting[np.argsort(system.values[waiting], kind="stable")]
        witnesses += settle(
            waiting, board, asked, _repairs(len(waiting), doubt, effort), effort.seed + 10_000 * turn
        )
    return BoxSearch(board, asked, witnesses)


def show_again(
    system: System, doubt: Doubt, search: BoxSearch, witnesses: list[Witness], effort: Effort
) -> tuple[list[Witness], list[Whole]]:
    """Show on the board what the `witnesses` can do without. Return those that are needed then, and what for."""
    small = primary(system)
    movable = search.board.table.movable
    found = needed(system, doubt, witnesses)
    _let_go(system, search, found[0])
    found = _traded(system, doubt, search, found, effort)
    limits = Limits(effort.spare, 2_000, 4.0, 1.0, 0.5, hide=False)
    spare = np.flatnonzero((movable == HIDDEN) & ~small & (system.state == State.FREE))
    show_spare(spare, system.price, found, search.board, limits, effort.spare_most)
    found = needed(system, doubt, found[0])
    _let_go(system, search, found[0])
    return found


def _traded(
    system: System,
    doubt: Doubt,
    search: BoxSearch,
    found: tuple[list[Witness], list[Whole]],
    effort: Effort,
) -> tuple[list[Witness], list[Whole]]:
    """Return data sets that prove what `found` proves and hide less, and what for; `found` where nothing is saved."""
    fixed = np.asarray(primary(system) | (system.state == State.HIDDEN), np.bool_)
    movable, tried = search.board.table.movable, search.board.touched.mark
    at_first, now = movable.copy(), found
    until = int(tried[1]) + min(effort.trade_most, _TRADED // max(1, system.size))
    for turn in range(effort.trades):
        if tried[1] > until:
            break
        # Where a round costs little, later ones look harder.
        more = replace(effort, trade_most=until - int(tried[1]), again=effort.again * (1 + turn // 2))
        now = needed(system, doubt, trade_round(system, fixed, now, search.board, more, turn))
        _let_go(system, search, now[0])
    if system.price[movable == HIDDEN].sum() < system.price[at_first == HIDDEN].sum() - _LEAST:
        return now
    movable[:] = at_first
    return found


def _let_go(system: System, search: BoxSearch, witnesses: list[Witness]) -> None:
    search.board.table.movable[unused(system, search.hidden, witnesses, primary(system))] = 0


def _open(doubt: Doubt, asked: Wanted, chance: np.random.Generator) -> Whole:
    cells = np.flatnonzero(doubt.open(asked.high, asked.low))
    chance.shuffle(cells)
    return cells


def _repairs(cells: int, doubt: Doubt, effort: Effort) -> tuple[Limits, ...]:
    """Inside first; then at a price, and the less is left to try the more it costs to need mending."""
    boxes = min(effort.boxes, effort.boxes_most // max(1, cells))
    if boxes < _FEW:
        return (
            Limits(8, 2_000, 0.5, 1.0, 0.0, hide=False),
            Limits(_FEW // 2, 2_000, _ANY_PRICE, 2.0, 0.5, hide=True),
            _LAST,
        )
    # Where a count need only move by one, several short searches find cheaper ways than a long one.
    tries = 1 if (doubt.reach > 0).any() else _TRIES
    return (
        *_INSIDE[:2],
        Limits(max(_FEW, boxes // tries), 2_000, _ANY_PRICE, 1.0, 0.5, hide=True, tries=tries),
        Limits(max(10, boxes // 2), 2_000, _ANY_PRICE, 2.0, 0.5, hide=True),
        Limits(max(10, boxes // 5), 2_000, _ANY_PRICE, 5.0, 0.5, hide=True),
        _LAST,
    )
