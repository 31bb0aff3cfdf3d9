"""Pages, editors and publishers for the tests of this package."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _folder_of_uploads(settings, tmp_path) -> None:
    """Nothing that a test uploads outlives it, nor what Wagtail remembers of its small copies."""
    cache.clear()
    settings.FILES_ROOT = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        },
    }


@pytest.fixture
def editor(make_person):
    return _in_step(make_person("page-editor", name="Marisol Vega"), "page-editor")


@pytest.fixture
def publisher(make_person):
    return _in_step(
        make_person("public-information-officer", name="Dana Whitfield"), "public-information-officer"
    )


def _in_step(person, *roles: str):
    from commonground.content.editing.groups import keep_groups_in_step

    keep_groups_in_step(person, roles)
    return person


@pytest.fixture
def new_page(db) -> Callable[..., Any]:
    """`new_page("Title", text="<p>…</p>")` is a saved draft; `language`, `under`, `translation_of` place it."""
    from django.utils.text import slugify
    from wagtail.models import Locale

    from commonground.content.editing.models import CityPage
    from commonground.content.editing.preparing import folder_of

    def make(
        title: str, text: str = "<p>Text.</p>", *, language="en", under=None, translation_of=None, **fields
    ):
        body = fields.pop("body", None) or [{"type": "text", "value": text}]
        page = CityPage(
            title=title,
            slug=fields.pop("slug", None) or slugify(title),
            summary=fields.pop("summary", "A summary."),
            body=body,
            live=False,
            locale=Locale.objects.get(language_code=language),
            **fields,
        )
        if translation_of is not None:
            page.translation_key = translation_of.translation_key
        (under or folder_of(language)).add_child(instance=page)
        page.save_revision()
        return page

    return make


@pytest.fixture
def publish(publisher) -> Callable[..., Any]:
    """`publish(page)` as the public information officer would."""
    from wagtail.log_actions import LogContext

    def act(page, by=None):
        by = by or publisher
        with LogContext(user=by):
            page.save_revision(user=by).publish(user=by)
        page.refresh_from_db()
        return page

    return act
