"""Why records are not released: the refusals of this package."""

from __future__ import annotations

from safecount.problems import SafecountError


class MicrodataRefused(SafecountError):
    """A plan, or records, that may not become a release; nothing was made."""


class UnsafeRecords(SafecountError):
    """Records that do not hold what their certificate says; nothing may be written of them."""
