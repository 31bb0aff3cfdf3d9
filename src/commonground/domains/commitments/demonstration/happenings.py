"""Makes each kind of event happen, through the action that staff or residents would have used."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from commonground.access.models import Person
from commonground.domains.commitments import actions
from commonground.domains.commitments.actions import CommitmentChanges, DisputeText, EvidenceDetails
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.dates import PartialDate, Precision
from commonground.domains.commitments.demonstration.events import Event, Promise
from commonground.domains.commitments.demonstration.papers import small_pdf, small_picture
from commonground.domains.commitments.models import Commitment, Dispute, Evidence, SubAction
from commonground.foundation import clock
from commonground.foundation.actors import RESIDENT

UPLOADED = ("pdf", "png")


class Happenings:
    """Who does what to which commitment."""

    def __init__(self, people: Mapping[str, Person], month: Callable[[int], date]) -> None:
        self.manager = people["implementation-manager"]
        self.reviewer = people.get("change-reviewer")
        self.month = month
        self.commitments: dict[str, Commitment] = {}
        self._by_kind: dict[str, Callable[[int, Promise, Event], None]] = {
            "status": self._status,
            "percent": self._percent,
            "estimate": self._estimate,
            "proof": self._proof,
            "withdrawn": self._withdrawn,
            "claimed": self._claimed,
            "held": self._held,
            "lifted": self._lifted,
            "said": self._said,
            "step": self._step,
            "step-done": self._step_done,
            "disputed": self._disputed,
            "answered": self._answered,
        }

    def happen(self, promise: Promise, event: Event) -> None:
        self._by_kind[event.kind](self.commitments[promise.number].pk, promise, event)

    def leave_one_waiting(self, number: str) -> None:
        """A change of status that nobody has decided about yet."""
        if self.reviewer is not None:
            self._ask(self.commitments[number].pk, CommitmentChanges(status="approaching-implementation"), "")

    def _status(self, commitment_id: int, promise: Promise, event: Event) -> None:
        status = the_rules().status(event.status)
        this_month = PartialDate.of(clock.today(), Precision.MONTH)
        begins = CommitmentChanges(status=event.status, percent=event.percent, start=this_month)
        ends = CommitmentChanges(status=event.status, percent=event.percent, implemented=this_month)
        moves = CommitmentChanges(status=event.status, percent=event.percent)
        if event.status == "initiation":
            changes = begins
        elif status is not None and event.status == "full-implementation":
            changes = ends
        else:
            changes = moves
        self._decided(self._ask(commitment_id, changes, event.text))

    def _percent(self, commitment_id: int, promise: Promise, event: Event) -> None:
        self._ask(commitment_id, CommitmentChanges(percent=event.percent), event.text)

    def _estimate(self, commitment_id: int, promise: Promise, event: Event) -> None:
        promised = PartialDate.of(self.month(event.month + event.ahead), Precision.MONTH)
        self._ask(commitment_id, CommitmentChanges(estimated=promised), event.text)

    def _claimed(self, commitment_id: int, promise: Promise, event: Event) -> None:
        self._ask(commitment_id, CommitmentChanges(reported_implemented=True), event.text)

    def _proof(self, commitment_id: int, promise: Promise, event: Event) -> None:
        uploaded = event.target in UPLOADED
        details = EvidenceDetails(
            kind=event.status,
            title=event.text,
            url="" if uploaded else event.target,
            version_label=f"{clock.today():%B %Y}" if uploaded else "",
            translations={"es": {"title": event.es}},
        )
        upload = None
        if event.target == "pdf":
            lines = [
                event.text,
                "",
                promise.statement,
                "",
                f"Adopted {clock.today():%B %Y}, City of Riverbend.",
            ]
            upload = small_pdf(f"commitment-{promise.number}.pdf", lines)
        elif event.target == "png":
            upload = small_picture(f"commitment-{promise.number}.png", event.text)
        actions.attach_evidence(commitment_id=commitment_id, details=details, upload=upload, by=self.manager)

    def _withdrawn(self, commitment_id: int, promise: Promise, event: Event) -> None:
        evidence = Evidence.objects.filter(commitment=commitment_id, withdrawn_at=None).latest("added_at")
        actions.withdraw_evidence(evidence_id=evidence.pk, reason=event.text, by=self.manager)

    def _held(self, commitment_id: int, promise: Promise, event: Event) -> None:
        resume = PartialDate.of(self.month(event.month + event.ahead), Precision.MONTH)
        actions.place_on_hold(commitment_id=commitment_id, reason=event.text, resume=resume, by=self.manager)
        translations = {"es": {"statement": promise.es, "hold_reason": event.es}}
        self._ask(commitment_id, CommitmentChanges(translations=translations), "")

    def _lifted(self, commitment_id: int, promise: Promise, event: Event) -> None:
        actions.resume_work(commitment_id=commitment_id, note=event.text, by=self.manager)

    def _said(self, commitment_id: int, promise: Promise, event: Event) -> None:
        translations = {"es": {"text": event.es}}
        speaker = self.commitments[promise.number].owner or self.manager
        actions.post_update(
            commitment_id=commitment_id, text=event.text, translations=translations, by=speaker
        )

    def _step(self, commitment_id: int, promise: Promise, event: Event) -> None:
        due = self.month(event.month + event.ahead + 1) - timedelta(days=1)
        actions.add_sub_action(
            commitment_id=commitment_id,
            title=event.text,
            due_on=due,
            translations={"es": {"title": event.es}},
            by=self.manager,
        )

    def _step_done(self, commitment_id: int, promise: Promise, event: Event) -> None:
        step = SubAction.objects.filter(commitment=commitment_id).order_by("id")[event.percent or 0]
        actions.complete_sub_action(sub_action_id=step.pk, by=self.manager)

    def _disputed(self, commitment_id: int, promise: Promise, event: Event) -> None:
        actions.submit_dispute(commitment_id=commitment_id, dispute=DisputeText(event.text), by=RESIDENT)

    def _answered(self, commitment_id: int, promise: Promise, event: Event) -> None:
        dispute = Dispute.objects.get(commitment=commitment_id, state=Dispute.State.RECEIVED)
        actions.answer_dispute(
            dispute_id=dispute.pk,
            answer=event.text,
            translations={"es": {"answer": event.es}},
            by=self.manager,
        )

    def _ask(self, commitment_id: int, changes: CommitmentChanges, note: str) -> int | None:
        outcome = actions.update_commitment(
            commitment_id=commitment_id, changes=changes, note=note, by=self.manager
        )
        return outcome.proposal_id

    def _decided(self, proposal_id: int | None) -> None:
        if proposal_id is not None and self.reviewer is not None:
            actions.approve_change(proposal_id=proposal_id, by=self.reviewer)
