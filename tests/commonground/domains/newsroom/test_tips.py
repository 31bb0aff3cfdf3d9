"""Tips and objections: filed without a name, sealed, seen by the unit, told to everybody until somebody takes them."""

import re

import pytest

from commonground.casework.models import Case
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.casework.queries.opened import opened
from commonground.domains.newsroom.actions import rewards
from commonground.domains.newsroom.models import ObjectionFacts, Reward, TipFacts
from commonground.domains.newsroom.watch import remind_of_tips
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import open_receipt, read_receipt, sessions
from tests.commonground.casework.ceremony import recovery_key, unlocked_unit

pytestmark = pytest.mark.django_db
WORDS = re.compile(r'<p class="tell-words__line">([^<]+)</p>')
SECRET = "He works at the bakery on Third, ask for Lenny."


@pytest.fixture
def vaults(detective, commander, monkeypatch):
    recovery_key(monkeypatch)
    return unlocked_unit("investigations", [commander, detective])


def send(door, address: str, **typed: str) -> str:
    """Posts the last page of the form; returns the words of the receipt."""
    answer = door.post(
        address, {"go": "send", "step": "check", **typed}, headers={"sec-fetch-site": "same-origin"}
    )
    page = answer.content.decode()
    found = WORDS.search(page)
    assert answer.status_code == 200, page
    assert found, page
    return found[1]


def unlocked(staff_door, vaults, person):
    """That person at the staff door, the vault open."""
    client = staff_door(person)
    client.cookies[sessions.COOKIE] = vaults[person.pk].cookie
    return client


def test_a_tip_to_an_appeal_is_sealed_and_counted(published, vaults, commander, public_door) -> None:
    words = send(public_door, f"/appeals/{published.number}/tip/", what=SECRET, claims_match="on")
    case = Case.objects.get()
    assert (case.kind, case.unit, case.category) == ("tip", "investigations", "appeal")
    facts = TipFacts.objects.get()
    assert (facts.appeal, facts.claims_match) == (published, True)
    assert SECRET.encode() not in bytes(case.filing_sealed)
    assert opened(case, vaults[commander.pk].vault).answers["what"] == SECRET
    found = case_by_receipt(open_receipt(read_receipt(words)))
    assert found is not None
    assert found.answers["what"] == SECRET


def test_sent_twice_is_one_tip(published, vaults, public_door) -> None:
    words = send(public_door, "/appeals/tip/", what=SECRET, category="crime")
    again = send(public_door, "/appeals/tip/", what=SECRET, category="crime", receipt=words)
    assert again == words
    assert Case.objects.count() == TipFacts.objects.count() == 1


def test_an_appeal_that_ended_takes_no_tip_but_an_objection(
    published,
    detective,
    vaults,
    public_door,
) -> None:
    from commonground.domains.newsroom.actions.publishing import end_appeal

    end_appeal(appeal=published, outcome="not-involved", text="", text_es="", by=detective)
    assert public_door.get(f"/appeals/{published.number}/tip/").status_code == 404
    send(public_door, f"/appeals/{published.number}/objection/", what="It is me.", category="not-me")
    assert ObjectionFacts.objects.get().appeal == published


def test_an_objection_is_not_decided_by_who_approved(published, vaults, commander, public_door) -> None:
    from commonground.casework.kinds import kind_of

    send(public_door, f"/appeals/{published.number}/objection/", what="It is me.", category="not-me")
    case = Case.objects.get(kind="objection")
    assert kind_of("objection").may_investigate(commander, case)


def test_everybody_is_told_until_somebody_takes_it(
    published,
    vaults,
    detective,
    commander,
    public_door,
    noon,
) -> None:
    from datetime import timedelta

    send(public_door, "/appeals/tip/", what=SECRET, category="crime")

    def told() -> set[str]:
        letters = OutgoingMail.objects.filter(subject__contains="tip waits")
        assert not [letter for letter in letters if "Lenny" in letter.text]
        return set(letters.values_list("to", flat=True))

    remind_of_tips()
    assert told() == {detective.email, commander.email}
    OutgoingMail.objects.all().delete()
    remind_of_tips()
    assert told() == set()
    with clock.stopped_at(noon + timedelta(minutes=16)):
        remind_of_tips()
        assert len(told()) == 2
        OutgoingMail.objects.all().delete()
        Case.objects.update(assigned_to=detective)
    with clock.stopped_at(noon + timedelta(minutes=60)):
        remind_of_tips()
        assert told() == set()


