"""What the worker does by the clock: publishes pages whose hour has come, takes down those whose time is over."""

import logging
from collections.abc import Callable

from django.db import transaction
from wagtail.models import Page, Revision

from commonground.foundation import clock

log = logging.getLogger(__name__)


def publish_due_pages() -> None:
    """Each page in a transaction of its own: one that cannot be published does not hold up the others."""
    for key in _keys_of_expired_pages():
        _at_once("content.expire", key, _take_down)
    for key in _keys_of_due_revisions():
        _at_once("content.publish", key, _publish)


def _keys_of_expired_pages() -> list[int]:
    return list(Page.objects.filter(live=True, expire_at__lt=clock.now()).values_list("pk", flat=True))


def _keys_of_due_revisions() -> list[int]:
    due = Revision.page_revisions.filter(approved_go_live_at__lt=clock.now())
    return list(due.order_by("approved_go_live_at").values_list("pk", flat=True))


def _at_once(what: str, key: int, act: Callable[[int], None]) -> None:
    try:
        with transaction.atomic():
            act(key)
    except Exception as failure:
        log.error("%s.failed key=%s kind=%s", what, key, type(failure).__name__)


def _take_down(key: int) -> None:
    page = Page.objects.select_for_update().get(pk=key)
    if page.live:
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(key: int) -> None:
    # Another worker may have been here: the row is locked, then asked again.
    revision = Revision.page_revisions.select_for_update().get(pk=key)
    if revision.approved_go_live_at is not None:
        revision.publish(log_action="wagtail.publish.scheduled")
