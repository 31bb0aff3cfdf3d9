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
from commonground.foundation.vault import open_receipt, read_receipt
from tests.commonground.domains.newsroom.vaults import unlocked_unit

pytestmark = pytest.mark.django_db
WORDS = re.compile(r'<p class="tell-words__line">([^<]+)</p>')
SECRET = "He works at the bakery on Third, ask for Lenny."


@pytest.fixture
def vaults(detective, commander):
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


def test_a_tip_to_an_appeal_is_sealed_and_counted(published, vaults, commander, public_door) -> None:
    words = send(public_door, f"/appeals/{published.number}/tip/", what=SECRET, claims_match="on")
    case = Case.objects.get()
    assert (case.kind, case.unit, case.category) == ("tip", "investigations", "appeal")
    facts = TipFacts.objects.get()
    assert (facts.appeal, facts.claims_match) == (published, True)
    assert SECRET.encode() not in bytes(case.filing_sealed)
    assert opened(case, vaults[commander.pk]).answers["what"] == SECRET
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
