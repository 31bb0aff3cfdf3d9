"""safecount: from a messy export to counts that are safe to publish.

A library and a command line, usable without the rest of Common Ground. Reading starts with
`safecount.schema.load_definition`, which says what a dataset means, and `safecount.ingest.ingest`,
which turns files into typed records and accounts for every row.
"""

__version__ = "0.1.0"
