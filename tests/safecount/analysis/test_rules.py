"""The section [analyses.NAME]: what a definition may ask, and with which words it is refused."""

from __future__ import annotations

import pytest

from safecount.problems import DefinitionError
from safecount.schema import Test, shipped_definition
from tests.safecount.analysis.conftest import ANALYSES, RIVERBEND
from tests.safecount.conftest import parsed

# (what to write in place of what, key named, words said)
FAULTS = [
    ('test = "outcome"', 'test = "ranking"', "analyses.hits.test", "one of outcome"),
    ('hit = { found = ["true"] }', "", "analyses.hits", "needs hit"),
    ('table = "stop"', 'table = "stops"', "analyses.hits.table", "no table stops"),
    ('group = "race"', 'group = "officer"', "analyses.hits.group", "nobody is singled out"),
    ('group = "race"', 'group = "squad"', "analyses.hits.group", "nobody is singled out"),
    ('group = "race"', 'group = "rase"', "analyses.hits.group", "no column rase"),
    ('reference = "white"', 'reference = "White"', "analyses.hits.reference", "not a value of race"),
    ('place = "district"', 'place = "reason"', "analyses.hits.place", "not a place"),
    ('strata = ["reason"]', 'strata = ["officer"]', "analyses.by_district.strata", "nobody is singled out"),
    ('{ found = ["true"] }', '{ found = ["yes"] }', "analyses.hits.hit.found", "true and false"),
    ('{ found = ["true"] }', '{ officer = ["7"] }', "analyses.hits.hit.officer", "never picked out"),
    ('{ found = ["true"] }', "{ found = [] }", "analyses.hits.hit.found", "No value"),
    ('{ reason = ["traffic"] }', '{ reason = ["parking"] }', "analyses.veil.where.reason", "not a value"),
    ('groups = ["black"]', 'groups = ["white"]', "analyses.veil.groups", "reference is among"),
    ("latitude = 41.88", "latitude = 141.88", "analyses.veil.latitude", "not a latitude"),
    ('cluster = "officer"', 'cluster = "offiser"', "analyses.veil.cluster", "no column offiser"),
    ('time = "stopped"', 'time = "race"', "analyses.veil.time", "does not say when"),
    ('benchmark_table = "stop"', 'benchmark_table = "car"', "analyses.searches_per_stop.benchmark_table", "no table"),
    ("benchmark_counts", 'benchmark_file = "x.csv"\nbenchmark_counts', "analyses.residents", "more than once"),
    ("per = 100", "per = 0", "analyses.searches_per_stop.per", "at least 1"),
    ('test = "funnel"', 'test = "funnel"\nseason = true', "analyses.funnel.season", "no use of season"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "words"), FAULTS, ids=[f"{f[2]}-{f[3]}" for f in FAULTS])
def test_faults_name_key_and_remedy(old: str, new: str, key: str, words: str) -> None:
    assert old in ANALYSES
    with pytest.raises(DefinitionError) as raised:
        parsed(RIVERBEND + ANALYSES.replace(old, new, 1))
    said = [f"{p.message} {p.remedy}" for p in raised.value.problems if p.key == key]
    assert any(words in text for text in said), raised.value


def test_groups_of_a_comparison_hold_the_reference() -> None:
    text = ANALYSES.replace('group = "race"', 'group = "race"\ngroups = ["black", "asian"]', 1)
    with pytest.raises(DefinitionError, match="not among the groups"):
        parsed(RIVERBEND + text)


@pytest.mark.parametrize(
    ("name", "tests"),
    [
        ("minneapolis-stops", {Test.DARKNESS, Test.RATES, Test.COMPARE, Test.FUNNEL, Test.CHANGE}),
        ("wales-stop-search", {Test.OUTCOME, Test.CHANGE}),
        ("seattle-terry-stops", {Test.RATES, Test.COMPARE, Test.FUNNEL, Test.CHANGE}),
    ],
)
def test_shipped_definitions_ask_questions(name: str, tests: set[Test]) -> None:
    assert {analysis.test for analysis in shipped_definition(name).analyses} == tests
