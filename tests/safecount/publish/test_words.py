"""What a release says in words: periods, shares, sentences and rules."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecount.disclosure.safe_table import Certificate, Dimension, Level, Status
from safecount.publish import about_release
from safecount.publish.figures import Figure, Figures, percent, share
from safecount.publish.names import is_safe_path, readable
from safecount.publish.outline import Covered, outline_of
from safecount.publish.periods import month_label, span_of
from safecount.publish.sentences import hidden_of, missing_of, period_of, summary_of
from safecount.publish.wording import counted, licence_address, lowered, promise, rules
from safecount.schema.model import Break

from ..conftest import SMALL, parsed
from .making import EDITION, cells_of, protected


@pytest.mark.parametrize(
    ("value", "label", "last"),
    [("2026-11", "Nov 2026", "2026-11"), ("2026-Q4", "2026 Q4", "2026-12"), ("2026", "2026", "2026-12")],
)
def test_periods_are_read(value: str, label: str, last: str) -> None:
    span = span_of(value)
    assert span
    assert (span.label, span.last_month) == (label, last)
    assert span.holds(span.begins)
    assert not span.moved(1).holds(span.begins)


@pytest.mark.parametrize(
    "value", ["", "*", "missing", "2026-13", "2026-00", "2026-Q5", "0000", "26-11", "2026-1", "٢٠٢٦"]
)
def test_what_is_no_period_is_not_taken_for_one(value: str) -> None:
    assert span_of(value) is None
    assert month_label("x") == "x"


def test_counts_units_shares_and_titles_in_words() -> None:
    assert counted(1, "person") == "1 person"
    assert counted(1204, "person") == "1,204 people"
    assert counted(0, "incident") == "0 incidents"
    assert counted(1, "application") == "1 application of force"
    assert [percent(value) for value in (0, 0.004, 0.256, 0.996, 1)] == [
        "0%", "less than 1%", "26%", "more than 99%", "100%",
    ]  # fmt: skip
    assert lowered("Perceived race") == "perceived race"
    assert lowered("FBI code") == "FBI code"
    assert lowered("X") == "X"


def test_a_share_is_taken_of_shown_counts_alone() -> None:
    shown, hidden = Figure("a", "A", 20, Status.SHOWN), Figure("b", "B", None, Status.HIDDEN)
    zero = Figure("c", "C", 0, Status.ZERO)
    assert share(shown, Figure("*", "All", 80, Status.SHOWN)) == 0.25
    assert share(hidden, shown) is share(shown, hidden) is share(shown, zero) is share(None, shown) is None


SEX, QUARTER = Dimension("sex", "Sex"), Dimension("at.quarter", "Quarter")


def said(
    counts: dict[tuple[str, ...], int], breaks: tuple[Break, ...] = (), through: str = "2026-06"
) -> tuple[Figures, list[str]]:
    cells = cells_of((SEX, QUARTER), counts)
    figures = Figures(protected({"t": ("T", (SEX, QUARTER), cells)}, unit="call")[0])
    return figures, summary_of(outline_of(figures, breaks, Covered("", through)))


def test_a_year_is_compared_with_the_year_before() -> None:
    counts = {("f", "2025-Q2"): 100, ("m", "2025-Q2"): 100, ("f", "2026-Q2"): 150, ("m", "2026-Q2"): 100}
    assert said(counts)[1] == [
        "From 2025 Q2 to 2026 Q2, 450 calls were counted.",
        "By sex, the most were counted for f: 250, 56% of all; then m with 200.",
        "In 2026 Q2 there were 250 calls, 25% more than in 2025 Q2 (200).",
    ]
    same = counts | {("f", "2026-Q2"): 100}
    assert said(same)[1][-1] == "In 2026 Q2 there were 200 calls, as many as in 2025 Q2."


def test_a_period_that_is_not_complete_is_not_compared() -> None:
    counts = {("f", "2025-Q2"): 100, ("m", "2025-Q2"): 100, ("f", "2026-Q2"): 50, ("m", "2026-Q2"): 50}
    sentences = said(counts, through="2026-05")[1]
    assert sentences[0] == "From 2025 Q2 to 2026 Q2 (not complete), 300 calls were counted."
    assert not any(sentence.startswith("In 2026") for sentence in sentences)


@pytest.mark.parametrize(
    "day", [datetime.date(2025, 5, 9), datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)]
)
def test_nothing_is_compared_across_a_break(day: datetime.date) -> None:
    counts = {("f", "2025-Q2"): 100, ("m", "2025-Q2"): 100, ("f", "2026-Q2"): 50, ("m", "2026-Q2"): 50}
    for item in (Break(day, "x"), Break(day, "x", ("sex",))):
        assert "2026 Q2 does not compare with 2025 Q2" in said(counts, (item,))[1][-1]
    assert "fewer than" in said(counts, (Break(day, "x", ("weapon",)),))[1][-1]


def test_hidden_counts_are_never_said() -> None:
    counts = {("f", "2025-Q2"): 4, ("m", "2025-Q2"): 3}
    figures, sentences = said(counts)
    assert sentences == ["The number of calls in all is not shown."]
    assert hidden_of(figures) == "6 of its 6 cells (100%) are hidden."


def test_the_largest_group_shown_is_not_said_to_be_the_largest_where_another_is_hidden() -> None:
    cells = cells_of((SEX, QUARTER), {("f", "2026-Q1"): 70, ("m", "2026-Q1"): 90, ("x", "2026-Q1"): 4})
    figures = Figures(protected({"t": ("T", (SEX, QUARTER), cells)}, unit="call")[0])
    sentences = summary_of(outline_of(figures, (), Covered("", "2026-06")))
    assert sentences[1].startswith("By sex, the most of those shown were counted for m: 90")


def test_records_without_a_value_are_said_with_their_share() -> None:
    figures, sentences = said({("missing", "2026-Q1"): 30, ("f", "2026-Q1"): 70})
    assert sentences == ["100 calls were counted."]
    _, sentences = said({("missing", "2026-Q1"): 30, ("f", "2026-Q1"): 50, ("m", "2026-Q1"): 20})
    assert sentences[-1] == "For 30% of all, no sex is recorded."
    assert missing_of(figures) == [("Sex", "30", "30%")]
    figures, _ = said({("missing", "2026-Q1"): 3, ("f", "2026-Q1"): 70})
    assert missing_of(figures) == [("Sex", "hidden", "not stated")]


def test_beats_of_one_name_are_told_apart_by_their_district() -> None:
    district, beat = (
        Dimension("district", "District", labels={"n": "North"}),
        Dimension("beat", "Beat", "district"),
    )
    cells = cells_of((district, beat), {("n", "1"): 20, ("s", "1"): 30, ("s", "2"): 40})
    figures = Figures(protected({"t": ("T", (district, beat), cells)})[0])
    assert [(figure.label, figure.count) for figure in figures.along("beat")] == [
        ("1 (North)", 20), ("1 (s)", 30), ("2", 40),
    ]  # fmt: skip
    assert figures.cross("district", "beat") is None


@given(st.text(max_size=300))
def test_a_value_put_before_readers_is_one_short_line(text: str) -> None:
    shown = readable(text, 40)
    assert 0 < len(shown) <= 40
    assert shown == " ".join(shown.split())
    assert not {"\u202e", "\u2066", "\x00", "\x1b", "\n"} & set(shown)


@given(st.text("ab./\\~\x00é-", max_size=12))
def test_a_safe_path_stays_inside(path: str) -> None:
    if is_safe_path(path):
        assert ".." not in path.split("/")
        assert not path.startswith(("/", "."))
        assert "\\" not in path
        assert "\x00" not in path


def test_a_period_covered_in_words() -> None:
    assert period_of("2024-01", "2026-09") == "Jan 2024 to Sep 2026"
    assert period_of("", "2026-09") == "up to Sep 2026"


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("cc-by-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("OGL v3", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
        ("https://example.gov/terms", "https://example.gov/terms"),
        ("ours", ""),
        ("javascript:alert(1)", ""),
        ('https://x"onclick', ""),
        ("", ""),
    ],
)
def test_licences_have_addresses_where_they_are_known(licence: str, address: str) -> None:
    assert licence_address(licence) == address


def test_rules_name_every_threshold_and_what_is_promised() -> None:
    values = {
        "dataset": "d", "threshold": 11, "width": 10, "cells": 4, "hidden": 1, "zero": 0, "relations": 1,
        "witnesses": 2, "witness_digest": "", "tables": {}, "stricter": {"victim": 21}, "earlier": ("x", "y"),
    }  # fmt: skip
    found = {level: " ".join(rules(Certificate(level=level, **values))) for level in Level}  # type: ignore[arg-type]
    assert all(
        "from 1 to 10 is hidden" in text and "victim, counts from 1 to 20" in text for text in found.values()
    )
    assert all("2 earlier releases" in text for text in found.values())
    assert "nought is shown" in found[Level.SMALL]
    assert "nought is hidden too" in found[Level.PRESENCE]
    assert "11 or more" in promise(Certificate(level=Level.SMALL, **values))  # type: ignore[arg-type]
    assert "11 or more" not in promise(Certificate(level=Level.EXACT, **values))  # type: ignore[arg-type]


def test_what_a_definition_says_goes_into_the_release() -> None:
    definition = parsed(SMALL + '\n[[breaks]]\non = 2025-03-01\nwhat = "A new form."\n')
    found = about_release(definition, EDITION)
    assert (found.dataset, found.title, found.fingerprint) == (
        "riverbend-small",
        "Small",
        definition.fingerprint,
    )
    assert found.publisher == EDITION.contact.name
    assert found.breaks == (Break(datetime.date(2025, 3, 1), "A new form."),)
