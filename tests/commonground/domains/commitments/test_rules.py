"""What follows from the facts of a commitment, by example and by property."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.domains.commitments.columns import COLUMNS, NAMES, as_typed, column_named, harmless
from commonground.domains.commitments.dates import NotADate, PartialDate, Precision
from commonground.domains.commitments.filters import CommitmentFilter, Sort
from commonground.domains.commitments.numbering import is_number, number_order
from commonground.domains.commitments.rules import (
    Contradiction,
    Facts,
    Lateness,
    LateReason,
    Refusal,
    Stage,
    State,
    contradictions,
    counters,
    lateness,
    may_implement,
    may_review,
    slippage,
    state_of,
)

TODAY = date(2026, 11, 2)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
partial_dates = st.builds(PartialDate.of, days, st.sampled_from(Precision))
facts = st.builds(
    Facts,
    stage=st.none() | st.sampled_from(Stage),
    reported_implemented=st.booleans(),
    evidence=st.integers(0, 3),
    percent=st.none() | st.integers(0, 100),
    start=st.none() | partial_dates,
    estimated=st.none() | partial_dates,
    implemented=st.none() | partial_dates,
    on_hold=st.booleans(),
    hold_reason=st.sampled_from(["", "why"]),
    resume=st.none() | partial_dates,
    next_update_by=st.none() | days,
)


def month(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("May 2023", "2023-05"),
        ("Sept 2022", "2022-09"),
        ("Sept. 2022", "2022-09"),
        ("July 2022", "2022-07"),
        ("agosto de 2022", "2022-08"),
        ("2023-08", "2023-08"),
        ("08/2023", "2023-08"),
        ("May-23", "2023-05"),
        ("2025-05-06", "2025-05-06"),
        ("2025-05-06 00:00:00", "2025-05-06"),
        ("5/6/2025", "2025-05-06"),
        ("May 6, 2025", "2025-05-06"),
        ("6 de mayo de 2025", "2025-05-06"),
        ("Q3 2025", "2025-Q3"),
        ("2025-Q3", "2025-Q3"),
        ("2024", "2024"),
    ],
)
def test_dates_are_read_as_people_write_them(text, kept):
    assert str(PartialDate.parse(text)) == kept


@pytest.mark.parametrize(
    "text", ["On Hold", "TBD", "", "2023-13", "13/40/2025", "23-May", "99999", "Ma 2023", "Q5 2025"]
)
def test_words_that_name_no_date_are_refused(text):
    with pytest.raises(NotADate):
        PartialDate.parse(text)


@given(partial_dates)
def test_what_is_written_is_read_back(value):
    assert PartialDate.parse(str(value)) == value
    for language in ("en", "es"):
        if value.precision is not Precision.QUARTER:
            assert PartialDate.parse(value.in_words(language)) == value


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused(text):
    with suppress(NotADate):
        assert isinstance(PartialDate.parse(text), PartialDate)


@given(partial_dates, days)
def test_a_period_has_passed_only_when_its_last_day_has(value, day):
    assert value.first_day <= value.last_day
    assert value.has_passed(day) == (day > value.last_day)
    assert PartialDate.of(value.last_day, value.precision) == value


@given(partial_dates, partial_dates)
def test_dates_are_ordered_by_when_they_end(one, other):
    assert (one < other) == ((one.last_day, one.first_day) < (other.last_day, other.first_day))


def test_words_follow_the_language():
    assert month("2025-05-06").in_words("en") == "May 6, 2025"
    assert month("2025-05").in_words("es-mx") == "mayo de 2025"
    assert month("2025-Q3").in_words("es") == "tercer trimestre de 2025"


@given(facts)
def test_nothing_is_implemented_without_evidence(given_facts):
    if state_of(given_facts) is State.IMPLEMENTED:
        assert given_facts.evidence > 0
        assert given_facts.stage is Stage.IMPLEMENTED
        assert not given_facts.reported_implemented


@given(st.integers(0, 5), st.integers(0, 5), st.integers(1, 5))
def test_evidence_decides_and_says_how_much_is_missing(attached, withdrawn, needed):
    decision = may_implement(evidence=attached, withdrawn=withdrawn, needed=needed)
    assert bool(decision) == (attached >= needed)
    assert decision.missing == max(0, needed - attached)
    if not decision:
        assert decision.refusal is (Refusal.EVIDENCE_WITHDRAWN if withdrawn else Refusal.EVIDENCE_MISSING)


def test_a_change_is_decided_by_somebody_else_and_once():
    assert may_review(proposer=1, reviewer=2, waiting=True)
    assert may_review(proposer=1, reviewer=1, waiting=True).refusal is Refusal.SAME_PERSON
    assert may_review(proposer=1, reviewer=2, waiting=False).refusal is Refusal.ALREADY_DECIDED


def test_a_month_is_late_the_day_after_it_ends():
    promised = Facts(stage=Stage.STARTED, estimated=month("2026-10"))
    assert not lateness(promised, on=date(2026, 10, 31))
    late = lateness(promised, on=date(2026, 11, 1))
    assert late.reasons == (LateReason.ESTIMATE_PASSED,)
    assert late.since == date(2026, 11, 1)
    assert not lateness(promised, on=date(2026, 11, 10), grace_days=14)


def test_an_overdue_update_is_late_and_the_earliest_date_counts():
    late = lateness(
        Facts(stage=Stage.STARTED, estimated=month("2026-10"), next_update_by=date(2026, 9, 1)), on=TODAY
    )
    assert late.reasons == (LateReason.ESTIMATE_PASSED, LateReason.UPDATE_OVERDUE)
    assert late.since == date(2026, 9, 2)


def test_a_hold_rests_everything_until_it_should_have_ended():
    held = Facts(
        stage=Stage.STARTED, estimated=month("2026-05"), next_update_by=date(2026, 5, 1), on_hold=True
    )
    assert not lateness(held, on=TODAY)
    assert lateness(held, on=TODAY, late_while_on_hold=True)
    resumed = Facts(stage=Stage.STARTED, on_hold=True, resume=month("2026-10"))
    assert lateness(resumed, on=TODAY).reasons == (LateReason.RESUME_PASSED,)


def test_what_is_reported_owes_its_updates_and_what_is_implemented_nothing():
    claim = Facts(stage=Stage.IMPLEMENTED, estimated=month("2025"), next_update_by=date(2026, 1, 1))
    assert lateness(claim, on=TODAY).reasons == (LateReason.UPDATE_OVERDUE,)
    shown = Facts(
        stage=Stage.IMPLEMENTED, estimated=month("2025"), next_update_by=date(2026, 1, 1), evidence=1
    )
    assert not lateness(shown, on=TODAY)


@given(facts, days, st.integers(0, 400), st.booleans())
def test_once_late_always_late_while_the_facts_stay(given_facts, day, later, on_hold_counts):
    found = lateness(given_facts, on=day, late_while_on_hold=on_hold_counts)
    if found:
        assert found.since is not None
        assert found.since <= day
        assert lateness(given_facts, on=day + timedelta(days=later), late_while_on_hold=on_hold_counts)
    if state_of(given_facts) is State.IMPLEMENTED:
        assert not found


@given(facts, days)
def test_contradictions_never_fail_and_keep_their_order(given_facts, day):
    found = contradictions(given_facts, on=day)
    assert list(found) == [contradiction for contradiction in Contradiction if contradiction in found]


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        (Facts(stage=Stage.STARTED, percent=100), Contradiction.COMPLETE_BUT_NOT_IMPLEMENTED),
        (Facts(stage=Stage.IMPLEMENTED, percent=80, evidence=1), Contradiction.IMPLEMENTED_BUT_NOT_COMPLETE),
        (Facts(stage=Stage.IMPLEMENTED, evidence=1), Contradiction.IMPLEMENTED_WITHOUT_DATE),
        (Facts(stage=Stage.STARTED, implemented=month("2025-05")), Contradiction.DATE_WITHOUT_IMPLEMENTED),
        (Facts(stage=Stage.IMPLEMENTED, implemented=month("2027")), Contradiction.IMPLEMENTED_IN_FUTURE),
        (Facts(start=month("2026-05"), implemented=month("2026-04")), Contradiction.START_AFTER_IMPLEMENTED),
        (Facts(start=month("2026-05"), estimated=month("2026-04-30")), Contradiction.START_AFTER_ESTIMATE),
        (Facts(stage=Stage.STARTED, start=month("2026-12")), Contradiction.START_IN_FUTURE),
        (Facts(stage=Stage.NOT_STARTED, percent=5), Contradiction.PROGRESS_BUT_NOT_STARTED),
        (Facts(on_hold=True), Contradiction.HELD_WITHOUT_RESUME),
        (Facts(on_hold=True), Contradiction.HELD_WITHOUT_REASON),
        (Facts(on_hold=True, stage=Stage.IMPLEMENTED), Contradiction.HELD_BUT_IMPLEMENTED),
        (Facts(reported_implemented=True), Contradiction.REPORTED_WITHOUT_EVIDENCE),
    ],
)
def test_each_contradiction_is_seen(odd, expected):
    assert expected in contradictions(odd, on=TODAY)


def test_facts_that_fit_are_left_alone():
    fitting = Facts(
        stage=Stage.IMPLEMENTED,
        evidence=1,
        percent=100,
        start=month("2024-05"),
        estimated=month("2025"),
        implemented=month("2025-05"),
    )
    assert contradictions(fitting, on=TODAY) == ()
    same_month = Facts(stage=Stage.STARTED, start=month("2025-05"), estimated=month("2025-05-06"))
    assert contradictions(same_month, on=TODAY) == ()


@given(st.lists(facts, max_size=30))
def test_every_commitment_is_counted_once(many):
    standing = [(one, lateness(one, on=TODAY)) for one in many]
    counted = counters(standing)
    assert counted.total == len(many) == counted.started + counted.not_started + counted.unknown
    assert counted.in_progress >= 0
    assert counted.late == sum(1 for _one, late in standing if late)
    assert counted.on_hold == sum(1 for one in many if one.on_hold)


def test_counters_of_nothing_are_nothing():
    assert counters([]).total == 0
    assert counters([(Facts(), Lateness())]).unknown == 1


def test_slippage_is_the_distance_from_the_first_promise():
    moved = slippage([month("2024-05"), month("2024-08"), month("2025-01")])
    assert (moved.days, moved.times_moved) == (245, 2)
    assert slippage([month("2024-05"), month("2024-02")]).days == -92
    assert slippage([]).days is None
    gone = slippage([month("2024-05"), None])
    assert (gone.first, gone.latest, gone.days, gone.times_moved) == (month("2024-05"), None, None, 1)


@given(st.lists(st.none() | partial_dates, max_size=6))
def test_slippage_of_any_history(estimates):
    found = slippage(estimates)
    known = [estimate for estimate in estimates if estimate]
    assert found.first == (known[0] if known else None)
    assert found.times_moved <= max(0, len(estimates) - 1)


def test_numbers_sort_as_people_count():
    labels = ["10", "4a", "4", "IV", "2.10", "2.9", "4b"]
    assert sorted(labels, key=number_order) == ["2.9", "2.10", "4", "4a", "4b", "10", "IV"]


@pytest.mark.parametrize("label", ["6", "4a", "IV", "2.10", "R-7"])
def test_labels_that_are_numbers(label):
    assert is_number(label)


@pytest.mark.parametrize("label", ["", "about", "list", "4/5", "4 a", "<b>4", "1234567890123", "-4", "é4"])
def test_labels_that_are_not(label):
    assert not is_number(label)


slugs = st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,20}", fullmatch=True)
filters = st.builds(
    CommitmentFilter,
    text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=20),
    topic=st.just("") | slugs,
    status=st.just("") | slugs,
    state=st.none() | st.sampled_from(State),
    body=st.just("") | slugs,
    late=st.booleans(),
    held=st.booleans(),
    disputed=st.booleans(),
    sort=st.sampled_from(Sort),
)


@given(filters)
def test_a_filter_can_be_shared_as_an_address(wanted):
    from urllib.parse import parse_qsl

    assert CommitmentFilter.parse(dict(parse_qsl(wanted.query_string()))) == wanted


@given(
    st.dictionaries(
        st.sampled_from(["text", "topic", "state", "sort", "late", "body"]), st.text(max_size=300)
    )
)
def test_any_address_is_a_filter(query):
    found = CommitmentFilter.parse(query)
    assert len(found.text) <= 200
    assert CommitmentFilter().query_string() == ""


@given(st.text(max_size=30) | st.text(alphabet="'=+-@x", max_size=6))
def test_cells_are_harmless_and_come_back_as_they_were(cell):
    written = harmless(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert as_typed(written) == cell


def test_headings_are_known_in_any_case():
    assert [column_named(column.name.upper().replace("_", " ")) for column in COLUMNS] == list(NAMES)
    assert column_named("\ufeffNumber ") == "number"
    assert column_named("Responsible Body") == "bodies"
    assert column_named("something else") is None
