"""How a programme stands before an import, and how it would stand after it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.importing.plans import RowPlan
from commonground.domains.commitments.models import Commitment, ProposedChange, Topic
from commonground.domains.commitments.queries.loading import lateness_of, load
from commonground.domains.commitments.rules import Counters, Facts, counters


@dataclass(frozen=True)
class Standing:
    """Everything that rows are compared with."""

    commitments: dict[str, Commitment]
    facts: dict[str, Facts]
    bodies: dict[str, tuple[str, ...]]
    topics: dict[int, str]
    waiting: dict[int, set[str]]  # fields that wait for a second person, by commitment


def of_programme(programme_id: int | None) -> Standing:
    """Empty for a programme that is to be created."""
    if programme_id is None:
        return Standing({}, {}, {}, {}, {})
    found = Commitment.objects.filter(programme=programme_id)
    loaded = load(found)
    waiting: dict[int, set[str]] = defaultdict(set)
    rows = ProposedChange.objects.filter(
        commitment__programme=programme_id, decision=ProposedChange.Decision.WAITING
    )
    for commitment_id, changes in rows.values_list("commitment_id", "changes"):
        waiting[commitment_id] |= set(changes)
    return Standing(
        commitments={one.number: one for one in found.select_related("topic", "programme")},
        facts={one.record.number: one.facts for one in loaded},
        bodies={one.record.number: tuple(body.name.source for body in one.row.bodies) for one in loaded},
        topics=dict(Topic.objects.filter(programme=programme_id).values_list("number", "name")),
        waiting=waiting,
    )


def counters_after(standing: Standing, planned: Iterable[RowPlan]) -> Counters:
    """What the programme's counters would be."""
    facts = dict(standing.facts)
    for row in planned:
        facts[row.number] = _after(facts.get(row.number, Facts()), dict(row.changes.given()))
    return counters((one, lateness_of(one)) for one in facts.values())


def _after(facts: Facts, values: dict[str, Any]) -> Facts:
    named = {name: value for name, value in values.items() if name in Facts.__dataclass_fields__}
    if "status" in values:
        status = the_rules().status(values["status"])
        named["stage"] = status.counts_as if status else None
    return replace(facts, **named)
