"""Loads a roster from a file: first what would change, then exactly that. Rows that make no sense are named by line."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.access.models import Officer, Person
from commonground.access.officers.actions import lock_the_roster
from commonground.access.officers.followers import tell_followers
from commonground.access.officers.ranks import rank_named
from commonground.access.officers.read_csv import Row, read_rows
from commonground.access.officers.rules import loops_in
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused


@dataclass(frozen=True)
class RefusedLine:
    line: int
    badge: str
    reason: str


@dataclass(frozen=True)
class Planned:
    """One officer as the file has it; `changes` names the columns that differ from the roster."""

    line: int
    badge: str
    values: dict[str, object]
    supervisor: str | None  # badge, "" for none, None when the file does not say
    officer: int | None
    changes: tuple[str, ...] = ()


@dataclass
class RosterPlan:
    """What importing would do. `missing` are on the roster, serving, and not in the file: nobody is removed."""

    planned: list[Planned] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def added(self) -> list[Planned]:
        return [one for one in self.planned if one.officer is None]

    @property
    def changed(self) -> list[Planned]:
        return [one for one in self.planned if one.officer is not None and one.changes]

    @property
    def same(self) -> int:
        return len(self.planned) - len(self.added) - len(self.changed)

    @property
    def fingerprint(self) -> str:
        """Of what would happen: confirming another plan than the one looked at is refused."""
        said = repr([self.planned, self.refused]).encode()
        return hashlib.sha256(said).hexdigest()


class _CellRefused(Exception):
    """The sentence that says why."""


def plan_roster(text: str) -> RosterPlan:
    """Raises `FileUnreadable` when the file as a whole is no roster. Changes nothing."""
    stored = {one.badge.casefold(): one for one in Officer.objects.select_related("supervisor", "person")}
    people = {person.email.casefold(): person for person in Person.objects.all()}
    plan, seen = RosterPlan(), set()
    for row in read_rows(text):
        badge = row.cells.get("badge", "")
        try:
            if badge.casefold() in seen:
                raise _CellRefused(_("This badge number stands in the file twice."))
            seen.add(badge.casefold())
            plan.planned.append(_meaning(row, stored.get(badge.casefold()), people))
        except _CellRefused as refused:
            plan.refused.append(RefusedLine(row.line, badge, str(refused)))
    _refuse_shared_accounts(plan, stored)
    _refuse_lost_and_looping(plan, stored)
    plan.planned = [_with_changes(one, stored.get(one.badge.casefold())) for one in plan.planned]
    plan.refused.sort(key=lambda one: one.line)
    plan.missing = sorted(one.badge for key, one in stored.items() if key not in seen and not one.left_on)
    return plan


@transaction.atomic
def import_roster(*, text: str, fingerprint: str, by: Actor) -> RosterPlan:
    """Carries out the plan that was looked at. Refused rows are left out."""
    lock_the_roster()
    plan = plan_roster(text)
    if plan.fingerprint != fingerprint:
        raise Refused(_("The roster has changed since you looked. Below is what would happen now."))
    # Two officers may exchange their accounts: nobody holds one while hands change.
    moving = [one.officer for one in plan.changed if one.officer and "person" in one.changes]
    Officer.objects.filter(pk__in=moving).update(person=None)
    touched = [_saved(one, by) for one in (*plan.added, *plan.changed)]
    badges = {one.badge.casefold(): one for one in Officer.objects.all()}
    for one, officer in zip((*plan.added, *plan.changed), touched, strict=True):
        if one.supervisor is not None:
            officer.supervisor = badges[one.supervisor.casefold()] if one.supervisor else None
            officer.save(update_fields=["supervisor"])
    tell_followers(frozenset(officer.pk for officer in touched), by)
    return plan


def _saved(one: Planned, by: Actor) -> Officer:
    if one.officer is None:
        officer = Officer.objects.create(badge=one.badge, **one.values)
        record("officer.added", officer, by=by)
        return officer
    officer = Officer.objects.get(pk=one.officer)
    for name, value in one.values.items():
        setattr(officer, name, value)
    officer.version += 1
    officer.save()
    record("officer.changed", officer, by=by, details={"fields": list(one.changes)})
    return officer


def _meaning(row: Row, stored: Officer | None, people: dict[str, Person]) -> Planned:
    cells = row.cells
    values: dict[str, object] = {"name": _text(cells, "name", 120), "rank": _rank(cells)}
    if "assignment" in cells:
        values["assignment"] = cells["assignment"][:80]
    if "left_on" in cells:
        values["left_on"] = _day(cells["left_on"])
    if "email" in cells:
        values["person"] = _account(cells["email"], people)
    badge = stored.badge if stored else _text(cells, "badge", 20)
    return Planned(row.line, badge, values, cells.get("supervisor"), stored.pk if stored else None)


def _text(cells: dict[str, str], column: str, most: int) -> str:
    text = cells.get(column, "")
    if not text:
        raise _CellRefused(_("Column %(name)s is empty.") % {"name": column})
    if len(text) > most:
        raise _CellRefused(
            _("Column %(name)s is longer than %(most)d characters.") % {"name": column, "most": most}
        )
    return text


def _rank(cells: dict[str, str]) -> str:
    rank = rank_named(cells.get("rank", ""))
    if rank is None:
        raise _CellRefused(_("“%(text)s” is not a rank.") % {"text": cells.get("rank", "")[:40]})
    return rank.key


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise _CellRefused(
            _("“%(text)s” is not a day. Write it as 2026-11-02.") % {"text": text[:40]}
        ) from wrong


def _account(email: str, people: dict[str, Person]) -> Person | None:
    if not email:
        return None
    if email.casefold() not in people:
        raise _CellRefused(_("Nobody here signs in as %(email)s.") % {"email": email[:80]})
    return people[email.casefold()]


def _refuse_shared_accounts(plan: RosterPlan, stored: dict[str, Officer]) -> None:
    """One account, one officer: within the file, and beside those whom the file leaves alone."""
    in_file = {one.badge.casefold() for one in plan.planned if "person" in one.values}
    taken = {one.person_id: one.badge for key, one in stored.items() if one.person_id and key not in in_file}
    for one in list(plan.planned):
        person = one.values.get("person")
        if not isinstance(person, Person):
            continue
        if taken.get(person.pk, one.badge) != one.badge:
            _refuse(plan, one, _("This account belongs to another officer."))
        taken[person.pk] = one.badge


def _refuse_lost_and_looping(plan: RosterPlan, stored: dict[str, Officer]) -> None:
    """Until nothing more falls: a refused row may take with it those who were to stand under it."""
    while True:
        known = {*stored, *(one.badge.casefold() for one in plan.planned)}
        lost = [one for one in plan.planned if one.supervisor and one.supervisor.casefold() not in known]
        looping = _looping(plan, stored)
        for one in lost:
            _refuse(
                plan, one, _("Supervisor %(badge)s is not on the roster.") % {"badge": one.supervisor or ""}
            )
        for one in looping:
            if one not in lost:
                _refuse(plan, one, _("This supervisor stands below the officer: the chain goes in a circle."))
        if not lost and not looping:
            return


def _looping(plan: RosterPlan, stored: dict[str, Officer]) -> list[Planned]:
    above = {key: one.supervisor.badge.casefold() if one.supervisor else None for key, one in stored.items()}
    for one in plan.planned:
        above.setdefault(one.badge.casefold(), None)
        if one.supervisor is not None:
            above[one.badge.casefold()] = one.supervisor.casefold() or None
    number = {badge: place for place, badge in enumerate(sorted(above))}
    chain = {number[badge]: number.get(top) if top else None for badge, top in above.items()}
    circled = {place for loop in loops_in(chain) for place in loop}
    return [
        one for one in plan.planned if number[one.badge.casefold()] in circled and one.supervisor is not None
    ]


def _refuse(plan: RosterPlan, one: Planned, reason: str) -> None:
    plan.planned.remove(one)
    plan.refused.append(RefusedLine(one.line, one.badge, reason))


def _with_changes(one: Planned, stored: Officer | None) -> Planned:
    if stored is None:
        return one
    changes = [name for name, value in one.values.items() if getattr(stored, name) != value]
    standing = stored.supervisor.badge if stored.supervisor else ""
    if one.supervisor is not None and one.supervisor.casefold() != standing.casefold():
        changes.append("supervisor")
    return replace(one, changes=tuple(changes))
