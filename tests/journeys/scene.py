"""What the journeys need beside the story of Riverbend: a commitment of its own for each, so that none waits on another.

Run by the house as it is built: python -m tests.journeys.scene
"""

from datetime import timedelta

import django

PROGRAMME = "safer-together"
FOLLOWED, EVIDENCED, DISPUTED, DISPUTED_PLAINLY, CLICKED_TWICE, ATTACKED = (
    "101",
    "102",
    "103",
    "104",
    "105",
    "106",
)
EDITED_TWICE, BY_KEYBOARD, WITHOUT_SCRIPT, LOST_SESSION, UPLOADED, HELD = (
    "107",
    "108",
    "109",
    "110",
    "111",
    "112",
)
QUICK, CONFLICT = "113", "114"

UNDER_WAY = {
    FOLLOWED: "Publish a lantern-walk calendar with every district station",
    EVIDENCED: "Adopt a written policy on returning property to its owner",
    EDITED_TWICE: "Keep one list of every interpreter on call",
    BY_KEYBOARD: "Put a bench and a light at each bus stop beside a station",
    WITHOUT_SCRIPT: "Answer letters from schools within ten days",
    LOST_SESSION: "Write down how volunteers are thanked",
    UPLOADED: "Publish the map of patrol districts",
    QUICK: "Show the waiting time at the front desk",
    CONFLICT: "Translate the towing notice",
}
IMPLEMENTED = {
    DISPUTED: "Open the front desk on Saturdays",
    DISPUTED_PLAINLY: "Post the complaint form in every library",
    CLICKED_TWICE: "Call back within a day",
    ATTACKED: "Number every patrol car where people can read it",
}
# Investigators who are sworn officers, and may read the audit log too: a journey shows what they see once a matter
# names them.
INVESTIGATORS = {"en": "peter.halvorsen@riverbend.example", "es": "yesenia.carrillo@riverbend.example"}
# An appeal for each language, so that neither journey ends the other's.
APPEALS = {
    "en": ("Do you know this bicycle thief?", "¿Conoce a este ladrón de bicicletas?"),
    "es": ("Do you know whose trailer this is?", "¿Sabe de quién es este remolque?"),
}


def set_scene() -> None:
    set_commitments()
    set_officers()
    set_appeals()


def set_officers() -> None:
    from commonground.access.actions import grant_role
    from commonground.access.models import Officer, Person
    from commonground.foundation.actors import COMMAND_LINE

    people = {language: Person.objects.get(email=email) for language, email in INVESTIGATORS.items()}
    captain = Officer.objects.get(badge="0107")
    sworn = {"rank": "sergeant", "assignment": "Professional Standards", "supervisor": captain}
    Officer.objects.create(badge="0561", name=people["es"].name, person=people["es"], **sworn)
    for person in people.values():
        grant_role(person=person, role="auditor", by=COMMAND_LINE)


def set_appeals() -> None:
    from commonground.access.models import Person
    from commonground.domains.newsroom.actions import drafting, pictures, publishing
    from commonground.domains.newsroom.demonstration.pictures import still_of_a_vehicle
    from commonground.foundation import clock

    hours_ago = clock.now() - timedelta(hours=3)
    drafter, approver = (
        Person.objects.filter(role_grants__role=role).order_by("pk")[0]
        for role in ("public-information-officer", "investigations-commander")
    )
    for title, title_es in APPEALS.values():
        details = drafting.AppealDetails(
            title=title,
            facts="It stood at the canal lock on Sunday evening.",
            offence="felony-property",
            legal_basis="investigation",
            happened_on=None,
            place="Canal lock",
            shown_is="nobody",
            shows_face=False,
            person_name="",
            case_number="",
            expires_on=drafting.usual_last_day(),
            translations={
                "es": {"title": title_es, "facts": "Estaba en la esclusa el domingo por la tarde."}
            },
        )
        vehicle = still_of_a_vehicle((46, 92, 60), "CAM 7")
        still = pictures.Shown(vehicle, "A still from a camera", "Imagen de una cámara")
        with clock.stopped_at(hours_ago):
            appeal = drafting.draft_appeal(details=details, by=drafter)
            pictures.add_picture(appeal=appeal, shown=still, by=drafter)
            appeal = drafting.propose_appeal(appeal=appeal, by=drafter)
            publishing.approve_appeal(appeal=appeal, expected_version=appeal.version, by=approver)


def set_commitments() -> None:
    from django.db import transaction

    from commonground.access.models import Person
    from commonground.access.roles import ROLES
    from commonground.domains.commitments import actions
    from commonground.domains.commitments.actions import CommitmentChanges, EvidenceDetails
    from commonground.domains.commitments.models import Programme

    def holder_of(role: str) -> Person:
        assert role in ROLES
        return Person.objects.filter(role_grants__role=role).order_by("pk")[0]

    manager, reviewer = holder_of("implementation-manager"), holder_of("change-reviewer")
    programme = Programme.objects.get(slug=PROGRAMME)

    def add(number: str, statement: str, status: str) -> int:
        facts = CommitmentChanges(
            status=status,
            percent=60,
            owner_title="Fire Marshal",
            translations={"es": {"statement": f"Compromiso {number} de los recorridos"}},
        )
        return actions.add_commitment(
            programme_id=programme.pk, number=number, statement=statement, facts=facts, by=manager
        ).pk

    with transaction.atomic():
        for number, statement in UNDER_WAY.items():
            add(number, statement, "approaching-implementation")
        for number, statement in IMPLEMENTED.items():
            made = add(number, statement, "approaching-implementation")
            shown = EvidenceDetails(
                kind="link", title="Where it is shown", url="https://riverbend.example/shown"
            )
            actions.attach_evidence(commitment_id=made, details=shown, upload=None, by=manager)
            asked = actions.update_commitment(
                commitment_id=made, changes=CommitmentChanges(status="full-implementation"), by=manager
            )
            if asked.proposal_id is not None:
                actions.approve_change(proposal_id=asked.proposal_id, by=reviewer)
        held = add(HELD, "Paint the crossing at the station", "planning")
        actions.place_on_hold(
            commitment_id=held, reason="The street is being dug up.", resume=None, by=manager
        )


if __name__ == "__main__":
    django.setup()
    set_scene()
