"""Every read that leaves the register: what it shows, to whom, in how many queries, from which columns."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commonground.access.attention import needs_of
from commonground.domains.commitments import actions, queries
from commonground.domains.commitments.actions import CommitmentChanges, DisputeText
from commonground.domains.commitments.dates import PartialDate
from commonground.domains.commitments.filters import CommitmentFilter, Sort
from commonground.domains.commitments.models import Commitment, ImportRun, Programme
from commonground.domains.commitments.rules import LateReason, State
from commonground.foundation import clock
from commonground.foundation.actors import COMMAND_LINE, RESIDENT
from commonground.reference.models import PublicBody

pytestmark = pytest.mark.django_db
SLUG = "safer-together"
# Columns that the public door may not read, as they would stand in SQL.
HIDDEN = (
    '"commitments_commitment"."owner_id"',
    '"commitments_commitment"."version"',
    '"commitments_programme"."second_review"',
    '"commitments_programme"."version"',
    '"commitments_change"."told_at"',
    '"commitments_dispute"."text"',
    '"commitments_dispute"."contact_email"',
    '"commitments_dispute"."language"',
    '"commitments_dispute"."declined_reason"',
    "access_person",
    "commitments_proposedchange",
    "commitments_importrun",
    '"commitments_follow"."email"',
)


def month(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.fixture
def register(add, implemented, prove, programme, manager):
    """A topic, two bodies, and commitments in every state."""
    topic = actions.add_topic(
        programme_id=programme.pk,
        number=1,
        name="Force",
        translations={"es": {"name": "La fuerza"}},
        by=manager,
    )
    city = PublicBody.objects.create(slug="city", name="City", translations={"es": {"name": "Ciudad"}})
    police = PublicBody.objects.create(slug="police", name="Police Department")
    both = {"topic_id": topic.pk, "body_ids": (police.pk, city.pk)}
    actions.add_milestone(programme_id=programme.pk, happened=month("2024-05"), event="It began", by=manager)
    add("1", "Publish figures on force", status="planning", percent=40, estimated=month("2020-05"), **both)
    add(
        "2",
        "Write it down",
        status="not-started",
        translations={"es": {"statement": "Ponerlo por escrito: canción"}},
    )
    add("3", "Ask the neighbors", status="", detail="With a survey")
    implemented("4", topic_id=topic.pk, percent=100)
    add("4a", "Hire somebody", status="full-implementation", reported_implemented=True)
    held = add("10", "Open the place", status="planning")
    actions.place_on_hold(commitment_id=held.pk, reason="County approval", resume=None, by=manager)
    return Commitment.objects.filter(programme=programme)


def test_before_there_is_a_programme_everything_is_empty(make_person):
    viewer = make_person("implementation-manager")
    assert queries.public_programmes() == ()
    assert queries.public_programme(SLUG) is None
    assert queries.public_overview(SLUG) is None
    assert queries.public_commitments(SLUG) == ()
    assert queries.public_commitment(SLUG, "1") is None
    assert queries.public_changes(SLUG) == ()
    assert queries.public_download_rows(SLUG) == ()
    assert queries.progress_over_time(SLUG) == ()
    assert queries.commitments_for(viewer) == ()
    assert queries.programmes_for(viewer) == ()
    assert needs_of(viewer) == []
    assert len(queries.public_statuses()) == 6


def test_an_empty_programme_has_a_page(programme):
    overview = queries.public_overview(SLUG)
    assert overview.counters.total == 0
    assert overview.topics == overview.latest == overview.late == overview.milestones == ()
    assert queries.progress_over_time(SLUG) == ()


def test_the_overview_counts_what_stands(register):
    overview = queries.public_overview(SLUG)
    counters = overview.counters
    assert (counters.total, counters.started, counters.implemented, counters.reported) == (6, 4, 1, 1)
    assert (counters.not_started, counters.unknown, counters.on_hold, counters.late) == (1, 1, 1, 1)
    assert [(one.topic.name if one.topic else None, one.counters.total) for one in overview.topics] == [
        ("Force", 2),
        (None, 4),
    ]
    assert {one.status.key if one.status else "": one.count for one in overview.statuses} == {
        "not-started": 1,
        "initiation": 0,
        "planning": 2,
        "approaching-implementation": 0,
        "full-implementation": 2,
        "evaluation": 0,
        "": 1,
    }
    assert [row.number for row in overview.late] == ["1"]
    assert [body.slug for body in overview.bodies] == ["city", "police"]
    assert overview.milestones[0].happened_in_words == "May 2024"
    assert overview.latest[0].number == "10"


def test_commitments_stand_in_the_order_in_which_people_count(register):
    assert [row.number for row in queries.public_commitments(SLUG)] == ["1", "2", "3", "4", "4a", "10"]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (CommitmentFilter(topic="force"), ["1", "4"]),
        (CommitmentFilter(status="planning"), ["1", "10"]),
        (CommitmentFilter(state=State.REPORTED), ["4a"]),
        (CommitmentFilter(state=State.UNKNOWN), ["3"]),
        (CommitmentFilter(body="police"), ["1"]),
        (CommitmentFilter(late=True), ["1"]),
        (CommitmentFilter(held=True), ["10"]),
        (CommitmentFilter(disputed=True), []),
        (CommitmentFilter(text="FIGURES on force"), ["1"]),
        (CommitmentFilter(text="survey"), ["3"]),
        (CommitmentFilter(text="cancion escrito"), ["2"]),
        (CommitmentFilter(text="ciudad"), []),
        (CommitmentFilter(text="'; DROP TABLE"), []),
        (CommitmentFilter(sort=Sort.PERCENT), ["4", "1", "2", "3", "4a", "10"]),
        (CommitmentFilter(sort=Sort.DUE), ["1", "2", "3", "4", "4a", "10"]),
    ],
)
def test_a_filter_keeps_what_it_says(register, wanted, numbers):
    assert [row.number for row in queries.public_commitments(SLUG, wanted)] == numbers


def test_the_page_of_a_commitment_has_everything(register):
    commitment = register.get(number="1")
    actions.add_sub_action(
        commitment_id=commitment.pk, title="Form", due_on=clock.today() - timedelta(days=1), by=COMMAND_LINE
    )
    changes = CommitmentChanges(estimated=month("2027-05"))
    actions.update_commitment(commitment_id=commitment.pk, changes=changes, note="Later", by=COMMAND_LINE)
    actions.post_update(commitment_id=commitment.pk, text="Two steps are done.", by=COMMAND_LINE)
    page = queries.public_commitment(SLUG, "1")
    assert page.row.status_label == "Planning"
    assert page.slippage.days == 7 * 365 + 1
    assert [step.late for step in page.sub_actions] == [True]
    assert [update.text for update in page.updates] == ["Two steps are done."]
    line = next(line for change in page.history for line in change.lines if line.before == "May 2020")
    assert (line.label, line.after) == ("Estimated implementation", "May 2027")
    assert page.previous is None
    assert page.next.number == "2"
    assert not page.may_be_disputed
    assert [bool(entry.text) for entry in page.timeline].count(True) == 1
    assert page.timeline == tuple(sorted(page.timeline, key=lambda entry: entry.at, reverse=True))


def test_what_the_city_wrote_is_in_the_readers_language_or_says_so(register):
    with translation.override("es"):
        page = queries.public_commitment(SLUG, "1")
        assert page.programme.name == "Más seguros juntos"
        assert page.row.topic.name.marked == "La fuerza"
        assert [body.name for body in page.row.bodies] == ["Ciudad", "Police Department"]
        assert page.row.statement.marked == '<span lang="en">Publish figures on force</span>'
        assert page.row.status_label == "Planificación"
    with translation.override("en"):
        hostile = register.get(number="3")
        Commitment.objects.filter(pk=hostile.pk).update(statement="<b>x</b>")
    with translation.override("es"):
        marked = queries.public_commitment(SLUG, "3").row.statement.marked
        assert marked == '<span lang="en">&lt;b&gt;x&lt;/b&gt;</span>'


def test_what_is_not_published_is_not_there(register, programme, manager):
    actions.withdraw_programme(programme_id=programme.pk, by=manager)
    assert queries.public_programmes() == ()
    assert queries.public_overview(SLUG) is None
    assert queries.public_commitment(SLUG, "1") is None
    assert (
        queries.public_commitments(SLUG)
        == queries.public_changes(SLUG)
        == queries.public_download_rows(SLUG)
        == ()
    )
    assert queries.progress_over_time(SLUG) == ()
    assert len(queries.commitments_for(manager)) == 6


@pytest.mark.parametrize(
    ("read", "most"),
    [
        (lambda: queries.public_programmes(), 1),
        (lambda: queries.public_overview(SLUG), 8),
        (lambda: queries.public_commitments(SLUG), 4),
        (lambda: queries.public_commitment(SLUG, "4"), 12),
        (lambda: queries.public_changes(SLUG), 1),
        (lambda: queries.public_download_rows(SLUG), 4),
        (lambda: queries.progress_over_time(SLUG), 2),
    ],
)
def test_public_reads_take_few_queries_and_public_columns_alone(
    register, add, read, most, django_assert_max_num_queries
):
    with CaptureQueriesContext(
        connection,
    ) as few:
        read()
    for number in range(20, 40):
        add(str(number), status="planning", estimated=month("2027-05"))
    with django_assert_max_num_queries(most), CaptureQueriesContext(connection) as many:
        read()
    assert len(few) == len(many)
    for query in many.captured_queries:
        assert not [column for column in HIDDEN if column in query["sql"]]


def test_changes_come_newest_first_and_since(register, add, programme):
    every = queries.public_changes(SLUG, limit=100)
    assert [change.at for change in every] == sorted((change.at for change in every), reverse=True)
    assert len({change.batch for change in every}) == len(every)
    later = clock.now() + timedelta(days=3)
    with clock.stopped_at(later):
        add("11", "Something new")
    (newest,) = queries.public_changes(SLUG, since=later)
    assert (newest.number, newest.lines[0].field) == ("11", "created")
    assert len(queries.public_changes(SLUG, limit=2)) == 2


def test_progress_is_read_back_from_the_history(programme, make_person):
    by = COMMAND_LINE

    def on(year: int, number: int, day: int = 15):
        return clock.stopped_at(datetime(year, number, day, 18, tzinfo=UTC))

    def change(commitment, **changes):
        actions.update_commitment(commitment_id=commitment.pk, changes=CommitmentChanges(**changes), by=by)

    with on(2026, 1):
        one = actions.add_commitment(programme_id=programme.pk, number="1", statement="One", by=by)
    with on(2026, 2):
        change(one, status="planning")
        facts = CommitmentChanges(status="not-started")
        two = actions.add_commitment(
            programme_id=programme.pk, number="2", statement="Two", facts=facts, by=by
        )
    with on(2026, 4):
        details = actions.EvidenceDetails(kind="link", title="Proof", url="https://riverbend.example")
        evidence = actions.attach_evidence(commitment_id=one.pk, details=details, by=by)
        change(one, status="full-implementation")
        actions.place_on_hold(commitment_id=two.pk, reason="Budget", resume=None, by=by)
    with on(2026, 5):
        actions.withdraw_evidence(evidence_id=evidence.pk, reason="Gone", by=by)
        actions.resume_work(commitment_id=two.pk, by=by)
    with on(2026, 6, 3):
        months = queries.progress_over_time(SLUG)
    shown = [
        (
            f"{count.month:%m}",
            {state.value: number for state, number in count.states.items() if number},
            count.on_hold,
        )
        for count in months
    ]
    assert shown == [
        ("01", {"unknown": 1}, 0),
        ("02", {"started": 1, "not-started": 1}, 0),
        ("03", {"started": 1, "not-started": 1}, 0),
        ("04", {"implemented": 1, "not-started": 1}, 1),
        ("05", {"reported": 1, "not-started": 1}, 0),
        ("06", {"reported": 1, "not-started": 1}, 0),
    ]


class TestStaff:
    def test_nobody_without_a_role_reads_anything(self, register, make_person):
        nobody = make_person("administrator")
        commitment = register.first()
        assert queries.commitments_for(nobody) == ()
        assert queries.commitment_for(nobody, commitment.pk) is None
        assert (
            queries.programmes_for(nobody)
            == queries.proposals_for(nobody)
            == queries.disputes_for(nobody)
            == ()
        )
        assert queries.imports_for(nobody) == ()

    def test_a_manager_sees_what_is_missing_and_what_is_odd(self, register, manager):
        shown = queries.commitment_for(manager, register.get(number="1").pk)
        assert "Attach 1 piece of evidence" in shown.missing_for_implemented
        assert bool(shown.may_update)
        claim = queries.commitment_for(manager, register.get(number="4a").pk)
        assert "no evidence is attached" in claim.warnings[-1]
        proven = queries.commitment_for(manager, register.get(number="4").pk)
        assert proven.missing_for_implemented == ""
        assert proven.values.status == "full-implementation"

    def test_an_owner_sees_all_and_may_update_their_own(self, register, make_person):
        owner = make_person("commitment-owner")
        Commitment.objects.filter(number="1").update(owner=owner)
        rows = queries.commitments_for(owner)
        assert [row.row.number for row in rows if row.may_update] == ["1"]
        assert [row.row.number for row in queries.commitments_for(owner, mine=True)] == ["1"]

    def test_disputes_are_read_by_those_who_answer_them(self, register, manager, make_person):
        dispute_id = actions.submit_dispute(
            commitment_id=register.get(number="4").pk,
            dispute=DisputeText("It is not so.", contact_email="neighbor@riverbend.example"),
            by=RESIDENT,
        )
        (shown,) = queries.disputes_for(manager)
        assert (shown.text, shown.wants_an_answer_by_mail) == ("It is not so.", True)
        assert "neighbor@" not in repr(shown)
        owner = make_person("commitment-owner")
        assert queries.disputes_for(owner) == ()
        assert queries.dispute_for(owner, dispute_id) is None
        assert queries.dispute_for(manager, dispute_id) == shown

    def test_the_staff_list_takes_few_queries(self, register, add, manager, django_assert_max_num_queries):
        for number in range(20, 40):
            add(str(number))
        with django_assert_max_num_queries(12):
            queries.commitments_for(manager)


class TestNeeds:
    """What waits for somebody, late first."""

    @pytest.fixture(autouse=True)
    def paths(self, monkeypatch):
        from commonground.domains.commitments import addresses

        monkeypatch.setattr(
            addresses, "staff_path", lambda name, **parts: f"/{name}/{next(iter(parts.values()))}/"
        )

    def test_late_updates_wait_for_their_owner_or_the_manager(self, noon, manager, make_person, add):
        owner = make_person("commitment-owner")
        add("1", status="planning", owner_id=owner.pk, next_update_by=date(2026, 10, 1))
        add("2", status="planning", next_update_by=date(2026, 11, 5))
        add("3", status="planning", next_update_by=date(2026, 12, 5))
        (need,) = needs_of(owner)
        assert (need.late, need.due_on, need.title[:2]) == (True, date(2026, 10, 1), "1.")
        (need,) = needs_of(manager)
        assert (need.late, need.title[:2]) == (False, "2.")

    def test_a_passed_estimate_waits_too(self, noon, add, manager):
        commitment = add("1", status="planning", estimated=month("2026-09"))
        late = queries.commitment_for(manager, commitment.pk).page.row.lateness
        assert late.reasons == (LateReason.ESTIMATE_PASSED,)
        assert needs_of(manager)[0].due_on == date(2026, 10, 1)

    def test_disputes_changes_and_refused_rows_wait_for_those_who_may(
        self, implemented, add, programme, manager, reviewer
    ):
        commitment = implemented()
        actions.submit_dispute(commitment_id=commitment.pk, dispute=DisputeText("It is not so."), by=RESIDENT)
        Programme.objects.update(second_review=True)
        actions.update_commitment(
            commitment_id=add("7", status="initiation").pk,
            changes=CommitmentChanges(status="planning"),
            by=manager,
        )
        run = ImportRun.objects.create(
            programme=programme,
            file_name="register.csv",
            sha256="0" * 64,
            refused=[{"line": 2, "column": "percent", "reason": "no"}],
            by=manager.audit_key,
            at=clock.now(),
        )
        assert {need.url.split("/")[1] for need in needs_of(manager)} == {"dispute", "import_result"}
        assert [need.url.split("/")[1] for need in needs_of(reviewer)] == ["proposal"]
        actions.settle_import(import_id=run.pk, by=manager)
        assert {need.url.split("/")[1] for need in needs_of(manager)} == {"dispute"}
