"""A unit's key pair: set up, granted to members, taken from them, replaced by a new version.

The private half is made here, encrypted to each holder at once, and forgotten. Nobody who is not a holder can make
another holder: adding takes an unlocked session. So power over accounts and roles alone opens nothing.
"""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import tink_door
from commonground.foundation.vault.members import living_member_key
from commonground.foundation.vault.models import RecoveryKey, UnitKey, UnitKeyGrant, VaultSession
from commonground.foundation.vault.registry import the_units
from commonground.foundation.vault.tink_door import CannotOpen, KeySet, KeyTemplate, Use
from commonground.foundation.vault.unlocked import HeldKey, UnlockedVault

RECOVERY = "recovery:"


def set_up_unit(unit: str, template: KeyTemplate, *, by: Actor) -> UnitKey:
    """A unit's first key pair, granted to the custodian who sets it up and to the recovery key."""
    if unit not in the_units().keys():  # noqa: SIM118  # a method of ours, no dict
        raise Refused(_("There is no such unit."))
    if living_member_key(by.audit_key) is None:
        raise Refused(_("Make your own vault passphrase first."))
    recovery = proven_recovery_key()
    with transaction.atomic():
        if UnitKey.objects.filter(unit=unit).exists():
            raise Refused(_("This unit has its key. Whoever holds it can add you."))
        made, _key_set = _new_version(unit, template, [by.audit_key], recovery, by=by)
        record("vault.unit.set-up", made, by=by, details={"unit": unit, "version": made.version})
    return made


def add_member(vault: UnlockedVault, unit: str, member: str, *, by: Actor) -> None:
    """Gives a member every version of the unit's key that the unlocked custodian holds."""
    public = _public_keys_of(member)
    if not the_units().may_open(member, unit):
        raise Refused(_("This person's roles do not allow them to read what this unit receives."))
    held = [key for key in UnitKey.objects.filter(unit=unit) if vault.holds(key.pk)]
    if not held:
        raise Refused(_("Unlock the vault first: only who holds a unit's key can give it to another."))
    with transaction.atomic():
        for key in held:
            _revoke(UnitKeyGrant.objects.filter(unit_key=key, holder=member))
            _grant(key, vault.private_key_set(key.pk), member, public, by=by)
        record("vault.member.added", held[-1], by=by, details={"unit": unit, "member": member})


def remove_member(
    vault: UnlockedVault, unit: str, member: str, *, by: Actor
) -> tuple[UnitKey, UnlockedVault]:
    """Takes the key from a member, and gives all others a new one that the member never had."""
    others = living_holders(unit) - {member}
    if not others:
        raise Refused(
            _("This is the last member. Add another first: a unit's key must not die with one person.")
        )
    with transaction.atomic():
        found = UnitKeyGrant.objects.filter(unit_key__unit=unit, holder=member)
        if not _revoke(found):
            raise Refused(_("This person does not hold the unit's key."))
        VaultSession.objects.filter(holder=member).delete()
        made, wider = rotate(vault, unit, by=by)
        record("vault.member.removed", made, by=by, details={"unit": unit, "member": member})
    return made, wider


def rotate(vault: UnlockedVault, unit: str, *, by: Actor) -> tuple[UnitKey, UnlockedVault]:
    """A new version of a unit's key, for all who hold the present one. What was sealed before is then wrapped anew."""
    recovery = proven_recovery_key()
    with transaction.atomic():
        present = UnitKey.objects.select_for_update().get(unit=unit, retired_at__isnull=True)
        if not vault.holds(present.pk):
            raise Refused(_("Unlock the vault first: only who holds a unit's key can replace it."))
        holders = sorted(living_holders(unit))
        UnitKey.objects.filter(pk=present.pk).update(retired_at=clock.now())
        made, key_set = _new_version(unit, KeyTemplate(present.template), holders, recovery, by=by)
        # Their sessions hold the old version alone: they unlock again.
        VaultSession.objects.filter(holder__in=holders).exclude(holder=vault.holder).delete()
        record("vault.unit.rotated", made, by=by, details={"unit": unit, "version": made.version})
    return made, vault.with_key(made.pk, HeldKey(unit, key_set))


