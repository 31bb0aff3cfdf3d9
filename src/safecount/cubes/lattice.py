"""The lattice of a table's cells: which dimensions nest in which, and the cells each combination counts towards.

Dimensions that nest form trees; unrelated ones are trees of their own. A *node* of a tree is one way to name its
dimensions such that whoever names a finer one names the coarser: `*`, a year, a year with its quarter… A *cell* is one
node of every tree. Nodes are numbered from 0, which is `*`; a cell is the one whole number that its nodes make in mixed
radix, so that all cells are found, added and compared as plain arrays.

Values are numbered from 1 within each dimension, 0 meaning `*`. Within a tree they are replaced by *paths*: a value
together with the values of all dimensions it lies within. So `missing` in district 1 and in district 2 are two.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from safecount.problems import SafecountError

Whole = npt.NDArray[np.int64]
MOST_NODES = 5_000_000
_LARGEST = 2**62


class TooManyCells(SafecountError):
    """A table with more cells than can be worked with; its text says which dimension to coarsen."""


@dataclass(frozen=True)
class Paths:
    """The paths of one dimension: of each path (from 1; index 0 is `*`) its value, and its path in `within`."""

    value: Whole
    parent: Whole


@dataclass(frozen=True)
class Tree:
    """Dimensions that nest in one another, coarser first (`dims`, positions in the table), and their nodes.

    `states`: which dims are named, one tuple for every way allowed, `*` first and all named last. `nodes`: the paths of
    each node, (nodes, dims), 0 where the dim is `*`; sorted, so that a node's paths find its number.
    """

    dims: tuple[int, ...]
    within: tuple[int, ...]
    states: tuple[tuple[bool, ...], ...]
    nodes: Whole
    keys: Whole
    strides: tuple[int, ...]

    @property
    def size(self) -> int:
        """Return the number of nodes, `*` included."""
        return len(self.keys)

    def number(self, paths: Whole) -> Whole:
        """Return the node of each row of `paths` (rows, dims); every one must be a node."""
        return np.searchsorted(self.keys, paths @ np.array(self.strides, dtype=np.int64)).astype(np.int64)

    def under(self, state: tuple[bool, ...]) -> Whole:
        """Return, for every node, the node that names only those of its dims that `state` names."""
        return self.number(self.nodes * np.array(state, dtype=np.int64))

    def parents(self) -> list[Whole]:
        """Return arrays (nodes,) of each node's parents: one finest named dim set to `*`; -1 where there is none."""
        named = self.nodes > 0
        found = []
        for place, dim in enumerate(self.dims):
            finer = [other for other, coarser in enumerate(self.within) if coarser == dim]
            droppable = named[:, place] & ~named[:, finer].any(axis=1)
            lesser = self.nodes.copy()
            lesser[droppable, place] = 0
            found.append(np.where(droppable, self.number(lesser), -1))
        return found


@dataclass(frozen=True)
class Lattice:
    """All cells that a table could have: its trees, and the paths of its dimensions."""

    trees: tuple[Tree, ...]
    paths: tuple[Paths, ...]

    @property
    def size(self) -> int:
        """Return the number of cells, margins included, whether or not they have records."""
        return prod(tree.size for tree in self.trees)

    @property
    def strides(self) -> tuple[int, ...]:
        """Return how far apart two cells lie that differ by one in the number of one tree's node."""
        sizes = [tree.size for tree in self.trees]
        return tuple(prod(sizes[place + 1 :]) for place in range(len(sizes)))

    def values(self, cells: Whole) -> list[Whole]:
        """Return for each dimension the value of every cell, 0 for `*`."""
        found: list[Whole] = [np.zeros(0, dtype=np.int64)] * len(self.paths)
        for tree, stride in zip(self.trees, self.strides, strict=True):
            nodes = cells // stride % tree.size
            for place, dim in enumerate(tree.dims):
                found[dim] = self.paths[dim].value[tree.nodes[nodes, place]]
        return found


