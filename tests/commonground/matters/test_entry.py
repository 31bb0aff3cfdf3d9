"""Telephone, paper, walk-in: typed in by staff, sealed like the rest, with a receipt to hand over."""

import re

import pytest
from django.urls import reverse

from commonground.casework.models import Case
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.foundation.vault import open_receipt, read_receipt
from tests.commonground.matters.test_case_page import page, text_of

pytestmark = pytest.mark.django_db
TOLD = {
    "channel": "telephone",
    "language": "es",
    "category": "force",
    "wants_receipt": "on",
    "answer-what-happened": "Le pegaron a mi hijo.",
}


def test_the_front_desk_takes_in_and_cannot_read(house, make_person):
    desk = house.staff_door(make_person("front-desk"))
    assert "Complaint" in text_of(desk.get(reverse("matters:enter_choose")))
    address = reverse("matters:enter", args=["complaint"])
    words = re.search(r'name="receipt_es" value="([^"]+)"', desk.get(address).content.decode())[1]
    for _time in range(2):
        filed = desk.post(address, {**TOLD, "receipt_es": words})
        assert filed.status_code == 200
    case = Case.objects.get()
    assert (case.channel, case.language, case.unit) == ("telephone", "es", "professional-standards")
    assert all(f"<li>{word}</li>" in filed.content.decode() for word in words.split())
    assert "no-store" in filed["Cache-Control"]
    assert case_by_receipt(open_receipt(read_receipt(words))).reference == case.reference
    assert page(desk, case).status_code == 404
    shown = text_of(page(house.door(house.investigator), case))
    assert "Le pegaron a mi hijo." in shown
    assert "Telephone" in shown


def test_without_a_word_or_a_right_nothing_is_taken_in(house, make_person):
    desk = house.staff_door(make_person("front-desk"))
    address = reverse("matters:enter", args=["complaint"])
    empty = desk.post(address, {**TOLD, "answer-what-happened": " "})
    assert empty.status_code == 422
    assert "Write at least what happened." in text_of(empty)
    other = house.staff_door(make_person("board-clerk"))
    assert other.post(address, TOLD).status_code in (403, 404)
    assert desk.get(reverse("matters:enter", args=["nothing"])).status_code == 404
    assert not Case.objects.exists()


def test_somebody_may_want_no_receipt(house):
    door = house.door(house.investigator)
    told = {name: text for name, text in TOLD.items() if name != "wants_receipt"}
    filed = door.post(reverse("matters:enter", args=["complaint"]), told)
    assert "Without a receipt" in text_of(filed)
    assert Case.objects.get().locator is None
    assert "Open the matter" in text_of(filed)
