"""Finds the generalisation that tells most: for each key one rung, the same for all records (full-domain recoding).

El Emam et al. 2009, "A globally optimal k-anonymity method for the de-identification of health data", Journal of the
American Medical Informatics Association 16, 670-682 (OLA). A choice passes if the records in classes too small or too
alike are no more than may be left out. What lies above a choice that passes, passes; what lies below one that fails,
fails. So a few choices are tried, by halving a path from the bottom to the top, and the rest is known. The search is
exact: of all choices that pass it returns one with the least loss, among equals the one that leaves out fewest, among
those the one whose first keys stand lowest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safecount.disclosure.microdata.combinations import LOSS_DECIMALS, Combinations
from safecount.disclosure.microdata.problems import MicrodataRefused

MOST_CHOICES = 200_000
"""Choices of a rung for each key; so many take about a second to mark, besides those that are tried."""


@dataclass(frozen=True)
class Choice:
    """A rung for each key, the records it leaves out, and the loss: shares of what keys tell, weighted and added."""

    levels: tuple[int, ...]
    suppressed: int
    loss: float


def best_choice(found: Combinations, weights: Sequence[float], k: int, most_suppressed: float) -> Choice:
    """Return the best choice. Raises MicrodataRefused if not even `*` everywhere passes, or for too many choices."""
    if int(np.prod(found.heights, dtype=object)) > MOST_CHOICES:
        raise MicrodataRefused(
            f"These ladders allow more than {MOST_CHOICES:,} choices. Release fewer keys, or drop rungs that nobody needs."
        )
    return _Search(found, weights, k, int(most_suppressed * found.records + 1e-9)).run()


class _Search:
    def __init__(self, found: Combinations, weights: Sequence[float], k: int, most: int) -> None:
        self._found = found
        self._k = k
        self._most = most
        self._lost = found.loss(weights)
        grid = np.indices(found.heights).reshape(len(found.heights), -1).T
        self._nodes: npt.NDArray[np.int64] = np.ascontiguousarray(grid, np.int64)
        parts = [lost[self._nodes[:, place]] for place, lost in enumerate(self._lost)]
        self._loss = np.round(np.sum(parts, axis=0), LOSS_DECIMALS)
        self._open = np.ones(len(self._nodes), np.bool_)
        self._best: Choice | None = None

    def run(self) -> Choice:
        if not self._passes(self._nodes[-1]):
            raise MicrodataRefused(
                f"However coarse the plan lets keys become, too many records lie in classes of fewer than {self._k}, or with "
                "too few different values of a sensitive field. Release fewer keys, let them become coarser, or release "
                "a table of counts instead."
            )
        order = np.argsort(self._loss, kind="stable")
        place = 0
        while place < len(order):
            if not self._open[order[place]]:
                place += 1
                continue
            self._halve(self._path(self._nodes[order[place]]))
        assert self._best is not None  # noqa: S101 - the top passed
        return self._best

    def _passes(self, node: npt.NDArray[np.int64]) -> bool:
        """Try one choice, and mark what is known by it."""
        kept = self._found.passing(node.tolist(), self._k)
        suppressed = int(self._found.counts[~kept].sum())
        if suppressed > self._most:
            self._open &= ~(self._nodes <= node).all(axis=1)
            return False
        row = np.ravel_multi_index(tuple(node.tolist()), self._found.heights)
        choice = Choice(tuple(node.tolist()), suppressed, float(self._loss[row]))
        if self._best is None or _rank(choice) < _rank(self._best):
            self._best = choice
        # Above it nothing is better: a rung that loses nothing merges nothing. Nor is anything dearer.
        self._open &= ~(self._nodes >= node).all(axis=1) & (self._loss <= self._best.loss)
        return True

    def _path(self, node: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
        """Return a path from a choice to the top, by the cheapest step each time."""
        path = [node]
        while True:
            steps = [
                (float(lost[level + 1] - lost[level]), place)
                for place, (level, lost) in enumerate(zip(path[-1], self._lost, strict=True))
                if level + 1 < len(lost)
            ]
            if not steps:
                return path
            above = path[-1].copy()
            above[min(steps)[1]] += 1
            path.append(above)

    def _halve(self, path: list[npt.NDArray[np.int64]]) -> None:
        """Find the lowest choice of `path` that passes; the last one does."""
        low, high = 0, len(path) - 1
        while low < high:
            middle = (low + high) // 2
            if self._passes(path[middle]):
                high = middle
            else:
                low = middle + 1


def _rank(choice: Choice) -> tuple[float, int, tuple[int, ...]]:
    return choice.loss, choice.suppressed, choice.levels
