"""Every change of who may know of a matter, and the way out of a unit that may not.

Naming hides at once, and hides every matter that was merged with it. A change of the roster hides from more people and
never from fewer: whoever stood above an officer when the matter came does not see it after moving on. Taking back a
name, or lifting a single exclusion, is somebody's act.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.access.officers.actions import supervisors
from commonground.access.officers.rules import chain_above
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, Exclusion, NamedOfficer, NamedRole, Note, WhyExcluded
from commonground.casework.queries.opened import TABLE, OpenedCase, inner_key, shared_key
from commonground.casework.queries.visible import supervises
from commonground.conflict import queries
from commonground.conflict.city_rule import conflict_rule
from commonground.conflict.rules import Named, kept_out_by_rule
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import UnlockedVault, place, seal_text, unit_has_key, wrap_all_to_unit
from commonground.vaults.units import units


class ConflictRefused(Refused):
    """Somebody who cannot be named, kept out or let back in like this."""


@transaction.atomic
def name_officer(
    *, case: Case, officer: Officer, role: str, vault: UnlockedVault | None = None, by: Person
) -> None:
    """Hides the matter from whom the city's rule says. `vault` is needed when that leaves nobody above the unit."""
    if role not in NamedRole.values:
        raise ConflictRefused(_("Say in which role the matter names the officer."), field="role")
    stored = taken_in_hand(case, by)
    _row, new = NamedOfficer.objects.get_or_create(
        case=stored, officer=officer, role=role, defaults={"named_at": clock.now(), "named_by": by}
    )
    if not new:
        return
    # Neither the officer nor the role: the audit log is read by people who are not of the unit.
    record("casework.officer.named", stored, by=by)
    _hide(stored, by)
    _take_from_who_may_not(stored, by)
    _leave_if_nobody_above(stored, vault, by)


@transaction.atomic
def take_back_name(*, case: Case, named_id: int, by: Person) -> None:
    """A name put in by mistake. Whoever was kept out only through it may know again."""
    stored = taken_in_hand(case, by)
    row = NamedOfficer.objects.filter(case=stored, pk=named_id).first()
    if row is None:
        raise ConflictRefused(_("This name is no longer in the matter."))
    officer = row.officer_id
    row.delete()
    roles = {one.role for one in queries.names_in(stored) if one.officer == officer}
    rule = conflict_rule()
    gone = [
        why
        for why, keeps in ((WhyExcluded.NAMED, rule.hides_from), (WhyExcluded.COMMAND, rule.chain_of))
        if not roles & {str(role) for role in keeps}
    ]
    family = queries.family_of(stored)
    Exclusion.objects.filter(case__in=family, through_id=officer, why__in=gone).delete()
    record("casework.officer.name-taken-back", stored, by=by)


@transaction.atomic
def exclude(
    *,
    case: Case,
    person: Person,
    why: str = WhyExcluded.ADDED,
    vault: UnlockedVault | None = None,
    by: Person,
) -> None:
    """A supervisor keeps somebody out whom no rule names. Nobody is told."""
    if why == WhyExcluded.ADDED and not supervises(by, units()[case.unit]):
        raise ConflictRefused(_("Only whoever supervises the unit keeps somebody else out."))
    stored = taken_in_hand(case, by)
    now, new = clock.now(), False
    for one in queries.family_of(stored):
        _row, made = Exclusion.objects.get_or_create(
            case=one, person=person, why=why, through=None, defaults={"since": now}
        )
        new = new or made
    if new:
        record("casework.person.kept-out", stored, by=by, details={"why": str(why)})
        _give_back(stored, {person.pk}, by)
        _leave_if_nobody_above(stored, vault, by)


def declare_interest(*, case: Case, vault: UnlockedVault | None = None, by: Person) -> None:
    """“I know this person”: whoever says so is out, at once and for good."""
    exclude(case=case, person=by, why=WhyExcluded.DECLARED, vault=vault, by=by)


@transaction.atomic
def lift_exclusion(*, opened: OpenedCase, exclusion_id: int, reason: str, by: Person) -> None:
    """Lets somebody back in, with the reason in a sealed note. A person who is named stays out while named."""
    case = taken_in_hand(opened.case, by)
    row = Exclusion.objects.filter(case=case, pk=exclusion_id).select_related("person").first()
    if row is None:
        raise ConflictRefused(_("This person is no longer kept out."))
    if row.why == WhyExcluded.NAMED:
        raise ConflictRefused(_("A person who is named stays out. Take back the name if it was a mistake."))
    if not supervises(by, units()[case.unit]):
        raise ConflictRefused(_("Only whoever supervises the unit lets somebody back in."))
    if not reason.strip():
        raise ConflictRefused(_("Say why."), field="reason")
    _note_why(opened, row.person, reason.strip(), by)
    alike = {"person": row.person, "why": row.why, "through": row.through}
    Exclusion.objects.filter(case__in=queries.family_of(case), **alike).delete()
    record("casework.person.let-back", case, by=by, details={"why": row.why})


def _note_why(opened: OpenedCase, person: Person, reason: str, by: Person) -> None:
    note = Note(case=opened.case, written_at=clock.now(), author=by)
    said = _("%(name)s may know of this matter again: %(reason)s") % {"name": person.name, "reason": reason}
    note.body_sealed = seal_text(opened.inner, str(said), place("casework_note", "body_sealed", note.pk))
    note.save(force_insert=True)


