"""Who may not know of a matter, and who may not investigate it. Pure.

A person named, those above them as far as the city says, those who declare an interest, those whom a supervisor adds.
Naming one more officer never lets anybody back in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from commonground.access.officers.rules import chain_above


class Rule(Protocol):
    """What these rules read of the city's file. Roles are the keys of `NamedRole`."""

    @property
    def hides_from(self) -> Collection[str]: ...
    @property
    def chain_of(self) -> Collection[str]: ...
    @property
    def levels_above(self) -> int: ...
    @property
    def same_rank_may_investigate(self) -> bool: ...
    @property
    def lower_rank_may_investigate(self) -> bool: ...


@dataclass(frozen=True)
class OnRoster:
    """An officer as these rules see one. `person` is the account, if one is linked."""

    officer: int
    supervisor: int | None
    person: int | None
    rank_order: int


@dataclass(frozen=True)
class Named:
    officer: int
    role: str


@dataclass(frozen=True)
class KeptOut:
    """A person who may not know; `why` is “named” or “command”, `through` the officer named."""

    person: int
    why: str
    through: int


Roster = Mapping[int, OnRoster]


def kept_out_by_rule(named: Iterable[Named], roster: Roster, rule: Rule) -> frozenset[KeptOut]:
    """Everybody whom the names in a matter keep from it."""
    supervisors = {number: one.supervisor for number, one in roster.items()}
    found: set[KeptOut] = set()
    for one in named:
        if one.role in rule.hides_from:
            found |= _kept_out([one.officer], "named", one.officer, roster)
        if one.role in rule.chain_of:
            above = chain_above(one.officer, supervisors, rule.levels_above)
            found |= _kept_out(above, "command", one.officer, roster)
    return frozenset(found)


def _kept_out(officers: Iterable[int], why: str, through: int, roster: Roster) -> set[KeptOut]:
    people = (roster[one].person for one in officers if one in roster)
    return {KeptOut(person, why, through) for person in people if person is not None}


class WhyNot(StrEnum):
    """Why somebody may not investigate."""

    KEPT_OUT = "kept-out"
    SAME_RANK = "same-rank"
    LOWER_RANK = "lower-rank"


def why_not_investigate(
    candidate: OnRoster | None, subjects: Iterable[OnRoster], rule: Rule, *, kept_out: bool
) -> WhyNot | None:
    """`candidate` is None for somebody who is no officer: a civilian stands in no rank."""
    if kept_out:
        return WhyNot.KEPT_OUT
    if candidate is None:
        return None
    highest = max((subject.rank_order for subject in subjects), default=0)
    if candidate.rank_order < highest and not rule.lower_rank_may_investigate:
        return WhyNot.LOWER_RANK
    if candidate.rank_order == highest and not rule.same_rank_may_investigate:
        return WhyNot.SAME_RANK
    return None


def must_leave_the_unit(supervisors: Collection[int], kept_out: Collection[int]) -> bool:
    """There are people who supervise the unit, and none of them may know of the matter."""
    return bool(supervisors) and all(person in kept_out for person in supervisors)
