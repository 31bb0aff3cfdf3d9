"""Notes of the unit for the unit, under a key that the person's receipt does not open."""

import uuid

from django.db import transaction

from commonground.access.models import Person
from commonground.casework.actions.messages import checked
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.models import Note
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.vault import place, seal_text


@transaction.atomic
def write_note(*, opened: OpenedCase, text: str, by: Person) -> Note:
    """Raises `NothingSaid`."""
    taken_in_hand(opened.case, by)
    identity = uuid.uuid4()
    note = Note(
        id=identity,
        case=opened.case,
        written_at=clock.now(),
        author=by,
        body_sealed=seal_text(opened.inner, checked(text), place("casework_note", "body_sealed", identity)),
    )
    note.save(force_insert=True)
    record("casework.note.written", opened.case, by=by, details={"note": str(identity)})
    return note
