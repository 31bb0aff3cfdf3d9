"""A member's own key pair, which their vault passphrase opens: made, changed, opened; wrong tries are counted.

Five wrong passphrases in fifteen minutes refuse that person for fifteen minutes, as the FBI's CJIS Security Policy
asks of sign-in. Nobody can make them for another: the staff door asks who is signed in.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import tink_door
from commonground.foundation.vault.data_keys import DataKey
from commonground.foundation.vault.derivation import COST, PASSPHRASES, Cost, derive
from commonground.foundation.vault.models import MemberKey, UnitKeyGrant, VaultFailure, VaultSession
from commonground.foundation.vault.tink_door import CannotOpen, KeySet, KeyTemplate, Use

FAILURES_THAT_REFUSE = 5
FAILURE_WINDOW = timedelta(minutes=15)
SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 1000
SALT_BYTES = 16


class NoMemberKey(Refused):
    """This person has not made a vault passphrase."""


class WrongPassphrase(Refused):
    """It does not open the member's key."""


class TooManyWrong(Refused):
    """Five wrong tries: wait."""


def living_member_key(holder: str) -> MemberKey | None:
    return MemberKey.objects.filter(holder=holder, replaced_at__isnull=True).first()


def make_member_key(passphrase: str, template: KeyTemplate, *, by: Actor) -> MemberKey:
    """A new key pair under a new passphrase. Whatever the holder could open before is gone until a custodian adds them."""
    key_set = tink_door.new_private_key_set(template)
    salt = secrets.token_bytes(SALT_BYTES)
    made = MemberKey(
        holder=by.audit_key,
        template=template,
        public_keys=tink_door.public_part(key_set),
        salt=salt,
        cost=COST.as_json(),
        made_at=clock.now(),
    )
    made.private_keys_sealed = _sealed_under(passphrase, key_set, made)
    with transaction.atomic():
        replaced = MemberKey.objects.filter(holder=made.holder, replaced_at__isnull=True)
        replaced.update(replaced_at=made.made_at)
        UnitKeyGrant.objects.filter(holder=made.holder, revoked_at__isnull=True).update(
            revoked_at=made.made_at, private_keys_sealed=b""
        )
        VaultSession.objects.filter(holder=made.holder).delete()
        made.save(force_insert=True)
        record("vault.passphrase.made", made, by=by)
    return made


def change_passphrase(old: str, new: str, *, by: Actor) -> None:
    """The same key pair under another passphrase: nothing is lost, nobody else is needed."""
    key, key_set = open_member_key(old, by=by)
    key.salt, key.cost = secrets.token_bytes(SALT_BYTES), COST.as_json()
    key.private_keys_sealed = _sealed_under(new, key_set, key)
    with transaction.atomic():
        key.save(update_fields=["salt", "cost", "private_keys_sealed"])
        VaultSession.objects.filter(holder=key.holder).delete()
        record("vault.passphrase.changed", key, by=by)


def open_member_key(passphrase: str, *, by: Actor) -> tuple[MemberKey, KeySet]:
    """The slow step. Raises `NoMemberKey`, `WrongPassphrase`, `TooManyWrong` or `TooBusy`; what fails is counted."""
    key = living_member_key(by.audit_key)
    if key is None:
        raise NoMemberKey(_("You have not made a vault passphrase yet."))
    with PASSPHRASES.turn():
        _refuse_after_too_many(key.holder)
        under = DataKey.of_raw(
            derive(passphrase[:LONGEST_PASSPHRASE], bytes(key.salt), 32, cost=Cost(**key.cost))
        )
        try:
            return key, tink_door.parse(
                under.open(bytes(key.private_keys_sealed), _place_of(key), use=Use.MEMBER)
            )
        except CannotOpen:
            _note_failure(key, by)
    raise WrongPassphrase(_("This is not your vault passphrase."), field="vault_password")


def failures_of(holder: str) -> int:
    return VaultFailure.objects.filter(holder=holder, at__gt=clock.now() - FAILURE_WINDOW).count()


def forget_old_failures() -> None:
    VaultFailure.objects.filter(at__lt=clock.now() - timedelta(days=1)).delete()


def _refuse_after_too_many(holder: str) -> None:
    if failures_of(holder) >= FAILURES_THAT_REFUSE:
        raise TooManyWrong(
            _("Five wrong passphrases. Wait 15 minutes, then try again. Nobody else is kept out."),
            field="vault_password",
        )


def _note_failure(key: MemberKey, by: Actor) -> None:
    with transaction.atomic():
        VaultFailure.objects.create(holder=key.holder, at=clock.now())
        record("vault.passphrase.wrong", key, by=by)


def _sealed_under(passphrase: str, key_set: KeySet, key: MemberKey) -> bytes:
    with PASSPHRASES.turn():
        under = DataKey.of_raw(derive(passphrase, bytes(key.salt), 32, cost=Cost(**key.cost)))
    return under.seal(tink_door.serialized(key_set), _place_of(key), use=Use.MEMBER)


def _place_of(key: MemberKey) -> str:
    return f"foundation_memberkey:private_keys_sealed:{key.pk}:{key.holder}"
