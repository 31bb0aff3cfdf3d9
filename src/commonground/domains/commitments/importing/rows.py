"""Compares one row with the commitment that stands, and says what would change."""

from typing import Any

from django.utils.translation import gettext as _

from commonground.domains.commitments import words
from commonground.domains.commitments.actions import applying, values
from commonground.domains.commitments.actions.changes import CommitmentChanges
from commonground.domains.commitments.importing.cells import Meaning
from commonground.domains.commitments.importing.parsed import RefusedRow
from commonground.domains.commitments.importing.plans import FieldPlan, RowPlan
from commonground.domains.commitments.importing.standing import Standing
from commonground.domains.commitments.models import Commitment
from commonground.domains.commitments.rules import State, state_of

_OF_A_HOLD = ("held_since", "hold_reason", "resume")


def plan_row(meaning: Meaning, standing: Standing, topics: dict[int, str]) -> RowPlan | RefusedRow:
    """The row as a plan, or why it cannot be one."""
    present = standing.commitments.get(meaning.number)
    if present is None and not meaning.values.get("statement"):
        return RefusedRow(meaning.line, "statement", _("A new commitment needs a statement."))
    if meaning.topic_number is not None and meaning.topic_number not in {**standing.topics, **topics}:
        reason = _("There is no topic %(number)d; give its name in the column “topic”.")
        return RefusedRow(meaning.line, "topic_number", reason % {"number": meaning.topic_number})
    wanted = _wanted(meaning, present, standing)
    fields = [
        FieldPlan(name, str(words.FIELDS[name]), before, after)
        for name, value in wanted.items()
        if (before := _standing(present, name)) != (after := values.as_text(name, value))
    ]
    kept = {one.field for one in fields}
    beside = _beside(meaning, present, standing, topics)
    return RowPlan(
        line=meaning.line,
        number=meaning.number,
        statement=wanted.get("statement") or (present.statement if present else ""),
        is_new=present is None,
        fields=(*fields, *beside),
        changes=CommitmentChanges(**{name: value for name, value in wanted.items() if name in kept}),
        version=present.version if present else 0,
        topic_number=meaning.topic_number,
        says_topic=any(one.field == "topic" for one in beside),
        bodies=meaning.bodies if any(one.field == "bodies" for one in beside) else None,
        sets_next_update="next_update_by" in meaning.values,
    )


def _wanted(meaning: Meaning, present: Commitment | None, standing: Standing) -> dict[str, Any]:
    """Values as they would be stored: a claim stands as a claim, a hold has its facts, what waits is left alone."""
    wanted = dict(meaning.values)
    held = wanted.get("on_hold", present.on_hold if present else False)
    for name in _OF_A_HOLD:
        if not held:
            wanted.pop(name, None)
    if present is not None and present.on_hold and not held:
        wanted.update(held_since=None, hold_reason="", resume=None)
    _weigh_claim(meaning, present, standing, wanted)
    if meaning.spanish:
        wanted["translations"] = _translations(meaning, present)
    waiting = standing.waiting.get(present.pk, set()) if present else set()
    return {name: value for name, value in wanted.items() if name not in waiting}


def _weigh_claim(
    meaning: Meaning, present: Commitment | None, standing: Standing, wanted: dict[str, Any]
) -> None:
    """No file makes anything implemented: it reports. What is shown by evidence already stays shown."""
    proven = present is not None and state_of(standing.facts[meaning.number]) is State.IMPLEMENTED
    status = wanted.get("status", present.status if present else "")
    if proven and applying.is_implemented(status):
        wanted.pop("reported_implemented", None)
    elif meaning.claims or applying.is_implemented(status):
        wanted["reported_implemented"] = True


def _translations(meaning: Meaning, present: Commitment | None) -> dict[str, dict[str, str]]:
    held = dict(present.translations) if present else {}
    spanish = {**held.get("es", {}), **meaning.spanish}
    held["es"] = {name: text for name, text in spanish.items() if text}
    return {code: texts for code, texts in held.items() if texts}


def _standing(present: Commitment | None, name: str) -> str:
    if present is None:
        return "no" if name in ("on_hold", "reported_implemented") else ""
    return values.standing(present, name)


def _beside(
    meaning: Meaning, present: Commitment | None, standing: Standing, topics: dict[int, str]
) -> list[FieldPlan]:
    """Topic and bodies are compared by name: they may not exist yet."""
    found = []
    if meaning.says_topic:
        before = str(present.topic) if present and present.topic else ""
        number = meaning.topic_number
        after = "" if number is None else f"{number}. {standing.topics.get(number) or topics[number]}"
        found.append(FieldPlan("topic", str(words.FIELDS["topic"]), before, after))
    if meaning.bodies is not None:
        before = "; ".join(standing.bodies.get(meaning.number, ()))
        after = "; ".join(sorted(meaning.bodies))
        found.append(FieldPlan("bodies", str(words.FIELDS["bodies"]), before, after))
    return [one for one in found if one.before.casefold() != one.after.casefold()]
