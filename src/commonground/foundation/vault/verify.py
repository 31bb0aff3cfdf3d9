"""Is everything that was sealed still openable by those who must, and by nobody else? Each fault in a sentence.

Read-only, and needs no secret: it checks that keys, grants, records and files belong together. With a recovery sheet
it also opens every unit's key (see `recovery.drill`).
"""

from collections.abc import Iterator

from commonground.foundation import clock
from commonground.foundation.vault.grants import RECOVERY, living_holders
from commonground.foundation.vault.members import living_member_key
from commonground.foundation.vault.models import RecoveryKey, UnitKey, UnitKeyGrant, VaultInstallation
from commonground.foundation.vault.recovery import DRILL_EVERY, recovery_key_in_force
from commonground.foundation.vault.registry import SealedFiles, sealed_files, the_units, wrapped_keys
from commonground.foundation.vault.rewrap import left_to_rewrap
from commonground.foundation.vault.streaming import MAGIC
from commonground.foundation.vault.tink_door import key_id_of, key_id_sealed_to

FEWEST_MEMBERS = 2


def faults() -> Iterator[str]:
    """One sentence a fault; none when all is well."""
    yield from _installation_faults()
    yield from _recovery_faults()
    yield from _unit_faults()
    yield from _grant_faults()
    yield from _record_faults()
    for files in sealed_files():
        yield from _file_faults(files)


def _installation_faults() -> Iterator[str]:
    row = VaultInstallation.objects.first()
    if row is None:
        yield "The salt of receipts is missing: no receipt opens anything. Restore it from a backup."
        return
    first = UnitKey.objects.order_by("created_at").first()
    if first and first.created_at < row.made_at:
        yield "The salt of receipts is younger than the first unit key: earlier receipts open nothing any more."


def _recovery_faults() -> Iterator[str]:
    key = recovery_key_in_force()
    if key is None:
        yield "There is no proved recovery key: a forgotten passphrase can lose a unit's matters for good."
    elif key.last_drill_at and clock.now() - key.last_drill_at > DRILL_EVERY:
        yield f"The recovery key was last proved on {key.last_drill_at:%Y-%m-%d}, more than a year ago."


def _unit_faults() -> Iterator[str]:
    recovery = recovery_key_in_force()
    with_key = set()
    for key in UnitKey.objects.filter(retired_at__isnull=True):
        with_key.add(key.unit)
        members = living_holders(key.unit)
        if len(members) < FEWEST_MEMBERS:
            yield f"Unit {key.unit} has {len(members)} members who can open its key; it needs {FEWEST_MEMBERS}."
        for member in sorted(one for one in members if not the_units().may_open(one, key.unit)):
            yield f"{member} holds the key of unit {key.unit}, but no role that allows it: remove the member."
        if left := left_to_rewrap(key.unit):
            yield f"Unit {key.unit} has {left} records under an old key: an unlocked member must finish the change."
    for unit in sorted(the_units().keys() - with_key):
        yield f"Unit {unit} has no key yet: it can receive nothing."
    if recovery:
        for key in _without_recovery(recovery):
            yield f"Version {key.version} of unit {key.unit} cannot be opened by the recovery key in force."


def _without_recovery(recovery: RecoveryKey) -> list[UnitKey]:
    """Versions that somebody can still open, but not the sheet in the safe."""
    alive = UnitKey.objects.filter(grants__revoked_at__isnull=True).distinct()
    covered = UnitKeyGrant.objects.filter(holder=RECOVERY + recovery.fingerprint, revoked_at__isnull=True)
    return list(alive.exclude(pk__in=covered.values("unit_key")))


def _grant_faults() -> Iterator[str]:
    """A grant names, in its first bytes, the public key that it was made to: it must be the holder's present one."""
    recovery = {RECOVERY + key.fingerprint: bytes(key.public_keys) for key in RecoveryKey.objects.all()}
    for grant in UnitKeyGrant.objects.filter(revoked_at__isnull=True).select_related("unit_key"):
        what = f"The grant of unit {grant.unit_key.unit} version {grant.unit_key.version} to {grant.holder}"
        if grant.holder in recovery:
            public: bytes | None = recovery[grant.holder]
        else:
            member = living_member_key(grant.holder)
            public = bytes(member.public_keys) if member else None
        if public is None:
            yield f"{what} has a holder without a key."
        elif key_id_sealed_to(bytes(grant.private_keys_sealed)) != key_id_of(public):
            yield f"{what} was made to another key than the holder's: add the member again."


def _record_faults() -> Iterator[str]:
    openable = set(UnitKeyGrant.objects.filter(revoked_at__isnull=True).values_list("unit_key", flat=True))
    ids = {key.pk: key_id_of(bytes(key.public_keys)) for key in UnitKey.objects.all()}
    for kind in wrapped_keys():
        for row in kind.rows().values("pk", kind.unit_key, *kind.columns).iterator(chunk_size=500):
            unit_key = row[kind.unit_key]
            if unit_key not in openable:
                yield f"{kind.model} {row['pk']} is sealed to a key that nobody can open."
            for column in kind.columns:
                if row[column] and key_id_sealed_to(bytes(row[column])) != ids.get(unit_key):
                    yield f"{kind.model} {row['pk']}: {column} was wrapped to another key than the record names."


def _file_faults(files: SealedFiles) -> Iterator[str]:
    folder, known = files.folder(), set(files.known())
    found = (
        {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        if folder.is_dir()
        else set()
    )
    for name in sorted(known - found):
        yield f"{files.name}: {name} is missing from {folder}."
    settled = (clock.now() - files.settled_after).timestamp()
    for name in sorted(one for one in found - known if (folder / one).stat().st_mtime <= settled):
        yield f"{files.name}: {name} belongs to no record."
    for name in sorted(found & known):
        with (folder / name).open("rb") as sealed:
            if sealed.read(len(MAGIC)) != MAGIC:
                yield f"{files.name}: {name} is not a sealed file."
