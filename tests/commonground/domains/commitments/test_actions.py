"""Every write of the register: what it does, what it refuses, what it leaves on the record."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.domains.commitments import actions
from commonground.domains.commitments.actions import CommitmentChanges
from commonground.domains.commitments.actions.rights import NotAllowed
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.demonstration.papers import small_pdf
from commonground.domains.commitments.models import Change, Commitment, DateEstimate, Programme
from commonground.domains.commitments.rules import State
from commonground.foundation import clock
from commonground.foundation.actors import COMMAND_LINE, RESIDENT
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.files.accept import FileRefused
from commonground.foundation.files.models import StoredFile
from commonground.foundation.refusals import ChangedMeanwhile, Refused

pytestmark = pytest.mark.django_db


def month(text: str) -> PartialDate:
    return PartialDate.parse(text)


def history(commitment) -> list[tuple[str, str, str]]:
    return list(
        Change.objects.filter(commitment=commitment).order_by("pk").values_list("field", "before", "after")
    )


def update(commitment, by, **changes):
    return actions.update_commitment(
        commitment_id=commitment.pk, changes=CommitmentChanges(**changes), note="Said in council", by=by
    )


class TestUpdating:
    def test_a_change_is_kept_with_who_when_why_from_and_to(self, noon, add, manager):
        commitment = add(status="planning", percent=40)
        outcome = update(commitment, manager, percent=60, estimated=month("2027-05"))
        assert outcome.changed == ("percent", "estimated")
        changes = Change.objects.filter(commitment=commitment, field__in=["percent", "estimated"]).order_by(
            "-pk"
        )
        kept = changes.get(field="percent", before="40")
        assert (kept.after, kept.note, kept.by_title, kept.at) == (
            "60",
            "Said in council",
            manager.title,
            noon,
        )
        assert kept.batch == changes.get(field="estimated").batch
        entry = AuditEntry.objects.latest("sequence")
        assert (entry.action, entry.actor) == ("commitment.updated", manager.audit_key)
        assert entry.details == {"fields": ["estimated", "percent"], "percent": "60", "estimated": "2027-05"}

    def test_what_is_the_same_is_no_change(self, add, manager):
        commitment = add(percent=40)
        before = history(commitment)
        assert update(commitment, manager, percent=40).changed == ()
        assert history(commitment) == before

    def test_every_estimate_is_kept(self, add, manager):
        commitment = add(estimated=month("2025-05"))
        update(commitment, manager, estimated=month("2025-11"))
        update(commitment, manager, estimated=None)
        kept = DateEstimate.objects.filter(commitment=commitment)
        assert [str(one.estimated or "") for one in kept] == ["2025-05", "2025-11", ""]
        assert kept[1].reason == "Said in council"

    def test_an_update_promises_the_next_one(self, noon, add, manager):
        commitment = add()
        actions.post_update(commitment_id=commitment.pk, text="Two steps are done.", by=manager)
        commitment.refresh_from_db()
        assert commitment.last_updated_at == noon
        assert commitment.next_update_by == noon.date() + timedelta(days=60)
        update(commitment, manager, next_update_by=date(2026, 12, 24))
        commitment.refresh_from_db()
        assert commitment.next_update_by == date(2026, 12, 24)

    def test_the_second_of_two_editors_is_shown_the_difference(self, add, manager):
        commitment = add(percent=40)
        seen = commitment.version
        update(commitment, manager, percent=60)
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            actions.update_commitment(
                commitment_id=commitment.pk,
                changes=CommitmentChanges(percent=70, detail=""),
                expected_version=seen,
                by=manager,
            )
        assert meanwhile.value.current_version == seen + 1
        (difference,) = meanwhile.value.differences
        assert (difference.field, difference.yours, difference.theirs) == ("percent", "70%", "60%")
        actions.update_commitment(
            commitment_id=commitment.pk,
            changes=CommitmentChanges(percent=70),
            expected_version=meanwhile.value.current_version,
            by=manager,
        )

    def test_two_editors_who_say_the_same_are_not_stopped(self, add, manager):
        commitment = add(percent=40)
        update(commitment, manager, percent=60)
        outcome = actions.update_commitment(
            commitment_id=commitment.pk, changes=CommitmentChanges(percent=60), expected_version=1, by=manager
        )
        assert outcome.changed == ()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("percent", 101),
            ("percent", -1),
            ("status", "no-such-status"),
            ("statement", "  "),
            ("statement", "x" * 601),
            ("detail", "x" * 20_001),
            ("topic_id", 999_999),
            ("body_ids", (999_999,)),
            ("owner_id", 999_999),
            ("hold_reason", "not on hold"),
        ],
    )
    def test_a_wrong_value_is_refused_at_its_field(self, add, manager, field, value):
        commitment = add()
        before = history(commitment)
        with pytest.raises(Refused) as refused:
            update(commitment, manager, **{field: value})
        assert refused.value.field in (field, "on_hold")
        assert history(commitment) == before

    def test_a_topic_of_another_programme_is_refused(self, add, manager):
        other = actions.create_programme(
            slug="other", details=actions.ProgrammeDetails(name="Other"), by=manager
        )
        topic = actions.add_topic(programme_id=other.pk, number=1, name="Elsewhere", by=manager)
        with pytest.raises(Refused, match="another programme"):
            update(add(), manager, topic_id=topic.pk)

    def test_hostile_text_is_kept_as_text(self, add, manager):
        commitment = add()
        update(commitment, manager, detail="<script>alert(1)</script>\x00")
        commitment.refresh_from_db()
        assert commitment.detail == "<script>alert(1)</script>"

    def test_an_empty_update_is_refused(self, add, manager):
        for text in ("", "  ", "x" * 8001):
            with pytest.raises(Refused):
                actions.post_update(commitment_id=add(f"{len(text)}a").pk, text=text, by=manager)


class TestImplemented:
    def test_it_is_refused_until_evidence_is_attached_and_says_what_is_missing(self, add, prove, manager):
        commitment = add(status="planning", percent=100)
        with pytest.raises(Refused, match=r"Attach 1 piece of evidence") as refused:
            update(commitment, manager, status="full-implementation")
        assert refused.value.field == "status"
        prove(commitment)
        update(commitment, manager, status="full-implementation", implemented=month("2026-10"))
        commitment.refresh_from_db()
        assert (commitment.status, commitment.reported_implemented) == ("full-implementation", False)

    def test_a_new_commitment_cannot_be_added_as_implemented(self, add):
        with pytest.raises(Refused, match="nothing shows it"):
            add(status="evaluation")
        assert not Commitment.objects.exists()

    def test_a_claim_is_confirmed_only_with_evidence(self, add, prove, manager):
        commitment = add(status="full-implementation", reported_implemented=True)
        with pytest.raises(Refused) as refused:
            update(commitment, manager, reported_implemented=False)
        assert refused.value.field == "reported_implemented"
        prove(commitment)
        commitment.refresh_from_db()
        assert commitment.reported_implemented  # attaching confirms nothing by itself
        update(commitment, manager, reported_implemented=False)
        commitment.refresh_from_db()
        assert not commitment.reported_implemented

    def test_choosing_an_implemented_status_confirms_the_claim(self, add, prove, manager):
        commitment = add(status="planning", reported_implemented=True)
        prove(commitment)
        assert "reported_implemented" in update(commitment, manager, status="full-implementation").changed

    def test_a_claim_can_be_taken_back(self, add, manager):
        commitment = add(status="planning", reported_implemented=True)
        assert update(commitment, manager, reported_implemented=False).changed == ("reported_implemented",)

    def test_losing_the_last_evidence_makes_it_a_claim_again(self, implemented, prove, manager):
        commitment = implemented()
        second = prove(commitment, "A second look")
        first = commitment.evidence.exclude(pk=second.pk).get()
        actions.withdraw_evidence(evidence_id=first.pk, reason="The link is dead", by=manager)
        commitment.refresh_from_db()
        assert not commitment.reported_implemented
        actions.withdraw_evidence(evidence_id=second.pk, reason="So is this one", by=manager)
        commitment.refresh_from_db()
        assert commitment.reported_implemented
        assert history(commitment)[-2:] == [
            ("evidence", "A second look", ""),
            ("reported_implemented", "no", "yes"),
        ]
        with pytest.raises(Refused, match="was withdrawn"):
            update(commitment, manager, reported_implemented=False)

    def test_percent_status_and_dates_are_independent(self, implemented, manager):
        commitment = implemented(percent=80)
        update(commitment, manager, percent=70, implemented=month("2030"))
        commitment.refresh_from_db()
        assert (commitment.status, commitment.percent) == ("full-implementation", 70)


class TestEvidence:
    def test_a_file_is_kept_with_its_hash_and_public_with_the_programme(
        self, add, manager, settings, tmp_path
    ):
        settings.FILES_ROOT = tmp_path
        details = actions.EvidenceDetails(kind="document", title="Order 304", version_label="3rd edition")
        evidence = actions.attach_evidence(
            commitment_id=add().pk, details=details, upload=small_pdf("order.pdf", ["Order"]), by=manager
        )
        stored = StoredFile.objects.get(pk=evidence.stored_file_id)
        assert len(stored.sha256) == 64
        assert stored.published_at is not None
        assert AuditEntry.objects.latest("sequence").details["sha256"] == stored.sha256
        actions.withdraw_evidence(
            evidence_id=evidence.pk, reason="A name stood in it", hide_file=True, by=manager
        )
        assert StoredFile.objects.get(pk=stored.pk).published_at is None

    def test_files_follow_the_programme_in_and_out_of_public(
        self, add, programme, manager, settings, tmp_path
    ):
        settings.FILES_ROOT = tmp_path
        actions.withdraw_programme(programme_id=programme.pk, by=manager)
        details = actions.EvidenceDetails(kind="document", title="Order 304")
        actions.attach_evidence(
            commitment_id=add().pk, details=details, upload=small_pdf("order.pdf", ["Order"]), by=manager
        )
        assert StoredFile.objects.get().published_at is None
        actions.publish_programme(programme_id=programme.pk, by=manager)
        assert StoredFile.objects.get().published_at is not None

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            ({"kind": "rumour", "title": "x", "url": "https://riverbend.example"}, "kind"),
            ({"kind": "link", "title": " ", "url": "https://riverbend.example"}, "title"),
            ({"kind": "link", "title": "x" * 241, "url": "https://riverbend.example"}, "title"),
            ({"kind": "link", "title": "x"}, "url"),
            ({"kind": "link", "title": "x", "url": "javascript:alert(1)"}, "url"),
            ({"kind": "link", "title": "x", "url": "ftp://riverbend.example/x"}, "url"),
        ],
    )
    def test_what_cannot_be_looked_at_is_refused(self, add, manager, details, field):
        with pytest.raises(Refused) as refused:
            actions.attach_evidence(
                commitment_id=add().pk, details=actions.EvidenceDetails(**details), by=manager
            )
        assert refused.value.field == field

    def test_a_file_that_is_not_what_it_says_leaves_nothing(self, add, manager, settings, tmp_path):
        settings.FILES_ROOT = tmp_path
        commitment = add()
        upload = SimpleUploadedFile("policy.pdf", b"<html><script>alert(1)</script></html>")
        with pytest.raises(FileRefused):
            actions.attach_evidence(
                commitment_id=commitment.pk,
                details=actions.EvidenceDetails(kind="document", title="Policy"),
                upload=upload,
                by=manager,
            )
        assert not commitment.evidence.exists()

    def test_withdrawing_needs_a_reason_and_happens_once(self, add, prove, manager):
        evidence = prove(add())
        with pytest.raises(Refused):
            actions.withdraw_evidence(evidence_id=evidence.pk, reason=" ", by=manager)
        actions.withdraw_evidence(evidence_id=evidence.pk, reason="Wrong file", by=manager)
        with pytest.raises(Refused, match="already"):
            actions.withdraw_evidence(evidence_id=evidence.pk, reason="Again", by=manager)


class TestHolds:
    def test_a_hold_lies_over_what_stands_and_leaves_it(self, noon, add, manager):
        commitment = add(status="planning", percent=40)
        actions.place_on_hold(
            commitment_id=commitment.pk, reason="Budget", resume=month("2027-01"), by=manager
        )
        commitment.refresh_from_db()
        assert (commitment.on_hold, str(commitment.held_since), str(commitment.resume)) == (
            True,
            "2026-11-02",
            "2027-01",
        )
        assert (commitment.status, commitment.percent) == ("planning", 40)
        actions.resume_work(commitment_id=commitment.pk, note="Budget passed", by=manager)
        commitment.refresh_from_db()
        assert (commitment.on_hold, commitment.hold_reason, commitment.resume) == (False, "", None)
        assert ("hold_reason", "Budget", "") in history(commitment)

    def test_a_hold_has_a_reason(self, add, manager):
        with pytest.raises(Refused):
            actions.place_on_hold(commitment_id=add().pk, reason="", resume=None, by=manager)


class TestSteps:
    def test_steps_are_added_done_and_reopened_on_the_record(self, noon, add, manager):
        commitment = add()
        step = actions.add_sub_action(commitment_id=commitment.pk, title="Write the form", by=manager)
        actions.complete_sub_action(sub_action_id=step.pk, by=manager)
        step.refresh_from_db()
        assert step.done_on == noon.date()
        with pytest.raises(Refused):
            actions.complete_sub_action(sub_action_id=step.pk, by=manager)
        with pytest.raises(Refused):
            actions.reopen_sub_action(sub_action_id=step.pk, note="", by=manager)
        actions.reopen_sub_action(sub_action_id=step.pk, note="The form was wrong", by=manager)
        with pytest.raises(Refused, match="future"):
            actions.complete_sub_action(
                sub_action_id=step.pk, done_on=noon.date() + timedelta(days=1), by=manager
            )
        assert [field for field, *_rest in history(commitment)][1:] == [
            "sub_action",
            "sub_action_done",
            "sub_action_done",
        ]


class TestRights:
    def test_an_owner_updates_their_own_and_no_other(self, add, make_person):
        owner = make_person("commitment-owner")
        own, other = add("1", owner_id=owner.pk), add("2")
        update(own, owner, percent=10)
        with pytest.raises(NotAllowed):
            update(other, owner, percent=10)

    @pytest.mark.parametrize("role", ["auditor", "board-member", "change-reviewer", "administrator"])
    def test_other_roles_change_nothing(self, add, prove, make_person, role):
        commitment, person = add(), make_person(role)
        evidence = prove(commitment)
        step = actions.add_sub_action(commitment_id=commitment.pk, title="A step", by=COMMAND_LINE)
        before = history(commitment)
        details = actions.EvidenceDetails(kind="link", title="x", url="https://riverbend.example")
        attempts = [
            lambda: update(commitment, person, percent=10),
            lambda: actions.post_update(commitment_id=commitment.pk, text="Hello", by=person),
            lambda: actions.place_on_hold(commitment_id=commitment.pk, reason="x", resume=None, by=person),
            lambda: actions.attach_evidence(commitment_id=commitment.pk, details=details, by=person),
            lambda: actions.withdraw_evidence(evidence_id=evidence.pk, reason="x", by=person),
            lambda: actions.complete_sub_action(sub_action_id=step.pk, by=person),
            lambda: actions.publish_programme(programme_id=commitment.programme_id, by=person),
            lambda: actions.add_commitment(
                programme_id=commitment.programme_id, number="9", statement="x", by=person
            ),
        ]
        for attempt in attempts:
            with pytest.raises(NotAllowed):
                attempt()
        assert history(commitment) == before

    def test_a_resident_is_nobody_here(self, add):
        with pytest.raises(NotAllowed, match="Sign in"):
            update(add(), RESIDENT, percent=10)


class TestReview:
    @pytest.fixture
    def reviewed(self, programme) -> None:
        Programme.objects.filter(pk=programme.pk).update(second_review=True)
        programme.refresh_from_db()

    def test_status_waits_for_a_second_person_and_the_rest_does_not(self, add, manager, reviewer, reviewed):
        commitment = add(status="initiation", percent=5)
        outcome = update(commitment, manager, status="planning", percent=30)
        commitment.refresh_from_db()
        assert (commitment.status, commitment.percent, outcome.changed) == ("initiation", 30, ("percent",))
        with pytest.raises(Refused, match="roles"):
            actions.approve_change(proposal_id=outcome.proposal_id, by=manager)
        actions.approve_change(proposal_id=outcome.proposal_id, reason="Seen", by=reviewer)
        commitment.refresh_from_db()
        assert commitment.status == "planning"
        change = Change.objects.get(commitment=commitment, field="status", after="planning")
        assert change.by_title == "Implementation manager, reviewed by Assistant city manager"

    def test_nobody_approves_what_they_asked_for(self, add, make_person, reviewed):
        both = make_person("implementation-manager", "change-reviewer")
        outcome = update(add(), both, status="planning")
        with pytest.raises(Refused, match="another person"):
            actions.approve_change(proposal_id=outcome.proposal_id, by=both)
        with pytest.raises(Refused, match="another person"):
            actions.decline_change(proposal_id=outcome.proposal_id, reason="No", by=both)

    def test_a_change_is_declined_with_a_reason_and_once(self, add, manager, reviewer, reviewed):
        commitment = add(status="initiation")
        outcome = update(commitment, manager, status="planning")
        with pytest.raises(Refused) as refused:
            actions.decline_change(proposal_id=outcome.proposal_id, reason=" ", by=reviewer)
        assert refused.value.field == "reason"
        actions.decline_change(proposal_id=outcome.proposal_id, reason="The plan is not written", by=reviewer)
        with pytest.raises(Refused, match="already"):
            actions.approve_change(proposal_id=outcome.proposal_id, by=reviewer)
        commitment.refresh_from_db()
        assert commitment.status == "initiation"

    def test_one_change_of_a_field_waits_at_a_time(self, add, manager, reviewed):
        commitment = add(status="initiation")
        update(commitment, manager, status="planning")
        with pytest.raises(Refused, match="already waits"):
            update(commitment, manager, status="approaching-implementation")

    def test_evidence_is_asked_for_before_and_again_at_approval(
        self, add, prove, manager, reviewer, reviewed
    ):
        commitment = add(status="planning")
        with pytest.raises(Refused, match="Attach"):
            update(commitment, manager, status="full-implementation")
        evidence = prove(commitment)
        outcome = update(commitment, manager, status="full-implementation")
        actions.withdraw_evidence(evidence_id=evidence.pk, reason="Wrong file", by=manager)
        with pytest.raises(Refused, match="withdrawn"):
            actions.approve_change(proposal_id=outcome.proposal_id, by=reviewer)
        prove(commitment)
        actions.approve_change(proposal_id=outcome.proposal_id, by=reviewer)
        commitment.refresh_from_db()
        assert (commitment.status, commitment.reported_implemented) == ("full-implementation", False)

    def test_confirming_a_claim_waits_too(self, add, prove, manager, reviewer, reviewed):
        commitment = add(status="full-implementation", reported_implemented=True)
        prove(commitment)
        outcome = update(commitment, manager, reported_implemented=False)
        assert (outcome.changed, outcome.proposal_id is None) == ((), False)
        actions.approve_change(proposal_id=outcome.proposal_id, by=reviewer)
        commitment.refresh_from_db()
        assert not commitment.reported_implemented

    def test_what_changed_since_it_was_proposed_is_shown(self, add, manager, reviewer, reviewed):
        commitment = add(status="initiation")
        outcome = update(commitment, manager, status="planning")
        update(commitment, COMMAND_LINE, status="approaching-implementation")
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            actions.approve_change(proposal_id=outcome.proposal_id, by=reviewer)
        assert meanwhile.value.differences[0].theirs == "Approaching implementation"


class TestProgrammes:
    def test_a_programme_is_hidden_until_it_is_published(self, manager):
        programme = actions.create_programme(
            slug="", details=actions.ProgrammeDetails(name="Calm Streets"), by=manager
        )
        assert (programme.slug, programme.published, programme.update_every_days) == (
            "calm-streets",
            False,
            60,
        )
        actions.publish_programme(programme_id=programme.pk, by=manager)
        programme.refresh_from_db()
        assert programme.published

    def test_two_programmes_cannot_share_an_address(self, programme, manager):
        details = actions.ProgrammeDetails(name="Safer Together")
        with pytest.raises(Refused) as refused:
            actions.create_programme(slug="safer-together", details=details, by=manager)
        assert refused.value.field == "slug"
        with pytest.raises(Refused):
            actions.create_programme(slug="¿?", details=actions.ProgrammeDetails(name="¿?"), by=manager)

    def test_the_second_of_two_editors_sees_the_first(self, programme, manager):
        actions.update_programme(
            programme_id=programme.pk, details=actions.ProgrammeDetails(name="Safer still"), by=manager
        )
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            actions.update_programme(
                programme_id=programme.pk,
                details=actions.ProgrammeDetails(name="Safest"),
                expected_version=1,
                by=manager,
            )
        assert [difference.field for difference in meanwhile.value.differences] == ["name"]

    def test_topics_have_numbers_and_addresses_of_their_own(self, programme, manager):
        first = actions.add_topic(programme_id=programme.pk, number=1, name="Force", by=manager)
        second = actions.add_topic(programme_id=programme.pk, number=2, name="Force", by=manager)
        assert (first.slug, second.slug) == ("force", "force-2")
        with pytest.raises(Refused):
            actions.add_topic(programme_id=programme.pk, number=1, name="Again", by=manager)
        actions.update_topic(topic_id=first.pk, name="Use of force", by=manager)
        first.refresh_from_db()
        assert (first.name, first.slug) == ("Use of force", "force")

    def test_milestones_come_and_go(self, programme, manager):
        milestone = actions.add_milestone(
            programme_id=programme.pk, happened=month("2025-05"), event="It began", by=manager
        )
        actions.remove_milestone(milestone_id=milestone.pk, by=manager)
        assert not programme.milestones.exists()
        with pytest.raises(Refused):
            actions.add_milestone(programme_id=programme.pk, happened=month("2025"), event=" ", by=manager)

    def test_a_number_is_taken_once_and_fits_an_address(self, add):
        add("4")
        for wrong in ("4", "about", "", "4/5"):
            with pytest.raises(Refused) as refused:
                add(wrong)
            assert refused.value.field == "number"


def test_states_follow_evidence_from_end_to_end(implemented, manager):
    from commonground.domains.commitments import queries

    commitment = implemented()
    assert queries.public_commitment("safer-together", "6").row.state is State.IMPLEMENTED
    actions.withdraw_evidence(evidence_id=commitment.evidence.get().pk, reason="Gone", by=manager)
    assert queries.public_commitment("safer-together", "6").row.state is State.REPORTED
    assert clock.today() >= date(2026, 1, 1)
