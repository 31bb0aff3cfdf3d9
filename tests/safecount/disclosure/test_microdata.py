"""Records released one by one: no class too small, nothing lost without need, nothing that names a person."""

from __future__ import annotations

import datetime
import itertools
import math
from collections import Counter
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.disclosure.microdata import (
    Areas,
    Bands,
    DayParts,
    Groups,
    Key,
    MicrodataRefused,
    Periods,
    Plan,
    SafeRecords,
    SensitiveField,
    UnsafeRecords,
    anonymise,
    key_for,
)
from safecount.disclosure.microdata.safe_records import digest_of_records
from safecount.generate.stops import DEFINITION_TEXT
from safecount.schema import Column, ColumnType, Period, Role
from tests.safecount.conftest import parsed

RACE = Column("race", ColumnType.CODE, Role.DIMENSION, ())
AGE = Column("age", ColumnType.INTEGER, Role.DIMENSION, ())
DAY = Column("day", ColumnType.MOMENT, Role.TIME, ())
BEAT = Column("beat", ColumnType.TEXT, Role.PLACE, ())
DISTRICT = Column("district", ColumnType.TEXT, Role.PLACE, ())
OUTCOME = Column("outcome", ColumnType.CODE, Role.SENSITIVE, ())


def _at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the city's wall clock


KEYS = (
    Key(RACE, Groups(({"one": ("a", "b"), "other": ("c", "d")},))),
    Key(AGE, Bands(((10, 20, 30, 40), (20, 40)))),
    Key(DAY, Periods(Period.QUARTER)),
    Key(BEAT, Areas((DISTRICT,))),
)
ROW = st.fixed_dictionaries(
    {
        "race": st.sampled_from(["a", "b", "c", "d", "e", None]),
        "age": st.one_of(st.none(), st.integers(0, 60)),
        "day": st.one_of(st.none(), st.datetimes(_at(2024, 1, 1), _at(2025, 12, 31))),
        "beat": st.sampled_from(["1", "2", "3", "*", "missing"]),
        "district": st.sampled_from(["N", "S"]),
        "outcome": st.sampled_from(["none", "arrest", "citation", None]),
    }
)
SCHEMA = pa.schema(
    [("race", pa.string()), ("age", pa.int64()), ("day", pa.timestamp("us")), ("beat", pa.string()),
     ("district", pa.string()), ("outcome", pa.string())]
)  # fmt: skip


def _records(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, SCHEMA)


def _plan(**changes: Any) -> Plan:
    plan = Plan("riverbend", "stop", KEYS, (SensitiveField(OUTCOME),), k=3, most_suppressed=0.2, month=DAY)
    return replace(plan, **changes)


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, max_size=60), st.integers(2, 5), st.floats(0, 0.5), st.booleans(), st.randoms())
def test_no_class_is_too_small_or_too_alike(
    rows: list[dict[str, Any]], k: int, most: float, diverse: bool, random: Any
) -> None:
    plan = _plan(k=k, most_suppressed=most, sensitive=(SensitiveField(OUTCOME),) if diverse else ())
    try:
        safe = anonymise(_records(rows), plan)
    except MicrodataRefused:
        alike = diverse and len({row["outcome"] for row in rows} - {None}) < 2
        assert len(rows) < k or alike
        return
    keys = [key.name for key in KEYS]
    classes: dict[tuple[str, ...], list[str]] = {}
    for row in safe.cells.to_pylist():
        classes.setdefault(tuple(row[key] for key in keys), []).append(row.get("outcome", ""))
    assert all(len(members) >= k for members in classes.values())
    assert not diverse or all(len(set(members) - {"missing"}) >= 2 for members in classes.values())
    said = safe.certificate
    assert (said.records_in, said.records_out) == (len(rows), len(rows) - said.suppressed)
    assert said.suppressed <= most * len(rows) + 1e-9
    random.shuffle(rows)
    again = anonymise(_records(rows), plan)
    assert again.cells.equals(safe.cells)
    assert again.certificate == said


