"""Definitions: what is read, what is refused and with which words, and that editors and the loader agree."""

from __future__ import annotations

import copy
import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import safecount.schema as schema_package
from safecount.problems import DefinitionError
from safecount.schema import json_schema, load_definition, parse_definition, shipped_definition, shipped_names
from safecount.schema.key import Kind
from safecount.schema.keys import SECTIONS
from safecount.schema.lines import LineIndex
from tests.safecount.conftest import SMALL, parsed

DOCS = Path(__file__).parents[2] / "docs" / "count"


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(DefinitionError) as raised:
        parsed(text)
    return [
        (problem.line, problem.key, f"{problem.message} {problem.remedy}")
        for problem in raised.value.problems
    ]


def line_of(text: str, fragment: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if fragment in line)


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_definitions_are_valid(name: str) -> None:
    definition = shipped_definition(name)
    assert definition.name == name
    assert definition.releases


# (what to write in place of what, key named, words said)
FAULTS = [
    ('unit = "person"', 'unit = "people"', "tables.stop.unit", "one of incident, person"),
    ('unit = "person"', 'unti = "person"', "tables.stop.unti", "Did you mean unit?"),
    ('key = "number"', 'key = "numbr"', "tables.stop.key", "no column numbr"),
    ('month = "stopped"', 'month = "race"', "tables.stop.month", "not a date or moment"),
    ('codes = "race", role', 'codes = "rase", role', "tables.stop.columns.race.codes", "[codes.rase]"),
    ('"Black"]', '"Black", "white "]', "codes.race.black", "already belongs to white"),
    ('zone = "America/Chicago"', 'zone = "Chicago"', "zone", "IANA"),
    ('name = "riverbend-small"', 'name = "Riverbend Small"', "name", "lower case"),
    ("safecount = 1", "safecount = 2", "safecount", "safecount = 1"),
    ("minimum = 0", 'minimum = "0"', "tables.stop.columns.age.minimum", "a number"),
    (
        "required = true",
        'required = true, formats = ["dd/mm"]',
        "tables.stop.columns.stopped.formats",
        "strptime",
    ),
    ("age = { type", "month = { type", "tables.stop.columns.month", "lineage"),
    ("age = { type", "Age = { type", "tables.stop.columns.Age", "lower case"),
    (
        'type = "integer", role = "dimension"',
        'type = "integer", role = "time"',
        "tables.stop.columns.age.role",
        "not a time",
    ),
    (
        'type = "text", role = "identifier"',
        'type = "text", role = "measure"',
        "tables.stop.columns.number.role",
        "summed",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "words"), FAULTS, ids=[f[1][:40] for f in FAULTS])
def test_faults_name_line_key_and_remedy(old: str, new: str, key: str, words: str) -> None:
    text = SMALL.replace(old, new, 1)
    found = problems(text)
    match = [(line, said) for line, where, said in found if where == key]
    assert match, found
    assert words in match[0][1]
    assert match[0][0] == line_of(text, new.split("\n")[0])


def test_every_fault_is_told_at_once() -> None:
    text = SMALL.replace('unit = "person"', 'unit = "people"').replace("minimum = 0", 'minimum = "0"')
    assert len(problems(text)) == 2


def test_releases_and_hierarchies_are_checked() -> None:
    text = SMALL + '[hierarchies.a]\ntable = "stop"\nlevels = ["beat"]\n'
    text += (
        '[hierarchies.b]\ntable = "stop"\ncolumn = "race"\n[hierarchies.b.groups]\nall = ["white", "green"]\n'
    )
    text += (
        '[releases.c]\ntable = "stop"\ndimensions = ["number", "stopped", "race.month"]\nmeasure = "age"\n'
    )
    text += '[threshold]\nk = 11\ncolumns = { race = 5 }\n[[breaks]]\non = 2026-01-01\nwhat = "x"\ncolumns = ["none"]\n'
    said = " ".join(words for _, _, words in problems(text))
    for words in (
        "no column beat",
        "'green'",
        "never released",
        "stopped.month",
        "not a measure",
        "weaker",
        "none",
    ):
        assert words in said


BROAD = """
[hierarchies.broad]
table = "stop"
column = "race"
groups = { other = ["black"] }
[releases.a]
table = "stop"
dimensions = ["race.broad", "race", "stopped.month", "stopped.year"]
"""


