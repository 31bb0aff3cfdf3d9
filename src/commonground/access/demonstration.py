"""The people of Riverbend: one or two in every role, with one password that is printed for all to read.

For the demonstration alone. Every one of them holds an authenticator app whose secret is
`DEMONSTRATION_SECRET`, so that the staff door of a demonstration can show the digits itself.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction

from commonground.access.actions import add_person, grant_role
from commonground.access.actions.people import PersonDetails
from commonground.access.models import Person
from commonground.access.roles import ROLES
from commonground.access.sign_in.demonstration_code import DEMONSTRATION_SECRET
from commonground.foundation.actors import COMMAND_LINE

DEMONSTRATION_PASSWORD = "riverbend demonstration"  # noqa: S105  # printed by bin/demo
ADDRESS = "riverbend.example"

# name, title, language, roles: the first who holds a role stands for it
_PEOPLE: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Amara Okafor", "Implementation Manager, City Manager's Office", "en", ("implementation-manager",)),
    ("Daniel Reyes Quintana", "Training Lieutenant, Police Department", "es", ("commitment-owner",)),
    ("Hannah Lindqvist", "Director, Victim Services", "en", ("commitment-owner",)),
    ("Samuel Tsosie", "Assistant City Manager", "en", ("change-reviewer",)),
    ("Lucía Marroquín", "Board Clerk", "es", ("board-clerk",)),
    ("Theo Papadakis", "Chair, Citizens Advisory Board", "en", ("board-member",)),
    ("Nia Whitfield", "Member, Youth Advisory Board", "en", ("board-member",)),
    ("Deborah Kowalczyk", "Deputy Chief, Community Partnerships", "en", ("agency-liaison",)),
    ("Minh Anh Tran", "Communications Specialist", "en", ("page-editor",)),
    ("Marcus Bellweather", "Public Information Officer", "en", ("public-information-officer",)),
    ("Rosalind Achebe", "Captain, Professional Standards", "en", ("standards-commander",)),
    ("Samuel Idowu", "Lieutenant, Professional Standards", "en", ("standards-commander",)),
    ("Peter Halvorsen", "Sergeant, Professional Standards", "en", ("standards-investigator",)),
    ("Yesenia Carrillo", "Investigator, Professional Standards", "es", ("standards-investigator",)),
    ("Judith Mbeki", "Director, Office of Independent Oversight", "en", ("oversight-investigator",)),
    ("Tomás Villanueva", "Investigator, Office of Independent Oversight", "es", ("oversight-investigator",)),
    ("Walter Brandt", "Member, Complaint Review Board", "en", ("independent-reviewer",)),
    ("Priya Raman", "Lieutenant, Investigations", "en", ("investigations-commander",)),
    ("Owen Gallagher", "Detective, Investigations", "en", ("detective",)),
    ("Sofía Benavides", "Detective, Investigations", "es", ("detective",)),
    ("Kelly Nakamura", "Officer, Patrol, Levee District", "en", ("police-officer",)),
    ("Andre Dubois", "Desk Officer, Headquarters", "en", ("front-desk",)),
    ("Helen Ostrowski", "City Clerk, Records", "en", ("records-custodian",)),
    ("Ibrahim Koroma", "Deputy City Clerk, Records", "en", ("records-custodian",)),
    ("Farah Siddiqui", "City Auditor", "en", ("auditor",)),
    ("Joaquín Ferrer", "Systems Administrator, Information Technology", "en", ("administrator",)),
    ("Grace Abernathy", "Deputy Administrator, Information Technology", "en", ("administrator",)),
)


@transaction.atomic
def people_of_riverbend() -> dict[str, Person]:
    """Makes them, once; returns for each role's key the person who stands for it."""
    password = make_password(DEMONSTRATION_PASSWORD)  # one hash for all: slow by design, and no secret here
    by_role: dict[str, Person] = {}
    for name, title, language, roles in _PEOPLE:
        person = _person(PersonDetails(name, title, language), roles, password)
        for role in roles:
            by_role.setdefault(role, person)
    missing = set(ROLES) - set(by_role)
    if missing:
        raise LookupError(f"Nobody in Riverbend stands for {', '.join(sorted(missing))}.")
    return by_role


def address_of(name: str) -> str:
    """amara.okafor@riverbend.example"""
    plain = name.lower().translate(str.maketrans("áéíóúñ", "aeioun")).split()
    return f"{plain[0]}.{plain[-1]}@{ADDRESS}"


def _person(details: PersonDetails, roles: tuple[str, ...], password: str) -> Person:
    email = address_of(details.name)
    if found := Person.objects.filter(email=email).first():
        return found
    person = add_person(email=email, details=details, invite=False, by=COMMAND_LINE)
    person.password = password
    person.save(update_fields=["password"])
    if not Authenticator.objects.filter(user=person).exists():
        TOTP.activate(person, DEMONSTRATION_SECRET)
    for role in roles:
        grant_role(person=person, role=role, by=COMMAND_LINE)
    return person