def _brute_force(rows: list[dict[str, Any]], plan: Plan) -> tuple[float, int, dict[tuple[str, ...], float]]:
    """The least loss, the fewest left out among choices of that loss, by trying every choice; and the loss of each."""
    table = _records(rows)
    climbed = [key.climb(table) for key in plan.keys]
    told = [[[labels[v] for v in one.values] for labels in one.labels] for one in climbed]
    best = (math.inf, 0)
    losses = {}
    for levels in itertools.product(*(range(len(one)) for one in told)):
        loss = 0.0
        for one, level in zip(told, levels, strict=True):
            low, on, top = Counter(one[0]), Counter(one[level]), len(rows)
            bits = sum(math.log2(on[b] / low[a]) for a, b in zip(one[0], one[level], strict=True))
            every = sum(math.log2(top / low[a]) for a in one[0])
            loss += bits / every if every else 0.0
        rungs = tuple(key.ladder.rungs[level] for key, level in zip(plan.keys, levels, strict=True))
        losses[rungs] = loss
        classes: dict[tuple[str, ...], list[Any]] = {}
        for place, row in enumerate(rows):
            cell = tuple(one[level][place] for one, level in zip(told, levels, strict=True))
            classes.setdefault(cell, []).append(row["outcome"])
        left_out = sum(
            len(members)
            for members in classes.values()
            if len(members) < plan.k or len({*members} - {None}) < 2
        )
        if left_out <= int(plan.most_suppressed * len(rows) + 1e-9):
            best = min(best, (round(loss, 6), left_out))
    return *best, losses


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, min_size=6, max_size=30))
def test_nothing_is_lost_without_need(rows: list[dict[str, Any]]) -> None:
    plan = _plan(k=2, most_suppressed=0.3)
    loss, left_out, losses = _brute_force(rows, plan)
    if math.isinf(loss):
        with pytest.raises(MicrodataRefused):
            anonymise(_records(rows), plan)
        return
    said = anonymise(_records(rows), plan).certificate
    assert losses[tuple(said.levels.values())] == pytest.approx(loss, abs=1e-5)
    assert said.loss == pytest.approx(loss / len(KEYS), abs=0.0051)
    assert said.suppressed == left_out


NAME = Column("name", ColumnType.TEXT, Role.IDENTIFIER, ())
NOTE = Column("note", ColumnType.TEXT, Role.SENSITIVE, ())
LIST = Column("list", ColumnType.CODE, Role.DIMENSION, (), separator=";")


@pytest.mark.parametrize("column", [NAME, NOTE, LIST, OUTCOME], ids=lambda column: column.name)
def test_what_names_a_person_cannot_be_a_key(column: Column) -> None:
    with pytest.raises(MicrodataRefused, match="cannot be a key"):
        Key(column, Groups())


@pytest.mark.parametrize("column", [NAME, NOTE, LIST, AGE, DAY, BEAT], ids=lambda column: column.name)
def test_what_is_no_code_cannot_be_told_as_it_is(column: Column) -> None:
    with pytest.raises(MicrodataRefused, match="cannot be told"):
        SensitiveField(column)


@pytest.mark.parametrize("role", [Role.IDENTIFIER, Role.SENSITIVE, Role.DIMENSION], ids=str)
def test_coarser_areas_are_places_too(role: Role) -> None:
    with pytest.raises(MicrodataRefused, match="cannot be a key"):
        Key(BEAT, Areas((replace(DISTRICT, role=role),)))


def test_texts_that_are_names_or_sentences_are_refused() -> None:
    word = Column("word", ColumnType.TEXT, Role.DIMENSION, ())
    plan = Plan("riverbend", "stop", (Key(word, Groups()),))
    with pytest.raises(MicrodataRefused, match="free text"):
        anonymise(pa.table({"word": [f"person {n}" for n in range(501)] * 20}), plan)
    with pytest.raises(MicrodataRefused, match="free text"):
        anonymise(pa.table({"word": ["The driver said that he " * 5] * 100}), plan)


def test_columns_that_the_plan_does_not_name_are_never_released() -> None:
    rows = _records([{"race": "a", "outcome": "none"}, {"race": "a", "outcome": "arrest"}] * 20)
    rows = rows.append_column("officer", pa.array(["1234"] * 40))
    assert "officer" not in anonymise(rows, _plan()).cells.column_names


HOSTILE = [
    "*",
    "missing",
    "missing (as written)",
    '"',
    "a\x00b",
    "=1+1",
    "\u202e",
    "'; DROP TABLE cells; --",
    "",
    " ",
]