def test_dimensions_may_be_columns_periods_and_groups() -> None:
    definition = parsed(SMALL + BROAD)
    assert definition.releases[0].dimensions == ("race.broad", "race", "stopped.month", "stopped.year")


DIMENSIONS = [
    ('"race", "race"', "listed twice"),
    ('"race.narrow"', "Use one of race.broad."),
    ('"race."', "no hierarchy of groups called nothing"),
    ('"age.broad"', "age has no hierarchy of groups called broad. Write age alone"),
    ('"stopped.broad"', "needs its period"),
    ('"kinds"', "several values in one cell"),
    ('"at"', "is a clock"),
    ('"status"', "for example to status_of_case"),
]


@pytest.mark.parametrize(("dimensions", "words"), DIMENSIONS, ids=[words for _, words in DIMENSIONS])
def test_dimensions_that_cannot_be_counted_are_refused(dimensions: str, words: str) -> None:
    columns = (
        SMALL
        + """kinds = { type = "code", codes = "race", role = "dimension", separator = "," }
at = { type = "clock", role = "dimension" }
status = { type = "text", role = "dimension" }
"""
    )
    text = columns + BROAD.replace('"race.broad", "race", "stopped.month", "stopped.year"', dimensions)
    assert any(words in said for _, where, said in problems(text) if where == "releases.a.dimensions")


def test_a_group_may_not_bear_the_name_of_a_code_left_out_of_it() -> None:
    for name in ("white", "unlisted"):
        assert any(
            "in no group" in said for _, _, said in problems(SMALL + BROAD.replace("{ other", f"{{ {name}"))
        )
    parsed(SMALL + BROAD.replace("{ other", "{ black"))


def test_breaks_are_read() -> None:
    definition = parsed(SMALL + '[[breaks]]\non = 2016-01-31\nwhat = "A new form."\n')
    assert definition.breaks[0].on == datetime.date(2016, 1, 31)


def test_parents_must_be_reached_by_their_key() -> None:
    child = '[tables.search]\nunit = "application"\nparent = "stop"\nlink = "found"\n'
    child += '[tables.search.columns]\nfound = { type = "text", role = "identifier" }\n'
    assert any("not the key of stop" in words for _, _, words in problems(SMALL + child))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a = ", b"a = 1\na = 2", b"[" * 5_000, b"x" * 5_000_000, b""]
)
def test_unreadable_definitions_are_refused(content: bytes) -> None:
    with pytest.raises(DefinitionError):
        parse_definition(content, "test.toml")


def test_a_missing_definition_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="cannot be opened"):
        load_definition(tmp_path / "nowhere.toml")


def test_lines_are_found_inside_arrays_and_after_long_texts() -> None:
    index = LineIndex('a = """\nb = 1\n"""\n[[x.y]]\nc = 1\n[[x.y]]\n"d e" = 2\nf.g = 3\n')
    assert index.line(("x", "y", 1, "d e")) == 7
    assert index.line(("x", "y", 1, "f", "g")) == 8
    assert index.line(("x", "y", 0, "c")) == 5
    assert index.line(("b",)) == 1


# --- The JSON schema for editors and the loader agree -------------------------------------------------------------


def test_the_shipped_schema_is_the_one_made_from_the_keys() -> None:
    shipped = Path(schema_package.__file__).parent / "definition-1.schema.json"
    assert json.loads(shipped.read_text("utf-8")) == json_schema()
    jsonschema.Draft202012Validator.check_schema(json_schema())


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_as_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_toml, value)) + "]"
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in _paths(item, (*path, key)))]