def number_paths(codes: Sequence[Whole], within: Sequence[int]) -> tuple[list[Whole], list[Paths]]:
    """Return each row's paths and what the paths mean, from each row's values (0 where the dimension is `*`).

    `within[d]` is the dimension that d nests in, -1 for none.
    """
    rows: list[Whole] = [np.zeros(0, dtype=np.int64)] * len(codes)
    paths: list[Paths] = [Paths(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))] * len(codes)
    for dim in _coarser_first(within):
        above = rows[within[dim]] if within[dim] >= 0 else np.zeros_like(codes[dim])
        radix = int(codes[dim].max(initial=0)) + 1
        keys = np.where(codes[dim] > 0, above * radix + codes[dim], 0)
        seen, place = distinct_numbers(keys)
        if not len(seen) or seen[0] != 0:
            seen, place = np.concatenate([[0], seen]), place + 1
        rows[dim], paths[dim] = place, Paths(seen % radix, seen // radix)
    return rows, paths


def distinct_numbers(keys: Whole) -> tuple[Whole, Whole]:
    """Return the distinct numbers in order, and the place of each of `keys` among them.

    Where the numbers lie close together they are marked in one array, which is many times faster than to sort.
    """
    largest = int(keys.max(initial=0))
    if largest < 4 * len(keys) + 1_000_000 and int(keys.min(initial=0)) >= 0:
        marked = np.zeros(largest + 1, dtype=bool)
        marked[keys] = True
        seen = np.flatnonzero(marked).astype(np.int64)
        return seen, (np.cumsum(marked, dtype=np.int64) - 1)[keys]
    seen, place = np.unique(keys, return_inverse=True)
    return seen, place.astype(np.int64)


def _coarser_first(within: Sequence[int]) -> list[int]:
    order: list[int] = []
    while len(order) < len(within):
        order += [d for d, above in enumerate(within) if d not in order and (above < 0 or above in order)]
    return order


def build_lattice(paths: Sequence[Paths], within: Sequence[int]) -> Lattice:
    """Return the lattice of dimensions with these paths. Raises TooManyCells if its numbers would not fit."""
    order = _coarser_first(within)
    roots = [dim for dim in order if within[dim] < 0]
    trees = []
    for root in sorted(roots):
        dims = [root]
        for dim in order:
            if within[dim] in dims:
                dims.append(dim)
        trees.append(_tree(tuple(dims), paths, within))
    lattice = Lattice(tuple(trees), tuple(paths))
    if lattice.size >= _LARGEST:
        raise TooManyCells(
            "The table has more cells than whole numbers can tell apart. Use fewer dimensions."
        )
    return lattice


def _tree(dims: tuple[int, ...], paths: Sequence[Paths], within: Sequence[int]) -> Tree:
    coarser = tuple(within[dim] for dim in dims)
    sizes = [len(paths[dim].value) for dim in dims]
    if prod(sizes) >= _LARGEST:
        raise TooManyCells("A hierarchy has more cells than whole numbers can tell apart. Use fewer levels.")
    strides = tuple(prod(sizes[place + 1 :]) for place in range(len(sizes)))
    allowed = (
        state
        for state in itertools.product((False, True), repeat=len(dims))
        if all(
            not named or above < 0 or state[dims.index(above)]
            for named, above in zip(state, coarser, strict=True)
        )
    )
    states = tuple(allowed)
    nodes = np.concatenate([_nodes(state, dims, paths, coarser) for state in states])
    keys = nodes @ np.array(strides, dtype=np.int64)
    by_key = np.argsort(keys, kind="stable")
    return Tree(dims, coarser, states, nodes[by_key], keys[by_key], strides)


def _nodes(
    state: tuple[bool, ...], dims: tuple[int, ...], paths: Sequence[Paths], coarser: tuple[int, ...]
) -> Whole:
    """Return the nodes (nodes, dims) of one state: every path under the path it lies within."""
    nodes = np.zeros((1, len(dims)), dtype=np.int64)
    for place, named in enumerate(state):
        if not named:
            continue
        parent = paths[dims[place]].parent[1:]
        above = (
            nodes[:, dims.index(coarser[place])] if coarser[place] >= 0 else np.zeros(len(nodes), np.int64)
        )
        by_parent = np.argsort(parent, kind="stable")
        most = max(int(parent.max(initial=0)), int(above.max(initial=0)))
        many = np.bincount(parent, minlength=most + 1)
        first = np.concatenate([[0], np.cumsum(many)])[above]
        repeats = many[above]
        if int(repeats.sum()) > MOST_NODES:
            raise TooManyCells("A hierarchy has too many combinations of its levels. Use fewer of them.")
        nodes = np.repeat(nodes, repeats, axis=0)
        offset = np.arange(len(nodes)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        nodes[:, place] = by_parent[np.repeat(first, repeats) + offset] + 1
    return nodes
