"""What residents do: dispute, follow, stop following; and the letters they get."""

import re
from datetime import timedelta

import pytest

from commonground.domains.commitments import actions, letters, queries, telling
from commonground.domains.commitments.actions import CommitmentChanges, DisputeText
from commonground.domains.commitments.actions.rights import NotAllowed
from commonground.domains.commitments.models import Change, Dispute, Follow
from commonground.foundation import clock
from commonground.foundation.actors import RESIDENT
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.links import LinkRefused, sign
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
ADDRESS = "neighbor@riverbend.example"


@pytest.fixture
def pages(monkeypatch):
    """Letters name pages; here their addresses are enough."""
    from commonground.domains.commitments import addresses

    def named(name: str, language: str, *parts: str) -> str:
        prefix = "" if language == "en" else f"/{language}"
        return f"http://localhost:8000{prefix}/{name.split(':')[1]}/{'/'.join(parts)}/"

    monkeypatch.setattr(addresses, "_public", named)


def dispute(commitment, text="It is not so.", **details):
    return actions.submit_dispute(
        commitment_id=commitment.pk, dispute=DisputeText(text, **details), by=RESIDENT
    )


def token_in(mail: OutgoingMail) -> str:
    return re.search(r"/(?:confirm|unfollow)/([^/\s]+)/", mail.text)[1]


class TestDisputes:
    def test_one_is_received_with_a_day_for_the_answer(self, noon, implemented):
        commitment = implemented()
        dispute(commitment, contact_email=ADDRESS, language="es")
        kept = Dispute.objects.get()
        assert (kept.state, kept.answer_due_on) == ("received", noon.date() + timedelta(days=21))
        (shown,) = queries.public_commitment("safer-together", "6").disputes
        assert (shown.text, shown.state, shown.late) == ("", "received", False)
        entry = AuditEntry.objects.latest("sequence")
        assert entry.actor == "resident"
        assert ADDRESS not in str(entry.details)
        assert "not so" not in str(entry.details)

    def test_it_is_late_when_nobody_answers(self, implemented):
        dispute(implemented())
        with clock.stopped_at(clock.now() + timedelta(days=30)):
            assert queries.public_commitment("safer-together", "6").disputes[0].late

    def test_the_answer_stays_on_the_record_and_the_address_does_not(self, implemented, manager, pages):
        commitment = implemented()
        dispute_id = dispute(
            commitment, "Mr. Doe was asked for his passport.", contact_email=ADDRESS, language="es"
        )
        actions.answer_dispute(
            dispute_id=dispute_id,
            answer="He should not have been. We spoke to the station.",
            published_text="A resident was asked for a passport.",
            translations={"es": {"answer": "No debió ocurrir."}},
            by=manager,
        )
        kept = Dispute.objects.get()
        assert (kept.contact_email, kept.state) == ("", "answered")
        (shown,) = queries.public_commitment("safer-together", "6").disputes
        assert shown.text == "A resident was asked for a passport."
        assert shown.answered_by_title == manager.title
        mail = OutgoingMail.objects.get()
        assert mail.to == ADDRESS
        assert "No debió ocurrir." in mail.text
        assert "/es/commitment/safer-together/6/" in mail.text
        with pytest.raises(Refused, match="already"):
            actions.answer_dispute(dispute_id=dispute_id, answer="Again", by=manager)

    def test_what_was_written_can_be_published_before_the_answer(self, implemented, manager):
        dispute_id = dispute(implemented(), "It is not so.")
        actions.publish_dispute(dispute_id=dispute_id, text="It is not so.", by=manager)
        assert queries.public_commitment("safer-together", "6").disputes[0].text == "It is not so."
        with pytest.raises(Refused, match="published already"):
            actions.decline_dispute(dispute_id=dispute_id, reason="Abuse", by=manager)

    def test_abuse_is_set_aside_and_not_shown(self, implemented, manager):
        dispute_id = dispute(implemented(), "<b>Buy pills</b>", contact_email=ADDRESS)
        with pytest.raises(Refused):
            actions.decline_dispute(dispute_id=dispute_id, reason=" ", by=manager)
        actions.decline_dispute(dispute_id=dispute_id, reason="Advertising", by=manager)
        assert queries.public_commitment("safer-together", "6").disputes == ()
        assert Dispute.objects.get().contact_email == ""

    def test_only_what_is_called_implemented_can_be_disputed(self, add):
        with pytest.raises(Refused, match="nothing to dispute"):
            dispute(add(status="planning"))
        dispute(add("7", reported_implemented=True))

    def test_a_hidden_programme_takes_no_disputes(self, implemented, programme, manager):
        commitment = implemented()
        actions.withdraw_programme(programme_id=programme.pk, by=manager)
        with pytest.raises(Refused, match="not here any more"):
            dispute(commitment)

    @pytest.mark.parametrize(
        ("text", "email", "field"),
        [
            ("", "", "text"),
            (" \x00 ", "", "text"),
            ("x" * 4001, "", "text"),
            ("It is not so.", "neighbor", "contact_email"),
            ("It is not so.", "a@b.example\nBcc: all@riverbend.example", "contact_email"),
        ],
    )
    def test_a_wrong_form_is_refused_at_its_field(self, implemented, text, email, field):
        commitment = implemented()
        with pytest.raises(Refused) as refused:
            dispute(commitment, text, contact_email=email)
        assert refused.value.field == field
        assert not Dispute.objects.exists()

    def test_only_some_staff_answer(self, implemented, make_person):
        dispute_id = dispute(implemented())
        for role in ("commitment-owner", "auditor"):
            with pytest.raises(NotAllowed):
                actions.answer_dispute(dispute_id=dispute_id, answer="No.", by=make_person(role))


