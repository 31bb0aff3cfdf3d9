"""What came of a recommendation, told by whoever knows: a higher package registers a source at start-up."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """One thing that came of it: a commitment, a programme. `tone` is one of the design system's."""

    title: str
    url: str
    status: str = ""
    tone: str = "neutral"


OutcomeSource = Callable[[int], list[Outcome]]  # given the id of a recommendation; reads public columns only
_sources: list[OutcomeSource] = []


def register_outcomes(source: OutcomeSource) -> OutcomeSource:
    """Called once at start-up (AppConfig.ready) by the package that knows of such things."""
    if source not in _sources:
        _sources.append(source)
    return source


def outcomes_of(recommendation_id: int) -> list[Outcome]:
    return [outcome for source in _sources for outcome in source(recommendation_id)]
