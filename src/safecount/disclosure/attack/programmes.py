"""Linear and integer programmes of one block of unknown counts, solved by HiGHS from where the last one ended.

A block is a set of unknown cells that relations tie together. The optimum of the linear programme bounds what any data set can
hold; where its solution is whole, it is such a data set. Bounds are rounded with a margin far above the solver's tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from safecount.disclosure.attack.puzzle import ENDLESS, Puzzle
from safecount.disclosure.system import Real, Whole

_MARGIN = 1e-5


@dataclass(frozen=True)
class Block:
    """Unknown cells (c) tied together, their equations `left` (r, c) x = `right` (r), and their bounds (c each)."""

    cells: Whole
    left: scipy.sparse.csr_matrix
    right: Whole
    low: Whole
    high: Whole


@dataclass(frozen=True)
class Optimum:
    """How far a cell can go: no data set goes beyond `bound` (None if not settled).

    `values` (c) is a data set, if one was met; `fraction` (c) the solution as it is.
    """

    bound: int | None
    values: Whole | None
    fraction: Whole | None = None
    infeasible: bool = False


def blocks_of(puzzle: Puzzle, low: Whole, high: Whole) -> list[Block]:
    """Return the blocks of the cells that `low` and `high` (n each) leave open, smallest first."""
    unknown = np.flatnonzero(low < high)
    relations = len(puzzle.starts) - 1
    if not len(unknown) or not relations:
        return [_alone(int(cell), low, high) for cell in unknown]
    signs = np.ones(len(puzzle.members), np.int64)
    signs[puzzle.starts[:-1]] = -1
    shape = (relations, puzzle.size)
    equations = scipy.sparse.csr_matrix((signs, puzzle.members, puzzle.starts), shape=shape)
    known = np.where(low < high, 0, low)
    left = equations[:, unknown].tocsr()
    right = -(equations @ known)
    used = np.diff(left.indptr) > 0
    left, right = left[used], right[used]
    ties = scipy.sparse.bmat([[None, left.T], [left, None]]) if left.shape[0] else None
    number, label = (
        connected_components(ties, directed=False)
        if ties is not None
        else (len(unknown), np.arange(len(unknown)))
    )
    columns, rows = label[: len(unknown)], label[len(unknown) :]
    by_column, by_row = np.argsort(columns, kind="stable"), np.argsort(rows, kind="stable")
    of_column = np.searchsorted(columns[by_column], np.arange(number + 1))
    of_row = np.searchsorted(rows[by_row], np.arange(number + 1))
    found = []
    for block in range(number):
        inside = by_column[of_column[block] : of_column[block + 1]]
        lines = by_row[of_row[block] : of_row[block + 1]]
        cells = unknown[inside]
        found.append(Block(cells, left[lines][:, inside].tocsr(), right[lines], low[cells], high[cells]))
    return sorted(found, key=lambda block: len(block.cells))


def _alone(cell: int, low: Whole, high: Whole) -> Block:
    one = np.array([cell])
    return Block(
        one, scipy.sparse.csr_matrix((0, 1), dtype=np.int64), np.zeros(0, np.int64), low[one], high[one]
    )


class Programme:
    """The programmes of one block. `whole` asks for whole numbers, within `nodes` of branch and bound."""

    def __init__(self, block: Block, *, whole: bool, nodes: int = 0, iterations: int = 200_000) -> None:
        self._block = block
        self._whole = whole
        self._solver = _solver(iterations, nodes)
        self._solver.passModel(_model(block, whole=whole))
        self.solved = 0

    def first(self) -> Optimum:
        """Return any solution."""
        return self._solve(0, None)

    def furthest(self, column: int, *, upward: bool, limit: int = ENDLESS) -> Optimum:
        """Return how far up or down the cell of `column` can go; upward no further than `limit`, which then bounds nothing."""
        low, high = float(self._block.low[column]), min(limit, int(self._block.high[column]))
        lowest = -highspy.kHighsInf if low <= -ENDLESS else low
        self._solver.changeColCost(column, -1.0 if upward else 1.0)
        self._solver.changeColBounds(column, lowest, highspy.kHighsInf if high >= ENDLESS else float(high))
        optimum = self._solve(-1 if upward else 1, column)
        self._solver.changeColCost(column, 0.0)
        self._solver.changeColBounds(column, lowest, _upper(self._block)[column])
        return optimum

    def _solve(self, sign: int, column: int | None) -> Optimum:
        """`sign` -1 where the cell was maximised: the solver minimises."""
        self.solved += 1
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Optimum(None, None, infeasible=True)
        information = self._solver.getInfo()
        has_point = information.primal_solution_status == 2
        point = np.array(self._solver.getSolution().col_value) if has_point else None
        bound = None
        if column is not None and (status == highspy.HighsModelStatus.kOptimal or self._whole):
            least = information.mip_dual_bound if self._whole else information.objective_function_value
            if np.isfinite(least):
                bound = int(np.ceil(least - _MARGIN)) * sign
        return Optimum(bound, _checked(self._block, point), point)


def _solver(iterations: int, nodes: int) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "simplex_iteration_limit": iterations,
        "mip_max_nodes": nodes,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.9,
    }.items():
        solver.setOptionValue(option, value)
    return solver


def _checked(block: Block, point: np.ndarray | None) -> Whole | None:
    """Return the point as whole numbers if that is a data set, checked by addition."""
    if point is None:
        return None
    values = np.rint(point).astype(np.int64)
    inside = np.all(values >= block.low) and np.all(values <= block.high)
    return values if inside and not np.any(block.left @ values - block.right) else None


def nearest(block: Block, base: Whole, column: int, goal: int, nodes: int = 0) -> Optimum:
    """Return the point that changes `base` (c), a data set, least in sum, with the cell of `column` at `goal`.

    A corner that changes little is whole more often than one that goes far. With `nodes`, only whole points are asked for.
    """
    size = len(block.cells)
    model = _model(block, whole=False)
    both = scipy.sparse.hstack([block.left, -block.left]).tocsr()
    model.num_col_ = 2 * size
    model.col_cost_ = np.ones(2 * size)
    up, down = np.maximum(_upper(block) - base, 0), np.maximum(base - block.low, 0).astype(np.float64)
    down[block.low <= -ENDLESS] = highspy.kHighsInf
    least = np.zeros(2 * size)
    change = goal - int(base[column])
    for place, amount in ((column, max(change, 0)), (size + column, max(-change, 0))):
        least[place] = (up if place < size else down)[place % size] = amount
    model.col_lower_, model.col_upper_ = least, np.concatenate([up, down])
    model.row_lower_ = model.row_upper_ = np.zeros(len(block.right))
    model.a_matrix_.start_, model.a_matrix_.index_ = both.indptr, both.indices
    model.a_matrix_.value_ = both.data.astype(float)
    if nodes:
        model.integrality_ = [highspy.HighsVarType.kInteger] * (2 * size)
    solver = _solver(iterations=200_000, nodes=nodes)
    solver.passModel(model)
    solver.run()
    if solver.getInfo().primal_solution_status != 2:
        return Optimum(None, None)
    point = np.array(solver.getSolution().col_value)
    values = base + point[:size] - point[size:]
    return Optimum(None, _checked(block, values), values)


def _upper(block: Block) -> Real:
    return np.asarray(np.where(block.high >= ENDLESS, highspy.kHighsInf, block.high), np.float64)


def _model(block: Block, *, whole: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    size = len(block.cells)
    model.num_col_, model.num_row_ = size, len(block.right)
    model.col_cost_ = np.zeros(size)
    model.col_lower_ = np.where(block.low <= -ENDLESS, -highspy.kHighsInf, block.low.astype(float))
    model.col_upper_ = _upper(block)
    model.row_lower_ = model.row_upper_ = block.right.astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = block.left.indptr
    model.a_matrix_.index_ = block.left.indices
    model.a_matrix_.value_ = block.left.data.astype(float)
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * size
    return model
