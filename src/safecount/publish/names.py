"""Decides which names may become files, and how a value of a dimension is put before a reader's eyes.

Files keep values exactly. Pages and charts show them without control characters and without the characters that turn
the direction of writing (Unicode TR9, TR36), since one value could otherwise rearrange the sentence around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from safecount.publish.refusals import PublishError

_TABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")

LONGEST_VALUE = 4_000
"""Characters that a value of a dimension may have: beyond this it is a narrative, and narratives are never released."""


def check_table_names(names: Iterable[str]) -> None:
    """Refuse names that cannot be files on every common system, and two that one system would take as the same."""
    seen: set[str] = set()
    for name in names:
        if not _TABLE.fullmatch(name) or _RESERVED.fullmatch(name):
            raise PublishError(
                f"The table name {name[:80]!r} cannot be a file name. Use letters, digits, - and _, at most 80."
            )
        if name.lower() in seen:
            raise PublishError(f"Two tables are called {name}, or differ only in capitals. Rename one.")
        seen.add(name.lower())


def is_safe_path(path: str) -> bool:
    """Return whether `path` can only mean a file inside the folder that it is joined to."""
    parts = path.split("/")
    return len(parts) <= 4 and all(
        _PART.fullmatch(part) and not part.endswith(".") and not _RESERVED.fullmatch(part.split(".")[0])
        for part in parts
    )


def readable(text: str, longest: int = 120) -> str:
    """Return `text` as one line that cannot disturb what stands around it, cut at `longest` characters."""
    kept = "".join(" " if character.isspace() else character for character in text[: 4 * longest])
    kept = "".join(c for c in kept if c not in _TURNING and unicodedata.category(c) not in ("Cc", "Cs"))
    kept = " ".join(kept.split()) or "(blank)"
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"
