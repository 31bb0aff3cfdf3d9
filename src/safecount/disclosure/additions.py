"""The plainest other data set: the same, with more records of one kind.

If some records more had the values of a cell, that cell and every total it counts towards would be larger by as many, and nothing
else would change. Where all of them are hidden this is a witness without any search; to hide them all is the last resort.
"""

from __future__ import annotations

import numpy as np

from safecount.disclosure.system import State, System, Whole


def added_records(system: System, memberships: tuple[Whole, Whole], cell: int, amount: int) -> Whole | None:
    """Return the data set (n) with `amount` records more in `cell`; None if a shown total stands against it."""
    starts, relations = memberships
    raised = {cell}
    waiting = [cell]
    while waiting:
        current = waiting.pop()
        for relation in relations[starts[current] : starts[current + 1]]:
            members = system.members[system.starts[relation] : system.starts[relation + 1]]
            new = _drawn_along(system, members, raised)
            raised |= new
            waiting += sorted(new)
    values = system.values.copy()
    values[sorted(raised)] += amount
    fixed = np.flatnonzero(system.state == State.SHOWN)
    if system.residuals(values).any() or (values[fixed] != system.values[fixed]).any():
        return None
    return values


def _drawn_along(system: System, members: Whole, raised: set[int]) -> set[int]:
    """Which cells of a relation rise with those that do: the total, or else the difference that no release prints."""
    parent, children = int(members[0]), [int(member) for member in members[1:]]
    if raised.intersection(children):
        return {parent} - raised
    unprinted = [
        child for child in children if system.state[child] == State.HIDDEN and system.lower[child] == 0
    ]
    return set(unprinted[-1:]) if parent in raised else set()
