"""A programme to work on, and the people who keep it."""

from collections.abc import Callable

import pytest
from hypothesis import settings

# Properties are about what follows, not about how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def manager(make_person):
    return make_person("implementation-manager", title="Implementation manager")


@pytest.fixture
def reviewer(make_person):
    return make_person("change-reviewer", title="Assistant city manager")


@pytest.fixture
def programme(manager):
    from commonground.domains.commitments import actions

    details = actions.ProgrammeDetails(
        name="Safer Together", translations={"es": {"name": "Más seguros juntos"}}
    )
    return actions.create_programme(slug="safer-together", details=details, published=True, by=manager)


@pytest.fixture
def add(programme, manager) -> Callable:
    """`add("6", status="planning")` adds a commitment with those facts."""
    from commonground.domains.commitments import actions

    def added(number: str = "6", statement: str = "Publish figures", **facts):
        return actions.add_commitment(
            programme_id=programme.pk,
            number=number,
            statement=statement,
            facts=actions.CommitmentChanges(**facts),
            by=manager,
        )

    return added


@pytest.fixture
def prove(manager) -> Callable:
    """`prove(commitment)` attaches a link as evidence."""
    from commonground.domains.commitments import actions

    def proven(commitment, title: str = "The policy"):
        details = actions.EvidenceDetails(kind="link", title=title, url="https://riverbend.example/policy")
        return actions.attach_evidence(commitment_id=commitment.pk, details=details, by=manager)

    return proven


@pytest.fixture
def implemented(add, prove, manager) -> Callable:
    """`implemented("6")` adds a commitment that is implemented, with evidence."""
    from commonground.domains.commitments import actions

    def made(number: str = "6", **facts):
        commitment = add(number, **facts)
        prove(commitment)
        changes = actions.CommitmentChanges(status="full-implementation")
        actions.update_commitment(commitment_id=commitment.pk, changes=changes, by=manager)
        commitment.refresh_from_db()
        return commitment

    return made
