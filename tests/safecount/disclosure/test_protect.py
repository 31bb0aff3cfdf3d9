"""What must hold of any protection, of walks and of programmes, whatever the system."""

from __future__ import annotations

import contextlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.disclosure.doubt import CannotProtect, Effort
from safecount.disclosure.programmes import cheapest_change, whole_values
from safecount.disclosure.proof import check_proof
from safecount.disclosure.protect import protect
from safecount.disclosure.safe_table import Level
from safecount.disclosure.slack import widen
from safecount.disclosure.system import State, System, primary
from safecount.disclosure.walk import FIXED, OPEN, Walker

from .making import systems

SMALL = Effort(first=200, search=500, repair=500, prune=100, prune_most=20_000, last=1_000)


@settings(max_examples=25, deadline=None)
@given(systems(), st.sampled_from([Level.EXACT, Level.SMALL]))
def test_a_protection_hides_what_it_must_and_its_witnesses_stand(system: System, level: Level) -> None:
    with contextlib.suppress(CannotProtect):
        found = protect(system, level, SMALL)
        assert (found.hidden | ~primary(system)).all()
        assert not found.hidden[system.state == State.SHOWN].any()
        assert found.hidden[system.state == State.HIDDEN].all()
        for witness in found.witnesses:
            values = system.values.copy()
            values[witness.cells] = witness.values
            assert not system.residuals(values).any()
            assert found.hidden[witness.cells].all()
            assert (values >= np.minimum(system.lower, system.values)).all()
        check_proof(system, level, found)
        again = protect(system, level, SMALL)
        assert (again.hidden == found.hidden).all()
        assert len(again.witnesses) == len(found.witnesses)


@settings(max_examples=60, deadline=None)
@given(systems())
def test_widening_only_adds_and_never_what_must_be_shown(system: System) -> None:
    start = primary(system) | (system.state == State.HIDDEN)
    found = widen(system, start, np.where(primary(system), system.threshold - system.values, 0))
    assert (found | ~start).all()
    assert not found[(system.state == State.SHOWN) & ~start].any()


@settings(max_examples=60, deadline=None)
@given(systems(), st.data())
def test_a_walk_leaves_a_consistent_data_set_whether_it_got_there_or_not(
    system: System, data: st.DataObject
) -> None:
    movable = np.array(data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size)))
    cells = np.array(data.draw(st.permutations(range(system.size)))[:4])
    goals = np.array([max(1, int(system.values[cell]) + data.draw(st.integers(-5, 15))) for cell in cells])
    walker = Walker(system, np.where(movable, OPEN, FIXED).astype(np.int8), 3)
    before = walker.values.copy()
    reached = walker.reach(cells, goals, data.draw(st.integers(1, 60)))
    assert not system.residuals(walker.values).any()
    assert (walker.values >= np.minimum(system.lower, system.values)).all()
    moved = np.flatnonzero(walker.values != before)
    assert movable[np.setdiff1d(moved, cells)].all()
    if not reached.any():
        assert (walker.values == before).all()
    walker.reset()
    assert (walker.values == system.values).all()


@settings(max_examples=60, deadline=None)
@given(systems(), st.data())
def test_the_cheapest_change_is_a_whole_consistent_data_set(system: System, data: st.DataObject) -> None:
    may = system.state != State.SHOWN
    cell = data.draw(st.sampled_from(np.flatnonzero(may).tolist()))
    goal = max(1, int(system.values[cell]) + data.draw(st.integers(-5, 15)))
    if goal == system.values[cell]:
        return
    change = cheapest_change(system, np.zeros(system.size, np.bool_), may, cell, goal)
    values = None if change is None else whole_values(system, change)
    if values is not None:
        assert values[cell] == goal
        assert not system.residuals(values).any()
        assert (values >= 1).all()
        assert (values[~may] == system.values[~may]).all()
