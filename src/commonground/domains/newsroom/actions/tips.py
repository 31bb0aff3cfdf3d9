"""What stands beside a tip or an objection, written in the transaction in which it is filed."""

import uuid

from django.db import transaction

from commonground.domains.newsroom.models import ObjectionFacts, TipFacts


def note_tip(*, case_id: uuid.UUID, appeal_id: int | None, claims_match: bool) -> None:
    """The public door writes it once and never reads it."""
    _in_transaction()
    TipFacts(case_id=case_id, appeal_id=appeal_id, claims_match=claims_match).save(force_insert=True)


def note_objection(*, case_id: uuid.UUID, appeal_id: int) -> None:
    _in_transaction()
    ObjectionFacts(case_id=case_id, appeal_id=appeal_id).save(force_insert=True)


def _in_transaction() -> None:
    """It stands or falls with the filing."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Note it in the transaction of the filing.")
