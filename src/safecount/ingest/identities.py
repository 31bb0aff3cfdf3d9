"""Finds the records whose identity is met more than once, by 64-bit hashes, in bounded memory.

A hash met twice is only a suspicion: `fates` compares such records in full, so that a collision decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_BUCKETS = 16
_HELD = 4_000_000
"""Hashes held in memory before they are put aside on disk: 32 MB."""
_EDGES = np.arange(1, _BUCKETS, dtype=np.uint64) << np.uint64(60)

Hashes = NDArray[np.uint64]


class Identities:
    """Collects the hashes of a table's records; `folder` takes what does not fit into memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._buckets: list[list[Hashes]] = [[] for _ in range(_BUCKETS)]
        self._held = 0

    def add(self, hashes: Hashes) -> None:
        """Add hashes, which must be in ascending order."""
        for bucket, part in zip(
            self._buckets, np.split(hashes, np.searchsorted(hashes, _EDGES)), strict=True
        ):
            bucket.append(part)
        self._held += len(hashes)
        if self._held > _HELD:
            self._put_aside()

    def _put_aside(self) -> None:
        self._folder.mkdir(exist_ok=True)
        for number, parts in enumerate(self._buckets):
            with open(self._path(number), "ab") as out:
                for part in parts:
                    out.write(part.tobytes())
            parts.clear()
        self._held = 0

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:02}"

    def repeated(self) -> Hashes:
        """Return each hash that was added more than once, in ascending order."""
        with ThreadPoolExecutor(2) as pool:
            return np.concatenate(list(pool.map(self._repeated, range(_BUCKETS))))

    def _repeated(self, number: int) -> Hashes:
        aside = self._path(number)
        parts: Sequence[Hashes] = self._buckets[number]
        if aside.exists():
            parts = [np.fromfile(aside, np.uint64), *parts]
        if not parts:
            return np.empty(0, np.uint64)
        hashes = np.concatenate(parts)
        hashes.sort()
        return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
