"""Lays down the pages of Riverbend as if its staff had written them over the past months."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import Truncator
from wagtail.log_actions import LogContext
from wagtail.models import Locale, PageLogEntry

from commonground.access.models import Person
from commonground.content.editing.demonstration.texts import Text
from commonground.content.editing.follow import readdress_pages
from commonground.content.editing.groups import keep_groups_in_step
from commonground.content.editing.models import CityPage
from commonground.content.editing.preparing import REVIEW, folder_of
from commonground.foundation import clock

EDITOR, PUBLISHER = "page-editor", "public-information-officer"
# Slug, and how many days ago each language was last published. The English method page is newer than the Spanish.
PUBLISHED = (
    ("about", 96, 94),
    ("call-in-a-crisis", 41, 40),
    ("method", 12, 73),
    ("contact", 150, 149),
    ("accessibility", 150, 148),
    ("privacy", 150, 148),
)
IN_REVIEW, SCHEDULED = "language-help", "data-downloads"


def write_pages(people: Mapping[str, Person]) -> None:
    """`people` are the city's staff by the key of their role. Does nothing where pages are already written."""
    if CityPage.objects.exists():
        return
    editor, publisher = people[EDITOR], people[PUBLISHER]
    keep_groups_in_step(editor, [EDITOR])
    keep_groups_in_step(publisher, [EDITOR, PUBLISHER])
    with transaction.atomic():
        for language in ("en", "es"):
            _write_language(language, editor, publisher)
        with LogContext(user=publisher):
            readdress_pages()
        _ask_for_review(editor)
        _schedule(publisher)


def _write_language(language: str, editor: Person, publisher: Person) -> None:
    slugs = [slug for slug, *_days in PUBLISHED]
    pages = {slug: _new_page(Text(language, slug), editor) for slug in slugs}
    keys = {slug: page.pk for slug, page in pages.items()}
    for slug, *days in PUBLISHED:
        page, text = pages[slug], Text(language, slug)
        moment = _days_ago(days[0] if language == "en" else days[1])
        _first_version(page, text, keys, publisher, moment - timedelta(days=60))
        page.body = text.blocks(keys)
        _save(page, editor, moment - timedelta(days=3))
        _publish(page, publisher, moment)


def _new_page(text: Text, editor: Person) -> CityPage:
    page = CityPage(slug=text.slug, body=[], owner=editor, live=False, **text.fields)
    page.locale = Locale.objects.get(language_code=text.language)
    original = CityPage.objects.filter(slug=text.slug, locale__language_code="en").first()
    if original is not None:
        page.translation_key = original.translation_key
    folder_of(text.language).add_child(instance=page)
    return page


def _first_version(
    page: CityPage, text: Text, keys: dict[str, int], publisher: Person, moment: datetime
) -> None:
    """An earlier, shorter state of the page: history has something to compare."""
    page.body = text.blocks(keys)[:2]
    page.summary = Truncator(page.summary).chars(90)
    _save(page, publisher, moment)
    _publish(page, publisher, moment)
    page.summary = text.fields["summary"]


def _save(page: CityPage, by: Person, moment: datetime) -> None:
    with LogContext(user=by):
        revision = page.save_revision(user=by, log_action=True, changed=True)
    revision.created_at = moment
    revision.save(update_fields=["created_at"])
    CityPage.objects.filter(pk=page.pk).update(latest_revision_created_at=moment)


def _publish(page: CityPage, by: Person, moment: datetime) -> None:
    with clock.stopped_at(moment), LogContext(user=by):
        page.get_latest_revision().publish(user=by)
    page.refresh_from_db()
    first = min(page.first_published_at, moment)
    CityPage.objects.filter(pk=page.pk).update(first_published_at=first, last_published_at=moment)
    page.refresh_from_db()
    newest = PageLogEntry.objects.filter(page=page, timestamp__gt=moment)
    newest.update(timestamp=moment)


def _ask_for_review(editor: Person) -> None:
    """A page that waits for the public information officer."""
    page = _draft(IN_REVIEW, editor)
    workflow = page.get_workflow()
    if workflow is None:
        raise LookupError(f"The workflow {REVIEW!r} is not there; run migrate.")
    with LogContext(user=editor):
        workflow.start(page, editor)


def _schedule(publisher: Person) -> None:
    """A page that goes public by itself in nine days."""
    page = _draft(SCHEDULED, publisher)
    page.go_live_at = clock.now() + timedelta(days=9)
    with LogContext(user=publisher):
        page.save_revision(user=publisher, log_action=True).publish(user=publisher)


def _draft(slug: str, by: Person) -> CityPage:
    text = Text("en", slug)
    page = _new_page(text, by)
    page.body = text.blocks({})
    _save(page, by, clock.now() - timedelta(days=2))
    return page


def _days_ago(days: int) -> datetime:
    return clock.now().replace(hour=15, minute=20, second=0, microsecond=0) - timedelta(days=days)
