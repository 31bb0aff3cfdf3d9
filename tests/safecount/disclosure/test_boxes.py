"""What must hold of boxes: every relation stays, nothing shown moves, and what is packed proves what its parts did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from safecount.disclosure.boxes.board import HIDDEN, Board, board_of, grid_of, wanted
from safecount.disclosure.boxes.cheapest import Limits, cheapest_box
from safecount.disclosure.boxes.mend import mend_one
from safecount.disclosure.boxes.settle import settle
from safecount.disclosure.boxes.trade import trade_round
from safecount.disclosure.doubt import Effort, Protection, Witness, doubt_of
from safecount.disclosure.lattice import build_lattice
from safecount.disclosure.moves import needed, packed
from safecount.disclosure.problem import Problem
from safecount.disclosure.proof import check_proof
from safecount.disclosure.protect import protect
from safecount.disclosure.safe_table import Level
from safecount.disclosure.system import State, System, primary
from safecount.disclosure.terms import Terms

from .making import Record, choices, records, table_of

PRICED = Limits(boxes=12, partners=500, cost=1e9, room=1.0, noise=0.5, hide=True)
INSIDE = Limits(boxes=12, partners=500, cost=3.0, room=1.0, noise=0.5, hide=False)


def system_of(found: Sequence[Record], chosen: Sequence[Sequence[str]]) -> System:
    """All margins of the records, for each choice of references a table, linked by what they share."""
    tables = [table_of(str(number), references, found) for number, references in enumerate(chosen)]
    return Problem(build_lattice([tables]), [tables], Terms("boxes", Level.SMALL, 4), 0).system


@st.composite
def linked(draw: st.DrawFn) -> System:
    """Linked tables of random records, some of them nested."""
    found = draw(records)
    assume(found)
    return system_of(found, draw(choices))


def board(system: System, hidden: np.ndarray | None = None) -> Board:
    """A board on which the small cells are hidden, or `hidden`."""
    grid = grid_of(system)
    assert grid is not None
    return board_of(system, grid, primary(system) if hidden is None else hidden, system.price)


@settings(max_examples=60, deadline=None)
@given(linked(), st.data())
def test_a_search_leaves_every_relation_whole_and_moves_nothing_that_must_be_shown(
    system: System, data: st.DataObject
) -> None:
    shown = data.draw(st.sets(st.integers(0, system.size - 1), max_size=3))
    state = system.state.copy()
    state[[cell for cell in shown if not primary(system)[cell]]] = State.SHOWN
    system = replace(system, state=state)
    on = board(system)
    for cell in np.flatnonzero(primary(system))[:8].tolist():
        limits = data.draw(st.sampled_from([INSIDE, PRICED]))
        count = mend_one(cell, 4, on, limits, 1)
        values = on.table.values.copy()
        assert not system.residuals(values).any()
        assert (values >= system.lower).all()
        moved = values != system.values
        assert not moved[state == State.SHOWN].any()
        assert limits.hide or not moved[~primary(system)].any()
        assert values[cell] == 4 if count > 0 else not moved.any()
        on.table.values[:] = system.values
        assert not on.table.held.any()
        assert (on.wrong.place == -1).all()


@settings(max_examples=30, deadline=None)
@given(linked(), st.sampled_from([Level.EXACT, Level.SMALL]))
def test_a_protection_by_boxes_stands_and_is_the_same_each_time(system: System, level: Level) -> None:
    found = protect(system, level)
    check_proof(system, level, found)
    again = protect(system, level)
    assert (again.hidden == found.hidden).all()
    assert [witness.values.tolist() for witness in again.witnesses] == [
        witness.values.tolist() for witness in found.witnesses
    ]


@settings(max_examples=30, deadline=None)
@given(linked(), st.sampled_from([Level.EXACT, Level.SMALL]))
def test_what_is_packed_proves_what_its_parts_proved(system: System, level: Level) -> None:
    doubt = doubt_of(system, level)
    on, asked = board(system), wanted(doubt, system.values)
    witnesses = settle(np.flatnonzero(primary(system)), on, asked, (PRICED,), 1)
    hidden = on.table.movable == HIDDEN
    together = packed(system, *needed(system, doubt, witnesses))
    assert len(together) <= len(witnesses)
    for witness in together:
        values = system.values.copy()
        values[witness.cells] = witness.values
        assert not system.residuals(values).any()
        assert (values >= system.lower).all()
        assert hidden[witness.cells].all()
    high, low = range_of(system, together)
    assert (doubt.open(high, low) == doubt.open(asked.high, asked.low)).all()
    if not doubt.open(high, low).any():
        check_proof(system, level, Protection(hidden, tuple(together)))


@settings(max_examples=30, deadline=None)
@given(linked(), st.sampled_from([Level.EXACT, Level.SMALL]))
def test_a_trade_keeps_every_proof_and_hides_no_more(system: System, level: Level) -> None:
    doubt, small = doubt_of(system, level), primary(system)
    on, asked = board(system), wanted(doubt, system.values)
    found = needed(system, doubt, settle(np.flatnonzero(small), on, asked, (PRICED,), 1))
    left = doubt.open(*range_of(system, found[0]))
    cost = cost_of(system, found[0])
    for turn in range(3):
        found = needed(system, doubt, trade_round(system, small, found, on, Effort(), turn))
        still = doubt.open(*range_of(system, found[0]))
        assert not (still & ~left).any(), "what was proved stays proved; a trade may by chance prove more"
        left = still
        assert cost_of(system, found[0]) <= cost + 1e-9
        cost = cost_of(system, found[0])
        for witness in found[0]:
            values = system.values.copy()
            values[witness.cells] = witness.values
            assert not system.residuals(values).any()
            assert (values >= system.lower).all()
            assert (on.table.movable[witness.cells] == HIDDEN).all()
        assert (on.table.values == system.values).all()
        assert not on.table.held.any()
        assert (on.wrong.place == -1).all()


def cost_of(system: System, witnesses: Sequence[Witness]) -> float:
    """The price of all that is hidden for the sake of the witnesses, beside the small cells."""
    moved = np.zeros(system.size, np.bool_)
    for witness in witnesses:
        moved[witness.cells] = True
    return float(system.price[moved & ~primary(system)].sum())


def range_of(system: System, witnesses: Sequence[Witness]) -> tuple[np.ndarray, np.ndarray]:
    """The largest and the smallest value of each cell over the truth and the witnesses."""
    high, low = system.values.copy(), system.values.copy()
    for witness in witnesses:
        high[witness.cells] = np.maximum(high[witness.cells], witness.values)
        low[witness.cells] = np.minimum(low[witness.cells], witness.values)
    return high, low


def square(value: int) -> System:
    """A table of three by three with margins, all inner cells of one value."""
    found: list[Record] = [
        {"race": race, "district": district} for race in "xyz" for district in "nso" for _ in range(value)
    ]
    return system_of(found, [("race", "district")])


def test_the_cheapest_box_of_a_small_table_has_four_corners_and_costs_nothing() -> None:
    system = square(3)
    inner = int(np.flatnonzero(system.values == 3)[0])
    on = board(system)
    assert cheapest_box(inner, 1, on, Limits(1, 1_000, 0.5, 1.0, 0.0, hide=False), -1) == 4
    assert sorted(on.corners.best_factor[:4].tolist()) == [-1, -1, 1, 1]
    assert (system.values[on.corners.best_cell[:4]] == 3).all()


def test_no_box_is_found_where_every_other_corner_is_shown() -> None:
    system = square(3)
    inner = int(np.flatnonzero(system.values == 3)[0])
    alone = np.zeros(system.size, np.bool_)
    alone[inner] = True
    assert cheapest_box(inner, 1, board(system, alone), Limits(1, 1_000, 0.5, 1.0, 0.0, hide=False), -1) == 0


def test_cells_that_are_not_told_apart_have_no_grid() -> None:
    system = square(3)
    assert system.places is not None
    same = system.places.copy()
    same[1] = same[0]
    assert grid_of(replace(system, places=same)) is None
    assert grid_of(replace(system, places=None)) is None
