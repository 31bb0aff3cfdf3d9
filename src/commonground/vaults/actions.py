"""Every change of who can open what. The keys themselves are `foundation.vault`'s; here stands who may ask for it."""

import uuid

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import UnlockedVault, grants, members, recovery, rewrap, two_persons
from commonground.foundation.vault.models import RecoveryProposal, UnitKey
from commonground.vaults.rules import SHORTEST, Weakness, weakness_of
from commonground.vaults.units import holds_by_role, key_template, units

WRAP_SECONDS = 8.0  # of one request; the page then says how far it has come

_SENTENCES = {
    Weakness.SHORT: _("Use at least %(number)s characters: several words you can remember."),
    Weakness.MONOTONOUS: _("Too few different characters. Use several words you can remember."),
    Weakness.NOT_TWICE: _("The two are not the same. Type it once more."),
}


def make_own_passphrase(*, passphrase: str, again: str, by: Person) -> None:
    """A first vault passphrase, or a new one after the old was forgotten: then a custodian must add the person again."""
    _check_is_member(by)
    _check_passphrase(passphrase, again, by)
    members.make_member_key(passphrase, key_template(), by=by)


def change_own_passphrase(*, old: str, passphrase: str, again: str, by: Person) -> None:
    _check_passphrase(passphrase, again, by)
    members.change_passphrase(old, passphrase, by=by)


def set_up_unit(*, unit: str, by: Person) -> UnitKey:
    check_custodian(by, unit)
    return grants.set_up_unit(unit, key_template(), by=by)


def add_member(*, unit: str, member: Person, vault: UnlockedVault | None, by: Person) -> None:
    check_custodian(by, unit)
    grants.add_member(_unlocked(vault), unit, member.audit_key, by=by)


def remove_member(*, unit: str, member: str, vault: UnlockedVault | None, by: Person) -> UnlockedVault:
    """The vault that is given back holds the new version too: the session must remember it."""
    check_custodian(by, unit)
    if member == by.audit_key:
        raise Refused(_("Another custodian must remove you."))
    return grants.remove_member(_unlocked(vault), unit, member, by=by)[1]


def rotate_unit(*, unit: str, vault: UnlockedVault | None, by: Person) -> UnlockedVault:
    check_custodian(by, unit)
    return grants.rotate(_unlocked(vault), unit, by=by)[1]


def wrap_anew(*, unit: str, vault: UnlockedVault | None, by: Person) -> rewrap.Progress:
    check_custodian(by, unit)
    return rewrap.rewrap(_unlocked(vault), unit, seconds=WRAP_SECONDS, by=by)


def cover_by_recovery(*, vault: UnlockedVault | None, by: Person) -> int:
    """After a new recovery key: gives it the unit keys that this session holds."""
    check_keeps_vault(by)
    return grants.wrap_to_recovery(_unlocked(vault), by=by)


def ask_for_recovery_key(*, by: Person) -> RecoveryProposal:
    check_keeps_vault(by)
    return two_persons.propose(two_persons.Purpose.MAKE, by=by)


def ask_to_recover(*, unit: str, member: Person, by: Person) -> RecoveryProposal:
    check_keeps_vault(by)
    if unit not in units():
        raise Refused(_("There is no such unit."))
    return two_persons.propose(two_persons.Purpose.USE, unit=unit, member=member.audit_key, by=by)


def witness(*, proposal_id: uuid.UUID, by: Person) -> None:
    """A custodian or an auditor says yes to what another custodian asked."""
    if not may_witness(by):
        raise Refused(_("Only a custodian or an auditor can say yes to this."))
    two_persons.witness(proposal_id, by=by)


def make_recovery_key(*, proposal_id: uuid.UUID, language: str, by: Person) -> tuple[str, ...]:
    """The 24 words, this once."""
    check_keeps_vault(by)
    with transaction.atomic():
        asked = two_persons.take(proposal_id, by=by)
        _key, words = recovery.make_recovery_key(
            key_template(), language, witnessed_by=asked.witnessed_by, by=by
        )
    return words


def drill_recovery_key(*, words: str, by: Person) -> recovery.Drill:
    check_keeps_vault(by)
    return recovery.drill(words, by=by)


def recover_unit(*, proposal_id: uuid.UUID, words: str, by: Person) -> RecoveryProposal:
    """What was asked and witnessed; words that are wrong leave it open, to be tried again within the hour."""
    check_keeps_vault(by)
    with transaction.atomic():
        asked = two_persons.take(proposal_id, by=by)
        recovery.recover_unit(words, asked.unit, asked.member, by=by)
    return asked


def may_witness(person: Person) -> bool:
    return holds_by_role(person, Permission.KEEP_VAULT) or holds_by_role(
        person, Permission.REVIEW_BREAK_GLASS
    )


def is_custodian(person: Person, unit: str) -> bool:
    found = units().get(unit)
    return (
        found is not None
        and holds_by_role(person, Permission.KEEP_VAULT)
        and holds_by_role(person, found.permission)
    )


def check_custodian(person: Person, unit: str) -> None:
    if not is_custodian(person, unit):
        raise Refused(_("Only a custodian of this unit's key can do this."))


def check_keeps_vault(person: Person) -> None:
    if not holds_by_role(person, Permission.KEEP_VAULT):
        raise Refused(_("Only a custodian can do this."))


def _check_is_member(person: Person) -> None:
    if not any(holds_by_role(person, unit.permission) for unit in units().values()):
        raise Refused(_("Your roles give you nothing that a vault passphrase would open."))


def _unlocked(vault: UnlockedVault | None) -> UnlockedVault:
    if vault is None:
        raise Refused(_("Your vault is locked. Unlock it, then try again."))
    return vault


def _check_passphrase(passphrase: str, again: str, person: Person) -> None:
    if weakness := weakness_of(passphrase, again):
        field = "new_password2" if weakness is Weakness.NOT_TWICE else "new_password1"
        raise Refused(_SENTENCES[weakness] % {"number": SHORTEST}, field=field)
    try:
        CommonPasswordValidator().validate(passphrase, person)
        UserAttributeSimilarityValidator(user_attributes=("email", "name")).validate(passphrase, person)
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages), field="new_password1") from refused
    if person.check_password(passphrase):
        raise Refused(
            _("This is your sign-in password. The vault needs one of its own."), field="new_password1"
        )
