"""Turns one JSON object into cells: values as text, nested objects under dotted names, lists as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from safecount.ingest.records import Notices, Record

PEEKED = 1_000
"""Records read ahead to learn the headers; later ones may add headers, which is noticed."""


def as_text(value: object) -> str | None:
    """Return a JSON value as the text a CSV would hold; None for null."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def flattened(item: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str | None]:
    """Return the item's values as texts; ArcGIS `attributes` and GeoJSON `properties` lose their prefix."""
    cells: dict[str, str | None] = {}
    for key, value in item.items():
        bare = depth == 0 and key in ("attributes", "properties")
        if isinstance(value, dict) and depth < 4:
            cells.update(
                flattened(value, prefix if bare else f"{prefix}{key}.", depth if bare else depth + 1)
            )
        else:
            cells[f"{prefix}{key}"] = as_text(value)
    return cells


Found = tuple[int, bytes, dict[str, str | None] | None, str]
"""Line, original bytes, the flattened object or None, and what is wrong."""


class ObjectRecords:
    """Gives objects a common set of headers: those of the first thousand, and those the definition waits for."""

    def __init__(self, found: Iterable[Found], first: Iterable[str] = ()) -> None:
        source = iter(found)
        ahead = list(islice(source, PEEKED))
        names = dict.fromkeys(first)
        for _, _, cells, _ in ahead:
            names.update(dict.fromkeys(cells or ()))
        self.headers = tuple(names)
        self._found: Iterator[Found] = chain(ahead, source)

    def records(self, wanted: tuple[str, ...], notices: Notices) -> Iterator[Record]:
        """Yield one record per object; headers met for the first time later on are added to the notices."""
        names = (*self.headers, *wanted)
        known = set(names)
        for line, original, cells, problem in self._found:
            if cells is None or problem:
                yield Record(line, (), original, problem)
                continue
            if not known.issuperset(cells):
                notices.late_headers.update(set(cells) - known)
            yield Record(line, tuple(cells.get(name) for name in names), original)
