"""The same page in each language: which are missing, and which lag behind the city's first language."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from commonground.content.editing.copies import rendered_body
from commonground.content.editing.models import CityPage
from commonground.content.models import PublishedPage


class Standing(StrEnum):
    MISSING = "missing"  # nobody has begun
    DRAFT = "draft"  # begun, not published
    BEHIND = "behind"  # the original was published after it
    CURRENT = "current"


@dataclass(frozen=True)
class Version:
    """One page in one language. `page_id` is None where there is none."""

    language: str
    page_id: int | None
    title: str
    standing: Standing
    published_at: datetime | None
    html: str = ""


@dataclass(frozen=True)
class PageInLanguages:
    original: Version
    others: tuple[Version, ...]

    @property
    def needs_work(self) -> bool:
        return any(other.standing in (Standing.MISSING, Standing.BEHIND) for other in self.others)


def pages_in_languages() -> list[PageInLanguages]:
    """Every page of the first language, with its versions in the others."""
    dates = _dates()
    pages = list(_pages())
    by_key: dict[UUID, dict[str, CityPage]] = {}
    for page in pages:
        by_key.setdefault(page.translation_key, {})[page.locale.language_code] = page
    return [
        _in_languages(versions, dates) for versions in by_key.values() if settings.LANGUAGE_CODE in versions
    ]


def page_in_languages(page: CityPage) -> PageInLanguages | None:
    """One page side by side, bodies rendered from the newest draft; None where the first language has no such page."""
    versions = {
        row.locale.language_code: row for row in _pages().filter(translation_key=page.translation_key)
    }
    if settings.LANGUAGE_CODE not in versions:
        return None
    return _in_languages(versions, _dates(), with_html=True)


def _pages() -> "QuerySet[CityPage]":
    return CityPage.objects.select_related("locale").order_by("path")


def _dates() -> dict[int, datetime]:
    return dict(PublishedPage.objects.values_list("source", "published_at"))


def _in_languages(
    versions: dict[str, CityPage], dates: dict[int, datetime], *, with_html: bool = False
) -> PageInLanguages:
    first = versions[settings.LANGUAGE_CODE]
    original_date = dates.get(first.pk)
    codes = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    others = (_version(code, versions.get(code), dates, original_date, with_html) for code in codes)
    return PageInLanguages(
        original=_version(settings.LANGUAGE_CODE, first, dates, None, with_html), others=tuple(others)
    )


def _version(
    language: str,
    page: CityPage | None,
    dates: dict[int, datetime],
    original_date: datetime | None,
    with_html: bool,
) -> Version:
    if page is None:
        return Version(language, None, "", Standing.MISSING, None)
    published_at = dates.get(page.pk)
    body = rendered_body(page.get_latest_revision_as_object()) if with_html else None
    html = body.opening + body.html if body else ""
    return Version(language, page.pk, page.title, _standing(published_at, original_date), published_at, html)


def _standing(published_at: datetime | None, original_date: datetime | None) -> Standing:
    if published_at is None:
        return Standing.DRAFT
    return Standing.BEHIND if original_date and original_date > published_at else Standing.CURRENT


def side_by_side_of(page_id: int) -> PageInLanguages | None:
    """As `page_in_languages`, by the key of the page in any language."""
    page = CityPage.objects.filter(pk=page_id).first()
    return page_in_languages(page) if page else None
