"""Declarations for tables of packages that we use: whole tables, since their columns are not ours to shape.

All of them are closed to the public door.
"""

from django.apps import apps
from django.db import models


class _Internal:
    internal = "*"
    retention = "personnel"


class _Personal:
    personal = "*"
    retention = "personnel"


class _Transient:
    internal = "*"
    retention = "transient"


class _Content:
    """Drafts and history of pages: the public door reads published copies, never these."""

    internal = "*"
    retention = "permanent"


BY_APP: dict[str, type] = {
    "auth": _Internal,
    "contenttypes": _Internal,
    "sessions": _Transient,
    "sites": _Internal,
    "account": _Personal,
    "socialaccount": _Personal,
    "mfa": _Personal,
    "usersessions": _Personal,
    "simple_translation": _Content,
    "taggit": _Content,
    "wagtailcore": _Content,
    "wagtailadmin": _Content,
    "wagtaildocs": _Content,
    "wagtailembeds": _Content,
    "wagtailforms": _Content,
    "wagtailimages": _Content,
    "wagtailredirects": _Content,
    "wagtailsearch": _Content,
    "wagtailusers": _Personal,
    "django_tasks_database": _Transient,
}


def third_party_privacy(model: type[models.Model]) -> type | None:
    """The declaration for a table that no model of ours declares: another package's, or one that links two of ours."""
    created_for = model._meta.auto_created
    if created_for and created_for is not True and _is_ours(created_for):
        # A many-to-many table of ours holds keys only: as open as the model that names it in `public_links`.
        return _link_declaration(model, created_for)
    return None if _is_ours(model) else BY_APP.get(model._meta.app_label)


def _is_ours(model: type[models.Model]) -> bool:
    return apps.get_app_config(model._meta.app_label).name.startswith("commonground.")


def _link_declaration(model: type[models.Model], holder: type[models.Model]) -> type:
    names = tuple(field.name for field in model._meta.local_concrete_fields)
    privacy = holder.Privacy  # type: ignore[attr-defined]
    door = getattr(privacy, "public_door", None)
    public_links = getattr(privacy, "public_links", ())
    field = next(f.name for f in holder._meta.many_to_many if f.remote_field.through is model)
    if field in public_links and door is not None and door.read:
        return type(
            "Privacy",
            (),
            {"public": names, "retention": privacy.retention, "public_door": type(door)(read=True)},
        )
    return type("Privacy", (), {"internal": names, "retention": privacy.retention})
