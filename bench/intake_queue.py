"""Runs in a house, for `bin/bench intake queue`: a unit's queue with so many open matters, and the processor time of its page."""

import json
import statistics
import sys
import time
import uuid
from datetime import timedelta
from typing import Any

PAGES = 15


def measure(matters: int) -> dict[str, float]:
    from commonground.casework.models import Case

    _arrive(matters)
    door = _investigator()
    seconds = []
    for page in range(PAGES + 2):
        began = time.process_time()
        answer = door.get("/matters/", {"page": page % 3 + 1})
        seconds.append(time.process_time() - began)
        if answer.status_code != 200:
            sys.exit(f"the queue answered {answer.status_code}")
    taken = seconds[2:]  # the first loads templates
    return {
        "matters": Case.objects.count(),
        "median": statistics.median(taken) * 1000,
        "most": max(taken) * 1000,
    }


def _arrive(matters: int) -> None:
    """One files; the others are copies of that row, due on ninety days; every third is kept from somebody else."""
    from commonground.casework.actions.filing import Filing, file_case
    from commonground.casework.models import Case, Exclusion, WhyExcluded
    from commonground.foundation import clock
    from commonground.foundation.actors import RESIDENT

    filing = Filing("complaint", "rude", "en", "web", {"what-happened": "He was rude."})
    first = Case.objects.get(pk=file_case(filing, receipt=None, by=RESIDENT).case_id)
    values = {field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
    many = [
        Case(
            **{**values, "id": uuid.uuid4(), "reference": f"T{number:07}"}
            | {"due_on": first.due_on and first.due_on + timedelta(days=number % 90)}
        )
        for number in range(matters - 1)
    ]
    Case.objects.bulk_create(many)
    other = _people("standards-investigator")[1]
    Exclusion.objects.bulk_create(
        Exclusion(case=row, person=other, why=WhyExcluded.ADDED, since=clock.now()) for row in many[::3]
    )


def _investigator() -> Any:
    """A client of the staff door, signed in with a second factor; the vault stays locked, as it does for most looks."""
    from django.test import Client

    from commonground.access.sign_in.session import open_session

    client = Client(headers={"host": "localhost"})
    client.force_login(
        _people("standards-investigator")[0], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = client.session
    open_session(session)
    session.save()
    return client


def _people(role: str) -> list[Any]:
    from commonground.access.models import Person

    return list(Person.objects.filter(role_grants__role=role).order_by("pk"))


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
