"""The editor asks, the public information officer answers."""

import pytest
from wagtail.log_actions import LogContext
from wagtail.models import TaskState

from commonground.access.attention import needs_of
from commonground.content.models import PublishedPage
from commonground.foundation.outbox.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(new_page, editor, publisher):
    page = new_page("About", owner=editor)
    with LogContext(user=editor):
        page.get_workflow().start(page, editor)
    return page


def _answer(door, page, action: str, **form):
    state = TaskState.objects.get(status="in_progress")
    return door.post(f"/pages/pages/workflow/action/{page.pk}/{action}/{state.pk}/", form)


def test_a_page_in_review_waits_for_the_publisher_alone(submitted, editor, publisher) -> None:
    (need,) = needs_of(publisher)
    assert "About" in str(need.title)
    assert needs_of(editor) == []
    assert not PublishedPage.objects.exists()


def test_the_publisher_is_told_once_and_through_the_outbox(submitted, publisher, mailoutbox) -> None:
    letter = OutgoingMail.objects.get()
    assert letter.to == publisher.email
    assert "Marisol Vega" in letter.text
    assert f"/pages/pages/{submitted.pk}/edit/" in letter.text
    assert mailoutbox == []


def test_approving_publishes_and_tells_the_writer(submitted, editor, publisher, staff_door) -> None:
    OutgoingMail.objects.all().delete()
    assert _answer(staff_door(publisher), submitted, "approve").status_code in (200, 302)
    assert PublishedPage.objects.get().title == "About"
    assert OutgoingMail.objects.get().to == editor.email
    assert needs_of(publisher) == []


def test_sending_back_keeps_it_inside_and_carries_the_comment(
    submitted, editor, publisher, staff_door
) -> None:
    OutgoingMail.objects.all().delete()
    _answer(staff_door(publisher), submitted, "reject", **{"comment": "Say who answers."})
    assert not PublishedPage.objects.exists()
    letter = OutgoingMail.objects.get()
    assert letter.to == editor.email
    assert "Say who answers." in letter.text


def test_an_editor_cannot_approve(submitted, editor, make_person, staff_door) -> None:
    _answer(staff_door(editor), submitted, "approve")
    assert not PublishedPage.objects.exists()
    assert _answer(staff_door(make_person("auditor")), submitted, "approve").status_code == 403


def test_letters_are_in_the_language_of_their_reader(new_page, editor, publisher) -> None:
    publisher.language = "es"
    publisher.save()
    page = new_page("About")
    with LogContext(user=editor):
        page.get_workflow().start(page, editor)
    assert "espera su revisión" in OutgoingMail.objects.get().subject


def test_history_and_comparison(new_page, publish, publisher, staff_door) -> None:
    page = publish(new_page("About", "<p>First.</p>"))
    page.body = [{"type": "text", "value": "<p>Second.</p>"}]
    publish(page)
    door = staff_door(publisher)
    assert door.get(f"/pages/pages/{page.pk}/history/").status_code == 200
    revisions = page.revisions.order_by("pk").values_list("pk", flat=True)
    compared = door.get(f"/pages/pages/{page.pk}/revisions/compare/{revisions[0]}...{revisions.last()}/")
    assert "Second." in compared.text
