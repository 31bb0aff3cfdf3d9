"""Shows again what need not be hidden, by boxes: each data set that moves such a cell is mended so that it does not."""

from __future__ import annotations

import numba
import numpy as np

from safecount.disclosure.boxes.board import FREE, HIDDEN, Board, begin_chance
from safecount.disclosure.boxes.cheapest import Limits
from safecount.disclosure.boxes.mend import mend, note_wrong, touch
from safecount.disclosure.doubt import Witness
from safecount.disclosure.system import Real, Whole


def show_spare(
    spare: Whole,
    price: Real,
    found: tuple[list[Witness], list[Whole]],
    board: Board,
    limits: Limits,
    most: int,
) -> None:
    """Show those of `spare` (cells) that every data set can do without, dearest first; change the data sets to fit.

    `found`: the data sets, and for each the cells it is needed for. Stops after `most` boxes.
    """
    witnesses, needed = found
    users: dict[int, list[int]] = {cell: [] for cell in spare.tolist()}
    for number, witness in enumerate(witnesses):
        for cell in witness.cells.tolist():
            if cell in users:
                users[cell].append(number)
    until = board.touched.mark[1] + most
    for cell in sorted(users, key=lambda cell: (-price[cell], len(users[cell]), cell)):
        if board.touched.mark[1] > until:
            return
        board.table.movable[cell] = FREE
        mended: dict[int, Witness] = {}
        for number in users[cell]:
            witness = witnesses[number]
            if not _moves(witness, cell):
                continue
            other = _without(cell, witness, needed[number], board, limits)
            if other is None:
                board.table.movable[cell] = HIDDEN
                break
            mended[number] = other
        else:
            for number, other in mended.items():
                witnesses[number] = other
                for moved in other.cells.tolist():
                    if moved in users and number not in users[moved]:
                        users[moved].append(number)


def _moves(witness: Witness, cell: int) -> bool:
    place = int(np.searchsorted(witness.cells, cell))
    return place < len(witness.cells) and bool(witness.cells[place] == cell)


def _without(cell: int, witness: Witness, needed: Whole, board: Board, limits: Limits) -> Witness | None:
    """Return a data set like `witness` in the cells `needed` that does not move `cell`, or None if none is found."""
    count = _rework(cell, (witness.cells, witness.values), needed, board, limits)
    if count < 0:
        return None
    touched = np.sort(board.touched.cells[:count])
    values, truth = board.table.values[touched], board.table.truth[touched]
    moved = values != truth
    board.table.values[touched] = truth
    return Witness(touched[moved], values[moved])


@numba.njit(cache=True)
def _rework(cell, witness, needed, board, limits):  # type: ignore[no-untyped-def]
    """Put a cell of a data set back and mend the rest, while the cells `needed` are held; see `mend`."""
    begin_chance(board.chance, 0, cell)
    board.touched.mark[0] += 1
    count = 0
    cells, values = witness
    for place in range(len(cells)):
        board.table.values[cells[place]] = values[place]
        count = touch(cells[place], board.touched, count)
    for one in needed:
        board.table.held[one] = True
    count = mend(-1, 0, board, limits, (count, note_wrong(cell, board, 0)))
    for one in needed:
        board.table.held[one] = False
    return count
