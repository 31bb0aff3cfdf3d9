"""What an update asks for: only the fields that are given change."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Any

from commonground.domains.commitments.dates import PartialDate


class Keep(Enum):
    """The field stays as it is. (None is a value: "not known".)"""

    KEEP = "keep"


KEEP = Keep.KEEP
Translations = dict[str, dict[str, str]]


@dataclass(frozen=True)
class CommitmentChanges:
    """New values. `status=""` and None are "not known"; ids are of this house's own tables."""

    statement: str | Keep = KEEP
    detail: str | Keep = KEEP
    topic_id: int | Keep | None = KEEP
    body_ids: tuple[int, ...] | Keep = KEEP
    owner_id: int | Keep | None = KEEP
    owner_title: str | Keep = KEEP
    owner_name: str | Keep = KEEP
    status: str | Keep = KEEP
    percent: int | Keep | None = KEEP
    start: PartialDate | Keep | None = KEEP
    estimated: PartialDate | Keep | None = KEEP
    implemented: PartialDate | Keep | None = KEEP
    reported_implemented: bool | Keep = KEEP
    on_hold: bool | Keep = KEEP
    held_since: PartialDate | Keep | None = KEEP
    hold_reason: str | Keep = KEEP
    resume: PartialDate | Keep | None = KEEP
    next_update_by: date | Keep | None = KEEP
    as_of: date | Keep | None = KEEP
    as_of_note: str | Keep = KEEP
    translations: Translations | Keep = KEEP

    def given(self) -> Iterator[tuple[str, Any]]:
        """Names and values of the fields that were given."""
        for known in fields(self):
            value = getattr(self, known.name)
            if value is not KEEP:
                yield known.name, value


@dataclass(frozen=True)
class Outcome:
    """What became of an update: fields changed now, and the proposal that waits for a second person, if any."""

    commitment_id: int
    version: int
    changed: tuple[str, ...] = ()
    proposal_id: int | None = None
