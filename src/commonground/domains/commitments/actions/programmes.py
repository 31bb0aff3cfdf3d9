"""Programmes, their topics and their milestones."""

from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commonground.access.permissions import Permission
from commonground.domains.commitments.actions.changes import Translations
from commonground.domains.commitments.actions.rights import require
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.models import Evidence, Milestone, Programme, Topic
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.files.models import StoredFile
from commonground.foundation.files.publish import publish_file, withdraw_file
from commonground.foundation.refusals import ChangedMeanwhile, FieldDifference, Refused


@dataclass(frozen=True)
class ProgrammeDetails:
    """Everything that is said of a programme. `update_every_days=None` is the city's own cadence."""

    name: str
    report_title: str = ""
    about: str = ""
    adopted_on: date | None = None
    as_of: date | None = None
    update_every_days: int | None = None
    second_review: bool = False
    translations: Translations = field(default_factory=dict)


@transaction.atomic
def create_programme(
    *, slug: str, details: ProgrammeDetails, published: bool = False, by: Actor
) -> Programme:
    """Makes a programme; nobody outside sees it until it is published. Refused when the slug is taken or empty."""
    require(by, Permission.MANAGE_PROGRAMMES)
    short = slugify(slug or details.name)[:80]
    if not short:
        raise Refused(
            _("Give the program a short name for its address, such as safer-together."), field="slug"
        )
    if Programme.objects.filter(slug=short).exists():
        raise Refused(_("Another program has this address already."), field="slug")
    programme = Programme(slug=short, published=published, **_checked(details))
    programme.save()
    record("programme.created", programme, by=by, details={"slug": short})
    return programme


@transaction.atomic
def update_programme(
    *, programme_id: int, details: ProgrammeDetails, expected_version: int | None = None, by: Actor
) -> Programme:
    """Replaces what is said of a programme. Raises `ChangedMeanwhile` when somebody saved since."""
    require(by, Permission.MANAGE_PROGRAMMES)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    values = _checked(details)
    differing = [name for name, value in values.items() if getattr(programme, name) != value]
    if expected_version not in (None, programme.version) and differing:
        raise ChangedMeanwhile(
            _("Somebody else changed this program while you were writing. Nothing you typed is lost."),
            current_version=programme.version,
            differences=tuple(_difference(programme, name, values[name]) for name in differing),
        )
    if differing:
        for name, value in values.items():
            setattr(programme, name, value)
        programme.version += 1
        programme.save()
        record("programme.updated", programme, by=by, details={"fields": sorted(differing)})
    return programme


@transaction.atomic
def publish_programme(*, programme_id: int, by: Actor) -> None:
    """From now on the public reads the programme, and may download what is attached as evidence."""
    programme = _set_published(programme_id, True, by)
    for stored in _files_of(programme, still_counting=True):
        publish_file(stored)


@transaction.atomic
def withdraw_programme(*, programme_id: int, by: Actor) -> None:
    """Takes the whole programme away from the public. It stays as it is for staff."""
    programme = _set_published(programme_id, False, by)
    for stored in _files_of(programme, still_counting=False):
        withdraw_file(stored)


@transaction.atomic
def add_topic(
    *,
    programme_id: int,
    number: int,
    name: str,
    summary: str = "",
    translations: Translations | None = None,
    by: Actor,
) -> Topic:
    """Adds a topic. Refused when its number is taken."""
    require(by, Permission.MANAGE_PROGRAMMES)
    if not name.strip() or len(name) > 200:
        raise Refused(_("Give the topic a name of up to 200 characters."), field="name")
    if Topic.objects.filter(programme=programme_id, number=number).exists():
        raise Refused(_("This program already has a topic with this number."), field="number")
    topic = Topic.objects.create(
        programme_id=programme_id,
        number=number,
        name=name.strip(),
        slug=_free_slug(programme_id, name, number),
        summary=summary.strip(),
        translations=translations or {},
    )
    record("programme.topic.added", topic, by=by, details={"number": number})
    return topic


