"""The shape of a release of single records: which columns are told, how finely at best, and how coarsely at worst.

Frozen like the rest of a definition. How records are made coarser, and what that protects, is in docs/count/microdata.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Ladder(StrEnum):
    """How the values of a key become coarser."""

    GROUPS = "groups"
    AREAS = "areas"
    PERIODS = "periods"
    DAY_PARTS = "day_parts"
    BANDS = "bands"
    POINTS = "points"


@dataclass(frozen=True)
class RecordKey:
    """A column by which somebody might recognise a record. `name` is that of the released column.

    `bands`: edges of each rung, for numbers. `longitude` and `addresses`, a CSV file, for points. An empty `ladder`: the
    one that suits the column.
    """

    name: str
    column: str
    ladder: Ladder | None = None
    coarsest: str = "all"
    weight: float = 1.0
    bands: tuple[tuple[float, ...], ...] = ()
    longitude: str = ""
    addresses: str = ""


@dataclass(frozen=True)
class ReleaseRecords:
    """Records meant for publication. `sensitive`: of each such column, the fewest different values in a class (l).

    `k` is 0 where the threshold of the definition stands; `left_out` is the share (0 to 1) of records that may be.
    """

    name: str
    table: str
    keys: tuple[RecordKey, ...]
    sensitive: dict[str, int] = field(default_factory=dict)
    k: int = 0
    left_out: float = 0.05
    title: str = ""
