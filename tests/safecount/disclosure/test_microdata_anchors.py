"""Points that stand for at least eight addresses."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from safecount.disclosure.microdata import Key, MicrodataRefused, Plan, Points, anonymise, build_anchors
from safecount.disclosure.microdata.anchors import AnchorLevel
from safecount.schema import Column, ColumnType, Role

NORTH = Column("latitude", ColumnType.NUMBER, Role.SENSITIVE, ())
EAST = Column("longitude", ColumnType.NUMBER, Role.SENSITIVE, ())


def _city(seed: int, size: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.normal(44.9, 0.03, size), rng.normal(-93.2, 0.03, size)])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.integers(8, 1_500), st.integers(0, 2))
def test_whatever_lies_nearest_to_an_anchor_is_eight_addresses_or_more(
    seed: int, size: int, decimals: int
) -> None:
    addresses = _city(seed, size)
    if decimals:
        addresses = np.round(addresses, decimals + 1)  # many addresses in one position
    positions = np.unique(np.round(addresses, 5), axis=0)
    if len(positions) < 8:
        with pytest.raises(MicrodataRefused, match="positions"):
            build_anchors(addresses)
        return
    anchors = build_anchors(addresses)
    found = np.bincount(
        anchors.snap(positions[:, 0], positions[:, 1]), minlength=len(anchors.levels[0].points)
    )
    assert found.min() >= 8
    assert (found == anchors.levels[0].addresses).all()
    place = np.arange(len(found))
    for level, above in zip(anchors.levels[1:], anchors.above, strict=True):
        place = above[place]
        held = np.bincount(place, weights=anchors.levels[0].addresses, minlength=len(level.points))
        assert held.min() >= level.fewest


@given(st.randoms())
@settings(max_examples=5, deadline=None)
def test_the_order_of_the_list_does_not_matter(random: object) -> None:
    addresses = _city(3, 400).tolist()
    first = build_anchors(addresses)
    random.shuffle(addresses)  # type: ignore[attr-defined]
    again = build_anchors([*addresses, *addresses])
    assert all((a.points == b.points).all() for a, b in zip(first.levels, again.levels, strict=True))


def test_addresses_too_far_off_to_be_told_by_an_anchor_do_not_count_for_it() -> None:
    near = _city(1, 8)
    far = np.column_stack([np.linspace(46, 49, 7), np.full(7, -93.2)])
    with pytest.raises(MicrodataRefused, match="too far apart"):
        build_anchors(np.vstack([near[:4], far]))
    anchors = build_anchors(np.vstack([_city(1, 200), far]))
    assert anchors.levels[0].addresses.sum() <= 200


def test_points_go_to_the_nearest_anchor_or_nowhere() -> None:
    anchors = build_anchors(_city(1, 2_000))
    points = anchors.levels[0].points
    asked = np.vstack(
        [_city(2, 300), [[0.0, 0.0], [float("nan"), -93.2], [45.9, -93.2], [float("inf"), 0], [44.9, 400.0]]]
    )
    found = anchors.snap(asked[:, 0], asked[:, 1])
    assert (found[-5:] == -1).all()
    assert (found[:300] == cKDTree(points * anchors.scale).query(asked[:300] * anchors.scale)[1]).all()


@pytest.mark.parametrize(
    "addresses",
    [[], [[1, 2, 3]] * 9, [[44.9, -93.2]] * 100, [[91.0, 0.0]] * 9, [[float("nan"), 0.0]] * 9],
    ids=["none", "three columns", "one position", "beyond the pole", "nowhere"],
)
def test_lists_that_hide_nobody_are_refused(addresses: list[list[float]]) -> None:
    with pytest.raises(MicrodataRefused):
        build_anchors(addresses)


@pytest.mark.parametrize("fewest", [(), (7,), (8, 8), (64, 8)], ids=str)
def test_fewer_than_eight_cannot_be_asked_for(fewest: tuple[int, ...]) -> None:
    with pytest.raises(MicrodataRefused):
        build_anchors(_city(1, 500), fewest)


def test_a_level_of_anchors_with_fewer_addresses_cannot_be_made() -> None:
    with pytest.raises(MicrodataRefused, match="at least 8"):
        AnchorLevel(np.zeros((2, 2)), np.array([8, 7]), 8)


def test_real_coordinates_are_told_as_anchors_and_never_as_themselves(shared_data: Path) -> None:
    with gzip.open(shared_data / "stops" / "minneapolis_2017.csv.gz") as file:
        stops = csv.read_csv(
            file, convert_options=csv.ConvertOptions(include_columns=["lat", "long"], null_values=["NA"])
        )
    table = pa.table(
        {"latitude": stops["lat"].cast(pa.float64()), "longitude": stops["long"].cast(pa.float64())}
    )
    # No list of the city's addresses is at hand: a grid of streets, one address every 25 m or so, stands for it.
    north, east = np.meshgrid(
        np.arange(44.88, 45.06, 0.0006), np.arange(-93.34, -93.19, 0.0009), indexing="ij"
    )
    anchors = build_anchors(np.column_stack([north.ravel(), east.ravel()]))
    keys = (Key(NORTH, Points(EAST, anchors), "near"),)
    safe = anonymise(table, Plan("minneapolis-stops", "stop", keys))
    told = set(safe.cells.column("near").to_pylist())
    allowed = {f"POINT ({e:.5f} {n:.5f})" for level in anchors.levels for n, e in level.points} | {"missing"}
    assert told <= allowed
    assert len(told) > 100
