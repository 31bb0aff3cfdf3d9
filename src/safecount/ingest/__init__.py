"""From files as departments export them to typed records, with an account of every row."""

from safecount.ingest.limits import DEFAULT_LIMITS, Limits
from safecount.ingest.report import FileReport, IngestReport, Reason, TableReport, UnlistedSpelling
from safecount.ingest.run import AccountingError, Options, Silent, Watcher, ingest
from safecount.ingest.store import Manifest, Part, SourceEntry, Store

__all__ = [
    "DEFAULT_LIMITS",
    "AccountingError",
    "FileReport",
    "IngestReport",
    "Limits",
    "Manifest",
    "Options",
    "Part",
    "Reason",
    "Silent",
    "SourceEntry",
    "Store",
    "TableReport",
    "UnlistedSpelling",
    "Watcher",
    "ingest",
]