def test_hostile_values_are_texts_like_others() -> None:
    word = Column("wo\"rd'; --", ColumnType.TEXT, Role.DIMENSION, ())
    plan = Plan("riverbend", "stop", (Key(word, Groups()),), k=2)
    safe = anonymise(pa.table({word.name: [*HOSTILE, *HOSTILE, None, None]}), plan)
    found = Counter(safe.cells.column(0).to_pylist())
    assert len(found) == len(HOSTILE) + 1
    assert found["missing"] == 2
    assert "*" not in found
    assert "<script>" not in safe._repr_html_()


def test_a_relation_of_duckdb_gives_the_same() -> None:
    table = _records([{"race": r, "age": 20, "outcome": o} for r in "ab" for o in ("none", "arrest")] * 5)
    with duckdb.connect() as connection:
        connection.register("records", table)
        assert anonymise(connection.sql("SELECT * FROM records"), _plan()).cells.equals(
            anonymise(table, _plan()).cells
        )


def test_time_and_numbers_are_told_in_spans() -> None:
    moments = [_at(2025, 5, 17, hour, 30) for hour in (3, 9, 15, 21)] * 3
    table = pa.table({"day": pa.array(moments), "age": [9, 10, 39, 90] * 3})
    keys = (
        Key(DAY, Periods(), coarsest="month"),
        Key(DAY, DayParts(), "part"),
        Key(AGE, Bands(((10, 11, 40),))),
    )
    rows = anonymise(table, Plan("riverbend", "stop", keys, k=3)).cells.to_pylist()
    assert {row["day"] for row in rows} == {"2025-05"}
    assert {row["part"] for row in rows} == {
        "night, 0 to 6",
        "morning, 6 to 12",
        "afternoon, 12 to 18",
        "evening, 18 to 24",
    }
    assert {row["age"] for row in rows} == {"under 10", "10", "11 to 39", "40 or more"}


def test_moments_of_which_only_the_date_is_known_have_a_month() -> None:
    table = pa.table(
        {
            "day": pa.array([None] * 4, pa.timestamp("us")),
            "day_date": pa.array([datetime.date(2025, 5, 1)] * 4),
        }
    )
    safe = anonymise(table, Plan("riverbend", "stop", (Key(DAY, Periods()),), k=2, month=DAY))
    assert safe.cells.column("day").to_pylist() == ["2025-05"] * 4
    assert (safe.certificate.first, safe.certificate.last) == ("2025-05", "2025-05")


def test_a_key_that_must_stay_fine_costs_the_others_or_is_refused() -> None:
    table = _records(
        [{"race": r, "age": a, "outcome": o} for r in "abcd" for a in (5, 15, 25) for o in ("none", "arrest")]
    )
    kept = replace(KEYS[0], coarsest="as it is")
    safe = anonymise(table, _plan(keys=(kept, *KEYS[1:])))
    assert safe.certificate.levels["race"] == "as it is"
    with pytest.raises(MicrodataRefused, match="coarser"):
        anonymise(table, _plan(keys=(kept, *KEYS[1:]), k=7))


@pytest.mark.parametrize(
    "edges", [(), ((),), ((1, 1),), ((2, 1),), ((1, 3), (2,)), ((float("nan"),),)], ids=str
)
def test_bands_that_do_not_nest_are_refused(edges: Any) -> None:
    with pytest.raises(MicrodataRefused):
        Bands(edges)


def test_groups_that_do_not_nest_are_refused() -> None:
    groups = Groups(({"x": ("a", "b")}, {"y": ("a",), "z": ("b",)}))
    with pytest.raises(MicrodataRefused, match="nest"):
        anonymise(_records([{"race": "a"}, {"race": "b"}] * 9), _plan(keys=(Key(RACE, groups),)))


@pytest.mark.parametrize(
    "changes", [{"k": 1}, {"keys": ()}, {"most_suppressed": 1.0}, {"most_suppressed": -0.1}, {"keys": KEYS[:1] * 2},
                {"month": AGE}], ids=lambda changes: "-".join(changes)
)  # fmt: skip
def test_plans_without_sense_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MicrodataRefused):
        _plan(**changes)


def test_records_that_lack_a_column_are_refused() -> None:
    with pytest.raises(MicrodataRefused, match="lack the columns"):
        anonymise(pa.table({"race": ["a"]}), _plan())