BASES = [
    tomllib.loads(Path(shipped_definition(name).path).read_text("utf-8"))
    for name in ("dallas-force", "wales-stop-search")
]
BASES[0]["threshold"] = {"k": 11, "columns": {"beat": 20}}
VALIDATOR = jsonschema.Draft202012Validator(json_schema())
STRANGE = [
    None,
    True,
    False,
    0,
    -1,
    3.5,
    "",
    "Strange Text",
    "month",
    [],
    ["x"],
    [1],
    {},
    {"x": 1},
    {"x": ["y"]},
]
STRANGE.append(datetime.date(2026, 1, 1))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_schema_and_loader_agree(data: st.DataObject) -> None:
    """Change one thing anywhere in a good definition: what the schema refuses, the loader refuses."""
    document = copy.deepcopy(data.draw(st.sampled_from(BASES)))
    path = data.draw(st.sampled_from([p for p in _paths(document) if p]))
    at = document
    for step in path[:-1]:
        at = at[step]
    strange = data.draw(st.sampled_from(STRANGE))
    if strange is None:
        del at[path[-1]]
    elif data.draw(st.booleans()) or not isinstance(at, dict):
        at[path[-1]] = strange
    else:
        at["strange_key"] = strange
    text = "\n".join(f"{json.dumps(key)} = {_as_toml(value)}" for key, value in document.items())
    if VALIDATOR.is_valid(_as_json(tomllib.loads(text))):
        return
    with pytest.raises(DefinitionError):
        parsed(text)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_schema_refuses_what_the_loader_cannot_read(data: st.DataObject) -> None:
    """The other way round: a value of the wrong kind, or an unknown key, that the loader refuses."""
    document = copy.deepcopy(data.draw(st.sampled_from(BASES)))
    path = data.draw(st.sampled_from([p for p in _paths(document) if p]))
    at = document
    for step in path[:-1]:
        at = at[step]
    # A date is a text to JSON, which has no dates.
    at[path[-1]] = data.draw(st.sampled_from(STRANGE[1:-1]))
    text = "\n".join(f"{json.dumps(key)} = {_as_toml(value)}" for key, value in document.items())
    try:
        parsed(text)
    except DefinitionError as error:
        structural = [
            p for p in error.problems if "does not fit" in p.message or "no key called" in p.message
        ]
        if structural and not any("without quotes" in p.remedy for p in structural):
            assert not VALIDATOR.is_valid(_as_json(tomllib.loads(text)))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_loader(content: bytes) -> None:
    with pytest.raises(DefinitionError):
        parse_definition(content, "test.toml")


# --- The written documentation --------------------------------------------------------------------------------------


def test_every_key_and_choice_is_documented() -> None:
    text = (DOCS / "definition.md").read_text("utf-8")
    for section, keys in SECTIONS.items():
        heading = f"<!-- section: {section} -->"
        assert heading in text, section
        part = text.split(heading)[1].split("<!-- section:")[0]
        for key in keys:
            assert f"| `{key.name}` |" in part, f"{section}.{key.name}"
            for choice in key.choices:
                assert f"`{choice}`" in part, f"{section}.{key.name} = {choice}"


def test_examples_in_the_documentation_are_valid() -> None:
    for page in ("definition.md", "tutorial.md"):
        blocks = (DOCS / page).read_text("utf-8").split("```toml\n")[1:]
        whole = [block.split("```")[0] for block in blocks if block.startswith("safecount = 1")]
        for block in whole:
            parsed(block)
    assert whole or page == "tutorial.md"


def test_kinds_are_all_used() -> None:
    assert {key.kind for keys in SECTIONS.values() for key in keys} == set(Kind)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ('median = "age"', "medians do not add up"),
        ('quantiles = ["0.5"]', "count by a column with bands"),
        ('distinct = "number"', "do not add up, since one person"),
        ('mean = "age"', "sum stands beside the count"),
    ],
)
def test_figures_that_no_proof_covers_are_refused_with_the_remedy(key: str, words: str) -> None:
    text = f'{SMALL}\n[releases.a]\ntable = "stop"\ndimensions = ["race"]\n{key}\n'
    with pytest.raises(DefinitionError, match=words):
        parsed(text)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("minimum = 0, ", "minimum = -5, ", "below nought"),
        ("[tables.stop]", "[threshold]\nsum_percent = 0\n[tables.stop]", "no percentage"),
        ("[tables.stop]", "[threshold]\nsum_largest = 3\n[tables.stop]", "two largest"),
        ("[tables.stop]", "[threshold]\nsum_dominance = 100\n[tables.stop]", "part of a sum"),
    ],
    ids=["below nought", "percent", "largest", "dominance"],
)
def test_rules_for_sums_that_protect_nothing_are_refused(old: str, new: str, words: str) -> None:
    text = SMALL.replace('role = "dimension", minimum', 'role = "measure", minimum')
    text += '\n[releases.a]\ntable = "stop"\ndimensions = ["race"]\nmeasure = "age"\n'
    assert parsed(text).releases[0].measure == "age"
    with pytest.raises(DefinitionError, match=words):
        parsed(text.replace(old, new))
