"""Wagtail's groups follow our roles: who may edit and who may publish is decided in `access.roles`, nowhere else."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from commonground.access.models import Person
from commonground.access.permissions import Permission as Ours
from commonground.access.roles import ROLES

EDITORS = "Page editors"
PUBLISHERS = "Page publishers"
GROUP_OF = {Ours.EDIT_PAGES: EDITORS, Ours.PUBLISH_PAGES: PUBLISHERS}

_ON_PAGES = {
    EDITORS: ("add_page", "change_page"),
    PUBLISHERS: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
# The same for both: a library that only some may add to would be worked around.
_ON_FILES = (
    ("wagtailimages", ("add_image", "choose_image")),
    ("wagtaildocs", ("add_document", "choose_document")),
)
_ON_FILES_OF_OTHERS = (("wagtailimages", ("change_image",)), ("wagtaildocs", ("change_document",)))
_IN_GENERAL = (("simple_translation", ("submit_translation",)),)


def keep_groups_in_step(person: Person, role_keys: Sequence[str]) -> None:
    """Puts the person into exactly the groups that their roles give. Doing it twice does no harm."""
    held = {permission for key in role_keys if key in ROLES for permission in ROLES[key].permissions}
    wanted = {GROUP_OF[permission] for permission in GROUP_OF if permission in held}
    ours = set(GROUP_OF.values())
    present = set(person.groups.filter(name__in=ours).values_list("name", flat=True))
    if wanted == present:
        return
    person.groups.remove(*Group.objects.filter(name__in=ours - wanted))
    person.groups.add(*Group.objects.filter(name__in=wanted))


def prepare_groups(root: Page) -> dict[str, Group]:
    """Both groups with exactly their rights, on all pages and on the library. Wagtail's own groups go."""
    Group.objects.filter(name__in=("Editors", "Moderators")).delete()
    groups = {}
    for name, on_pages in _ON_PAGES.items():
        groups[name], _ = Group.objects.get_or_create(name=name)
        _set_page_rights(groups[name], root, on_pages)
        files = (*_ON_FILES, *(_ON_FILES_OF_OTHERS if name == PUBLISHERS else ()))
        _set_library_rights(groups[name], _permissions(files))
        groups[name].permissions.set(_permissions(_IN_GENERAL))
    return groups


def _set_page_rights(group: Group, root: Page, codenames: Iterable[str]) -> None:
    wanted = _permissions((("wagtailcore", tuple(codenames)),))
    GroupPagePermission.objects.filter(group=group).exclude(page=root, permission__in=wanted).delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _set_library_rights(group: Group, wanted: list[Permission]) -> None:
    library = Collection.get_first_root_node()
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=library, permission__in=wanted
    ).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=library, permission=permission
        )


def _permissions(wanted: Iterable[tuple[str, tuple[str, ...]]]) -> list[Permission]:
    return [
        permission
        for app_label, codenames in wanted
        for permission in Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)
    ]
