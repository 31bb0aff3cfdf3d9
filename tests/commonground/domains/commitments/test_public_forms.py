"""What residents send: following by e-mail and disputing, with everything that can go wrong on the way."""

import re
from datetime import timedelta

import pytest

from commonground.domains.commitments.models import Dispute, Follow
from commonground.foundation import clock
from commonground.foundation.links import sign
from commonground.foundation.outbox.models import OutgoingMail
from tests.commonground.domains.commitments.public_register import Register, make_register

PLAN = "/commitments/safety-plan/"
DISPUTE, FOLLOW = PLAN + "9/dispute/", PLAN + "2/follow/"
REASON = "Two officers told me in October that nobody trained them."


@pytest.fixture
def register(db, noon) -> Register:
    return make_register()


def opened(client, path: str) -> dict[str, str]:
    """Opens a form as a browser does, and gives what it would send back."""
    response = client.get(path)
    assert response["Cache-Control"] == "no-store"
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return dict(fields)


def sent(client, path: str, seconds: int = 30, **typed: str):
    """Fills in a form and sends it some seconds after it was opened."""
    given = {**opened(client, path), **typed}
    with clock.stopped_at(clock.now() + timedelta(seconds=seconds)):
        return client.post(path, given)


def address_in(letter: OutgoingMail) -> str:
    return re.search(r"http://localhost:8000(/\S*letters/\S+)", letter.text)[1]


def test_following_from_the_form_to_the_last_letter(public_door, register) -> None:
    response = sent(public_door, FOLLOW, email="resident@riverbend.example")
    assert (response.status_code, response["Location"]) == (302, FOLLOW + "sent/")
    assert "Check your mail" in public_door.get(response["Location"]).content.decode()
    follow, letter = Follow.objects.get(), OutgoingMail.objects.get()
    assert (letter.to, follow.commitment_id, follow.confirmed_at) == (
        "resident@riverbend.example",
        register.late.pk,
        None,
    )

    confirm = address_in(letter)
    page = public_door.get(confirm)  # a mail scanner looks: nothing happens
    assert page["Cache-Control"] == "no-store"
    assert Follow.objects.get().confirmed_at is None
    assert "You are following" in public_door.post(confirm).content.decode()
    assert Follow.objects.get().confirmed_at is not None
    assert public_door.post(confirm).status_code == 200  # again is harmless


def test_a_whole_program_can_be_followed_in_spanish(public_door, register) -> None:
    response = sent(public_door, "/es" + PLAN + "follow/", email="vecina@riverbend.example")
    assert response["Location"] == "/es" + PLAN + "follow/sent/"
    follow = Follow.objects.get()
    assert (follow.programme_id, follow.language) == (register.programme.pk, "es")
    assert address_in(OutgoingMail.objects.get()).startswith("/es/commitments/letters/confirm/")


def test_one_click_ends_it_without_a_browser(public_door, register) -> None:
    sent(public_door, FOLLOW, email="resident@riverbend.example")
    path = f"/commitments/letters/stop/{sign('commitments.follow.end', str(Follow.objects.get().pk))}/"
    assert public_door.get(path).status_code == 200
    assert Follow.objects.get().ended_at is None
    # RFC 8058: a mail provider posts this body, with no Origin and no Sec-Fetch-Site.
    answer = public_door.post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert Follow.objects.get().ended_at is not None
    assert public_door.post(path).status_code == 200


def test_nobody_learns_whether_an_address_follows(public_door, register) -> None:
    answers = [sent(public_door, FOLLOW, email="resident@riverbend.example") for _ in range(2)]
    pages = [public_door.get(answer["Location"]).content for answer in answers]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("name", ["confirm", "stop"])
@pytest.mark.parametrize("token", ["abc", "a:b:c", "x" * 3000, "%00", "..%2F.."])
def test_a_wrong_link_says_so(public_door, register, name, token) -> None:
    path = f"/commitments/letters/{name}/{token}/"
    assert public_door.get(path).status_code in (200, 404)
    answer = public_door.post(path)
    assert answer.status_code in (400, 404, 405)
    assert not Follow.objects.exists()


