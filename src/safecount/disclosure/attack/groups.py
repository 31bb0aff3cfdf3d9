"""Group disclosure: everyone in a group falls into one category, so that to know the group is to know the category.

No count is small there and nothing is hidden, so it breaks no promise; whether it tells too much is for people to judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safecount.disclosure.nested import Tabulated
from safecount.disclosure.safe_table import ALL, Dimension


@dataclass(frozen=True)
class WholeGroup:
    """All `count` members of the group named by `values` have `category` in `dimension`."""

    table: str
    values: tuple[tuple[str, str], ...]
    dimension: str
    category: str
    count: int

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "table": self.table,
            "values": dict(self.values),
            "dimension": self.dimension,
            "category": self.category,
            "count": self.count,
        }

    def __str__(self) -> str:
        named = ", ".join(f"{name} {value}" for name, value in self.values if value != ALL) or "the total"
        return (
            f"Notice: in {self.table}, {named}, all {self.count:,} are {self.category} by {self.dimension}. "
            "Who is known to be in the group is known to be in the category."
        )


def whole_groups(tables: Sequence[Tabulated]) -> tuple[WholeGroup, ...]:
    """Return every shown group of more than one whose members are all in one category, where others were open to them."""
    found: list[WholeGroup] = []
    for table in tables:
        names = [dimension.reference for dimension in table.dimensions]
        keys = list(zip(*(table.cells.column(name).to_pylist() for name in names), strict=True))
        counts = dict(zip(keys, table.cells.column("count").to_pylist(), strict=True))
        for dimension in table.dimensions:
            found += _in_dimension(table, dimension, names, counts)
    return tuple(found)


def _in_dimension(
    table: Tabulated, dimension: Dimension, names: list[str], counts: dict[tuple[str, ...], int | None]
) -> list[WholeGroup]:
    place = names.index(dimension.reference)
    coarser = names.index(dimension.within) if dimension.within else -1
    possible: dict[str, set[str]] = defaultdict(set)
    filled: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    finer = [
        names.index(other.reference) for other in table.dimensions if other.within == dimension.reference
    ]
    for key, count in counts.items():
        if key[place] != ALL and all(key[other] == ALL for other in finer):
            possible[key[coarser] if coarser >= 0 else ""].add(key[place])
            if count != 0:
                filled[(*key[:place], ALL, *key[place + 1 :])].append(key)
    found = []
    for group, members in filled.items():
        count = counts.get(group)
        others = len(possible[group[coarser] if coarser >= 0 else ""]) > 1
        if len(members) == 1 and others and count is not None and count > 1:
            values = tuple(zip(names, group, strict=True))
            found.append(WholeGroup(table.name, values, dimension.reference, members[0][place], count))
    return found