def test_a_reward_is_paid_once_to_whoever_brings_the_code(
    published,
    vaults,
    commander,
    make_person,
    public_door,
) -> None:
    send(public_door, "/appeals/tip/", what=SECRET, category="crime")
    code = rewards.offer_reward(case=Case.objects.get(), amount=500, desk="Front desk", by=commander)
    assert code.encode() not in repr(Reward.objects.values()).encode()
    desk = make_person("front-desk")
    with pytest.raises(Refused, match="somebody else"):
        rewards.pay_reward(code=code, by=commander)
    assert rewards.pay_reward(code=code.lower().replace("-", " "), by=desk).amount == 500
    with pytest.raises(Refused, match="paid already"):
        rewards.pay_reward(code=code, by=desk)
    with pytest.raises(Refused, match="No reward"):
        rewards.pay_reward(code="AAAA-AAAA-AAAA-AAAA", by=desk)


def test_both_forms_work_page_by_page(published, vaults, public_door) -> None:
    """As a phone without scripts does it: each page in turn, in Spanish."""
    first = public_door.get(f"/es/appeals/{published.number}/tip/").content.decode()
    assert "¿Qué sabe sobre este llamado?" in first
    second = public_door.post(
        f"/es/appeals/{published.number}/tip/",
        {"go": "next", "step": "what", "what": "Lo vi."},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert second.status_code == 200
    assert 'value="Lo vi."' in second.content.decode()
    for page in (first, second.content.decode()):
        assert "El llamado: " in page, "which appeal it is about stands above each question"


def test_a_reward_goes_from_the_page_of_the_tip_to_whoever_brings_the_code(
    published, vaults, commander, detective, make_person, public_door, staff_door, stand_at
) -> None:
    """Offered by a link on the tip's page, read with the receipt in the tipster's language, paid at the desk."""
    words = send(public_door, "/es/appeals/tip/", what=SECRET, category="crime")
    case = Case.objects.get()
    matter, offer = f"/matters/{case.pk}/", f"/appeals/rewards/offer/{case.pk}/"
    stand_at("staff")
    supervisor, member = (unlocked(staff_door, vaults, person) for person in (commander, detective))
    assert offer in supervisor.get(matter).content.decode()
    assert offer not in member.get(matter).content.decode()
    assert member.get(offer).status_code in (403, 404)
    sent = supervisor.post(offer, {"amount": "500", "desk": "Front desk, 8 to 5", "version": 0})
    assert sent.status_code == 302, sent.content.decode()
    assert "Reward offered" in supervisor.get(matter).content.decode()
    assert "Nobody has brought the code yet" in supervisor.get(offer).content.decode()

    stand_at("public")
    page = public_door.post(
        "/es/tell-us/return/", {"code": words}, headers={"sec-fetch-site": "same-origin"}
    ).content.decode()
    code = re.search(r"Código de la recompensa: ([\w-]+)", page)
    assert code, page

    stand_at("staff")
    desk = staff_door(make_person("front-desk"))
    assert "/appeals/rewards/" in desk.get("/").content.decode()
    paid = desk.post("/appeals/rewards/", {"code": code[1], "version": 0}, follow=True)
    assert "Pay out 500 dollars now" in paid.content.decode()
    assert "Nobody has brought" not in supervisor.get(offer).content.decode()


def test_a_locked_vault_asks_to_be_unlocked_before_anything_is_typed(
    vaults, commander, public_door, staff_door, stand_at
) -> None:
    send(public_door, "/appeals/tip/", what=SECRET, category="crime")
    stand_at("staff")
    answer = staff_door(commander).get(f"/appeals/rewards/offer/{Case.objects.get().pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/vault/unlock/")


def test_a_tip_without_a_receipt_gets_no_reward(vaults, commander, public_door) -> None:
    """Nobody could read the code."""
    send(public_door, "/appeals/tip/", what=SECRET, category="crime")
    Case.objects.update(locator=None, receipt_key_wrapped=None)
    with pytest.raises(Refused, match="receipt"):
        rewards.offer_reward(case=Case.objects.get(), amount=500, desk="Front desk", by=commander)
