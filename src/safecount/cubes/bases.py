"""Base aggregates kept beside the snapshot that they were counted from, so that records are read once and not each time.

One is found again by what it depends on: the files it was counted from, by their hashes, the shape of the definition, and
what it was counted by. It lies in the folder of its snapshot and goes with it. Like the records, it is for its owner alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

import safecount
from safecount.cubes.engine import Engine
from safecount.cubes.parents import Sources
from safecount.cubes.reference import Key
from safecount.ingest.store import Manifest, Store


@dataclass(frozen=True)
class Bases:
    """The base aggregates of one snapshot: where they lie, and the hash of each of its files."""

    folder: Path
    shape: str
    hashes: Mapping[Path, str]

    @contextmanager
    def kept(
        self, engine: Engine, counted: ir.Table, sources: Sources, table: str, keys: Sequence[Key]
    ) -> Iterator[ir.Table]:
        """Give `counted`, which counts the records of `sources` by `keys`: as it was kept, else worked out and kept.

        Where the store may only be read, or its disk is full, it is kept in the engine for as long as the context is open.
        """
        path = self.folder / f"{self._digest(sources, table, keys)}.parquet"
        if not _is_whole(path):
            try:
                _write(path, engine, counted)
            except OSError:
                with engine.keep(counted) as kept:
                    yield kept
                return
        types = {name: str(kind) for name, kind in counted.schema().items()}
        yield engine.records([path], types)

    def _digest(self, sources: Sources, table: str, keys: Sequence[Key]) -> str:
        def named(paths: Sequence[Path]) -> list[str]:
            # A file of another snapshot, which an ingest made a moment ago, is known by its place.
            return [self.hashes.get(path, str(path)) for path in paths]

        depends_on = {
            "version": safecount.__version__,
            "shape": self.shape,
            "table": table,
            "keys": [[key.owner, key.column.name, str(key.period)] for key in keys],
            "files": named(sources.files),
            "ancestors": {name: named(paths) for name, paths in sources.ancestors.items()},
            "within_parents": sources.within_parents,
        }
        return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()[:16]


def bases_of(store: Store, manifest: Manifest) -> Bases:
    """Return the base aggregates of the snapshot `manifest`."""
    hashes = {store.path_of(manifest, part): part.sha256 for part in manifest.parts}
    return Bases(store.snapshots / manifest.name / "bases", manifest.shape, hashes)


def _is_whole(path: Path) -> bool:
    """Return whether a kept aggregate is there and can be opened; a machine that lost its power may leave part of one."""
    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def _write(path: Path, engine: Engine, counted: ir.Table) -> None:
    path.parent.mkdir(exist_ok=True)
    new = path.with_name(f"{path.stem}.{os.getpid()}.new")
    try:
        with pq.ParquetWriter(new, counted.schema().to_pyarrow(), compression="zstd") as writer:
            for batch in engine.batches(counted):
                writer.write_batch(batch)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
