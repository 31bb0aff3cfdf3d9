"""Reads stored records through Ibis, counted to what a test needs: no whole table ever leaves DuckDB.

A condition is answered yes, no, or not at all where nothing was written (three-valued logic, as in SQL); records
without an answer are left out of an analysis and counted.
"""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir
import pandas as pd

from safecount.ingest.shape import shape_of
from safecount.ingest.store import Store
from safecount.problems import SafecountError, StoreError
from safecount.schema import ColumnType, Definition, Table
from safecount.schema.model_analyses import Condition

MISSING = "missing"
"""How a group is written where the record has none."""


class AnalysisRefused(SafecountError):
    """A question that these records cannot answer; nothing was computed."""


class Records:
    """The records of one table of a store's current snapshot.

    Raises StoreError where the store is empty, or holds another dataset or records of another shape.
    """

    def __init__(self, definition: Definition, store: Store, table: str) -> None:
        self.definition = definition
        self.table: Table = definition.table(table)
        manifest = store.current()
        if manifest is None or not manifest.parts_of(table):
            raise StoreError(
                f"The store {store.folder} holds no records of {table}. Run safecount ingest first."
            )
        if manifest.definition != definition.name:
            message = (
                f"The store {store.folder} holds the dataset {manifest.definition}, not {definition.name}."
            )
            raise StoreError(f"{message} Name another store with --store.")
        if manifest.shape != shape_of(definition):
            message = "The definition has changed in a way that shapes records since the store was written."
            raise StoreError(f"{message} Run safecount ingest with --rebuild.")
        paths = [str(store.path_of(manifest, part)) for part in manifest.parts_of(table)]
        self._connection = ibis.duckdb.connect()
        self.rows: ir.Table = self._connection.read_parquet(paths, hive_partitioning=False)

    def meets_all(self, condition: Condition) -> ir.BooleanValue:
        """Return whether a record meets every column of `condition`; true where there is none."""
        answer: ir.BooleanValue = ibis.literal(True)
        for name, values in condition.items():
            answer = answer & self._holds(name, values)
        return answer

    def meets_any(self, condition: Condition) -> ir.BooleanValue:
        """Return whether a record meets any column of `condition`; true where there is none."""
        tests = [self._holds(name, values) for name, values in condition.items()]
        answer: ir.BooleanValue = tests[0] if tests else ibis.literal(True)
        for test in tests[1:]:
            answer = answer | test
        return answer

    def _holds(self, name: str, values: Iterable[str]) -> ir.BooleanValue:
        column = self.rows[name]
        if self.table.column(name).type is ColumnType.BOOLEAN:
            return column.isin([value == "true" for value in values])
        return column.isin(list(values))

    def group(self, name: str) -> ir.StringValue:
        """Return the value of a column as a text, `missing` where there is none."""
        return self.rows[name].cast("string").fill_null(MISSING)

    def date(self, name: str) -> ir.DateValue:
        """Return the date of a date or moment; a moment without a time of day still has one."""
        moment = self.table.column(name).type is ColumnType.MOMENT
        return self.rows[f"{name}_date" if moment else name].cast("date")

    def with_columns(self, expression: ir.Table) -> pd.DataFrame:
        """Return the rows of a small, already counted `expression`."""
        return self._connection.to_pandas(expression)

    def labels(self, name: str) -> dict[str, str]:
        """Return the words for each code of a column; nothing for a text."""
        column = self.table.column(name)
        if column.type is ColumnType.BOOLEAN:
            return {"true": "Yes", "false": "No"}
        codes = self.definition.codes.get(column.codes)
        return {code: codes.label(code) for code in codes.spellings} if codes else {}