def wrap_to_recovery(vault: UnlockedVault, *, by: Actor) -> int:
    """After the recovery key was replaced: gives it every version of the keys that this session holds."""
    recovery = proven_recovery_key()
    holder = RECOVERY + recovery.fingerprint
    missing = UnitKey.objects.exclude(grants__holder=holder, grants__revoked_at__isnull=True)
    given = 0
    with transaction.atomic():
        for key in (key for key in missing if vault.holds(key.pk)):
            _grant(key, vault.private_key_set(key.pk), holder, bytes(recovery.public_keys), by=by)
            # The sheet before this one opens it no longer.
            _revoke(
                UnitKeyGrant.objects.filter(unit_key=key, holder__startswith=RECOVERY).exclude(holder=holder)
            )
            record("vault.unit.recoverable", key, by=by, details={"unit": key.unit, "version": key.version})
            given += 1
    return given


def give(key: UnitKey, key_set: KeySet, member: str, *, by: Actor) -> None:
    """One version to one member, in a transaction of the caller's: recovery uses it."""
    _revoke(UnitKeyGrant.objects.filter(unit_key=key, holder=member))
    _grant(key, key_set, member, _public_keys_of(member), by=by)


def living_holders(unit: str) -> set[str]:
    """Members who can open the unit's present key: recovery is not counted."""
    grants = UnitKeyGrant.objects.filter(
        unit_key__unit=unit, unit_key__retired_at__isnull=True, revoked_at__isnull=True
    ).exclude(holder__startswith=RECOVERY)
    return set(grants.values_list("holder", flat=True))


def open_grant(grant: UnitKeyGrant, private: KeySet) -> KeySet:
    """The unit's private key set. Raises `CannotOpen`, also when it is not the private half of the unit's public key.

    Without that check somebody who can write to the database could have us seal to a key of their own.
    """
    key = grant.unit_key
    plain = tink_door.decrypt_from(
        private, bytes(grant.private_keys_sealed), Use.GRANT, _place_of(key, grant.holder)
    )
    key_set = tink_door.parse(plain)
    if tink_door.public_part(key_set) != bytes(key.public_keys):
        raise CannotOpen("the unit's public key is not the one that belongs to this")
    return key_set


def proven_recovery_key() -> RecoveryKey:
    found = RecoveryKey.objects.filter(replaced_at__isnull=True, last_drill_at__isnull=False).first()
    if found is None:
        raise Refused(
            _("Make the recovery key first, and prove it by a drill: without it a lost passphrase loses all.")
        )
    return found


def _new_version(
    unit: str, template: KeyTemplate, holders: list[str], recovery: RecoveryKey, *, by: Actor
) -> tuple[UnitKey, KeySet]:
    key_set = tink_door.new_private_key_set(template)
    last = UnitKey.objects.filter(unit=unit).order_by("-version").first()
    made = UnitKey.objects.create(
        unit=unit,
        version=last.version + 1 if last else 1,
        template=template,
        public_keys=tink_door.public_part(key_set),
        created_at=clock.now(),
    )
    for holder in holders:
        _grant(made, key_set, holder, _public_keys_of(holder), by=by)
    _grant(made, key_set, RECOVERY + recovery.fingerprint, bytes(recovery.public_keys), by=by)
    return made, key_set


def _grant(key: UnitKey, key_set: KeySet, holder: str, public: bytes, *, by: Actor) -> None:
    UnitKeyGrant.objects.create(
        unit_key=key,
        holder=holder,
        private_keys_sealed=tink_door.encrypt_to(
            public, tink_door.serialized(key_set), Use.GRANT, _place_of(key, holder)
        ),
        granted_by=by.audit_key,
        granted_at=clock.now(),
    )


def _revoke(grants: "models.QuerySet[UnitKeyGrant]") -> int:
    living = grants.filter(revoked_at__isnull=True)
    return living.update(revoked_at=clock.now(), private_keys_sealed=b"")


def _public_keys_of(member: str) -> bytes:
    found = living_member_key(member)
    if found is None:
        raise Refused(_("This person has not made a vault passphrase yet."))
    return bytes(found.public_keys)


def _place_of(key: UnitKey, holder: str) -> str:
    return f"foundation_unitkeygrant:private_keys_sealed:{key.unit}:{key.version}:{holder}"
