"""The only place that talks to an engine: DuckDB by default, Apache Spark for volumes no single machine holds.

An engine opens stored Parquet as an Ibis table, keeps an Ibis expression for later ones, and gives its rows as Arrow.
It is asked in Ibis expressions only, so both answer the same; a suite runs every operation used on both.
"""

from __future__ import annotations

import importlib.util
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from safecount.problems import SafecountError

MEMORY = "1GB"
"""What DuckDB may hold in memory before it writes to its temporary folder."""

ROWS_AT_ONCE = 200_000


class EngineFailed(SafecountError):
    """An engine that could not finish: a file of the store is gone, or there is no more space or memory."""


@contextmanager
def failing(name: str, *failures: type[Exception]) -> Iterator[None]:
    """Turn `failures` of the engine called `name` into a sentence, with the first line of what it said."""
    try:
        yield
    except failures as error:
        said = "".join(mark for mark in str(error).split("\n")[0][:200] if mark.isprintable())
        remedy = "Make sure that the store is whole and that there is space on the disk, then try again."
        raise EngineFailed(f"{name} could not finish counting ({said}). {remedy}") from error


class Engine(Protocol):
    """What the cubes ask of an engine."""

    name: str

    def records(self, files: Sequence[Path], columns: Mapping[str, str]) -> ir.Table:
        """Return the stored records as a table of `columns` (name and Ibis type); no records without files."""

    def keep(self, table: ir.Table) -> AbstractContextManager[ir.Table]:
        """Work out `table` once and keep it in the engine while the context is open."""

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """Work out `table` and give its rows, in no order."""

    def close(self) -> None:
        """Let go of the engine's memory."""


class DuckDB:
    """DuckDB in this process: holds at most `memory`, then writes into a folder of its own within `folder`."""

    name = "duckdb"

    def __init__(self, memory: str = MEMORY, folder: str = "") -> None:
        # Readable by its owner alone, and gone with the engine: what is spilled are parts of records.
        self._folder = tempfile.TemporaryDirectory(
            prefix="safecount-", dir=folder or None, ignore_cleanup_errors=True
        )
        self._backend = ibis.duckdb.connect(
            memory_limit=memory,
            temp_directory=self._folder.name,
            preserve_insertion_order=False,
            # A file written anew under its old name must be read anew; each is read once or twice at most.
            enable_external_file_cache=False,
        )
        self._numbers = itertools.count()

    def records(self, files: Sequence[Path], columns: Mapping[str, str]) -> ir.Table:
        """Return the stored records; see Engine."""
        if not files:
            return self._backend.create_table(
                f"none_{next(self._numbers)}", schema=ibis.schema(dict(columns)), temp=True
            )
        with failing("DuckDB", duckdb.Error, OSError):
            found = self._backend.read_parquet([str(file) for file in files], hive_partitioning=False)
        return found.select(*columns)

    @contextmanager
    def keep(self, table: ir.Table) -> Iterator[ir.Table]:
        """Keep a table; see Engine.

        As Parquet in the temporary folder, not in memory. Ibis' own way would drop a table at the end, which some
        versions of its SQL writer cannot say.
        """
        path = Path(self._folder.name) / f"kept-{next(self._numbers)}.parquet"
        try:
            with failing("DuckDB", duckdb.Error, OSError):
                self._backend.to_parquet(table, path)
            yield self._backend.read_parquet(path)
        finally:
            path.unlink(missing_ok=True)

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """Give rows; see Engine. Not by Ibis' own reader, which asks DuckDB for them in a way it has deprecated."""
        with failing("DuckDB", duckdb.Error, OSError):
            answer = self._backend.con.execute(self._backend.compile(table))
            yield from typed(answer.to_arrow_reader(ROWS_AT_ONCE), table)

    def close(self) -> None:
        """Close the connection and remove the folder."""
        self._backend.disconnect()
        self._folder.cleanup()


def typed(batches: Iterable[pa.RecordBatch], table: ir.Table) -> Iterator[pa.RecordBatch]:
    """Give `batches` in the types that `table` says: engines add whole numbers up in wider ones of their own."""
    schema = table.schema().to_pyarrow()
    return (batch.cast(schema) for batch in batches)


def open_engine(name: str = "duckdb", *, memory: str = MEMORY, folder: str = "", master: str = "") -> Engine:
    """Return the engine called `name`: `duckdb`, or `spark` with the address of its `master`.

    `memory` and `folder` are DuckDB's. Spark is set up by its master and by the usual Spark configuration; the stored
    files must be seen under the same paths by every worker. Raises SafecountError for another name, or without pyspark.
    """
    if name == "duckdb":
        return DuckDB(memory, folder)
    if name != "spark":
        raise SafecountError(f"There is no engine called {name}. Use duckdb or spark.")
    if importlib.util.find_spec("pyspark") is None:
        raise SafecountError("Spark needs the package pyspark. Install common-ground[spark].")
    from safecount.cubes.engine_spark import Spark

    return Spark(master)
