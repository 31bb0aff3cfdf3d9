"""Whether the city's files still have every stage in which a matter stands. Without it nobody could say where the matter
stands, nor take it on; so nothing starts until the file has it again.

The public door of PostgreSQL may not see matters: there the staff door, the worker and `commonground migrate` say it.
"""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import Error as DatabaseError
from django.db.models import Count

from commonground.casework.kinds import every_kind
from commonground.casework.models import Case
from commonground.reference.city import CityFileWrong


def refuse_lost_stages() -> None:
    """Raises `CityFileWrong`."""
    if lost := lost_stages():
        raise CityFileWrong(" ".join(lost))


def lost_stages() -> list[str]:
    """One sentence for each stage that a file lacks and matters stand in: kind, stage, how many, and the remedy."""
    counted = Case.objects.filter(disposed_at=None).order_by("kind", "stage").values_list("kind", "stage")
    known = {kind.key: {stage.key for stage in kind.rules.stages} for kind in every_kind()}
    return [
        _sentence(kind, stage, number)
        for kind, stage, number in counted.annotate(number=Count("pk"))
        if stage not in known.get(kind, {stage})
    ]


def check_stages(databases: Any = None, **_given: Any) -> list[CheckMessage]:
    """For `commonground check --database default`, and before every `migrate`."""
    if not databases:
        return []
    try:
        return [Error(sentence, id="casework.E001") for sentence in lost_stages()]
    except DatabaseError:  # the tables are still to be made
        return []


def _sentence(kind: str, stage: str, number: int) -> str:
    return (
        f"casework/{kind}.toml lacks the stage “{stage}”, and matters stand in it: {number}. "
        "Put it back with `retired = true`, so that nothing moves into it, "
        "or put it back, move those matters on, and then take it out."
    )
