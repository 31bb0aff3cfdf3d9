"""Points that stand for at least eight addresses each: what a place may be told by, whoever was stopped there.

The points come from a list of addresses alone, never from records, so that they tell nothing of records; the same list
in any order gives the same points. An address counts once for each position, so that one tall building is one address.

Method: the addresses are split by a k-d tree (Bentley 1975, Communications of the ACM 18, 509-517) at the median of the
longer side, down to blocks of at least the number asked for; a block's mid-point is an anchor. Whatever lies nearest to
an anchor is its catchment, and those whose catchment falls short are taken out until none does. The rule of eight
addresses, and that beyond 20 km a record has no place, follow data.police.uk, "About the data: location anonymisation".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from safecount.disclosure.microdata.problems import MicrodataRefused

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FEWEST_ADDRESSES = 8
FURTHEST_METRES = 20_000.0
_METRES_A_DEGREE = 111_320.0
_DECIMALS = 5
"""Of degrees: about a metre."""


@dataclass(frozen=True)
class AnchorLevel:
    """m anchors: `points` (m, 2) in degrees, latitude first; `addresses` (m) in their catchments, n each at least."""

    points: Real
    addresses: Whole
    fewest: int

    def __post_init__(self) -> None:
        """Refuse anchors that stand for too few addresses."""
        if self.fewest < FEWEST_ADDRESSES or len(self.points) == 0 or (self.addresses < self.fewest).any():
            raise MicrodataRefused(
                f"An anchor stands for at least {FEWEST_ADDRESSES} addresses. Build anchors with `build_anchors`."
            )


@dataclass(frozen=True)
class Anchors:
    """Levels of anchors from fine to coarse. `above[i]` maps each anchor of level i to one of level i + 1.

    `scale`: metres a degree of latitude and of longitude, by which nearness was measured when they were built.
    """

    levels: tuple[AnchorLevel, ...]
    above: tuple[Whole, ...]
    scale: Real

    def snap(self, latitude: Real, longitude: Real) -> Whole:
        """Return for each point (n, degrees) the nearest anchor of the finest level, -1 for none within 20 km."""
        level = self.levels[0]
        usable = (
            np.isfinite(latitude)
            & np.isfinite(longitude)
            & (np.abs(latitude) <= 90)
            & (np.abs(longitude) <= 180)
        )
        found = np.full(len(latitude), -1, np.int64)
        asked = np.column_stack([latitude, longitude])[usable]
        if len(asked):
            distance, nearest = cKDTree(level.points * self.scale).query(asked * self.scale)
            found[usable] = np.where(distance <= FURTHEST_METRES, nearest, -1)
        return found


def build_anchors(addresses: npt.ArrayLike, fewest: tuple[int, ...] = (8, 64, 512)) -> Anchors:
    """Return anchors for `addresses` (n, 2: degrees of latitude and longitude), one level for each of `fewest`.

    Levels for which there are too few addresses are left out. Raises MicrodataRefused for positions that are not on
    Earth, for fewer than eight in all, and for numbers below eight or not rising.
    """
    positions = np.asarray(addresses, np.float64)
    _check(positions, fewest)
    points = np.unique(np.round(positions, _DECIMALS), axis=0)
    weights = np.ones(len(points), np.int64)
    scale = _scale(points) if len(points) else np.ones(2)
    levels: list[AnchorLevel] = []
    above: list[Whole] = []
    for least in fewest:
        if weights.sum() < least:
            break
        level, nearest = _level(points, weights, least, scale, np.inf if levels else FURTHEST_METRES)
        if levels:
            above.append(nearest)
        levels.append(level)
        points, weights = level.points, level.addresses
    if not levels:
        raise MicrodataRefused(
            f"There are {len(points)} positions in the list of addresses, and an anchor needs {fewest[0]}. "
            "Give the list of the whole city."
        )
    return Anchors(tuple(levels), tuple(above), scale)


def _check(positions: Real, fewest: tuple[int, ...]) -> None:
    if positions.ndim != 2 or positions.shape[1] != 2:
        raise MicrodataRefused("Addresses are pairs of latitude and longitude. Give an array of two columns.")
    if not (np.isfinite(positions).all() and (np.abs(positions) <= (90, 180)).all()):
        raise MicrodataRefused(
            "Some address has no latitude from -90 to 90, or no longitude from -180 to 180. Leave it out."
        )
    if not fewest or fewest[0] < FEWEST_ADDRESSES or any(b <= a for a, b in itertools.pairwise(fewest)):
        raise MicrodataRefused(
            f"Anchors stand for {FEWEST_ADDRESSES} addresses or more, rising from level to level."
        )


def _scale(points: Real) -> Real:
    """Return metres a degree, of latitude and of longitude at the middle of the city."""
    middle = np.cos(np.radians((points[:, 0].min() + points[:, 0].max()) / 2))
    return np.array([_METRES_A_DEGREE, _METRES_A_DEGREE * max(float(middle), 1e-6)])


def _level(
    points: Real, weights: Whole, least: int, scale: Real, furthest: float
) -> tuple[AnchorLevel, Whole]:
    """Return the anchors for weighted points, and to which anchor each point belongs."""
    middles = [
        np.average(points[block], axis=0, weights=weights[block])
        for block in _blocks(points * scale, weights, least)
    ]
    anchors: Real = np.unique(np.round(np.array(middles, np.float64), _DECIMALS), axis=0).astype(np.float64)
    while True:
        distance, found = cKDTree(anchors * scale).query(points * scale)
        nearest = np.asarray(found, np.int64)
        # No record is told by an anchor from further off, so no address there stands for it.
        near = weights * (distance <= furthest)
        caught = np.bincount(nearest, weights=near, minlength=len(anchors)).astype(np.int64)
        short = caught < least
        if not short.any():
            return AnchorLevel(anchors, caught, least), nearest
        if len(anchors) == 1:
            raise MicrodataRefused(
                "The addresses lie too far apart for any point to stand for enough of them."
            )
        anchors = anchors[~_going(anchors * scale, caught, short)]


def _going(anchors: Real, caught: Whole, short: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which anchors to take out now: of two neighbours that both fall short, only the one that has less."""
    if len(anchors) == 2:
        return np.asarray(np.arange(2) == np.argmin(caught), np.bool_)
    neighbour = cKDTree(anchors).query(anchors, k=2)[1][:, 1]
    rank = np.empty(len(anchors), np.int64)
    rank[np.argsort(caught, kind="stable")] = np.arange(len(anchors))
    return np.asarray(short & (~short[neighbour] | (rank < rank[neighbour])), np.bool_)


def _blocks(metres: Real, weights: Whole, least: int) -> Iterator[Whole]:
    """Give the leaves of the k-d tree: positions of the points in each."""
    waiting = [np.arange(len(metres))]
    while waiting:
        block = waiting.pop()
        halves = _halves(block, metres, weights, least)
        if halves is None:
            yield block
        else:
            waiting += halves


def _halves(block: Whole, metres: Real, weights: Whole, least: int) -> list[Whole] | None:
    """Return the two halves of a block along its longer side, else along the other; None if it cannot be split."""
    total = weights[block].sum()
    if total < 2 * least:
        return None
    sides = metres[block].max(axis=0) - metres[block].min(axis=0)
    for axis in (0, 1) if sides[0] >= sides[1] else (1, 0):
        order = block[np.lexsort((metres[block, 1 - axis], metres[block, axis]))]
        below = np.cumsum(weights[order])
        cut = int(np.searchsorted(below, total / 2)) + 1
        for place in (cut, cut - 1):
            if 0 < place < len(order) and least <= below[place - 1] <= total - least:
                return [order[:place], order[place:]]
    return None
