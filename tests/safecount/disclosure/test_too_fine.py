"""A release that is too fine is refused with the coarser one that would do, and doing what it says works."""

import datetime
import itertools
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from safecount.cubes import count_tables
from safecount.cubes.lattice import TooManyCells
from safecount.cubes.table import CountedTable
from safecount.disclosure.release import Terms, make_safe
from safecount.disclosure.safe_table import ALL, Dimension
from safecount.disclosure.too_fine import refuse_too_fine
from safecount.generate import DEFINITION_TEXT, generate_stops
from safecount.ingest import Store, ingest
from safecount.problems import SafecountError
from safecount.schema import load_definition


def table_of(sizes: tuple[int, ...]) -> CountedTable:
    """Every cell of a table with all margins, each with records."""
    names = [f"d{number}" for number in range(len(sizes))]
    codes = [[ALL, *(str(code) for code in range(size))] for size in sizes]
    rows = list(itertools.product(*codes))
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    cells = pa.table({**columns, "count": np.full(len(rows), 3, np.int64)})
    dimensions = tuple(Dimension(name, name) for name in names)
    return CountedTable("by_all", "By all", "stop", dimensions, cells)


def test_a_table_that_is_small_enough_is_not_refused() -> None:
    refuse_too_fine([table_of((2, 3, 4))], most=60)


def test_what_is_proposed_has_as_many_cells_as_it_says() -> None:
    with pytest.raises(TooManyCells) as refused:
        refuse_too_fine([table_of((2, 3, 4, 5))], most=200)
    said = str(refused.value)
    assert "The release has 360 cells" in said
    assert "together = 2" in said
    proposed = int(re.search(r"with ([\d,]+) cells in all", said)[1].replace(",", ""))
    pairs = itertools.combinations((2, 3, 4, 5), 2)
    assert proposed == sum((first + 1) * (second + 1) for first, second in pairs)


def test_other_tables_of_the_release_take_their_room() -> None:
    with pytest.raises(TooManyCells, match="together = 1"):
        refuse_too_fine([table_of((2, 3, 4, 5)), table_of((9, 9))], most=200)


def test_where_nothing_fits_it_says_so() -> None:
    with pytest.raises(TooManyCells, match="coarser dimensions"):
        refuse_too_fine([table_of((50, 60))], most=20)


def test_the_proposal_is_a_key_of_the_definition_and_is_protected(tmp_path: Path) -> None:
    """Every two of three dimensions: three linked tables in place of one, under one certificate."""
    text = DEFINITION_TEXT + (
        '\n[releases.by_three]\ntable = "stop"\ndimensions = ["subject_race", "district", "outcome"]\ntogether = 2\n'
    )
    path = tmp_path / "stops.toml"
    path.write_text(text)
    generate_stops(tmp_path / "stops.csv", rows=3_000, seed=1)
    definition = load_definition(path)
    store = Store(tmp_path / "store")
    ingest(
        definition,
        [str(tmp_path / "stops.csv")],
        store,
        now=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )
    counted = [table for table in count_tables(definition, store) if table.name.startswith("by_three")]
    assert [table.name for table in counted] == ["by_three_01", "by_three_02", "by_three_03"]
    assert [tuple(one.reference for one in table.dimensions) for table in counted] == [
        ("subject_race", "district"),
        ("subject_race", "outcome"),
        ("district", "outcome"),
    ]
    safe = make_safe(counted, Terms("riverbend-stops"))
    assert all(table.certificate == safe.certificate for table in safe.tables)


def test_a_number_that_leaves_nothing_out_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stops.toml"
    path.write_text(
        DEFINITION_TEXT
        + '\n[releases.by_two]\ntable = "stop"\ndimensions = ["subject_race", "district"]\ntogether = 2\n'
    )
    with pytest.raises(SafecountError, match="from 1 to 1"):
        load_definition(path)
