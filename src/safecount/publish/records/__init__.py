"""Releases of records: folders that hold one row a record, made coarser, and everything needed to check them.

`publish_records` takes nothing but SafeRecords. What such a folder holds is in docs/count/microdata.md.
"""

from safecount.publish.records.make import RecordsRequest, make_records, preview_records
from safecount.publish.records.read import ReleasedRecords, read_records
from safecount.publish.records.write import PublishedRecords, publish_records

__all__ = [
    "PublishedRecords",
    "RecordsRequest",
    "ReleasedRecords",
    "make_records",
    "preview_records",
    "publish_records",
    "read_records",
]
