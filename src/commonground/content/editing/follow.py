"""Keeps the published copies true to the editor: publish, unpublish, move, rename and delete, each at once.

Wagtail sends these signals inside the change; the staff door runs each change in one transaction
(`opening.in_one_transaction`), so that a page and its copy never part.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from commonground.access.models import Person
from commonground.content import actions
from commonground.content.editing.copies import copy_of
from commonground.content.editing.models import CityPage
from commonground.foundation.actors import WORKER, Actor


def follow_the_editor() -> None:
    """Called once at start-up."""
    page_published.connect(_on_publish, sender=CityPage, dispatch_uid="content_publish")
    page_unpublished.connect(_on_unpublish, dispatch_uid="content_unpublish")
    post_delete.connect(_on_delete, sender=Page, dispatch_uid="content_delete")
    page_slug_changed.connect(_on_new_address, dispatch_uid="content_slug")
    post_page_move.connect(_on_new_address, dispatch_uid="content_move")


def whoever_acts() -> Actor:
    """The person whose request this is; the worker when nobody's."""
    user = get_active_log_context().user
    return user if isinstance(user, Person) else WORKER


def readdress_pages() -> None:
    """After a move or a new slug: the page, those under it, and every page that links to one of them."""
    by = whoever_acts()
    with transaction.atomic():
        for page in CityPage.objects.live().order_by("path"):
            actions.readdress_copy(copy=copy_of(page), by=by)


def _on_publish(sender: type[CityPage], instance: CityPage, **_given: Any) -> None:
    if not instance.live:  # Wagtail also sends this for a page that is only scheduled
        return
    outcome = actions.publish_copy(copy=copy_of(instance), by=whoever_acts())
    if outcome.has_moved:
        readdress_pages()


def _on_unpublish(sender: type[Page], instance: Page, **_given: Any) -> None:
    actions.withdraw_copy(source=instance.pk, by=whoever_acts())


def _on_delete(sender: type[Page], instance: Page, **_given: Any) -> None:
    with transaction.atomic():
        actions.withdraw_copy(source=instance.pk, by=whoever_acts())


# Wagtail sends the change of a slug only after the commit. A published page's new slug is followed in the transaction
# (`_on_publish`); this is for the one case left: published pages under a draft that was renamed.
def _on_new_address(**_given: Any) -> None:
    readdress_pages()
