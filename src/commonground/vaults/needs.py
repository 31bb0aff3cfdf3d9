"""What the vault needs of somebody, on the staff start page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.attention import Need, register_needs
from commonground.access.models import Person
from commonground.foundation import clock
from commonground.vaults.queries import OwnUnit, keeps_vault, own_vault, recovery_state_for, unit_state_for
from commonground.vaults.rules import drill_wants_attention, needs_member


def register() -> None:
    register_needs(vault_needs)


def vault_needs(person: Person) -> list[Need]:
    own = own_vault(person)
    needs: list[Need] = []
    if own.units and not own.has_passphrase:
        needs.append(
            _need(
                _("Make your vault passphrase"),
                _("Without it you cannot read what your unit receives."),
                reverse("vault:passphrase"),
            )
        )
    for unit in own.units:
        if unit.custodian:
            needs += _needs_of_unit(person, unit)
    return needs + _needs_of_recovery(person)


def _needs_of_unit(person: Person, unit: OwnUnit) -> list[Need]:
    state = unit_state_for(person, unit.key)
    if state is None:
        return []
    url = reverse("vault:unit", args=[unit.key])
    title = _("Vault key of %(unit)s") % {"unit": unit.name}
    if not state.version:
        return [_need(title, _("It has no key yet: it can receive nothing."), url, late=True)]
    found = [
        _need(title, _("%(name)s waits to be added.") % {"name": one.name}, url) for one in state.waiting
    ]
    if needs_member(len(state.members)):
        found.append(_need(title, _("Only one member can open it. Add another."), url, late=True))
    found += [
        _need(
            title, _("%(name)s holds it, but no role that allows it. Remove them.") % {"name": one.name}, url
        )
        for one in state.members
        if not one.may_open
    ]
    if state.left_to_rewrap:
        found.append(_need(title, _("It was replaced, and some matters are still under the old one."), url))
    return found


def _needs_of_recovery(person: Person) -> list[Need]:
    state = recovery_state_for(person)
    if state is None:
        return []
    url = reverse("vault:recovery")
    found = [
        _need(
            _("Recovery key of the vault"),
            _("%(name)s asks for a second person. The request ends after an hour.") % {"name": one.asked_by},
            url,
        )
        for one in state.asked
        if not one.is_mine and not one.witness
    ]
    if not keeps_vault(person):
        return found
    title = _("Recovery key of the vault")
    if state.in_force is None:
        found.append(_need(title, _("There is none yet. Make it before any unit's key."), url, late=True))
    elif state.in_force.last_drill_at and drill_wants_attention(state.in_force.last_drill_at, clock.today()):
        due = state.drill_due_on
        late = due is not None and due < clock.today()
        found.append(Need(title, _("Prove once a year that the sheet in the safe opens it."), url, due, late))
    if state.uncovered:
        found.append(_need(title, _("It does not open every unit's key yet."), url, late=True))
    return found


def _need(title: str, why: str, url: str, *, late: bool = False) -> Need:
    return Need(title=title, why=why, url=url, due_on=None, late=late)
