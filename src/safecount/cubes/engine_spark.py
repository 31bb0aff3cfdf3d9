"""Apache Spark as an engine: its master is named, or Spark's own configuration decides."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.pyspark.datatypes import PySparkSchema
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from safecount.cubes.engine import failing, typed

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class Spark:
    """A Spark session on the cluster of `master`, or on the one configured where none is named.

    `session` is an open session to use instead; it is then left open by `close`.
    """

    name = "spark"

    def __init__(self, master: str = "", session: SparkSession | None = None) -> None:
        self._own = session is None
        self._session = session or _session(master)
        self._backend = ibis.pyspark.connect(self._session)
        self._numbers = itertools.count()

    def records(self, files: Sequence[Path], columns: Mapping[str, str]) -> ir.Table:
        """Return the stored records; see Engine.

        The columns are named beforehand: Spark refuses a file that holds any type it does not know, such as a time
        of day, even where the column is not asked for.
        """
        schema = PySparkSchema.from_ibis(ibis.schema(dict(columns)))
        read = self._session.read.schema(schema)
        listed = [str(file) for file in files]
        with failing("Spark", PySparkException, Py4JError):
            frame = read.parquet(*listed) if listed else self._session.createDataFrame([], schema)
        name = f"records_{next(self._numbers)}_{id(self)}"
        frame.createOrReplaceTempView(name)
        return self._backend.table(name)

    def keep(self, table: ir.Table) -> AbstractContextManager[ir.Table]:
        """Keep a table; see Engine."""
        kept: AbstractContextManager[ir.Table] = table.cache()
        return kept

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """Give rows; see Engine. Through Arrow: by way of pandas, whole numbers beside nulls would become decimals."""
        with failing("Spark", PySparkException, Py4JError):
            yield from typed(self._session.sql(self._backend.compile(table)).toArrow().to_batches(), table)

    def close(self) -> None:
        """End the session if it was opened here."""
        if self._own:
            self._session.stop()


def _session(master: str) -> SparkSession:
    builder = SparkSession.builder.appName("safecount")
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    return (builder.master(master) if master else builder).getOrCreate()
