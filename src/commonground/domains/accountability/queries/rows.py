"""Rows of the work on a complaint, each of a matter that came out of its door. Each raises `NotThere`."""

import uuid

from commonground.casework.models import Case
from commonground.domains.accountability.models import EvidenceItem, FindingLetter, Mediation
from commonground.domains.accountability.queries.findings import of_case


def mediation_of(case: Case, mediation_id: uuid.UUID) -> Mediation:
    return of_case(Mediation, case, mediation_id)


def evidence_of(case: Case, item_id: uuid.UUID) -> EvidenceItem:
    return of_case(EvidenceItem, case, item_id)


def letter_of(case: Case, letter_id: uuid.UUID) -> FindingLetter:
    return of_case(FindingLetter, case, letter_id)
