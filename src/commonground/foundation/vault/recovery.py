"""The offline recovery key: made once, shown once as 24 words, kept on paper in a safe, proved by a drill each year.

Only its public half is stored. Every unit's key is also encrypted to it, so that a unit whose members have all gone,
or have all forgotten, is not lost. On a page it takes two persons; at the command line, whoever has the machine and
the paper.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from mnemonic import Mnemonic

from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import tink_door
from commonground.foundation.vault.grants import RECOVERY, give, open_grant
from commonground.foundation.vault.models import RecoveryKey, UnitKey, UnitKeyGrant
from commonground.foundation.vault.registry import the_units
from commonground.foundation.vault.tink_door import CannotOpen, KeySet, KeyTemplate, Use
from commonground.foundation.vault.word_lists import (
    LISTS,
    language_of,
    list_language,
    unknown_word,
    words_in,
    words_of,
)

WORDS = 24  # 256 bits, and eight more that tell a slip of the pen
DRILL_EVERY = timedelta(days=365)
_LONGEST = 1500


class NotTheRecoveryKey(Refused):
    """Words that are read well, but are not the key of this house."""


@dataclass(frozen=True)
class Drill:
    """What a drill showed: the versions of units' keys that the sheet opens, and those that it should and does not."""

    recovery_key: RecoveryKey
    opened: tuple[UnitKey, ...]
    failed: tuple[UnitKey, ...]


def make_recovery_key(
    template: KeyTemplate, language: str, *, witnessed_by: str, by: Actor
) -> tuple[RecoveryKey, tuple[str, ...]]:
    """The words, once. The key counts from its first drill on; until then the one before it stays in force."""
    key_set = tink_door.new_private_key_set(template)
    public = tink_door.public_part(key_set)
    made = RecoveryKey(
        template=template,
        public_keys=public,
        fingerprint=sha256(public).hexdigest(),
        made_at=clock.now(),
        made_by=by.audit_key,
        witnessed_by=witnessed_by,
    )
    with transaction.atomic():
        RecoveryKey.objects.filter(last_drill_at__isnull=True).delete()  # begun, and never proved
        made.save(force_insert=True)
        record("vault.recovery.made", made, by=by, details={"witness": witnessed_by})
    spelled = Mnemonic(LISTS[list_language(language)]).to_mnemonic(tink_door.private_bytes_of(key_set))
    known = words_of(list_language(language))
    return made, tuple(known[word] for word in words_in(spelled, longest=_LONGEST))


def open_sheet(typed: str) -> tuple[RecoveryKey, KeySet]:
    """The key that 24 typed words spell. Raises `Refused` with a sentence that says what is wrong with them."""
    secret = _secret_of(typed)
    for key in RecoveryKey.objects.order_by("-made_at"):
        try:
            key_set = tink_door.private_key_set_of(secret, bytes(key.public_keys))
            value = sha256(key.fingerprint.encode()).digest()
            sealed = tink_door.encrypt_to(bytes(key.public_keys), value, Use.DRILL, key.fingerprint)
            if tink_door.decrypt_from(key_set, sealed, Use.DRILL, key.fingerprint) == value:
                return key, key_set
        except CannotOpen:
            continue
    raise NotTheRecoveryKey(
        _("These words are well written, but they are not a recovery key of this house."),
        field="recovery_password",
    )


def drill(typed: str, *, by: Actor) -> Drill:
    """Proves that the sheet in the safe opens what it must, and writes down when."""
    key, key_set = open_sheet(typed)
    opened: list[UnitKey] = []
    failed: list[UnitKey] = []
    for grant in _grants_to(key):
        try:
            open_grant(grant, key_set)
            opened.append(grant.unit_key)
        except CannotOpen:
            failed.append(grant.unit_key)
    if key.replaced_at is None:
        with transaction.atomic():
            _note_drill(key, by)
            details = {"opened": len(opened), "failed": len(failed)}
            record("vault.recovery.drilled", key, by=by, details=details)
    return Drill(key, tuple(opened), tuple(failed))


def recover_unit(typed: str, unit: str, member: str, *, by: Actor) -> tuple[UnitKey, ...]:
    """Gives a member every version of a unit's key that the sheet opens."""
    if not the_units().may_open(member, unit):
        raise Refused(_("This person's roles do not allow them to read what this unit receives."))
    key, key_set = open_sheet(typed)
    given: list[UnitKey] = []
    with transaction.atomic():
        for grant in _grants_to(key).filter(unit_key__unit=unit):
            try:
                give(grant.unit_key, open_grant(grant, key_set), member, by=by)
            except CannotOpen:
                continue
            given.append(grant.unit_key)
        if not given:
            raise Refused(_("This recovery key opens no key of this unit."))
        details = {"unit": unit, "member": member, "versions": [one.version for one in given]}
        record("vault.unit.recovered", given[-1], by=by, details=details)
    return tuple(given)


def recovery_key_in_force() -> RecoveryKey | None:
    return RecoveryKey.objects.filter(replaced_at__isnull=True, last_drill_at__isnull=False).first()


def _secret_of(typed: str) -> bytes:
    found = words_in(typed, longest=_LONGEST)
    language = language_of(found)
    if sentence := unknown_word(found, language):
        raise Refused(sentence, field="recovery_password")
    if len(found) != WORDS:
        raise Refused(
            _("The recovery key has %(words)s words; there are %(found)s here.")
            % {"words": WORDS, "found": len(found)},
            field="recovery_password",
        )
    known = words_of(language)
    try:
        return bytes(Mnemonic(LISTS[language]).to_entropy(" ".join(known[word] for word in found)))
    except (ValueError, LookupError) as wrong:
        raise Refused(
            _("A word is wrong or two have changed places: the check word at the end does not fit."),
            field="recovery_password",
        ) from wrong


def _grants_to(key: RecoveryKey) -> "models.QuerySet[UnitKeyGrant]":
    return (
        UnitKeyGrant.objects.filter(holder=RECOVERY + key.fingerprint, revoked_at__isnull=True)
        .select_related("unit_key")
        .order_by("unit_key__unit", "unit_key__version")
    )


def _note_drill(key: RecoveryKey, by: Actor) -> None:
    RecoveryKey.objects.filter(replaced_at__isnull=True, last_drill_at__isnull=False).exclude(
        pk=key.pk
    ).update(replaced_at=clock.now())
    key.last_drill_at, key.last_drill_by = clock.now(), by.audit_key
    key.save(update_fields=["last_drill_at", "last_drill_by"])
