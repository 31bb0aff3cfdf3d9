"""Which of Wagtail's pages are open, to whom, and under which Content-Security-Policy. What is not named answers 404.

Not named, on purpose: users, groups, sites, collections, workflow set-up, accounts and passwords, the API and its
tokens. Those are decided by roles, or by the city's files, and a second way in would go round them.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from wagtail.users.models import UserProfile

from commonground.access.decisions import roles_by_break_glass, roles_held
from commonground.access.models import Person
from commonground.access.opening import requires, signed_in
from commonground.access.permissions import Permission
from commonground.content.editing.groups import keep_groups_in_step
from commonground.foundation import clock

View = Callable[..., HttpResponseBase]

READ = ("GET",)
WRITE = ("GET", "POST")
WHOLE_NAMESPACES = {"wagtailimages_chooser", "wagtaildocs_chooser", "wagtailadmin_editing_sessions"}
OPEN = {
    "": {
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailadmin_dismissibles",
        "wagtailadmin_block_preview",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtaildocs_serve",
    },
    "wagtailadmin_api:pages": {"listing", "detail", "find"},
    "wagtailadmin_pages": {
        "add",
        "preview_on_add",
        "type_use",
        "choose_parent",
        "type_use_results",
        "usage",
        "edit",
        "preview_on_edit",
        "view_draft",
        "add_subpage",
        "delete",
        "unpublish",
        "search",
        "search_results",
        "move",
        "move_confirm",
        "set_page_position",
        "copy",
        "workflow_action",
        "collect_workflow_action_data",
        "confirm_workflow_cancellation",
        "workflow_preview",
        "lock",
        "unlock",
        "revisions_index",
        "revisions_view",
        "revisions_revert",
        "revisions_unschedule",
        "revisions_compare",
        "workflow_history",
        "workflow_history_detail",
        "history",
        "history_results",
    },
    "wagtailadmin_reports": {
        "locked_pages",
        "locked_pages_results",
        "workflow",
        "workflow_results",
        "workflow_tasks",
        "workflow_tasks_results",
        "aging_pages",
        "aging_pages_results",
    },
    "wagtailimages": {
        "index",
        "index_results",
        "edit",
        "delete",
        "preview",
        "add",
        "image_usage",
        "add_multiple",
        "edit_multiple",
        "delete_multiple",
    },
    "wagtaildocs": {
        "index",
        "index_results",
        "add",
        "edit",
        "delete",
        "add_multiple",
        "edit_multiple",
        "delete_multiple",
        "document_usage",
    },
    "simple_translation": {"submit_page_translation"},
}
# Actions on many at once take the kind of thing from the address: pages and the library, never people or groups.
BULK_ACTION = "wagtail_bulk_action"
BULK_KINDS = {"wagtailcore", "wagtailimages", "wagtaildocs"}
# Wagtail links to its own sign-in, sign-out and account pages; those links lead to ours.
LED_ELSEWHERE = {
    "wagtailadmin_login": "account_login",
    "wagtailadmin_logout": "account_logout",
    "wagtailadmin_account": "access:account",
}
OTHER_METHODS = {"wagtailadmin_dismissibles": ("GET", "PATCH"), "wagtailadmin_editing_sessions": WRITE}


def opened_patterns(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same patterns; each view is opened by name, led elsewhere, or closed."""
    for namespace, pattern in _every_pattern(patterns):
        name = str(pattern.name or "")
        if not namespace and name in LED_ELSEWHERE:
            pattern.callback = _leads_to(LED_ELSEWHERE[name])
        elif name == BULK_ACTION:
            pattern.callback = opened(_of_our_kinds(pattern.callback))
        elif namespace in WHOLE_NAMESPACES or name in OPEN.get(namespace, ()):
            pattern.callback = opened(pattern.callback, OTHER_METHODS.get(name, WRITE))
        else:
            pattern.callback = _closed
    return list(patterns)


def opened(view: View, methods: tuple[str, ...] = WRITE) -> View:
    """A page of the editor: for people who edit pages, with its policy; what it changes is one transaction."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _follow_the_person(request)
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        return in_one_transaction(view)(request, *args, **kwargs)

    with_policy = csp_replace(settings.EDITING_CSP)(answered)
    return requires(Permission.EDIT_PAGES, methods=methods)(with_policy)


def in_one_transaction(view: View) -> View:
    """The page, its published copy and the audit entry are written together, or not at all."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            return response

    return answered


def _follow_the_person(request: HttpRequest) -> None:
    """Roles begin and end by date and by break-glass: groups and language are set right before every page."""
    person = request.user
    if not isinstance(person, Person):
        return
    moment = clock.now()
    keep_groups_in_step(
        person, [*roles_held(person, on=moment.date()), *roles_by_break_glass(person, at=moment)]
    )
    profile = UserProfile.get_for_user(person)
    if profile.preferred_language != person.language:
        profile.preferred_language = person.language
        profile.save(update_fields=["preferred_language"])


def _closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def _of_our_kinds(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, app_label: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if app_label not in BULK_KINDS:
            raise Http404
        return view(request, app_label, *args, **kwargs)

    return answered


def _leads_to(name: str) -> View:
    @signed_in(reason="Wagtail's own links to sign-in and account lead to ours.", methods=WRITE)
    def led(request: HttpRequest) -> HttpResponse:
        return redirect(name)

    return led


def _every_pattern(
    patterns: Iterable[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield namespace, pattern
        else:
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from _every_pattern(pattern.url_patterns, inner)
