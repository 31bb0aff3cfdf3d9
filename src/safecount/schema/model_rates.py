"""What a definition says of a rate: which released counts are divided, and by which named denominator."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rate:
    """Counts of the release table `numerator` in parts of `per`. One of three denominators.

    `of`: the margin of the same table that sums over this dimension. `denominator`: another release table with the same
    dimensions. `benchmark`: in words, with how many of it each value of `benchmark_dimension` has.
    """

    name: str
    numerator: str
    of: str = ""
    denominator: str = ""
    benchmark: str = ""
    benchmark_dimension: str = ""
    benchmark_counts: dict[str, int] = field(default_factory=dict)
    per: int = 100
    decimals: int = 1
    title: str = ""
