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
FRONT_DESK = Role(
    "front-desk",
    _("Front desk"),
    _("Staff who take complaints, thanks and tips by telephone, on paper and in person."),
    frozenset({P.ENTER_MATTERS}),
)
POLICE_OFFICER = Role(
    "police-officer",
    _("Police officer"),
    _("A sworn officer of the department, for as long as the officer serves."),
    frozenset({P.VIEW_COMMITMENTS, P.VIEW_OWN_THANKS}),
)
INVESTIGATOR = Role(
    "standards-investigator",
    _("Professional standards investigator"),
    _("A person in the professional standards unit who looks into complaints."),
    frozenset({P.HANDLE_COMPLAINTS, P.ENTER_MATTERS}),
)
STANDARDS_COMMANDER = Role(
    "standards-commander",
    _("Commander of professional standards"),
    _("Whoever answers for the unit: assigns, reviews and signs findings, keeps its keys."),
    frozenset({P.HANDLE_COMPLAINTS, P.SUPERVISE_COMPLAINTS, P.ENTER_MATTERS, P.KEEP_VAULT, P.KEEP_ROSTER}),
)
OVERSIGHT_INVESTIGATOR = Role(
    "oversight-investigator",
    _("Independent oversight investigator"),
    _("Outside the police department: complaints about professional standards itself and about the chief."),
    frozenset({P.HANDLE_OVERSIGHT, P.ENTER_MATTERS, P.KEEP_VAULT}),
)
INDEPENDENT_REVIEWER = Role(
    "independent-reviewer",
    _("Independent reviewer of complaints"),
    _("A member of the board that reads closed complaints, redacted, and writes what it thinks of them."),
    frozenset({P.VIEW_BOARDS, P.VIEW_COMMITMENTS, P.REVIEW_COMPLAINTS, P.KEEP_VAULT}),
)
DETECTIVE = Role(
    "detective",
    _("Detective"),
    _("An investigator of crimes: reads tips, drafts appeals to the public."),
    frozenset({P.VIEW_COMMITMENTS, P.HANDLE_TIPS, P.DRAFT_APPEALS, P.ENTER_MATTERS}),
)
INVESTIGATIONS_COMMANDER = Role(
    "investigations-commander",
    _("Commander of investigations"),
    _("Whoever answers for investigations: approves appeals, decides objections, keeps the unit's keys."),
    frozenset(
        {
            P.VIEW_COMMITMENTS,
            P.HANDLE_TIPS,
            P.SUPERVISE_TIPS,
            P.APPROVE_APPEALS,
            P.KEEP_VAULT,
            P.ENTER_MATTERS,
        }
    ),
)
RECORDS_CUSTODIAN = Role(
    "records-custodian",
    _("Custodian of records"),
    _("Two or more people in the city clerk's office: legal holds, requests for records, disposal."),
    frozenset({P.KEEP_RECORDS, P.DISPOSE_RECORDS}),
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
    _EVERY_MEMBER_OF_STAFF | {P.EDIT_PAGES, P.PUBLISH_PAGES, P.DRAFT_APPEALS},
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
        FRONT_DESK,
        POLICE_OFFICER,
        INVESTIGATOR,
        STANDARDS_COMMANDER,
        OVERSIGHT_INVESTIGATOR,
        INDEPENDENT_REVIEWER,
        DETECTIVE,
        INVESTIGATIONS_COMMANDER,
        RECORDS_CUSTODIAN,
        PAGE_EDITOR,
        PUBLIC_INFORMATION_OFFICER,
        AUDITOR,
        ADMINISTRATOR,
    )
}
