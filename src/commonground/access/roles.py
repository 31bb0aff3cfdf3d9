"""Roles: what a person here may do, and who may be given it. One readable list; nothing else grants anything."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    key: str
    name: str | Promise
    may_be_given_to: str | Promise
    permissions: frozenset[P]

    @property
    def permissions_in_order(self) -> list[P]:
        return [permission for permission in P if permission in self.permissions]


_EVERY_MEMBER_OF_STAFF = frozenset({P.VIEW_COMMITMENTS, P.VIEW_BOARDS})

COMMITMENT_OWNER = Role(
    "commitment-owner",
    _("Commitment owner"),
    _("The named person in a department who answers for one or more commitments."),
    _EVERY_MEMBER_OF_STAFF | {P.UPDATE_OWN_COMMITMENTS},
)
IMPLEMENTATION_MANAGER = Role(
    "implementation-manager",
    _("Implementation manager"),
    _("The person hired to keep the whole programme true, and a deputy."),
    _EVERY_MEMBER_OF_STAFF
    | {
        P.UPDATE_OWN_COMMITMENTS,
        P.MANAGE_COMMITMENTS,
        P.MANAGE_PROGRAMMES,
        P.ANSWER_DISPUTES,
        P.IMPORT_COMMITMENTS,
        P.ANSWER_RECOMMENDATIONS,
    },
)
CHANGE_REVIEWER = Role(
    "change-reviewer",
    _("Reviewer of changes"),
    _("A second person, outside the office that makes the change: the city manager's office or the auditor."),
    _EVERY_MEMBER_OF_STAFF | {P.REVIEW_CHANGES},
)
BOARD_CLERK = Role(
    "board-clerk",
    _("Board clerk"),
    _("Staff who serve boards: seats, agendas, minutes."),
    _EVERY_MEMBER_OF_STAFF | {P.MANAGE_BOARDS, P.APPOINT_MEMBERS, P.MANAGE_MEETINGS},
)
BOARD_MEMBER = Role(
    "board-member",
    _("Board member"),
    _("A resident who holds a seat, for as long as the term lasts."),
    frozenset({P.VIEW_BOARDS, P.VIEW_COMMITMENTS, P.MAKE_RECOMMENDATIONS}),
)
AGENCY_LIAISON = Role(
    "agency-liaison",
    _("Agency liaison to the boards"),
    _("The person in the police department or city who answers the boards' recommendations."),
    _EVERY_MEMBER_OF_STAFF | {P.ANSWER_RECOMMENDATIONS},
)
PAGE_EDITOR = Role(
    "page-editor",
    _("Page editor"),
    _("Anyone who writes pages; another person publishes them."),
    _EVERY_MEMBER_OF_STAFF | {P.EDIT_PAGES},
)
PUBLIC_INFORMATION_OFFICER = Role(
    "public-information-officer",
    _("Public information officer"),
    _("The officers of the city and the department who speak to the public."),
    _EVERY_MEMBER_OF_STAFF | {P.EDIT_PAGES, P.PUBLISH_PAGES},
)
AUDITOR = Role(
    "auditor",
    _("Auditor"),
    _("The city auditor or an independent monitor: reads the audit log and reviews the use of power."),
    _EVERY_MEMBER_OF_STAFF | {P.VIEW_AUDIT, P.REVIEW_BREAK_GLASS},
)
ADMINISTRATOR = Role(
    "administrator",
    _("City administrator"),
    _("Two or three people in information technology: accounts and roles, never anybody's casework."),
    frozenset({P.MANAGE_PEOPLE, P.GRANT_ROLES, P.BREAK_GLASS}),
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        COMMITMENT_OWNER,
        IMPLEMENTATION_MANAGER,
        CHANGE_REVIEWER,
        BOARD_CLERK,
        BOARD_MEMBER,
        AGENCY_LIAISON,
        PAGE_EDITOR,
        PUBLIC_INFORMATION_OFFICER,
        AUDITOR,
        ADMINISTRATOR,
    )
}
