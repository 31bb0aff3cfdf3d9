"""The ceremony at the staff door, as people do it: recovery key, passphrases, unit, members, lost passphrases."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from commonground.access.actions import start_break_glass
from commonground.access.models import RoleGrant
from commonground.access.sign_in.kept_form import KEY
from commonground.access.sign_in.sealed import unseal
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.vault import grants, members, recovery, sessions
from commonground.foundation.vault.derivation import Cost
from commonground.foundation.vault.models import (
    MemberKey,
    RecoveryKey,
    RecoveryProposal,
    UnitKey,
    VaultSession,
)
from commonground.vaults import actions

UNIT = "professional-standards"
PASSPHRASE = "seven wet herons under the bridge"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(members, "COST", Cost(memory_kib=64, passes=1))


@pytest.fixture
def commander(make_person):
    return make_person("standards-commander", name="Carla Mendez")


@pytest.fixture
def investigator(make_person):
    return make_person("standards-investigator", name="Ines Ward")


@pytest.fixture
def auditor(make_person):
    return make_person("auditor", name="Otto Lind")


@pytest.fixture
def administrator(make_person):
    return make_person("administrator", name="Ada Sims")


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def shows(response, words) -> bool:
    """Some words of the list stand on any page; five in a row are the sheet."""
    page = " ".join(re.findall(r"\w+", response.content.decode()))
    return any(" ".join(words[start : start + 5]) in page for start in range(20))


def make_passphrase(door, passphrase=PASSPHRASE, **more):
    data = {"new_password1": passphrase, "new_password2": passphrase, "understood": "on", **more}
    return door.post(reverse("vault:passphrase"), data)


def unlock(door, passphrase=PASSPHRASE, **more):
    return door.post(reverse("vault:unlock"), {"vault_password": passphrase, **more})


@pytest.fixture
def sheet(commander, auditor, staff_door) -> str:
    door, other = staff_door(commander), staff_door(auditor)
    door.post(reverse("vault:ask_to_make"))
    asked = RecoveryProposal.objects.get()
    other.post(reverse("vault:witness", args=[asked.pk]))
    page = door.post(reverse("vault:make", args=[asked.pk]))
    words = re.findall(r"<li><strong>(\w+)</strong></li>", page.content.decode())
    assert len(words) == 24
    assert page["Cache-Control"] == "no-store"
    proved = door.post(reverse("vault:drill"), {"recovery_password": "\n".join(words)})
    assert "The sheet is proved" in text_of(proved)
    assert not shows(door.get(reverse("vault:recovery")), words)
    return " ".join(words)


@pytest.fixture
def ready(sheet, commander, staff_door):
    """The unit has its key; its custodian is unlocked."""
    door = staff_door(commander)
    assert make_passphrase(door).status_code == 302
    assert door.post(reverse("vault:set_up", args=[UNIT])).status_code == 302
    assert unlock(door).status_code == 302
    return door


def test_the_ceremony_from_nothing_to_a_unit_with_two_members(ready, investigator, staff_door):
    other = staff_door(investigator)
    assert "Make your vault passphrase" in text_of(other.get("/"))
    make_passphrase(other)
    unlock(other)
    assert "a custodian must add you" in text_of(other.get(reverse("vault:own")))
    page = text_of(ready.get(reverse("vault:unit", args=[UNIT])))
    assert "Ines Ward" in page
    question = text_of(ready.get(reverse("vault:add", args=[UNIT, investigator.pk])))
    mark = re.search(r"<strong>([0-9a-f ]{19})</strong>", text_of(other.get(reverse("vault:own"))))
    assert mark is not None
    assert mark.group(1) in question
    ready.post(reverse("vault:add", args=[UNIT, investigator.pk]))
    unlock(other)
    assert "you hold its key" in text_of(other.get(reverse("vault:own")))
    assert AuditEntry.objects.filter(action="vault.member.added").exists()


def test_a_removed_member_is_out_at_once_and_the_unit_has_a_new_key(ready, investigator, staff_door):
    other = staff_door(investigator)
    make_passphrase(other)
    ready.post(reverse("vault:add", args=[UNIT, investigator.pk]))
    unlock(other)
    assert VaultSession.objects.filter(holder=investigator.audit_key).exists()
    answer = ready.post(reverse("vault:remove", args=[UNIT, investigator.pk]), follow=True)
    assert "holds the key no longer" in text_of(answer)
    assert not VaultSession.objects.filter(holder=investigator.audit_key).exists()
    assert UnitKey.objects.get(retired_at__isnull=True).version == 2
    # The custodian goes on without unlocking again: the session has the new version.
    ready.post(reverse("vault:add", args=[UNIT, investigator.pk]))
    assert investigator.audit_key in grants.living_holders(UNIT)


def test_the_last_member_cannot_remove_themselves(ready, commander):
    answer = ready.post(reverse("vault:remove", args=[UNIT, commander.pk]), follow=True)
    assert "Another custodian" in text_of(answer)
    assert grants.living_holders(UNIT) == {commander.audit_key}


def test_a_forgotten_passphrase_and_the_custodian_adds_again(ready, investigator, staff_door):
    other = staff_door(investigator)
    make_passphrase(other)
    ready.post(reverse("vault:add", args=[UNIT, investigator.pk]))
    page = text_of(other.get(reverse("vault:passphrase")))
    assert "until a custodian adds you again" in page
    assert (
        other.post(
            reverse("vault:passphrase"), {"new_password1": PASSPHRASE, "new_password2": PASSPHRASE}
        ).status_code
        == 422
    ), "without saying that it is understood"
    make_passphrase(other, "nine dry herons over the bridge")
    assert investigator.audit_key not in grants.living_holders(UNIT)
    unlock(other, "nine dry herons over the bridge")
    assert "a custodian must add you" in text_of(other.get(reverse("vault:own")))


def test_all_is_lost_and_two_persons_bring_it_back_with_the_sheet(
    ready, sheet, commander, auditor, staff_door
):
    make_passphrase(ready, "another one altogether now")
    assert not grants.living_holders(UNIT)
    ready.post(reverse("vault:ask_to_use"), {"unit": UNIT, "member": commander.pk})
    asked = RecoveryProposal.objects.get(purpose="use")
    assert ready.get(reverse("vault:use", args=[asked.pk])).status_code == 404, "nobody has said yes"
    assert "asks for a second person" in text_of(staff_door(auditor).get("/"))
    staff_door(auditor).post(reverse("vault:witness", args=[asked.pk]))
    wrong = ready.post(
        reverse("vault:use", args=[asked.pk]), {"recovery_password": sheet.replace(" ", " x", 1)}
    )
    assert wrong.status_code == 422
    assert not shows(wrong, sheet.split())
    ready.post(reverse("vault:use", args=[asked.pk]), {"recovery_password": sheet})
    assert grants.living_holders(UNIT) == {commander.audit_key}
    unlock(ready, "another one altogether now")
    assert "you hold its key" in text_of(ready.get(reverse("vault:own")))


def test_nobody_witnesses_their_own_request_and_no_outsider_anybodys(commander, investigator, staff_door):
    door = staff_door(commander)
    door.post(reverse("vault:ask_to_make"))
    asked = RecoveryProposal.objects.get()
    door.post(reverse("vault:witness", args=[asked.pk]))
    outsider = staff_door(investigator)
    assert outsider.post(reverse("vault:witness", args=[asked.pk])).status_code == 404
    assert outsider.get(reverse("vault:recovery")).status_code == 404
    answer = door.post(reverse("vault:make", args=[asked.pk]), follow=True)
    assert "Another person must say yes" in text_of(answer)
    assert not RecoveryKey.objects.exists()


def test_the_words_are_shown_once(commander, auditor, staff_door):
    door = staff_door(commander)
    door.post(reverse("vault:ask_to_make"))
    asked = RecoveryProposal.objects.get()
    staff_door(auditor).post(reverse("vault:witness", args=[asked.pk]))
    first = door.post(reverse("vault:make", args=[asked.pk]))
    assert "<li><strong>" in first.content.decode()
    again = door.post(reverse("vault:make", args=[asked.pk]), follow=True)
    assert "<li><strong>" not in again.content.decode()
    assert "done already" in text_of(again)


def test_power_over_accounts_opens_nothing(ready, administrator, make_person, staff_door):
    """An administrator who is given a member's role, even the custodian's, still needs an unlocked custodian."""
    for role in ("standards-investigator", "standards-commander", "auditor"):
        RoleGrant.objects.create(person=administrator, role=role, starts_on=clock.today())
    door = staff_door(administrator)
    make_passphrase(door, "my own way in, I thought")
    unlock(door, "my own way in, I thought")
    assert door.get(reverse("vault:unit", args=[UNIT])).status_code == 200, (
        "the page opens; nothing else does"
    )
    for name, args in (("add", [UNIT, administrator.pk]), ("set_up", [UNIT]), ("rotate", [UNIT])):
        door.post(reverse(f"vault:{name}", args=args))
    assert administrator.audit_key not in grants.living_holders(UNIT)
    assert UnitKey.objects.get(unit=UNIT).version == 1
    request = door.get(reverse("vault:own")).wsgi_request
    vault = sessions.unlocked_vault(request)
    assert vault is not None
    assert vault.units == frozenset()


def test_accounts_alone_do_not_even_see_the_pages(administrator, staff_door):
    door = staff_door(administrator)
    assert door.get(reverse("vault:unit", args=[UNIT])).status_code == 403
    assert door.get(reverse("vault:recovery")).status_code == 404
    answer = make_passphrase(door)
    assert answer.status_code == 422
    assert "Your roles give you nothing" in text_of(answer)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("short", "short", "At least 12 characters"),
        ("aaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaa", "Too few different"),
        (PASSPHRASE, PASSPHRASE + ".", "not the same"),
        ("a long enough passphrase 1", "a long enough passphrase 1", "sign-in password"),
        ("Carla Mendez", "Carla Mendez", "similar"),
        ("", "", "required"),
    ],
)
def test_a_weak_passphrase_is_refused_with_a_sentence(commander, staff_door, first, second, says):
    answer = make_passphrase(staff_door(commander), first, new_password2=second)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not MemberKey.objects.exists()
    if len(first) > 8:
        assert f'value="{first}"' not in text_of(answer)


def test_wrong_passphrases_are_slowed_by_person(ready, commander, staff_door):
    for _try in range(5):
        assert "not your vault passphrase" in text_of(unlock(ready, "wrong"))
    assert "Wait 15 minutes" in text_of(unlock(ready))
    assert AuditEntry.objects.filter(action="vault.passphrase.wrong", actor=commander.audit_key).count() == 5


def test_locking_and_signing_out_end_it(ready, commander, staff_door):
    assert "Lock it now" in text_of(ready.get(reverse("vault:own")))
    ready.post(reverse("vault:lock"))
    assert not VaultSession.objects.exists()
    assert "Unlock" in text_of(ready.get(reverse("vault:own")))
    unlock(ready)
    ready.post(reverse("account_logout"))
    assert not VaultSession.objects.exists()


@pytest.mark.parametrize(
    "after", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere", ""]
)
def test_after_unlocking_nobody_is_sent_elsewhere(ready, after):
    assert unlock(ready, next=after)["Location"] == reverse("vault:own")
    assert unlock(ready, next="/matters/?unit=x")["Location"] == "/matters/?unit=x"


def test_a_role_that_ends_is_told_to_the_custodian(ready, investigator, staff_door):
    other = staff_door(investigator)
    make_passphrase(other)
    assert "waits to be added" in text_of(ready.get("/"))
    ready.post(reverse("vault:add", args=[UNIT, investigator.pk]))
    RoleGrant.objects.filter(person=investigator).update(ended_at=clock.now())
    assert "no role that allows it" in text_of(ready.get("/"))


def test_a_drill_is_asked_for_each_year(ready, sheet):
    assert "Prove once a year" not in text_of(ready.get("/"))
    RecoveryKey.objects.update(last_drill_at=clock.now() - recovery.DRILL_EVERY)
    assert "Prove once a year" in text_of(ready.get("/"))
    ready.post(reverse("vault:drill"), {"recovery_password": sheet})
    assert "Prove once a year" not in text_of(ready.get("/"))


def test_pages_speak_spanish(ready, commander):
    commander.language = "es"
    commander.save()
    for name, args in (("own", []), ("unlock", []), ("passphrase", []), ("recovery", []), ("unit", [UNIT])):
        assert ready.get(reverse(f"vault:{name}", args=args)).status_code == 200


def test_a_session_cookie_alone_changes_nothing_without_the_token_of_the_form(ready, commander):
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.cookies = ready.cookies
    assert strict.post(reverse("vault:lock")).status_code == 403
    assert VaultSession.objects.exists()
    assert actions.is_custodian(commander, UNIT)


def test_broken_glass_opens_no_vault(ready, administrator, auditor, staff_door):
    start_break_glass(
        role="standards-commander",
        reason="a reason that is long enough to be given",
        minutes=60,
        by=administrator,
    )
    door = staff_door(administrator)
    assert door.get(reverse("vault:unit", args=[UNIT])).status_code == 404
    assert door.get(reverse("vault:recovery")).status_code == 404
    assert make_passphrase(door).status_code == 422
    assert not MemberKey.objects.filter(holder=administrator.audit_key).exists()
    door.post(reverse("vault:ask_to_make"))
    assert not RecoveryProposal.objects.filter(proposed_by=administrator.audit_key).exists()


def test_what_was_typed_on_a_vault_page_is_not_kept_when_the_door_locks(ready, commander):
    session = ready.session
    session["last_active"] = 0
    session.save()
    ready.post(reverse("vault:unlock"), {"vault_password": PASSPHRASE})
    kept = [unseal("kept form", sealed) for sealed in ready.session.get(KEY, [])]
    assert PASSPHRASE not in "".join(kept)
