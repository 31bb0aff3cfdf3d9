"""Breaking the glass: told at once, ends by itself, reviewed by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from commonground.access.attention import needs_of
from commonground.access.decisions import decide
from commonground.access.models import BreakGlassSession
from commonground.access.permissions import Permission
from commonground.access.queries import break_glass_of
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail

REASON = "The clerk is ill and the council needs the minutes tonight. <b>Asked by the mayor.</b>"


def asked(**more):
    return {"role": "board-clerk", "reason": REASON, "minutes": "30", "submission": "", **more}


@pytest.fixture
def administrator(make_person):
    return make_person("administrator", name="Ada Administrator")


@pytest.fixture
def auditor(make_person):
    return make_person("auditor", name="Otto Auditor")


def test_a_session_gives_power_for_its_time_and_tells_the_auditor(
    noon, staff_door, administrator, auditor, audited
):
    door = staff_door(administrator)
    assert door.post("/people/break-glass/", asked())["Location"] == "/"
    assert decide(administrator, Permission.MANAGE_MEETINGS)
    assert break_glass_of(administrator).minutes_left == 30
    letter = OutgoingMail.objects.get()
    assert letter.to == auditor.email
    assert REASON in letter.text
    assert "Ada Administrator" in door.get("/people/").content.decode()
    with clock.stopped_at(noon + timedelta(minutes=29, seconds=30)):
        assert break_glass_of(administrator).minutes_left == 1
    with clock.stopped_at(noon + timedelta(minutes=30)):
        assert not decide(administrator, Permission.MANAGE_MEETINGS)
        assert break_glass_of(administrator) is None
    assert audited("break-glass.started") == 1


def test_it_is_ended_now(noon, staff_door, administrator, auditor, audited):
    door = staff_door(administrator)
    door.post("/people/break-glass/", asked())
    door.post("/people/break-glass/end/")
    assert break_glass_of(administrator) is None
    assert not decide(administrator, Permission.MANAGE_MEETINGS)
    door.post("/people/break-glass/end/")
    assert audited("break-glass.ended") == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": "because"}, "20"),
        ({"reason": " " * 60}, "required"),
        ({"minutes": "61"}, "60"),
        ({"minutes": "0"}, "1"),
        ({"role": "auditor"}, "Select a valid choice"),
        ({"role": "administrator"}, "Select a valid choice"),
    ],
)
def test_what_may_not_be(staff_door, administrator, wrong, sentence):
    page = staff_door(administrator).post("/people/break-glass/", asked(**wrong))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not BreakGlassSession.objects.exists()


def test_one_at_a_time(staff_door, administrator):
    door = staff_door(administrator)
    door.post("/people/break-glass/", asked())
    page = door.post("/people/break-glass/", asked(role="page-editor"))
    assert "running already" in page.content.decode() or "You have broken the glass" in page.content.decode()
    assert BreakGlassSession.objects.count() == 1


def test_it_asks_again_who_one_is(noon, staff_door, administrator):
    door = staff_door(administrator)
    with clock.stopped_at(noon + timedelta(minutes=6)):
        assert "/account/confirm/" in door.post("/people/break-glass/", asked())["Location"]
    assert not BreakGlassSession.objects.exists()


def test_somebody_else_reviews_it_when_it_is_over(noon, staff_door, administrator, auditor, audited):
    staff_door(administrator).post("/people/break-glass/", asked())
    session = BreakGlassSession.objects.get()
    path = f"/people/break-glass/sessions/{session.pk}/"
    door = staff_door(auditor)
    assert "still running" in door.post(path, {"note": "too early"}).content.decode()
    with clock.stopped_at(noon + timedelta(minutes=31)):
        door = staff_door(auditor)
        (need,) = needs_of(auditor)
        assert need.url == path
        assert not needs_of(administrator)
        page = door.get(path).content.decode()
        assert "<b>Asked" not in page
        assert door.post(path, {"note": "Good reason."})["Location"] == "/people/break-glass/sessions/"
        assert needs_of(auditor) == []
        assert "Good reason." in door.get(path).content.decode()
        assert "reviewed this session already" in door.post(path, {"note": "again"}).content.decode()
        assert b"Reviewed" in door.get("/people/break-glass/sessions/?show=all").content
    assert audited("break-glass.reviewed") == 1


def test_nobody_reviews_their_own(noon, staff_door, make_person):
    both = make_person("administrator", "auditor")
    door = staff_door(both)
    door.post("/people/break-glass/", asked())
    door.post("/people/break-glass/end/")
    session = BreakGlassSession.objects.get()
    page = door.post(f"/people/break-glass/sessions/{session.pk}/", {"note": "All fine, says I."})
    assert "Nobody reviews their own session." in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlassSession.objects.update(reviewed_by=both, reviewed_at=clock.now())


def test_only_those_who_may(staff_door, make_person, administrator):
    assert staff_door(make_person("implementation-manager")).get("/people/break-glass/").status_code == 403
    assert staff_door(administrator).get("/people/break-glass/sessions/").status_code == 403


def test_locks_wait_for_an_administrator(administrator, make_person):
    from commonground.access.actions import note_failure

    person = make_person(name="Locked Person")
    for _ in range(5):
        note_failure(person=person, source="x" * 64)
    (need,) = needs_of(administrator)
    assert "Locked Person" in str(need.title)
    assert needs_of(person) == []
