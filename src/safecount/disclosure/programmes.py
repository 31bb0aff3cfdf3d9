"""Where walking does not get there: the cheapest change that brings one cell to its goal, by linear programme.

Over all cells that may move, with prices for those that are not hidden yet. Its corner is often whole, and then a witness; where
it is not, it still says which cells to hide for a walk to succeed. Solver: HiGHS (Huangfu and Hall 2018).
"""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse

from safecount.disclosure.system import Flags, Real, System, Whole

_HIDDEN_PRICE = 0.01
_MOST_RISE = 1e6


def cheapest_change(system: System, hidden: Flags, may_move: Flags, cell: int, goal: int) -> Real | None:
    """Return by how much each cell changes (n) in the cheapest change that brings `cell` to `goal`; None if there is none.

    The result keeps every relation and every lower bound, but need not be whole.
    """
    cells = np.flatnonzero(may_move)
    change = goal - int(system.values[cell])
    model = _model(system, cells, np.where(hidden[cells], _HIDDEN_PRICE, system.price[cells]))
    place = int(np.flatnonzero(cells == cell)[0])
    up, down = place, len(cells) + place
    fixed, other = (up, down) if change > 0 else (down, up)
    model.changeColBounds(fixed, abs(change), abs(change))
    model.changeColBounds(other, 0, 0)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    columns = np.array(model.getSolution().col_value)
    result = np.zeros(system.size)
    result[cells] = columns[: len(cells)] - columns[len(cells) :]
    return result


def whole_values(system: System, change: Real) -> Whole | None:
    """Return the data set (n) that `change` makes of the truth if it is one of whole numbers, else None."""
    values = system.values + np.round(change).astype(np.int64)
    if system.residuals(values).any() or (values < np.minimum(system.lower, system.values)).any():
        return None
    return np.asarray(values, np.int64)


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
        ("random_seed", 1),
    ):
        model.setOptionValue(name, value)
    model.passModel(programme)
    return model
