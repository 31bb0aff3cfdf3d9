"""A small register of the invented city for tests of the public pages: one commitment in each situation."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.models import (
    Change,
    Commitment,
    DateEstimate,
    Dispute,
    Evidence,
    Milestone,
    Programme,
    StatusUpdate,
    SubAction,
    Topic,
)
from commonground.domains.commitments.numbering import number_order
from commonground.reference.models import PublicBody

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script> & \"quotes\""


@dataclass(frozen=True)
class Register:
    programme: Programme
    late: Commitment  # promised three times, the last date passed
    held: Commitment
    reported: Commitment  # claimed, nothing shows it
    implemented: Commitment  # with evidence, disputed and answered
    unknown: Commitment
    ordinary: Commitment


def make_programme(slug: str = "safety-plan", **fields: Any) -> Programme:
    given = {
        "name": "Riverbend Safety Plan",
        "report_title": "Safer Together: 39 recommendations",
        "about": "Made by **residents**.\n\n# Loud heading\n\n<script>alert(1)</script>",
        "adopted_on": date(2024, 9, 10),
        "update_every_days": 60,
        "published": True,
        "translations": {
            "es": {"name": "Plan de seguridad de Riverbend", "about": "Hecho por **residentes**."}
        },
    }
    return Programme.objects.create(slug=slug, **{**given, **fields})


def make_commitment(programme: Programme, number: str, **fields: Any) -> Commitment:
    given: dict[str, Any] = {
        "statement": f"Commitment number {number}",
        "created_at": NOON - timedelta(days=700),
    }
    dates = {
        name: fields.pop(name)
        for name in ("start", "estimated", "implemented", "held_since", "resume")
        if name in fields
    }
    made = Commitment(
        programme=programme, number=number, number_order=number_order(number), **{**given, **fields}
    )
    for name, text in dates.items():
        setattr(made, name, PartialDate.parse(text))
    made.save()
    return made


def make_change(commitment: Commitment, field: str, before: str, after: str, **fields: Any) -> Change:
    given = {"at": NOON - timedelta(days=20), "by_title": "Office of the Chief", "note": ""}
    return Change.objects.create(
        commitment=commitment, field=field, before=before, after=after, **{**given, **fields}
    )


def make_register() -> Register:
    programme = make_programme()
    police = PublicBody.objects.create(
        slug="police", name="Police Department", translations={"es": {"name": "Departamento de Policía"}}
    )
    care, youth = _topics(programme)
    late = _late(programme, care, police)
    held = make_commitment(
        programme, "4a", statement="Open a youth center in every district", topic=youth, status="planning", percent=40,
        start="2025-02", on_hold=True, held_since="2026-08", hold_reason="The lease fell through.", resume="2027-Q1",
    )  # fmt: skip
    reported = make_commitment(
        programme, "7", statement="Publish the complaint form in five languages", topic=youth,
        status="full-implementation", percent=80, reported_implemented=True, start="2024-10",
    )  # fmt: skip
    implemented = _implemented(programme, care, police)
    unknown = make_commitment(programme, "11", statement="Review the pursuit policy", topic=youth)
    ordinary = make_commitment(
        programme, "12", statement="Hold a quarterly forum in each district", topic=care, status="planning",
        percent=55, start="2025-05", estimated="2027-03", next_update_by=date(2026, 12, 1),
    )  # fmt: skip
    for event, when, es in (
        ("Council receives the report", "2024-09-10", "El Concejo recibe el informe"),
        ("The partnership is announced", "2025-01", ""),
    ):
        milestone = Milestone(
            programme=programme, event=event, translations={"es": {"event": es}} if es else {}
        )
        milestone.happened = PartialDate.parse(when)
        milestone.save()
    return Register(programme, late, held, reported, implemented, unknown, ordinary)


def _topics(programme: Programme) -> tuple[Topic, Topic]:
    care = Topic.objects.create(
        programme=programme, number=1, name="Crisis response", slug="crisis-response",
        translations={"es": {"name": "Respuesta a crisis"}},
    )  # fmt: skip
    return care, Topic.objects.create(
        programme=programme, number=2, name="Youth & families", slug="youth-families"
    )


def _late(programme: Programme, topic: Topic, body: PublicBody) -> Commitment:
    made = make_commitment(
        programme, "2", statement="Send a clinician to every mental health call", topic=topic, status="initiation",
        percent=15, start="2025-01", estimated="2026-09", next_update_by=date(2026, 9, 1), owner_title="Deputy Chief",
        owner_name="Rosa Lind", detail="A *co-responder* team.\n\n<img src=x onerror=alert(1)>",
        last_updated_at=NOON - timedelta(days=110),
        translations={"es": {"statement": "Enviar personal clínico a cada llamada de salud mental"}},
    )  # fmt: skip
    made.bodies.add(body)
    for said, promised, reason in (
        (date(2024, 10, 1), "2025-07", ""),
        (date(2025, 6, 1), "2026-02", "Hiring took longer."),
        (date(2026, 1, 20), "2026-09", "The contract was re-bid."),
    ):
        estimate = DateEstimate(commitment=made, said_on=said, reason=reason)
        estimate.estimated = PartialDate.parse(promised)
        estimate.save()
    SubAction.objects.create(
        commitment=made, title="Sign the contract", due_on=date(2026, 3, 1), done_on=date(2026, 4, 2)
    )
    SubAction.objects.create(commitment=made, title="Hire six clinicians", due_on=date(2026, 9, 30))
    StatusUpdate.objects.create(
        commitment=made,
        posted_at=NOON - timedelta(days=110),
        text="The bids are **in**.",
        by_title="Deputy Chief",
    )
    make_change(made, "estimated", "2026-02", "2026-09", note="The contract was re-bid.")
    make_change(made, "status", "", "initiation", at=NOON - timedelta(days=300))
    return made


def _implemented(programme: Programme, topic: Topic, body: PublicBody) -> Commitment:
    made = make_commitment(
        programme, "9", statement=f"Train every officer in crisis intervention {HOSTILE}", topic=topic,
        status="full-implementation", percent=100, start="2024-11", implemented="2026-06",
    )  # fmt: skip
    made.bodies.add(body)
    Evidence.objects.create(
        commitment=made, kind="link", title="Training roster", url="https://riverbend.example/roster",
        version_label="June 2026", added_at=NOON - timedelta(days=120), added_by_title="Training Unit",
    )  # fmt: skip
    Evidence.objects.create(
        commitment=made, kind="link", title="Old roster", url="https://riverbend.example/old",
        added_at=NOON - timedelta(days=300), withdrawn_at=NOON - timedelta(days=130),
        withdrawn_reason="It was a draft.",
    )  # fmt: skip
    Dispute.objects.create(
        commitment=made, text="Sealed words of a resident", contact_email="resident@riverbend.example",
        received_at=NOON - timedelta(days=40), answer_due_on=date(2026, 10, 14), state="answered",
        published_text="Two officers told me they had no training.", published_at=NOON - timedelta(days=20),
        answer="They were hired in August and are enrolled.", answered_at=NOON - timedelta(days=20),
        answered_by_title="Training Unit",
    )  # fmt: skip
    Dispute.objects.create(
        commitment=made,
        text="Another sealed word",
        received_at=NOON - timedelta(days=3),
        answer_due_on=date(2026, 11, 20),
    )
    make_change(made, "status", "planning", "full-implementation", at=NOON - timedelta(days=130))
    return made