@transaction.atomic
def carry_conflicts(*, source: Case, target: Case) -> None:
    """Who is named in one matter and kept out of it, is so in the other too: for a merge, both ways, and for a split."""
    now = clock.now()
    for name in NamedOfficer.objects.filter(case=source):
        NamedOfficer.objects.get_or_create(
            case=target,
            officer=name.officer,
            role=name.role,
            defaults={"named_at": name.named_at, "named_by": name.named_by},
        )
    for row in Exclusion.objects.filter(case=source):
        Exclusion.objects.get_or_create(
            case=target, person=row.person, why=row.why, through=row.through, defaults={"since": now}
        )


@transaction.atomic
def forget_why(case: Case) -> None:
    """At disposal: whoever was kept out stays out of what is left, and nothing says any more through whom."""
    people = set(Exclusion.objects.filter(case=case).values_list("person_id", flat=True))
    Exclusion.objects.filter(case=case).delete()
    Exclusion.objects.bulk_create(
        Exclusion(case=case, person_id=person, why=WhyExcluded.ADDED, since=clock.now()) for person in people
    )


@transaction.atomic
def hand_to_independent_unit(*, case: Case, vault: UnlockedVault, by: Person) -> None:
    """Seals the matter anew to the independent unit: who handed it over cannot read it any more."""
    _hand_over(taken_in_hand(case, by), vault, by)


@transaction.atomic
def follow_roster(officers: frozenset[int], by: Actor) -> None:
    """The roster changed: whoever stands above an officer who is named, or has that officer's account, is kept out."""
    chain = supervisors()
    touched = {one for one in chain if one in officers or officers.intersection(chain_above(one, chain))}
    named = Q(named_officers__officer__in=touched) | Q(assigned_to__officer__in=officers)
    for case in Case.objects.filter(named, disposed_at__isnull=True).distinct():
        _hide(case, by)
        _take_from_who_may_not(case, by)


def _hide(case: Case, by: Actor) -> None:
    family = queries.family_of(case)
    names: Iterable[Named] = [name for one in family for name in queries.names_in(one)]
    found = kept_out_by_rule(names, queries.roster(), conflict_rule())
    hidden: set[int] = set()
    for one in family:
        stood = set(Exclusion.objects.filter(case=one).values_list("person_id", "why", "through_id"))
        new = [each for each in found if (each.person, each.why, each.through) not in stood]
        Exclusion.objects.bulk_create(
            Exclusion(
                case=one, person_id=each.person, why=each.why, through_id=each.through, since=clock.now()
            )
            for each in new
        )
        hidden |= {each.person for each in new}
    if hidden:
        record("casework.people.kept-out", case, by=by, details={"people": len(hidden)})
        _give_back(case, hidden, by)


def _give_back(case: Case, people: set[int], by: Actor) -> None:
    """Whoever is kept out has nothing assigned: the matter goes back to the queue."""
    family = [one.pk for one in queries.family_of(case)]
    given = Case.objects.filter(pk__in=family, assigned_to__in=people, closed_at__isnull=True)
    if given.update(assigned_to=None, version=F("version") + 1):
        record("casework.assignment.ended", case, by=by, details={"why": "conflict"})


def _take_from_who_may_not(case: Case, by: Actor) -> None:
    """Whoever has the matter and now stands beside or below an officer whom it is about."""
    now = Case.objects.select_related("assigned_to").get(pk=case.pk)
    if now.assigned_to is not None and kind_of(now.kind).may_investigate(now.assigned_to, now):
        _give_back(now, {now.assigned_to.pk}, by)


def _leave_if_nobody_above(case: Case, vault: UnlockedVault | None, by: Person) -> None:
    kept_out = set(Exclusion.objects.filter(case=case).values_list("person_id", flat=True))
    if not queries.has_nobody_above(case, kept_out):
        return
    if vault is None or case.unit not in vault.units:
        raise ConflictRefused(
            _(
                "With this, nobody who supervises the unit may know of the matter, so it goes to the independent unit. "
                "It is sealed anew on the way: open your vault first, then do this again."
            )
        )
    _hand_over(case, vault, by)


def _hand_over(case: Case, vault: UnlockedVault, by: Actor) -> None:
    unit = conflict_rule().independent_unit
    if case.unit == unit:
        raise ConflictRefused(_("The matter is with the independent unit already."))
    if not unit_has_key(unit):
        raise ConflictRefused(
            _(
                "The independent unit has no key yet, so nothing can be sealed to it. Ask its custodian to make one, "
                "then do this again. Nothing was changed."
            )
        )
    for one in queries.family_of(case):
        shared, inner = wrap_all_to_unit(
            unit,
            (shared_key(one, vault), place(TABLE, "shared_key_wrapped", one.pk)),
            (inner_key(one, vault), place(TABLE, "inner_key_wrapped", one.pk)),
        )
        Case.objects.filter(pk=one.pk).update(
            unit=unit,
            unit_key_id=shared.unit_key_id,
            shared_key_wrapped=shared.wrapped,
            inner_key_wrapped=inner.wrapped,
            assigned_to=None,
            version=F("version") + 1,
        )
    record("casework.unit.changed", case, by=by, details={"from": case.unit, "to": unit})
