"""Opens a staff page to those who hold a permission. The staff door enforces it before the view runs."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.foundation.opening import Opening, View, with_head


def requires(permission: Permission, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """The view runs only for a signed-in person who holds `permission` (see `decide`)."""

    def opened(view: View) -> View:
        view.opening = Opening(with_head(methods), str(permission), permission=permission, signed_in=True)  # type: ignore[attr-defined]
        return view

    return opened


def signed_in(*, reason: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """The view runs for everybody who has signed in: their own account, the start page."""

    def opened(view: View) -> View:
        view.opening = Opening(with_head(methods), reason, signed_in=True)  # type: ignore[attr-defined]
        return view

    return opened


def viewer_of(request: HttpRequest) -> Person:
    """The person for whom an opened page runs. The door has let nobody else through; here the types know it too."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
