"""Where a person of the staff can go: only what they may open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import Viewer, permissions_of
from commonground.access.permissions import Permission as P


@dataclass(frozen=True)
class Place:
    label: str | Promise
    url_name: str
    permissions: tuple[P, ...]  # any one of them

    @property
    def url(self) -> str:
        return reverse(self.url_name)


PLACES = (
    Place(_("Commitments"), "commitments_staff:register", (P.VIEW_COMMITMENTS,)),
    Place(_("Boards"), "boards_staff:boards", (P.VIEW_BOARDS,)),
    Place(
        _("Matters"),
        "matters:queue",
        (P.HANDLE_COMPLAINTS, P.SUPERVISE_COMPLAINTS, P.HANDLE_OVERSIGHT, P.HANDLE_TIPS, P.SUPERVISE_TIPS),
    ),
    Place(
        _("Appeals"),
        "newsroom_staff:appeals",
        (P.DRAFT_APPEALS, P.APPROVE_APPEALS, P.HANDLE_TIPS),
    ),
    Place(
        _("Standards"),
        "standards:overview",
        (P.HANDLE_COMPLAINTS, P.SUPERVISE_COMPLAINTS, P.HANDLE_OVERSIGHT),
    ),
    Place(_("Closed complaints"), "standards:board_copies", (P.REVIEW_COMPLAINTS,)),
    Place(_("Thanks"), "standards:own_thanks", (P.VIEW_OWN_THANKS,)),
    Place(_("Take in"), "matters:enter_choose", (P.ENTER_MATTERS,)),
    Place(_("Rewards"), "newsroom_staff:pay", (P.ENTER_MATTERS,)),
    Place(
        _("Vault"),
        "vault:own",
        (
            P.HANDLE_COMPLAINTS,
            P.HANDLE_OVERSIGHT,
            P.HANDLE_TIPS,
            P.REVIEW_COMPLAINTS,
            P.KEEP_VAULT,
            P.REVIEW_BREAK_GLASS,
        ),
    ),
    Place(_("Records"), "matters:kept", (P.KEEP_RECORDS,)),
    Place(_("Pages"), "wagtailadmin_home", (P.EDIT_PAGES, P.PUBLISH_PAGES)),
    Place(_("Officers"), "access:officers", (P.KEEP_ROSTER,)),
    Place(_("People"), "access:people", (P.MANAGE_PEOPLE,)),
    Place(_("Audit"), "access:audit", (P.VIEW_AUDIT,)),
)


def places_for(viewer: Viewer) -> list[Place]:
    held = permissions_of(viewer)
    return [place for place in PLACES if held.intersection(place.permissions)]
