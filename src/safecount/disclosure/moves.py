"""Makes few witnesses of many: leaves out what proves nothing, and puts together data sets that differ in different cells.

Two data sets that move different cells can be added: each relation still holds, since the changes of each cancel in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numba
import numpy as np

from safecount.disclosure.doubt import Doubt, Witness
from safecount.disclosure.system import Flags, System, Whole

_ROWS = 256


class _Listed(NamedTuple):
    """Data sets one after the other: the cells of number i stand from starts[i] to starts[i + 1]."""

    starts: Whole
    cells: Whole
    values: Whole


class _Asked(NamedTuple):
    reach: Whole
    width: Whole
    floor: Whole
    truth: Whole


def needed(system: System, doubt: Doubt, witnesses: Sequence[Witness]) -> tuple[list[Witness], list[Whole]]:
    """Return those of `witnesses` that prove the doubt, the last first, and for each the cells it is needed for."""
    if not witnesses:
        return [], []
    asked = _Asked(doubt.reach, doubt.width, doubt.floor, system.values)
    kept = _helping(_listed(witnesses), asked)
    chosen = [witness for witness, keep in zip(witnesses, kept.tolist(), strict=True) if keep][::-1]
    listed = _listed(chosen)
    proves = _proving(listed, asked)
    found: list[Witness] = []
    cells: list[Whole] = []
    for witness, first, last in zip(chosen, listed.starts[:-1], listed.starts[1:], strict=True):
        if proves[first:last].any():
            found.append(witness)
            cells.append(witness.cells[proves[first:last]])
    return found, cells


def packed(system: System, witnesses: Sequence[Witness], cells: Sequence[Whole]) -> list[Witness]:
    """Return as few data sets as are easily had that move each of `cells` as the witness it belongs to does."""
    if not witnesses:
        return []
    order = sorted(range(len(witnesses)), key=lambda place: -len(witnesses[place].cells))
    listed = _listed([witnesses[place] for place in order])
    wanted = np.concatenate(
        [np.isin(witnesses[place].cells, cells[place], assume_unique=True) for place in order]
    )
    changes, locked = np.zeros((_ROWS, system.size), np.int32), np.zeros((_ROWS, system.size), np.bool_)
    waiting = np.arange(len(witnesses))
    found = []
    # Block by block: what fits in no row of the first is tried in the next, as if all rows stood in one.
    while len(waiting):
        changes[:], locked[:] = 0, False
        taken, used = _pack(waiting, listed, wanted, (system.values, system.lower), (changes, locked))
        waiting = waiting[~taken]
        for change in changes[:used]:
            moved = np.flatnonzero(change)
            found.append(Witness(moved, system.values[moved] + change[moved]))
    return found


def unused(system: System, hidden: Flags, witnesses: Sequence[Witness], small: Flags) -> Flags:
    """Return which of `hidden` (n) are neither small, nor moved by any witness, nor bound to stay hidden."""
    moved = np.zeros(system.size, np.bool_)
    for witness in witnesses:
        moved[witness.cells] = True
    return np.asarray(hidden & ~small & ~moved & (system.state == 0), np.bool_)


def _listed(witnesses: Sequence[Witness]) -> _Listed:
    lengths = [0, *(len(witness.cells) for witness in witnesses)]
    return _Listed(
        np.cumsum(lengths).astype(np.int64),
        np.concatenate([witness.cells for witness in witnesses]).astype(np.int64),
        np.concatenate([witness.values for witness in witnesses]).astype(np.int64),
    )


@numba.njit(cache=True)
def _lacks(cell, high, low, asked):  # type: ignore[no-untyped-def]
    return high < asked.reach[cell] or high - low < asked.width[cell] or low > asked.floor[cell]


@numba.njit(cache=True)
def _helping(listed, asked):  # type: ignore[no-untyped-def]
    """Which data sets widen a range that those after them leave too narrow."""
    high, low = asked.truth.copy(), asked.truth.copy()
    kept = np.zeros(len(listed.starts) - 1, np.bool_)
    for number in range(len(kept) - 1, -1, -1):
        first, last = listed.starts[number], listed.starts[number + 1]
        for place in range(first, last):
            cell, value = listed.cells[place], listed.values[place]
            wider = value > high[cell] or value < low[cell]
            kept[number] |= wider and _lacks(cell, high[cell], low[cell], asked)
        if kept[number]:
            for place in range(first, last):
                cell, value = listed.cells[place], listed.values[place]
                high[cell], low[cell] = max(high[cell], value), min(low[cell], value)
    return kept


@numba.njit(cache=True)
def _proving(listed, asked):  # type: ignore[no-untyped-def]
    """Which values prove: the highest and the lowest of each small cell, or one of them where that is enough."""
    size = len(asked.truth)
    high, low = asked.truth.copy(), asked.truth.copy()
    highest, lowest = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    for place in range(len(listed.cells)):
        cell, value = listed.cells[place], listed.values[place]
        if value > high[cell]:
            high[cell], highest[cell] = value, place
        if value < low[cell]:
            low[cell], lowest[cell] = value, place
    proves = np.zeros(len(listed.cells), np.bool_)
    for cell in range(size):
        truth = asked.truth[cell]
        if not _lacks(cell, truth, truth, asked):
            continue
        upward, downward = highest[cell] >= 0, lowest[cell] >= 0
        if upward and not _lacks(cell, high[cell], truth, asked):
            downward = False
        elif downward and not _lacks(cell, truth, low[cell], asked):
            upward = False
        if upward:
            proves[highest[cell]] = True
        if downward:
            proves[lowest[cell]] = True
    return proves


@numba.njit(cache=True)
def _fits(number, listed, wanted, lower, row):  # type: ignore[no-untyped-def]
    """Whether a data set can be added to one: no needed cell moves twice, and no cell falls too low."""
    changes, locked = row
    for place in range(listed.starts[number], listed.starts[number + 1]):
        cell = listed.cells[place]
        if locked[cell] or (changes[cell] != 0 and wanted[place]):
            return False
        if changes[cell] != 0 and listed.values[place] + changes[cell] < lower[cell]:
            return False
    return True


@numba.njit(cache=True)
def _pack(waiting, listed, wanted, bounds, rows):  # type: ignore[no-untyped-def]
    """Add each data set to the first row that it fits. Return which found one, and how many rows are used."""
    changes, locked = rows
    truth, lower = bounds
    taken, used = np.zeros(len(waiting), np.bool_), 0
    for at in range(len(waiting)):
        number = waiting[at]
        row = 0
        while row < used and not _fits(number, listed, wanted, lower, (changes[row], locked[row])):
            row += 1
        if row == len(changes):
            continue
        taken[at], used = True, max(used, row + 1)
        for place in range(listed.starts[number], listed.starts[number + 1]):
            cell = listed.cells[place]
            changes[row, cell] += listed.values[place] - truth[cell]
            locked[row, cell] |= wanted[place]
    return taken, used
