"""A hurried thumb presses “send” many times, and many people press it at once: each filing arrives once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from commonground.casework.models import Case
from commonground.foundation.audit.models import AuditEntry
from tests.commonground.domains.accountability.public.test_complaint import COMPLAINT, words_of
from tests.commonground.domains.accountability.public.walker import Walker
from tests.commonground.intake.sealing import unlocked_units

pytestmark = [
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite in memory locks whole tables; `bin/bench intake` does this with its file",
    ),
    pytest.mark.django_db(transaction=True),
]


def in_a_thread(work):
    def done(argument):
        try:
            return work(argument)
        finally:
            connection.close()

    return done


def test_one_page_sent_many_times_at_once(public_door) -> None:
    unlocked_units()
    walker = Walker(public_door, COMPLAINT)
    walker.fill_complaint()
    sent = dict(walker.fields.values) | {"go": "send"}

    @in_a_thread
    def send(_number: int) -> str:
        page = Client(headers={"host": "localhost"}).post(COMPLAINT, sent)
        assert page.status_code == 200, page.status_code
        return words_of(page.content.decode())

    with ThreadPoolExecutor(4) as pool:
        words = set(pool.map(send, range(6)))
    assert len(words) == 1
    assert Case.objects.count() == 1


def test_many_people_at_once(public_door) -> None:
    unlocked_units()

    @in_a_thread
    def file_one(number: int) -> str:
        walker = Walker(Client(headers={"host": "localhost"}), COMPLAINT)
        walker.fill_complaint(what_happened=f"Number {number}").press("send")
        assert walker.page.status_code == 200
        return words_of(walker.text)

    with ThreadPoolExecutor(4) as pool:
        words = list(pool.map(file_one, range(12)))
    assert len(set(words)) == 12
    assert Case.objects.count() == 12
    assert AuditEntry.objects.filter(action="casework.case.filed").count() == 12
    for one in words:
        assert public_door.post("/tell-us/return/", {"code": one}).status_code == 200
