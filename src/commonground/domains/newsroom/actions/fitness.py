"""Whether an appeal may be published as it stands, by the rules and the city's file."""

from commonground.domains.newsroom.city_rules import appeals_file
from commonground.domains.newsroom.models import Appeal
from commonground.domains.newsroom.rules import AppealFacts, ShownIs, WhyNot, why_not_publish
from commonground.domains.newsroom.words import WHY_NOT
from commonground.foundation import clock
from commonground.foundation.refusals import Refused


def reasons_against(appeal: Appeal, *, released: bool | None = None) -> list[WhyNot]:
    """Why this appeal may not be published as it stands."""
    file = appeals_file()
    offence = file.offence(appeal.offence)
    facts = AppealFacts(
        shown_is=ShownIs(appeal.shown_is),
        shows_face=appeal.shows_face,
        names_person=bool(appeal.person_name),
        face=offence.face,
        name_shown=offence.name_shown,
        held=offence.hold,
        released=appeal.released_at is not None if released is None else released,
        has_legal_basis=bool(appeal.legal_basis),
        has_facts=bool(appeal.facts.strip()),
        pictures_without_description=appeal.pictures.filter(description="").count(),
        expires_on=appeal.expires_on,
    )
    return why_not_publish(facts, today=clock.today(), longest_days=file.longest_days)


def refuse_unfit(appeal: Appeal, *, released: bool | None = None) -> None:
    """Raises `Refused` with the first thing to mend."""
    if against := reasons_against(appeal, released=released):
        raise Refused(WHY_NOT[against[0]])
