"""What Wagtail asks of us at its hooks: our links in rich text, our menu, our style, none of its own extras."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from commonground.content.editing.links import PublicDocumentLink, PublicPageLink

# Menus of things that roles or the city's files decide (see `opening`).
HIDDEN = {"settings", "help", "users", "groups", "sites", "collections", "workflows", "workflow-tasks"}
HIDDEN_REPORTS = {"site-history", "page-types-usage"}
HIDDEN_PAGE_BUTTONS = {"Privacy"}


@hooks.register("register_rich_text_features", order=100)
def public_links(features: Any) -> None:
    features.register_link_type(PublicPageLink)
    features.register_link_type(PublicDocumentLink)


@hooks.register("construct_main_menu")
def only_what_is_open(request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_reports_menu")
def only_open_reports(request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_REPORTS]


@hooks.register("register_admin_menu_item")
def languages_item() -> MenuItem:
    return MenuItem(_("Languages"), reverse("content_editing:languages"), icon_name="globe", order=150)


@hooks.register("register_admin_menu_item")
def way_back_item() -> MenuItem:
    # The whole address: a menu item is drawn as the current one where the page's path begins with its own.
    address = settings.STAFF_URL + reverse("home")
    return MenuItem(_("Staff site"), address, name="staff-site", icon_name="arrow-left", order=9000)


@hooks.register("insert_global_admin_css")
def our_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("content_editing/editor.css"))


@hooks.register("insert_global_admin_js")
def dates_without_inline_scripts() -> str:
    return format_html('<script src="{}"></script>', static("content_editing/dates.js"))
