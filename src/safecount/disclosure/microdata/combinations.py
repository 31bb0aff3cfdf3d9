"""Records counted by the combinations of their keys: all that the search for a generalisation needs to know of them.

A class is what records become that share every key on the rungs chosen; k-anonymity (Samarati & Sweeney 1998) asks for
at least k records in it, distinct l-diversity (Machanavajjhala et al. 2007, ACM TKDD 1:3) for at least l values of each
sensitive field. Both can only gain when classes merge, so that what holds on low rungs holds on higher ones. The entropy
form of l-diversity does not, once records may be left out, and is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from safecount.disclosure.microdata.rungs import Codes, Rungs

Flags = npt.NDArray[np.bool_]

LOSS_DECIMALS = 9
"""Losses closer than this are the same; one record of a million that loses a bit counts for more."""

_ROOM = 1 << 62


@dataclass(frozen=True)
class Field:
    """A sensitive field. `values` (n): 0 to v - 1, of which the last stands for nothing written; `fewest` asked for."""

    values: Codes
    size: int
    fewest: int


@dataclass(frozen=True)
class Combinations:
    """c combinations of d keys. `keys` (c, d), `counts` (c) records, `of` (n) the combination of each record.

    `pairs`: for each sensitive field, combinations and the values met in them (p each); `fields` as many.
    """

    rungs: tuple[Rungs, ...]
    keys: Codes
    counts: Codes
    of: Codes
    pairs: tuple[tuple[Codes, Codes], ...]
    fields: tuple[Field, ...]
    steps: tuple[tuple[Codes, ...], ...]

    @property
    def records(self) -> int:
        """The number of records."""
        return len(self.of)

    @property
    def heights(self) -> tuple[int, ...]:
        """How many rungs each key has."""
        return tuple(len(rungs.labels) for rungs in self.rungs)

    def passing(self, levels: Sequence[int], k: int) -> Flags:
        """Return which combinations lie in a class that may be released when keys stand on `levels` (c)."""
        columns = [self.steps[place][level][self.keys[:, place]] for place, level in enumerate(levels)]
        classes, size = numbered(
            columns, [int(self.steps[place][level].max(initial=0)) + 1 for place, level in enumerate(levels)]
        )
        good = np.bincount(classes, weights=self.counts, minlength=size) >= k
        for (combination, value), field in zip(self.pairs, self.fields, strict=True):
            met = np.zeros((size, field.size), np.bool_)
            met[classes[combination], value] = True
            # Nothing written is no value: it puts nobody in doubt.
            good &= met[:, : field.size - 1].sum(axis=1) >= field.fewest
        return np.asarray(good[classes], np.bool_)

    def loss(self, weights: Sequence[float]) -> list[npt.NDArray[np.float64]]:
        """Return, for each key, the share of what it tells that is lost on each rung (0 to 1), times its weight.

        What is told is counted in bits, by the non-uniform entropy: a record with value a, told as b, loses -log2 of the
        share of a among the records told as b. Source: Gionis & Tassa 2009, IEEE TKDE 21, 206-219; the measure that El
        Emam et al. 2009 recommend. Each key is measured against itself, or a key of many values would always win.
        """
        lost = []
        for place, (steps, weight) in enumerate(zip(self.steps, weights, strict=True)):
            base = np.bincount(self.keys[:, place], weights=self.counts, minlength=len(steps[0]))
            used = base > 0
            told = [np.bincount(step, weights=base)[step] for step in steps]
            bits = np.array([float((base[used] * np.log2(on[used] / base[used])).sum()) for on in told])
            lost.append(np.round(bits / (bits[-1] or 1.0) * weight, LOSS_DECIMALS))
        return lost


def combine(rungs: Sequence[Rungs], fields: Sequence[Field]) -> Combinations:
    """Return the combinations of the lowest rungs, in a fixed order whatever the order of records."""
    steps = tuple(tuple(_numbers(labels) for labels in one.labels) for one in rungs)
    base = [step[0][one.values] for step, one in zip(steps, rungs, strict=True)]
    sizes = [int(step[0].max(initial=0)) + 1 for step in steps]
    classes, _ = numbered(base, sizes, sort=True)
    counts = np.bincount(classes)
    first = np.empty(len(counts), np.int64)
    first[classes[::-1]] = np.arange(len(classes))[::-1]
    # Steps are read by label: values that are told alike on the lowest rung are one value.
    merged = tuple(_by_base(step) for step in steps)
    pairs = []
    for field in fields:
        both = np.unique(classes * field.size + field.values)
        pairs.append((both // field.size, both % field.size))
    keys = np.column_stack([column[first] for column in base]).reshape(len(counts), len(base))
    return Combinations(tuple(rungs), keys, counts, classes, tuple(pairs), tuple(fields), merged)


def _numbers(labels: tuple[str, ...]) -> Codes:
    rank = {label: number for number, label in enumerate(sorted(set(labels)))}
    return np.array([rank[label] for label in labels], np.int64)


def _by_base(steps: tuple[Codes, ...]) -> tuple[Codes, ...]:
    """Return each rung as seen from the lowest."""
    _, first = np.unique(steps[0], return_index=True)
    return tuple(step[first] for step in steps)


def numbered(columns: Sequence[Codes], sizes: Sequence[int], *, sort: bool = False) -> tuple[Codes, int]:
    """Return one number for each different row of `columns` (n each, from 0 to size - 1), and how many there may be."""
    key = np.zeros(len(columns[0]), np.int64)
    room = 1
    for column, size in zip(columns, sizes, strict=True):
        if size == 1:
            continue
        if room > _ROOM // size:
            key, room = _dense(key, sort=True)
        key = key * size + column
        room *= size
    if sort or room > 4 * len(key) + 65_536:
        return _dense(key, sort=sort)
    return key, room


def _dense(key: Codes, *, sort: bool) -> tuple[Codes, int]:
    if sort:
        found, inverse = np.unique(key, return_inverse=True)
        return inverse.reshape(-1).astype(np.int64), len(found)
    coded = pa.array(key).dictionary_encode()
    return coded.indices.to_numpy().astype(np.int64), len(coded.dictionary)
