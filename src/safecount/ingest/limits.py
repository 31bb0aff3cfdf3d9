"""How much a source may ask for before it is refused or its row is rejected."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds on one run; sizes in bytes.

    record_bytes, record_lines: the longest record; a longer one is rejected, and reading goes on at the next line.
    kept_bytes: how much of an over-long record is kept among the rejects.
    expansion, expansion_from: a compressed source may grow `expansion` times once it exceeds `expansion_from`.
    batch_rows: rows typed at a time by the exact reader. memory: what DuckDB may use, in its own notation.
    """

    record_bytes: int = MEGABYTE
    record_lines: int = 2_000
    kept_bytes: int = 64 * 1024
    expansion: int = 100
    expansion_from: int = 64 * MEGABYTE
    batch_rows: int = 20_000
    batch_bytes: int = 32 * MEGABYTE
    memory: str = "1GB"


DEFAULT_LIMITS = Limits()