@transaction.atomic
def update_topic(
    *, topic_id: int, name: str, summary: str = "", translations: Translations | None = None, by: Actor
) -> Topic:
    """Changes the words of a topic; its number and address stay."""
    require(by, Permission.MANAGE_PROGRAMMES)
    topic = Topic.objects.select_for_update().get(pk=topic_id)
    if not name.strip() or len(name) > 200:
        raise Refused(_("Give the topic a name of up to 200 characters."), field="name")
    topic.name, topic.summary = name.strip(), summary.strip()
    topic.translations = topic.translations if translations is None else translations
    topic.save()
    record("programme.topic.updated", topic, by=by)
    return topic


@transaction.atomic
def add_milestone(
    *,
    programme_id: int,
    happened: PartialDate,
    event: str,
    url: str = "",
    translations: Translations | None = None,
    by: Actor,
) -> Milestone:
    """Notes something that happened to the programme as a whole."""
    require(by, Permission.MANAGE_PROGRAMMES)
    if not event.strip() or len(event) > 400:
        raise Refused(_("Say what happened, in up to 400 characters."), field="event")
    milestone = Milestone(
        programme_id=programme_id, event=event.strip(), url=url.strip(), translations=translations or {}
    )
    milestone.happened = happened
    milestone.save()
    record("programme.milestone.added", milestone, by=by)
    return milestone


@transaction.atomic
def remove_milestone(*, milestone_id: int, by: Actor) -> None:
    """Takes a milestone away that was entered by mistake."""
    require(by, Permission.MANAGE_PROGRAMMES)
    milestone = Milestone.objects.get(pk=milestone_id)
    record("programme.milestone.removed", milestone, by=by, details={"event": milestone.event})
    milestone.delete()


def _checked(details: ProgrammeDetails) -> dict[str, object]:
    if not details.name.strip() or len(details.name) > 160:
        raise Refused(_("Give the program a name of up to 160 characters."), field="name")
    if len(details.report_title) > 240:
        raise Refused(
            _("This text is longer than %(limit)d characters.") % {"limit": 240}, field="report_title"
        )
    if len(details.about) > 20_000:
        raise Refused(_("This text is longer than %(limit)d characters.") % {"limit": 20_000}, field="about")
    values = asdict(details)
    values["update_every_days"] = details.update_every_days or the_rules().update_every_days
    values["name"] = details.name.strip()
    return values


_LABELS = {
    "name": _("Name"),
    "report_title": _("Title of the report"),
    "about": _("About"),
    "adopted_on": _("Adopted on"),
    "as_of": _("As of"),
    "update_every_days": _("Days between updates"),
    "second_review": _("A second person reviews changes"),
    "translations": _("Translations"),
}


def _difference(programme: Programme, name: str, value: object) -> FieldDifference:
    theirs = getattr(programme, name)
    return FieldDifference(name, _LABELS[name], yours=str(value or ""), theirs=str(theirs or ""))


def _set_published(programme_id: int, published: bool, by: Actor) -> Programme:
    require(by, Permission.MANAGE_PROGRAMMES)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    if programme.published != published:
        programme.published = published
        programme.version += 1
        programme.save(update_fields=["published", "version"])
        record("programme.published" if published else "programme.withdrawn", programme, by=by)
    return programme


def _files_of(programme: Programme, *, still_counting: bool) -> "models.QuerySet[StoredFile]":
    """Files attached as evidence; those of evidence that was withdrawn only when asked for."""
    held = Evidence.objects.filter(commitment__programme=programme, stored_file__isnull=False)
    if still_counting:
        held = held.filter(withdrawn_at=None)
    return StoredFile.objects.filter(pk__in=held.values("stored_file"))


def _free_slug(programme_id: int, name: str, number: int) -> str:
    slug = slugify(name)[:70] or f"topic-{number}"
    taken = Topic.objects.filter(programme=programme_id, slug=slug).exists()
    return f"{slug}-{number}" if taken else slug
