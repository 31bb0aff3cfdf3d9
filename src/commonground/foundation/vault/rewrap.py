"""After a rotation: every data key that was wrapped to an old version is wrapped to the present one.

Works in small transactions and remembers nothing: what is left is what still names an old version. Killed at any
moment, it goes on from there. A row that somebody changes meanwhile is left for the next round.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.vault.models import UnitKey, UnitKeyGrant
from commonground.foundation.vault.registry import WrappedKeys, wrapped_keys
from commonground.foundation.vault.tink_door import CannotOpen
from commonground.foundation.vault.units import living_unit_key, wrap_to
from commonground.foundation.vault.unlocked import UnlockedVault

ROWS_AT_ONCE = 50
# A filing that began before a rotation may still arrive under the old version; after this, none can.
KEEP_OLD_KEYS = timedelta(days=7)


@dataclass(frozen=True)
class Progress:
    done: int  # in this stretch
    left: int  # still under an old version
    stuck: int  # of these, could not be opened in this stretch: damaged, or not held by this session


def left_to_rewrap(unit: str) -> int:
    return sum(_waiting(kind, unit).count() for kind in wrapped_keys())


def rewrap(vault: UnlockedVault, unit: str, *, seconds: float, by: Actor) -> Progress:
    """Wraps anew for so many seconds at most. Call it again while `left` is more than `stuck`."""
    present = living_unit_key(unit)
    until = time.monotonic() + seconds
    done = stuck = 0
    for kind in wrapped_keys():
        for rows in _batches(kind, unit):
            with transaction.atomic():
                results = [_rewrap_row(vault, kind, row, present) for row in rows]
            done += results.count(True)
            stuck += results.count(False)
            if time.monotonic() > until:
                return _told(present, Progress(done, left_to_rewrap(unit), stuck), by)
    return _told(present, Progress(done, left_to_rewrap(unit), stuck), by)


def forget_old_keys() -> None:
    """Periodic: a version that nothing is wrapped to, and nothing can be any more, keeps no private half."""
    if not wrapped_keys():
        return  # a process that was not told of any records cannot know that there are none
    old = UnitKey.objects.filter(retired_at__lt=clock.now() - KEEP_OLD_KEYS)
    for key in old.filter(grants__revoked_at__isnull=True).distinct():
        with transaction.atomic():
            if not any(kind.rows().filter(**{kind.unit_key: key.pk}).exists() for kind in wrapped_keys()):
                UnitKeyGrant.objects.filter(unit_key=key, revoked_at__isnull=True).update(
                    revoked_at=clock.now(), private_keys_sealed=b""
                )


def _waiting(kind: WrappedKeys, unit: str) -> Any:
    return kind.rows().filter(
        **{f"{kind.unit_key}__unit": unit, f"{kind.unit_key}__retired_at__isnull": False}
    )


def _batches(kind: WrappedKeys, unit: str) -> Iterator[list[dict[str, Any]]]:
    last = None
    while True:
        rows = _waiting(kind, unit).order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        batch = list(rows.values("pk", kind.unit_key, *kind.columns)[:ROWS_AT_ONCE])
        if not batch:
            return
        last = batch[-1]["pk"]
        yield batch


def _rewrap_row(
    vault: UnlockedVault, kind: WrappedKeys, row: dict[str, Any], present: UnitKey
) -> bool | None:
    """True when done, False when it cannot be opened, None when somebody changed the row meanwhile."""
    wrapped: dict[str, bytes] = {}
    for column in kind.columns:
        if not row[column]:
            continue
        bound_to = kind.place_of(column, row["pk"])
        try:
            key = vault.open_key(row[kind.unit_key], bytes(row[column]), bound_to)
        except CannotOpen:
            return False
        wrapped[column] = wrap_to(present, key, bound_to)
    as_read = {name: row[name] for name in (kind.unit_key, *wrapped)}
    changed = kind.rows().filter(pk=row["pk"], **as_read).update(**{kind.unit_key: present.pk, **wrapped})
    return True if changed else None


def _told(present: UnitKey, progress: Progress, by: Actor) -> Progress:
    if progress.done:
        details = {"unit": present.unit, "done": progress.done, "left": progress.left}
        with transaction.atomic():
            record("vault.unit.wrapped-anew", present, by=by, details=details)
    return progress
