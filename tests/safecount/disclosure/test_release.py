"""A release made safe: thresholds, levels, odd tables, what was said before, and the ledger that remembers it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from safecount.cubes.table import CountedTable
from safecount.disclosure.doubt import CannotProtect, Witness
from safecount.disclosure.ledger import Ledger
from safecount.disclosure.preview import Preview
from safecount.disclosure.proof import ProofFailed, check_proof
from safecount.disclosure.release import EarlierRelease, SafeRelease, Terms, make_safe, thresholds_of
from safecount.disclosure.safe_table import Level, SafeTable
from safecount.problems import SafecountError, StoreError
from safecount.publish import publish_release

from ..publish.making import about
from .cases import QUICK, counted, dimensions, random_counts

MIXED = random_counts(3, [4, 5], 9.0)


def made(
    counts: Mapping[tuple[str, ...], int], names: Sequence[str] = ("a", "b"), **terms: object
) -> SafeRelease:
    return make_safe([counted("t", dimensions(*names), counts)], Terms("riverbend", effort=QUICK, **terms))  # type: ignore[arg-type]


def said(release: SafeRelease) -> dict[tuple[str, ...], tuple[int | None, str]]:
    rows = release.tables[0].cells.to_pylist()
    return {tuple(row.values())[:-2]: (row["count"], row["status"]) for row in rows}


@pytest.mark.parametrize("level", list(Level))
def test_no_small_count_is_shown_and_the_proof_stands(level: Level) -> None:
    release = made(MIXED, level=level)
    proof = check_proof(release.system, level, release.protection)
    assert proof.digest == release.certificate.witness_digest
    assert proof.witnesses == release.certificate.witnesses > 0
    least = 0 if level is Level.PRESENCE else 1
    for count, status in said(release).values():
        assert (count is None) == (status == "hidden")
        assert count is None or count >= 11 or (count == 0 and least)


def test_a_stricter_column_hides_more_where_it_is_named() -> None:
    counts = {("a0", "b0"): 15, ("a0", "b1"): 90, ("a1", "b0"): 40, ("a1", "b1"): 70, ("a1", "b2"): 25}
    assert said(made(counts))["a0", "b0"][1] == "shown"
    strict = made(counts, stricter={"b": 20})
    assert said(strict)["a0", "b0"] == (None, "hidden")
    assert said(strict)["*", "*"] == (240, "shown")
    assert strict.certificate.stricter == {"b": 20}
    terms = Terms("riverbend", stricter={"b": 20})
    reasons = Preview(strict.judged[0], thresholds_of(strict.judged[0], terms)).reasons
    rows = list(said(strict))
    assert reasons[rows.index(("a0", "b0"))] == "small"


@pytest.mark.parametrize(
    ("names", "counts"),
    [
        (("a",), {}),
        (("a",), {("x",): 0}),
        (("a",), {("x",): 40}),
        (("a",), {("x",): 3}),
        (("a",), {("x",): 3, ("y",): 4, ("z",): 2}),
        (("a", "b"), {("x", "y"): 1}),
        (("a", "b"), {(f"x{i}", f"y{j}"): 1 for i in range(4) for j in range(4)}),
    ],
    ids=["empty", "nought", "one", "one small", "all small", "one cell", "all ones"],
)
@pytest.mark.parametrize("level", list(Level))
def test_odd_tables(names: tuple[str, ...], counts: Mapping[tuple[str, ...], int], level: Level) -> None:
    release = made(counts, names, level=level)
    assert all(count is None or count == 0 or count >= 11 for count, _ in said(release).values())


def test_the_total_of_everything_is_shown_where_it_can_be() -> None:
    assert said(made(MIXED))["*", "*"][1] == "shown"


def test_the_same_tables_give_the_same_release() -> None:
    one, two = made(MIXED), made(MIXED)
    assert one.certificate == two.certificate
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from tests.safecount.disclosure.test_release import MIXED, made;"
        "print(made(MIXED).certificate.witness_digest)"
    )
    root = Path(__file__).parents[3]
    other = subprocess.run(
        [sys.executable, "-c", code, str(root)],
        env={"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "99"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == one.certificate.witness_digest


def after(first: SafeRelease, counts: Mapping[tuple[str, ...], int], **terms: object) -> SafeRelease:
    table = counted("t", dimensions("a", "b"), counts)
    earlier = [EarlierRelease("0" * 64, first.judged, first.witnesses)]
    return make_safe([table], Terms("riverbend", effort=QUICK, **terms), earlier)  # type: ignore[arg-type]


def test_what_was_hidden_stays_hidden_while_it_stands() -> None:
    first = made(MIXED)
    grown = {key: count + (25 if key == ("a0", "b0") else 0) for key, count in MIXED.items()}
    second = after(first, grown)
    assert second.certificate.earlier == ("0" * 64,)
    touched = {("a0", "b0"), ("a0", "*"), ("*", "b0"), ("*", "*")}
    for key, (_, status) in said(first).items():
        if status == "hidden" and key not in touched:
            assert said(second)[key] == (None, "hidden")
    check_proof(second.system, Level.SMALL, second.protection)


def test_a_small_increment_is_not_shown_by_two_totals() -> None:
    first = made(MIXED)
    second = after(first, MIXED | {("a0", "b0"): MIXED["a0", "b0"] + 2})
    for key in [("*", "*"), ("a0", "*"), ("*", "b0")]:
        assert "hidden" in (said(first)[key][1], said(second)[key][1])


def test_zeros_once_shown_or_hidden_stay_so() -> None:
    counts = MIXED | {("a0", "b0"): 0}
    with pytest.raises(SafecountError, match="L3"):
        after(made(counts), counts, level=Level.PRESENCE)
    with pytest.raises(SafecountError, match="L3"):
        after(made(counts, level=Level.PRESENCE), counts)


def test_terms_that_protect_nothing_are_refused() -> None:
    for terms in ({"threshold": 1}, {"stricter": {"b": 5}}):
        with pytest.raises(SafecountError):
            Terms("riverbend", **terms)  # type: ignore[arg-type]
    with pytest.raises(SafecountError, match="nothing to release"):
        make_safe([], Terms("riverbend"))


def test_months_and_quarters_in_two_tables_protect_each_other() -> None:
    of = ("on.month",), ("on.quarter",)
    months = {
        ("2026-01",): 30,
        ("2026-02",): 30,
        ("2026-03",): 4,
        ("2026-04",): 15,
        ("2026-05",): 16,
        ("2026-06",): 2,
    }
    quarters = {("2026-Q1",): 64, ("2026-Q2",): 33}
    tables = [counted(f"t{n}", dimensions(*of[n]), (months, quarters)[n]) for n in (0, 1)]
    release = make_safe(tables, Terms("riverbend", effort=QUICK))
    by_month, by_quarter = (table.cells.to_pylist() for table in release.tables)
    for quarter, first in (("2026-Q1", 1), ("2026-Q2", 4)):
        inside = [f"2026-{month:02}" for month in range(first, first + 3)]
        hidden = sum(row["status"] == "hidden" for row in by_month if row["on.month"] in inside)
        total = [row["status"] == "hidden" for row in by_quarter if row["on.quarter"] == quarter]
        assert hidden + sum(total) >= 2


@pytest.mark.parametrize("fault", ["shown", "moved", "negative", "sum", "none", "narrow"])
def test_a_proof_that_was_tampered_with_is_refused(fault: str) -> None:
    release = made(MIXED)
    system, protection = release.system, release.protection
    hidden, witnesses = protection.hidden.copy(), list(protection.witnesses)
    first = witnesses[0]
    match fault:
        case "shown":
            hidden[np.flatnonzero(system.values < system.threshold)[0]] = False
        case "moved":
            hidden[first.cells[0]] = False
        case "negative":
            witnesses[0] = Witness(first.cells, first.values - 1_000)
        case "sum":
            witnesses[0] = Witness(first.cells[:1], first.values[:1] + 1)
        case "none":
            witnesses = []
        case "narrow":
            witnesses = [Witness(first.cells[:0], first.values[:0])]
    with pytest.raises(ProofFailed):
        check_proof(system, Level.SMALL, replace(protection, hidden=hidden, witnesses=tuple(witnesses)))


def test_only_safe_tables_are_published(tmp_path: Path) -> None:
    release = made(MIXED)
    table: CountedTable = counted("t", dimensions("a", "b"), MIXED)
    for unsafe in (table, release.judged[0]):
        with pytest.raises(SafecountError):
            publish_release([unsafe], about(dataset="riverbend"), tmp_path / "out", signing_key=None)  # type: ignore[list-item]
    safe = release.tables[0]
    with pytest.raises(SafecountError):
        SafeTable(
            safe.name,
            safe.title,
            safe.unit,
            safe.dimensions,
            pa.concat_tables([safe.cells.slice(1)]),
            safe.certificate,
        )
    assert not (tmp_path / "out").exists()


def test_the_ledger_gives_back_what_was_entered(tmp_path: Path) -> None:
    ledger, release = Ledger(tmp_path / "ledger"), made(MIXED)
    with ledger.writing():
        number = ledger.begin("2026-01", release)
        with pytest.raises(StoreError, match="not finished"):
            ledger.earlier_than("2026-02")
        assert ledger.begin("2026-01", release) == number
        ledger.finish(number, "ab" * 32)
        with pytest.raises(StoreError, match="other figures"):
            ledger.begin("2026-01", made(MIXED | {("a0", "b0"): 99}))
        (earlier,) = ledger.earlier_than("2026-02")
    assert earlier.digest == "ab" * 32
    assert earlier.tables[0].cells.equals(release.judged[0].cells)
    assert earlier.tables[0].dimensions == release.judged[0].dimensions
    assert [w.values.tolist() for w in earlier.witnesses] == [w.values.tolist() for w in release.witnesses]
    assert ledger.folder.stat().st_mode & 0o077 == 0


def test_a_count_that_cannot_be_left_in_doubt_is_refused() -> None:
    from safecount.disclosure.protect import protect
    from safecount.disclosure.system import State

    from .making import system_of

    system = system_of([20, 5, 15], [[0, 1, 2]], 11, [State.SHOWN, State.FREE, State.SHOWN])
    with pytest.raises(CannotProtect):
        protect(system, Level.SMALL, QUICK)
