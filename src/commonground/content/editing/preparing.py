"""What the editor needs before the first page: languages, their folders, groups, one review. Runs after every migrate.

Doing it again changes nothing, and puts back what somebody took away.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from commonground.content.editing.groups import PUBLISHERS, prepare_groups
from commonground.content.editing.models import CityPage, LanguageFolder

REVIEW = "Review before publishing"
_NEEDED = ("wagtailcore", "wagtailimages", "wagtaildocs", "simple_translation", "content_editing")


def prepare_after_migrate(using: str = "default", **_given: Any) -> None:
    """Receiver of `post_migrate`; does nothing while the tables are not all there."""
    tables = set(connections[using].introspection.table_names())
    if {CityPage._meta.db_table, "wagtaildocs_document", "simple_translation_simpletranslation"} <= tables:
        prepare()


def prepare() -> None:
    with transaction.atomic():
        for label in _NEEDED:
            create_permissions(apps.get_app_config(label), verbosity=0)
        if Collection.get_first_root_node() is None:
            Collection.add_root(name="Root")
        locales = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]
        root = Page.get_first_root_node() or _new_root(locales[0])
        _drop_welcome_page(root)
        folders = [_folder(root, locale) for locale in locales]
        _only_site(folders[0])
        groups = prepare_groups(root)
        _review(root, groups[PUBLISHERS])


def folder_of(language: str) -> LanguageFolder:
    """Where the pages of a language begin."""
    return LanguageFolder.objects.get(locale__language_code=language)


def _new_root(locale: Locale) -> Page:
    kind = ContentType.objects.get_for_model(Page)
    return Page.add_root(title="Root", slug="root", content_type=kind, locale=locale)


def _drop_welcome_page(root: Page) -> None:
    """Wagtail's migrations leave a page that no city wrote, and a site that points to it."""
    page_kind = ContentType.objects.get_for_model(Page)
    for page in Page.objects.filter(depth=2, content_type=page_kind):
        page.delete()
    root.refresh_from_db()


def _folder(root: Page, locale: Locale) -> LanguageFolder:
    existing = LanguageFolder.objects.filter(locale=locale).first()
    if existing is not None:
        return existing
    first = LanguageFolder.objects.order_by("pk").first()
    folder = LanguageFolder(
        title=dict(_own_names())[locale.language_code], slug=f"pages-{locale.language_code}", locale=locale
    )
    if first is not None:
        folder.translation_key = first.translation_key
    root.refresh_from_db()
    root.add_child(instance=folder)
    return folder


def _own_names() -> list[tuple[str, str]]:
    return [("en", "English"), ("es", "Español")]


def _only_site(folder: LanguageFolder) -> None:
    Site.objects.exclude(root_page=folder).delete()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": folder}
    )


def _review(root: Page, publishers: Any) -> None:
    Workflow.objects.exclude(name=REVIEW).filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()
    task, _ = GroupApprovalTask.objects.get_or_create(name=PUBLISHERS)
    task.groups.set([publishers])
    workflow, _ = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
