"""What a dataset means: reading, checking and describing its definition."""

from safecount.schema.json_schema import json_schema
from safecount.schema.load import load_definition, parse_definition
from safecount.schema.model import (
    UNLISTED_CODE,
    Break,
    CodeList,
    Column,
    ColumnType,
    CountUnit,
    Definition,
    Faulty,
    Hierarchy,
    IdenticalRows,
    Layout,
    Midnight,
    Period,
    ReleaseTable,
    Role,
    Table,
    Threshold,
    Unlisted,
)
from safecount.schema.model_analyses import Analysis, Step, Test
from safecount.schema.model_rates import Rate
from safecount.schema.model_records import Ladder, RecordKey, ReleaseRecords
from safecount.schema.shipped import shipped_definition, shipped_names

__all__ = [
    "UNLISTED_CODE",
    "Analysis",
    "Break",
    "CodeList",
    "Column",
    "ColumnType",
    "CountUnit",
    "Definition",
    "Faulty",
    "Hierarchy",
    "IdenticalRows",
    "Ladder",
    "Layout",
    "Midnight",
    "Period",
    "Rate",
    "RecordKey",
    "ReleaseRecords",
    "ReleaseTable",
    "Role",
    "Step",
    "Table",
    "Test",
    "Threshold",
    "Unlisted",
    "json_schema",
    "load_definition",
    "parse_definition",
    "shipped_definition",
    "shipped_names",
]
