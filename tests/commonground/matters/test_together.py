"""Matters that belong together or apart: linked, merged, split; and one that another agency must answer."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.casework.actions.moves import take_up_answers
from commonground.casework.models import Case, CaseLink, Exclusion, Message, Note, WhyExcluded
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.vault import new_receipt, open_receipt
from commonground.matters.models import AgencyReferral
from tests.commonground.matters.test_case_page import do, page, text_of, writes

pytestmark = pytest.mark.django_db


def test_two_matters_are_linked_and_the_link_undone(house):
    one, other = house.arrives(), house.arrives()
    door = house.door(house.investigator)
    for _time in range(2):
        assert do(door, one, "link", reference=other.reference.lower(), kind="related").status_code == 302
    assert other.reference in text_of(page(door, one))
    assert one.reference in text_of(page(door, other))
    assert do(door, one, "link", reference="NOSUCH", kind="related").status_code == 422
    assert do(door, one, "link", reference=one.reference, kind="related").status_code == 422
    do(door, other, "unlink", link=CaseLink.objects.get().pk)
    assert not CaseLink.objects.exists()


def test_merged_both_receipts_work_and_nobody_reads_another(noon, house):
    hers, his = new_receipt("en"), new_receipt("es")
    stays = house.arrives("She saw a green car.", receipt=hers)
    goes = house.arrives("Él vio un carro verde.", receipt=his)
    Exclusion.objects.create(case=goes, person=house.colleague, why=WhyExcluded.ADDED, since=clock.now())
    door = house.door(house.investigator)
    do(door, goes, "note", text="Saw it from the north.")
    merged = door.post(
        reverse("matters:merge", args=[goes.pk]), {"reference": stays.reference, "version": goes.version}
    )
    assert merged["Location"] == reverse("matters:case", args=[stays.pk])
    shown = text_of(page(door, stays))
    assert all(text in shown for text in ("green car", "carro verde", "from the north", goes.reference))
    assert shown.count("cg-timeline__entry") == 2  # each arrived once: both histories
    assert page(house.door(house.colleague), stays).status_code == 404
    assert page(door, goes)["Location"] == reverse("matters:case", args=[stays.pk])
    do(door, stays, "move", to="assessing")
    do(door, stays, "message", text="For both of you: which day?", asks="on")
    do(door, stays, "message", text="For her alone.", to=str(stays.pk))
    theirs = {receipt: case_by_receipt(open_receipt(receipt)) for receipt in (hers, his)}
    assert {one.stage.key for one in theirs.values()} == {"waiting"}
    assert [m.text for m in theirs[his].messages] == ["For both of you: which day?"]
    with clock.stopped_at(noon + timedelta(days=2)):
        writes(his, "Fue con lluvia.")
        take_up_answers()
    stays.refresh_from_db()
    assert (stays.stage, stays.last_side) == ("assessing", "reporter")
    assert "Fue con lluvia." in text_of(page(door, stays))
    assert "lluvia" not in repr(case_by_receipt(open_receipt(hers)))
    assert case_by_receipt(open_receipt(his)).stage.key == "assessing"
    assert goes.reference not in text_of(door.get(reverse("matters:queue")))


def test_different_kinds_are_not_merged(house):
    complaint, thanks = house.arrives(), house.arrives(kind="thanks", category="")
    door = house.door(house.investigator)
    answer = door.post(
        reverse("matters:merge", args=[thanks.pk]), {"reference": complaint.reference, "version": 1}
    )
    assert answer.status_code == 422
    assert "same kind" in text_of(answer)


def test_a_part_is_split_off_under_keys_of_its_own(house):
    case = house.arrives(answers={"where": "Levee Street", "wish": "An apology"})
    door = house.door(house.investigator)
    do(door, case, "message", text="About the second thing.")
    do(door, case, "note", text="Two things in one.")
    address = reverse("matters:split", args=[case.pk])
    chosen = {
        "category": "complaint/property",
        "answers": ["what-happened"],
        "messages": [str(Message.objects.get().pk)],
        "notes": [str(Note.objects.get().pk)],
        "version": case.version,
    }
    assert door.post(address, {"category": "complaint/property"}).status_code == 422
    made = door.post(address, chosen)
    off = Case.objects.exclude(pk=case.pk).get()
    assert made["Location"] == reverse("matters:case", args=[off.pk])
    shown = text_of(page(door, off))
    assert "Zacarías" in shown
    assert "About the second thing." in shown
    assert "Two things in one." in shown
    assert "An apology" not in shown
    assert case.reference in shown
    assert "Undo the link" not in shown
    assert bytes(off.shared_key_wrapped) != bytes(case.shared_key_wrapped)
    assert off.locator is None
    other_unit = {**chosen, "category": "complaint/standards-or-chief"}
    assert door.post(address, other_unit).status_code == 422


def test_a_referral_writes_to_both_and_mails_no_content(house):
    case = house.arrives()
    door = house.door(house.investigator)
    address = reverse("matters:refer", args=[case.pk])
    token = re.search(r'name="submission" value="([^"]+)"', door.get(address).content.decode())[1]
    sent = {
        "agency": "state-police",
        "letter": "A deputy pulled Zacarías out of the car.",
        "message": "The State Police must answer this.",
        "submission": token,
    }
    for _time in range(2):
        assert door.post(address, sent).status_code == 302
    referral = AgencyReferral.objects.get()
    assert b"Zacar" not in bytes(referral.letter_sealed)
    mail = OutgoingMail.objects.get(to="internal.affairs@state-police.example")
    assert case.reference in mail.text
    assert "Zacar" not in mail.text + mail.subject
    assert "deputy" not in mail.text
    letter = text_of(door.get(reverse("matters:referral_letter", args=[case.pk, referral.pk])))
    assert "A deputy pulled" in letter
    assert "The State Police must answer this." in text_of(page(door, case))
    locked = house.door(house.investigator, locked=True)
    assert locked.get(address)["Location"].startswith(reverse("vault:unlock"))
