"""Lays the filings down with the real actions, each on its day: sealed, named, answered, closed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from commonground.access.decisions import people_who_may
from commonground.access.models import Officer, Person
from commonground.access.permissions import Permission
from commonground.casework.actions.assignments import take_case
from commonground.casework.actions.filing import Filing, file_case
from commonground.casework.actions.messages import send_message
from commonground.casework.actions.moves import move_case
from commonground.casework.actions.notes import write_note
from commonground.casework.actions.reporter import write_to_unit
from commonground.casework.models import Case, NamedRole
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.casework.queries.opened import opened
from commonground.conflict.actions import name_officer
from commonground.domains.accountability.actions.allegations import make_allegation
from commonground.domains.accountability.actions.findings import Proposed, decide_finding, propose_finding
from commonground.domains.accountability.demonstration.filings import ALLEGED, FILINGS, FOUND, OFFICERS, Filed
from commonground.domains.accountability.models import ReviewDecision
from commonground.foundation import clock
from commonground.foundation.actors import RESIDENT
from commonground.foundation.vault import Receipt, new_receipt, open_receipt
from commonground.vaults.demonstration import Vaults

STEP = timedelta(days=2)


@dataclass(frozen=True)
class Told:
    """A matter whose receipt the demonstration prints, so that a visitor can come back as the person who filed."""

    what: str
    receipt: str


def tell_story(people: dict[str, Person], vaults: Vaults) -> list[Told]:
    """Tells all of it; returns the receipts to print."""
    with clock.stopped_at(clock.now() - timedelta(days=700)):
        _roster()
    told = []
    for filed in FILINGS:
        receipt = new_receipt(filed.language)
        _tell(filed, receipt, people, vaults)
        if filed.shown:
            told.append(Told(filed.answers["what-happened"][:60], receipt.text))
    return told


def _roster() -> None:
    accounts = {person.name: person for person in Person.objects.all()}
    made: dict[str, Officer] = {}
    for badge, name, rank, assignment, above in OFFICERS:
        made[badge] = Officer.objects.create(
            badge=badge,
            name=name,
            rank=rank,
            assignment=assignment,
            supervisor=made.get(above),
            person=accounts.get(name),
        )


def _tell(filed: Filed, receipt: Receipt, people: dict[str, Person], vaults: Vaults) -> None:
    moment = clock.now().replace(hour=17, minute=5, second=0, microsecond=0) - timedelta(days=filed.days_ago)
    with clock.stopped_at(moment):
        filing = Filing(filed.kind, filed.category, filed.language, filed.channel, filed.answers)
        by = RESIDENT if filed.channel == "web" else people["front-desk"]
        case = Case.objects.get(pk=file_case(filing, receipt=receipt, by=by).case_id)
    role = "oversight-investigator" if case.unit == "independent-oversight" else "standards-investigator"
    worker = people[role]
    if filed.to:
        with clock.stopped_at(moment + timedelta(hours=20)):
            take_case(case=case, expected_version=case.version, by=worker)
    if filed.officer:
        with clock.stopped_at(moment + timedelta(hours=22)):
            named = NamedRole.THANKED if filed.kind == "thanks" else NamedRole.SUBJECT
            name_officer(case=case, officer=Officer.objects.get(badge=filed.officer), role=named, by=worker)
    _walk(filed, case, worker, people, vaults, moment)
    _talk(filed, case, receipt, worker, vaults, moment)


def _walk(  # one matter, everybody in it
    filed: Filed, case: Case, worker: Person, people: dict[str, Person], vaults: Vaults, moment: datetime
) -> None:
    """Takes it through its stages; what a supervisor must do, the supervisor does."""
    for number, stage in enumerate(filed.to, start=1):
        case.refresh_from_db()
        with clock.stopped_at(moment + STEP * number):
            by = people["standards-commander"] if case.stage == "reviewing" else worker
            if filed.finding and stage == "closed":
                _find(filed, case, worker, vaults)
                case.refresh_from_db()
            outcome = filed.outcome if number == len(filed.to) else ""
            move_case(case=case, to=stage, outcome=outcome, expected_version=case.version, by=by)


def _find(filed: Filed, case: Case, worker: Person, vaults: Vaults) -> None:
    """What the investigator found, and the signatures of both supervisors under it."""
    content = opened(case, vaults[worker.pk])
    allegation = make_allegation(
        opened=content,
        officer=Officer.objects.get(badge=filed.officer),
        category=filed.category,
        text=ALLEGED,
        vault=vaults[worker.pk],
        by=worker,
    )
    proposed = Proposed(filed.finding, FOUND)
    finding = propose_finding(opened=content, allegation=allegation, proposed=proposed, by=worker)
    for supervisor in people_who_may(Permission.SUPERVISE_COMPLAINTS):
        reviewed = opened(case, vaults[supervisor.pk])
        decide_finding(opened=reviewed, finding=finding, decision=ReviewDecision.APPROVED, by=supervisor)


def _talk(
    filed: Filed, case: Case, receipt: Receipt, worker: Person, vaults: Vaults, moment: datetime
) -> None:
    case.refresh_from_db()
    content = opened(case, vaults[worker.pk])
    with clock.stopped_at(moment + timedelta(days=1)):
        if filed.note:
            write_note(opened=content, text=filed.note, by=worker)
        for text in filed.said:
            asks = text.endswith("?") and case.closed_at is None
            send_message(opened=content, text=text, asks=asks, by=worker)
    if filed.replied:
        with clock.stopped_at(moment + timedelta(days=1, hours=5)):
            _reply(receipt, filed.replied)


def _reply(receipt: Receipt, text: str) -> None:
    keys = open_receipt(receipt)
    if found := case_by_receipt(keys):
        write_to_unit(opened=found, keys=keys, message_id=uuid.uuid4(), text=text, by=RESIDENT)
