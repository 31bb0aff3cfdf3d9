"""What staff see of appeals: their own drafts, what waits for approval, what is public, what came of it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.casework.models import Case
from commonground.domains.newsroom.actions.fitness import reasons_against
from commonground.domains.newsroom.city_rules import appeals_file
from commonground.domains.newsroom.models import Appeal, AppealPicture, Reward
from commonground.domains.newsroom.queries.public import named
from commonground.domains.newsroom.rules import WhyNot


@dataclass(frozen=True)
class AppealForStaff:
    """One appeal with everything that a person who works on it needs."""

    appeal: Appeal
    pictures: tuple[AppealPicture, ...]
    against: tuple[WhyNot, ...]
    held: bool
    tips: int

    @property
    def offence(self) -> str:
        return named(appeals_file().offence(self.appeal.offence).name)


def may_see_appeals(viewer: Person) -> bool:
    return any(
        decide(viewer, permission)
        for permission in (Permission.DRAFT_APPEALS, Permission.APPROVE_APPEALS, Permission.HANDLE_TIPS)
    )


def appeals_for(viewer: Person) -> list[Appeal]:
    """All appeals, drafts included, for those who write, approve or work on them."""
    if not may_see_appeals(viewer):
        return []
    return list(
        Appeal.objects.select_related("drafted_by").annotate(
            tip_count=Count("tips", filter=Q(tips__case__merged_into=None))
        )
    )


def appeal_for(viewer: Person, number: str) -> AppealForStaff | None:
    if not may_see_appeals(viewer):
        return None
    appeal = (
        Appeal.objects.select_related("drafted_by", "approved_by", "released_by")
        .filter(number=number)
        .first()
    )
    if appeal is None:
        return None
    return AppealForStaff(
        appeal,
        tuple(appeal.pictures.select_related("stored_file", "still", "captions")),
        tuple(reasons_against(appeal)) if appeal.published_at is None else (),
        appeals_file().offence(appeal.offence).hold,
        appeal.tips.count(),
    )


def picture_for(viewer: Person, picture_id: int) -> AppealPicture | None:
    if not may_see_appeals(viewer):
        return None
    return AppealPicture.objects.select_related("appeal", "stored_file").filter(pk=picture_id).first()


def reward_of(case: Case) -> Reward | None:
    """What was offered for a tip that the viewer has opened."""
    return Reward.objects.select_related("offered_by", "paid_by").filter(case=case).first()


def reward_paid_by(viewer: Person, reward_id: int) -> Reward | None:
    """The reward that this person has just paid out; nobody sees another's."""
    return Reward.objects.filter(pk=reward_id, paid_by=viewer).first()