def test_an_old_link_says_so(public_door, register) -> None:
    import time
    from unittest import mock

    sent(public_door, FOLLOW, email="resident@riverbend.example")
    later = time.time() + 8 * 24 * 60 * 60
    with mock.patch("django.core.signing.time.time", return_value=later):
        answer = public_door.post(address_in(OutgoingMail.objects.get()))
    assert answer.status_code == 400
    assert "too old" in answer.content.decode()


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "x" * 300 + "@riverbend.example", "a@riverbend.example\nBcc: b@c.org"]
)
def test_an_address_that_is_none_is_refused_and_kept(public_door, register, email) -> None:
    response = sent(public_door, FOLLOW, email=email)
    assert response.status_code == 422
    html = response.content.decode()
    assert "There is a problem" in html
    assert not Follow.objects.exists()
    assert not OutgoingMail.objects.exists()
    if email and "\n" not in email:
        assert f'value="{email}"' in html


def test_a_dispute_is_received_once_however_often_it_is_sent(public_door, register) -> None:
    given = {**opened(public_door, DISPUTE), "reason": REASON, "contact_email": "resident@riverbend.example"}
    before = Dispute.objects.count()
    with clock.stopped_at(clock.now() + timedelta(seconds=30)):
        answers = [public_door.post(DISPUTE, given) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, DISPUTE + "received/")}
    assert Dispute.objects.count() == before + 1
    kept = Dispute.objects.get(text=REASON)
    assert kept.contact_email == "resident@riverbend.example"
    thanks = public_door.get(DISPUTE + "received/").content.decode()
    assert "Your dispute was received" in thanks
    assert "The city owes an answer by Nov. 23, 2026" in thanks
    page = public_door.get(PLAN + "9/").content.decode()
    assert REASON not in page
    assert "Answer due Nov. 23, 2026" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "Say what you see"),
        ({"reason": "too short"}, "Say a little more: at least 20 characters"),
        ({"reason": " " * 60}, "Say what you see"),
        ({"reason": "é" * 4001}, "This is longer than 4000 characters"),
        ({"reason": REASON + "\x00"}, "Null characters are not allowed"),
        ({"reason": REASON, "contact_email": "nobody"}, "Write a whole e-mail address, or leave it empty"),
        ({"reason": REASON, "website": "https://spam.example"}, "The box that must stay empty was filled in"),
        ({"reason": REASON, "opened": "forged"}, "This page was open for a long time"),
        ({"reason": REASON, "opened": ""}, "This page was open for a long time"),
    ],
)
def test_a_dispute_that_is_refused_loses_nothing(public_door, register, typed, said) -> None:
    before = Dispute.objects.count()
    response = sent(public_door, DISPUTE, **typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert Dispute.objects.count() == before
    if typed["reason"].strip():
        assert typed["reason"].split("\x00")[0][:40] in html


def test_a_robot_is_too_fast_and_a_person_presses_again(public_door, register) -> None:
    response = sent(public_door, DISPUTE, seconds=0, reason=REASON)
    assert response.status_code == 422
    html = response.content.decode()
    assert "faster than a person can fill it in" in html
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    with clock.stopped_at(clock.now() + timedelta(seconds=5)):
        assert public_door.post(DISPUTE, {**again, "reason": REASON}).status_code == 302


def test_after_a_long_time_the_page_is_good_for_one_more_press(public_door, register) -> None:
    response = sent(public_door, DISPUTE, seconds=3 * 24 * 60 * 60, reason=REASON)
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode()))
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        assert public_door.post(DISPUTE, {**again, "reason": REASON}).status_code == 302


def test_hostile_markup_is_kept_as_words(public_door, register) -> None:
    hostile = "<img src=x onerror=alert(1)> </textarea><script>alert(1)</script>"
    shown = sent(public_door, DISPUTE, reason=hostile, contact_email="nobody").content.decode()
    assert "&lt;/textarea&gt;&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    assert sent(public_door, DISPUTE, reason=hostile).status_code == 302
    assert Dispute.objects.filter(text=hostile).exists()


def test_what_nobody_calls_implemented_cannot_be_disputed(public_door, register) -> None:
    path = PLAN + "2/dispute/"
    assert "There is nothing to dispute now" in public_door.get(path).content.decode()
    answer = public_door.post(path, {"reason": REASON})
    assert answer.status_code == 409
    assert REASON in answer.content.decode()  # it is theirs to keep
    assert not Dispute.objects.filter(text=REASON).exists()


def test_another_site_cannot_send_our_forms(public_door, register) -> None:
    given = opened(public_door, DISPUTE)
    answer = public_door.post(DISPUTE, {**given, "reason": REASON}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