class TestFollowing:
    def ask(self, commitment, email=ADDRESS, language="en"):
        return actions.follow_commitment(
            commitment_id=commitment.pk, email=email, language=language, by=RESIDENT
        )

    def confirmed(self, commitment, email=ADDRESS, language="en") -> Follow:
        follow_id = self.ask(commitment, email, language)
        actions.confirm_follow(token=sign(letters.CONFIRM, str(follow_id)), by=RESIDENT)
        return Follow.objects.get(pk=follow_id)

    def tell(self) -> list[OutgoingMail]:
        """Runs what a worker would run, and returns the letters that were queued."""
        OutgoingMail.objects.all().delete()
        telling.tell_followers.call(list(Change.objects.values_list("pk", flat=True)))
        for job in waiting("write_letters"):
            telling.write_letters.call(*job)
        return list(OutgoingMail.objects.order_by("to"))

    def test_nothing_is_sent_before_the_mailbox_said_yes(self, add, manager, pages):
        commitment = add()
        self.ask(commitment, language="es")
        mail = OutgoingMail.objects.get()
        assert mail.to == ADDRESS
        assert "/es/confirm/" in mail.text
        actions.update_commitment(
            commitment_id=commitment.pk, changes=CommitmentChanges(percent=10), by=manager
        )
        assert self.tell() == []
        follow_id = actions.confirm_follow(token=token_in(mail), by=RESIDENT)
        assert Follow.objects.get(pk=follow_id).confirmed_at is not None
        assert actions.confirm_follow(token=token_in(mail), by=RESIDENT) == follow_id

    def test_links_that_are_wrong_old_or_for_something_else_are_refused(self, add, pages):
        follow_id = self.ask(add())
        for wrong in ("", "nonsense", sign(letters.END, str(follow_id)), sign(letters.CONFIRM, "nonsense")):
            with pytest.raises(LinkRefused):
                actions.confirm_follow(token=wrong, by=RESIDENT)
        actions.end_follow(token=sign(letters.END, str(follow_id)), by=RESIDENT)
        with pytest.raises(LinkRefused, match="no longer"):
            actions.confirm_follow(token=sign(letters.CONFIRM, str(follow_id)), by=RESIDENT)

    def test_changes_made_together_come_in_one_letter(self, add, manager, pages):
        first, second = add("1", "Write it down"), add("2", "Count it")
        for commitment in (first, second):
            self.confirmed(commitment)
        OutgoingMail.objects.all().delete()
        self.tell()  # what was there before
        for commitment in (first, second):
            actions.update_commitment(
                commitment_id=commitment.pk,
                changes=CommitmentChanges(status="planning", percent=30),
                note="Council read the plan",
                by=manager,
            )
        (mail,) = self.tell()
        assert "Status: Planning" in mail.text
        assert "Percent done: 30%" in mail.text
        assert mail.text.count("Council read the plan") == 2
        assert "1. Write it down" in mail.text
        assert "2. Count it" in mail.text
        assert self.tell() == []  # told once

    def test_a_letter_is_in_the_readers_language_and_ends_with_one_click(self, add, manager, pages):
        commitment = add()
        follow = self.confirmed(commitment, language="es")
        self.tell()
        actions.post_update(commitment_id=commitment.pk, text="Two steps are done.", by=manager)
        (mail,) = self.tell()
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail.headers["List-Unsubscribe"].startswith("<http://localhost:8000/es/unfollow/")
        assert "/es/commitment/safer-together/6/" in mail.text
        assert actions.end_follow(token=token_in(mail), by=RESIDENT) == 1
        assert actions.end_follow(token=token_in(mail), by=RESIDENT) == 0
        follow.refresh_from_db()
        assert follow.ended_at is not None
        actions.post_update(commitment_id=commitment.pk, text="And a third.", by=manager)
        assert self.tell() == []

    def test_who_follows_all_of_it_and_one_of_it_gets_one_letter(self, add, programme, manager, pages):
        commitment = add()
        self.confirmed(commitment)
        follow_id = actions.follow_programme(programme_id=programme.pk, email=ADDRESS.upper(), by=RESIDENT)
        actions.confirm_follow(token=sign(letters.CONFIRM, str(follow_id)), by=RESIDENT)
        self.tell()
        actions.post_update(commitment_id=commitment.pk, text="Two steps are done.", by=manager)
        (mail,) = self.tell()
        assert actions.end_follow(token=token_in(mail), by=RESIDENT) == 2

    def test_the_job_waits_for_what_else_is_changed(self, noon, add, manager, pages):
        commitment = add()
        self.confirmed(commitment)
        actions.post_update(commitment_id=commitment.pk, text="Two steps are done.", by=manager)
        from django_tasks_db.models import DBTaskResult

        job = DBTaskResult.objects.get(task_path__endswith="tell_followers")
        assert job.run_after == noon + timedelta(minutes=10)
        assert ADDRESS not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))

    def test_hidden_programmes_and_internal_fields_tell_nobody(
        self, add, programme, manager, make_person, pages
    ):
        commitment = add()
        self.confirmed(commitment)
        self.tell()
        changes = CommitmentChanges(owner_id=manager.pk, translations={"es": {"statement": "Publicar"}})
        actions.update_commitment(commitment_id=commitment.pk, changes=changes, by=manager)
        assert self.tell() == []
        actions.withdraw_programme(programme_id=programme.pk, by=manager)
        actions.post_update(commitment_id=commitment.pk, text="Two steps are done.", by=manager)
        assert self.tell() == []

    @pytest.mark.parametrize("email", ["", "neighbor", "a@b", "a@b.example\nBcc: x@riverbend.example"])
    def test_a_wrong_address_is_refused(self, add, email):
        with pytest.raises(Refused) as refused:
            self.ask(add(), email)
        assert refused.value.field == "email"
        assert not Follow.objects.exists()

    def test_addresses_are_forgotten_when_nobody_wants_letters(self, add, pages):
        commitment = add()
        kept = self.confirmed(commitment)
        ended = self.confirmed(commitment, "ended@riverbend.example")
        actions.end_follow(token=sign(letters.END, str(ended.pk)), by=RESIDENT)
        self.ask(commitment, "silent@riverbend.example")
        with clock.stopped_at(clock.now() + timedelta(days=15)):
            telling.forget_follows()
            telling.forget_follows()
        assert list(Follow.objects.values_list("pk", flat=True)) == [kept.pk]


def waiting(name: str) -> list[list[object]]:
    from django_tasks_db.models import DBTaskResult

    jobs = DBTaskResult.objects.filter(task_path__endswith=name)
    arguments = [job.args_kwargs["args"] for job in jobs]
    jobs.delete()
    return arguments
