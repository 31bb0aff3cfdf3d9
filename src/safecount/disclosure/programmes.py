"""Where walking does not get there: the cheapest change of whole numbers that brings one cell to its goal, by programme.

A linear programme over all cells that may move, with prices for those that are not hidden yet; if its corner is not whole, the
integer programme. Solver: HiGHS (Huangfu and Hall 2018). Effort is counted in nodes, so that any machine gives the same.
"""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse

from safecount.disclosure.system import Flags, Real, System, Whole

_HIDDEN_PRICE = 0.01
_MOST_RISE = 1e6
_NODES = 200
_WHOLE = 1e-6


def cheapest_change(system: System, hidden: Flags, may_move: Flags, cell: int, goal: int) -> Whole | None:
    """Return the values (n) of a consistent data set with `cell` at `goal`, None if there is none or none was found."""
    cells = np.flatnonzero(may_move)
    change = goal - int(system.values[cell])
    model = _model(system, cells, np.where(hidden[cells], _HIDDEN_PRICE, system.price[cells]))
    place = int(np.flatnonzero(cells == cell)[0])
    up, down = place, len(cells) + place
    fixed, other = (up, down) if change > 0 else (down, up)
    model.changeColBounds(fixed, abs(change), abs(change))
    model.changeColBounds(other, 0, 0)
    moved = _solved(model, len(cells))
    if moved is not None and np.abs(moved - np.round(moved)).max() > _WHOLE:
        count = 2 * len(cells)
        model.changeColsIntegrality(
            count,
            np.arange(count, dtype=np.int32),
            np.full(count, highspy.HighsVarType.kInteger.value, np.uint8),
        )
        moved = _solved(model, len(cells))
    if moved is None or np.abs(moved - np.round(moved)).max() > _WHOLE:
        return None
    values = system.values.copy()
    values[cells] += np.round(moved).astype(np.int64)
    return (
        values
        if not system.residuals(values).any() and (values >= np.minimum(system.lower, system.values)).all()
        else None
    )


def _model(system: System, cells: Whole, price: Real) -> highspy.Highs:
    """One column for each cell's rise and one for its fall; one row for each relation that holds any of `cells`."""
    signs = np.ones(len(system.members))
    signs[system.starts[:-1]] = -1
    whole = scipy.sparse.csr_matrix(
        (signs, system.members, system.starts), shape=(system.relations, system.size)
    )[:, cells]
    used = whole[np.diff(whole.indptr) > 0]
    matrix = scipy.sparse.hstack([used, -used]).tocsc()
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = matrix.shape[1], matrix.shape[0]
    programme.col_cost_ = np.concatenate([price, price])
    programme.col_lower_ = np.zeros(matrix.shape[1])
    room = np.maximum(system.values - system.lower, 0)[cells].astype(float)
    programme.col_upper_ = np.concatenate([np.full(len(cells), _MOST_RISE), room])
    programme.row_lower_ = programme.row_upper_ = np.zeros(matrix.shape[0])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("mip_max_nodes", _NODES),
        ("random_seed", 1),
    ):
        model.setOptionValue(name, value)
    model.passModel(programme)
    return model


def _solved(model: highspy.Highs, cells: int) -> Real | None:
    model.run()
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    columns = np.array(model.getSolution().col_value)
    return np.asarray(columns[:cells] - columns[cells:], np.float64)
