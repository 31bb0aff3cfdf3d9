"""Pages that publish and withdraw themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from commonground.content.editing.jobs import publish_due_pages
from commonground.content.models import PublishedPage
from commonground.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def _schedule(page, publisher, **when):
    for name, moment in when.items():
        setattr(page, name, moment)
    page.save_revision(user=publisher).publish(user=publisher)
    page.refresh_from_db()


def _let_the_hour_come(page) -> None:
    """As if the time had passed: Wagtail asks the real clock, so the date moves instead."""
    past = timezone.now() - timedelta(minutes=1)
    revision = Revision.page_revisions.get(approved_go_live_at__isnull=False, object_id=str(page.pk))
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_a_scheduled_page_waits_then_goes_public_by_the_worker(new_page, publisher, public_door) -> None:
    page = new_page("News")
    _schedule(page, publisher, go_live_at=timezone.now() + timedelta(days=2))
    publish_due_pages()
    assert public_door.get("/news/").status_code == 404
    _let_the_hour_come(page)
    publish_due_pages()
    assert public_door.get("/news/").status_code == 200
    assert AuditEntry.objects.get(action="content.page.published").actor == "system:worker"


def test_the_job_run_twice_does_it_once(new_page, publisher) -> None:
    page = new_page("News")
    _schedule(page, publisher, go_live_at=timezone.now() + timedelta(days=2))
    _let_the_hour_come(page)
    publish_due_pages()
    publish_due_pages()
    assert AuditEntry.objects.filter(action="content.page.published").count() == 1


def test_a_scheduled_change_leaves_the_live_text_until_then(
    new_page, publish, publisher, public_door
) -> None:
    page = publish(new_page("News", "<p>Today.</p>"))
    page.body = [{"type": "text", "value": "<p>Tomorrow.</p>"}]
    _schedule(page, publisher, go_live_at=timezone.now() + timedelta(days=1))
    assert "Tomorrow." not in public_door.get("/news/").text
    _let_the_hour_come(page)
    publish_due_pages()
    assert "Tomorrow." in public_door.get("/news/").text


def test_a_page_expires(new_page, publisher, public_door) -> None:
    page = new_page("News")
    _schedule(page, publisher, expire_at=timezone.now() + timedelta(days=2))
    assert public_door.get("/news/").status_code == 200
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_due_pages()
    assert public_door.get("/news/").status_code == 404


def test_one_page_that_fails_does_not_stop_the_others(new_page, publisher, monkeypatch) -> None:
    from commonground.content.editing import follow

    broken, sound = new_page("Broken"), new_page("Sound")
    for page in (broken, sound):
        _schedule(page, publisher, go_live_at=timezone.now() + timedelta(days=1))
        _let_the_hour_come(page)
    real = follow.copy_of

    def copy_of(page):
        if page.pk == broken.pk:
            raise OSError("disk full")
        return real(page)

    monkeypatch.setattr(follow, "copy_of", copy_of)
    publish_due_pages()
    assert [page.title for page in PublishedPage.objects.all()] == ["Sound"]
    broken.refresh_from_db()
    assert not broken.live, "the page and its copy part"


def test_the_worker_knows_the_job() -> None:
    from commonground.foundation import jobs

    assert "content.publish_due_pages" in jobs._jobs