def _safe() -> SafeRecords:
    rows = [{"race": r, "day": _at(2025, 5, 1), "outcome": o} for r in "ab" for o in ("none", "arrest")]
    return anonymise(_records(rows * 6), _plan())


def test_a_second_release_told_differently_is_refused() -> None:
    first = _safe()
    rows = _records(first.cells.num_rows * [{"race": "a", "day": _at(2025, 5, 9), "outcome": "none"}])
    rows = pa.concat_tables([rows, rows.set_column(5, "outcome", pa.array(["arrest"] * rows.num_rows))])
    with pytest.raises(MicrodataRefused, match="released before"):
        anonymise(rows, _plan(), [first.certificate])
    later = rows.set_column(2, "day", pa.array([_at(2025, 6, 9)] * rows.num_rows, pa.timestamp("us")))
    assert anonymise(later, _plan(), [first.certificate]).certificate.earlier == (first.certificate.digest,)
    with pytest.raises(MicrodataRefused, match="released before"):
        anonymise(later, _plan(month=None), [first.certificate])


def test_the_very_same_release_may_be_made_again() -> None:
    first = _safe()
    rows = [{"race": r, "day": _at(2025, 5, 1), "outcome": o} for r in "ab" for o in ("none", "arrest")]
    assert anonymise(_records(rows * 6), _plan(), [first.certificate]).certificate == first.certificate


def test_records_that_were_altered_are_refused() -> None:
    safe = _safe()
    fewer = safe.cells.slice(1)
    said = safe.certificate
    with pytest.raises(UnsafeRecords, match="not as many"):
        SafeRecords(fewer, said)
    with pytest.raises(UnsafeRecords, match="Some class has 11"):
        SafeRecords(
            fewer, replace(said, k=12, records_in=23, records_out=23, digest=digest_of_records(fewer))
        )
    with pytest.raises(UnsafeRecords, match="other records"):
        SafeRecords(safe.cells.set_column(0, "race", pa.array(["z"] * 24)), said)
    with pytest.raises(UnsafeRecords, match="values of outcome"):
        SafeRecords(safe.cells.set_column(4, "outcome", pa.array(["none"] * 24)), said)
    with pytest.raises(UnsafeRecords, match="columns other"):
        SafeRecords(safe.cells.append_column("name", pa.array(["A"] * 24)), said)
    with pytest.raises(UnsafeRecords, match="protects nobody"):
        SafeRecords(safe.cells, replace(said, k=1))


def test_the_definition_suggests_ladders() -> None:
    definition = parsed(DEFINITION_TEXT)
    assert key_for(definition, "stop", "beat").ladder.rungs == ("as it is", "district", "all")
    assert key_for(definition, "stop", "stopped").ladder.rungs == ("month", "quarter", "year", "all")
    assert key_for(definition, "stop", "searched").ladder.rungs == ("as it is", "all")
    for name, words in {"subject_age": "bands", "officer_number": "cannot be a key"}.items():
        with pytest.raises(MicrodataRefused, match=words):
            key_for(definition, "stop", name)


def test_so_many_choices_that_no_search_ends_are_refused() -> None:
    keys = tuple(
        Key(AGE, Bands(tuple(tuple(range(n)) for n in range(9, 1, -1))), f"age{n}") for n in range(6)
    )
    with pytest.raises(MicrodataRefused, match="choices"):
        anonymise(_records([{"age": 1}] * 9), _plan(keys=keys))


def test_no_records_give_an_empty_release() -> None:
    safe = anonymise(_records([]), _plan())
    assert (safe.cells.num_rows, safe.certificate.suppressed) == (0, 0)


def test_large_numbers_of_combinations_keep_apart() -> None:
    rng = np.random.default_rng(5)
    wide = {f"c{n}": Column(f"c{n}", ColumnType.TEXT, Role.DIMENSION, ()) for n in range(8)}
    values = rng.integers(0, 400, (3_000, 8))
    values = np.concatenate([values, values])
    table = pa.table({name: pa.array([f"v{v}" for v in values[:, n]]) for n, name in enumerate(wide)})
    plan = Plan(
        "riverbend", "stop", tuple(Key(one, Groups()) for one in wide.values()), k=2, most_suppressed=0
    )
    safe = anonymise(table, plan)
    assert safe.certificate.loss == 0
