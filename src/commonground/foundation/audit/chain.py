"""How entries are linked, and how the chain is checked. Pure: no database, no Django."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

GENESIS = "0" * 64  # what the first entry points back to


class Entry(Protocol):
    sequence: int
    at: datetime
    door: str
    actor: str
    action: str
    object_type: str
    object_id: str
    details: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    sequence: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    entries: int
    head: str
    broken: Break | None


def hash_of(entry: Entry) -> str:
    """SHA-256, hexadecimal, over the entry's canonical JSON; the previous hash is part of it."""
    content = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.door,
        entry.actor,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.details,
        entry.previous_hash,
    ]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify(entries: Iterable[Entry], anchors: dict[int, str] | None = None) -> Verdict:
    """Walks the chain from its first entry. `anchors` are hashes that somebody noted down earlier, by sequence."""
    expected_sequence, previous = 1, GENESIS
    remaining = dict(anchors or {})
    for entry in entries:
        if reason := _fault(entry, expected_sequence, previous, remaining.pop(entry.sequence, None)):
            return Verdict(expected_sequence - 1, previous, Break(entry.sequence, reason))
        expected_sequence, previous = expected_sequence + 1, entry.hash
    if remaining:
        missing = min(remaining)
        return Verdict(expected_sequence - 1, previous, Break(missing, "an entry that was anchored is gone"))
    return Verdict(expected_sequence - 1, previous, None)


def _fault(entry: Entry, expected_sequence: int, previous: str, anchor: str | None) -> str:
    if entry.sequence != expected_sequence:
        return f"entry {expected_sequence} is missing"
    if entry.previous_hash != previous:
        return "it does not follow the entry before it"
    if hash_of(entry) != entry.hash:
        return "its content was changed after it was written"
    if anchor is not None and anchor != entry.hash:
        return "it differs from the hash that was anchored"
    return ""
