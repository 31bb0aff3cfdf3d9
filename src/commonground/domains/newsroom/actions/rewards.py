"""A reward for a tip: offered by one person, paid by another to whoever brings the code, no name asked."""

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.rights import require
from commonground.casework.models import Case
from commonground.domains.newsroom.kind import TIP
from commonground.domains.newsroom.models import Reward
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
GROUPS, LETTERS = 4, 4  # 16 letters, 78 bits


def new_code() -> str:
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _group in range(GROUPS)
    )


def hash_of(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def offer_reward(*, case: Case, amount: int, desk: str, by: Person) -> str:
    """Returns the code, which is sent to the tipster in a sealed message and kept nowhere."""
    require(by, Permission.SUPERVISE_TIPS)
    if case.kind != TIP.key or not (case.locator or case.part_locator):
        raise Refused(_("Nobody holds a receipt of this tip, so nobody could read the code."))
    if Reward.objects.filter(case=case).exists():
        raise Refused(_("A reward has been offered for this tip already."))
    code = new_code()
    reward = Reward(
        case=case, amount=amount, desk=desk, code_hash=hash_of(code), offered_at=clock.now(), offered_by=by
    )
    reward.save(force_insert=True)
    record("newsroom.reward.offered", case, by=by, details={"amount": amount})
    return code


@transaction.atomic
def pay_reward(*, code: str, by: Person) -> Reward:
    """Pays whoever brings the code, once. Not the person who offered it."""
    require(by, Permission.ENTER_MATTERS)
    reward = Reward.objects.select_for_update().filter(code_hash=hash_of(code)).first()
    if reward is None:
        raise Refused(_("No reward has this code. Compare it letter by letter."), field="code")
    if reward.paid_at is not None:
        raise Refused(_("This reward has been paid already."), field="code")
    if reward.offered_by_id == by.pk:
        raise Refused(_("You offered this reward: somebody else pays it."))
    reward.paid_at, reward.paid_by = clock.now(), by
    reward.save()
    record("newsroom.reward.paid", reward, by=by, details={"amount": reward.amount})
    return reward
