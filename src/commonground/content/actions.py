"""Every write of a published copy, with its audit entry, in the transaction of the change that asks for it."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from commonground.content.models import FormerAddress, PublishedPage, PublishedPageFile
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.files.models import StoredFile
from commonground.foundation.files.publish import publish_file, withdraw_file


@dataclass(frozen=True)
class Heading:
    id: str
    text: str


@dataclass(frozen=True)
class PageCopy:
    """What the editor hands over: rendered, cleaned, without anything of a draft."""

    source: int
    translation_key: UUID
    language: str
    path: str
    parent_path: str
    title: str
    summary: str
    search_description: str
    opening_html: str
    body_html: str
    headings: tuple[Heading, ...]
    plain_text: str
    show_in_menu: bool
    position: str
    files: tuple[UUID, ...]


@dataclass(frozen=True)
class Published:
    page: PublishedPage
    has_moved: bool  # its address is not what it was


def publish_copy(*, copy: PageCopy, by: Actor) -> Published:
    """Puts a page before the public, or a newer state of it."""
    with transaction.atomic():
        before = PublishedPage.objects.filter(pk=copy.source).values_list("path", flat=True).first()
        page = _written(copy)
        page.published_at = clock.now()
        if page._state.adding:
            page.first_published_at = page.published_at
        page.save()
        _keep_files(page, copy.files)
        record(
            "content.page.published",
            page,
            by=by,
            details={"language": page.language, "path": page.path, "title": page.title},
        )
    return Published(page, has_moved=before not in (None, copy.path))


def readdress_copy(*, copy: PageCopy, by: Actor) -> PublishedPage | None:
    """Follows a page that moved, or a link whose target did. Its date of publication stays; None if nothing differs."""
    with transaction.atomic():
        before = PublishedPage.objects.filter(pk=copy.source).first()
        if before is None or not _differs(before, copy):
            return None
        page = _written(copy)
        page.save()
        record(
            "content.page.moved",
            page,
            by=by,
            details={"language": page.language, "path": page.path, "before": before.path},
        )
    return page


def withdraw_copy(*, source: int, by: Actor) -> bool:
    """Takes a page away from the public. False when it was not there."""
    with transaction.atomic():
        page = PublishedPage.objects.filter(pk=source).first()
        if page is None:
            return False
        record(
            "content.page.unpublished",
            page,
            by=by,
            details={"language": page.language, "path": page.path, "title": page.title},
        )
        _keep_files(page, ())
        page.delete()
    return True


def _written(copy: PageCopy) -> PublishedPage:
    """The row with the copy's values, unsaved; a former address is noted when the path changes."""
    page = PublishedPage.objects.filter(pk=copy.source).first() or PublishedPage(pk=copy.source)
    if not page._state.adding and (page.language, page.path) != (copy.language, copy.path):
        FormerAddress.objects.update_or_create(
            language=page.language, path=page.path, defaults={"source": page.source}
        )
    FormerAddress.objects.filter(language=copy.language, path=copy.path).delete()
    for name, value in asdict(copy).items():
        if name not in ("source", "files"):
            setattr(page, name, list(value) if name == "headings" else value)
    return page


def _differs(page: PublishedPage, copy: PageCopy) -> bool:
    return any(
        getattr(page, name) != getattr(copy, name)
        for name in ("path", "parent_path", "position", "opening_html", "body_html")
    )


def _keep_files(page: PublishedPage, wanted: tuple[UUID, ...]) -> None:
    """The page shows exactly these; one that no page shows any more is no longer public."""
    dropped = list(page.files.exclude(stored__in=wanted).values_list("stored_id", flat=True))
    page.files.exclude(stored__in=wanted).delete()
    for stored in StoredFile.objects.filter(pk__in=wanted):
        PublishedPageFile.objects.get_or_create(page=page, stored=stored)
        publish_file(stored)
    still_shown = set(
        PublishedPageFile.objects.filter(stored__in=dropped).values_list("stored_id", flat=True)
    )
    for stored in StoredFile.objects.filter(pk__in=[key for key in dropped if key not in still_shown]):
        withdraw_file(stored)
