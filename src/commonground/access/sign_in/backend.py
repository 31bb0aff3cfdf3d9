"""Answers Django's `has_perm` from our roles, for Wagtail. Everything else about pages comes with Wagtail's groups."""

from django.contrib.auth.backends import BaseBackend

from commonground.access.decisions import Viewer, decide
from commonground.access.permissions import Permission

EDITING = "wagtailadmin.access_admin"


class RolesBackend(BaseBackend):
    def has_perm(self, user_obj: Viewer, perm: str, obj: object = None) -> bool:
        if perm != EDITING:
            return False
        return bool(decide(user_obj, Permission.EDIT_PAGES) or decide(user_obj, Permission.PUBLISH_PAGES))
