"""What needs a person this week. Each package registers a source; the staff start page shows them, late first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from commonground.access.models import Person


@dataclass(frozen=True)
class Need:
    """One thing that waits for somebody."""

    title: str | Promise
    why: str | Promise
    url: str
    due_on: date | None
    late: bool


Source = Callable[[Person], list[Need]]
_sources: list[Source] = []


def register_needs(source: Source) -> Source:
    """Called once at start-up by the package that knows of such things."""
    _sources.append(source)
    return source


def needs_of(person: Person) -> list[Need]:
    """Everything that waits for this person, late first, then by date, undated last."""
    needs = [need for source in _sources for need in source(person)]
    return sorted(needs, key=lambda need: (not need.late, need.due_on or date.max, str(need.title)))
