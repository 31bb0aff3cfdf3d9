"""Random records, the tables that count them, and the plainest way to tell which records a cell counts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
from hypothesis import strategies as st

from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import ALL, MISSING, Dimension
from safecount.disclosure.system import State, System

Record = Mapping[str, str]
PERIODS = ("on.month", "on.quarter", "on.year")
_MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-04")
_BEATS = {"b1": "north", "b2": "north", "b3": "south", "b4": "south"}


def record_of(month: str, beat: str, race: str) -> Record:
    """One record with all that any table may ask of it. `missing` beats lie in either district by race."""
    district = _BEATS.get(beat, "north" if race == "x" else "south")
    quarter = f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
    return {
        "on.month": month,
        "on.quarter": quarter,
        "on.year": month[:4],
        "beat": beat,
        "district": district,
        "race": race,
        "race.broad": "x" if race == "x" else "other",
    }


records = st.lists(
    st.builds(
        record_of, st.sampled_from(_MONTHS), st.sampled_from((*_BEATS, MISSING)), st.sampled_from("xyz")
    ),
    max_size=40,
)
groups = {("race", "race.broad"): {"y": "other", "z": "other"}}
_COARSER = {
    "on.month": ("on.quarter", "on.year"),
    "on.quarter": ("on.year",),
    "beat": ("district",),
    "race": ("race.broad",),
}
choices = st.lists(
    st.lists(
        st.sampled_from((*PERIODS, "beat", "district", "race", "race.broad")),
        min_size=1,
        max_size=3,
        unique=True,
    ),
    min_size=1,
    max_size=3,
)


def dimensions_of(references: Sequence[str]) -> tuple[Dimension, ...]:
    """Dimensions, each within the next coarser of them."""
    within = [
        next((coarser for coarser in _COARSER.get(reference, ()) if coarser in references), "")
        for reference in references
    ]
    return tuple(Dimension(name, name, coarser) for name, coarser in zip(references, within, strict=True))


def members_of(row: Mapping[str, str], found: Sequence[Record]) -> frozenset[int]:
    """Which of the records a row counts, by its named values."""
    return frozenset(
        place
        for place, record in enumerate(found)
        if all(value in (ALL, record[name]) for name, value in row.items())
    )


def table_of(
    name: str, references: Sequence[str], found: Sequence[Record], kind: str = "stop"
) -> CountedTable:
    """All margins of the records, a finer value never without its coarser ones."""
    of = dimensions_of(references)
    total: dict[tuple[str, ...], int] = {}
    places = {dimension.reference: place for place, dimension in enumerate(of)}
    for named in itertools.product((True, False), repeat=len(of)):
        if any(n and d.within and not named[places[d.within]] for n, d in zip(named, of, strict=True)):
            continue
        for record in found:
            key = tuple(record[d.reference] if n else ALL for n, d in zip(named, of, strict=True))
            total[key] = total.get(key, 0) + 1
    columns = {d.reference: [key[place] for key in total] for place, d in enumerate(of)}
    cells = pa.table(
        {
            **{reference: pa.array(values, pa.string()) for reference, values in columns.items()},
            "count": pa.array(list(total.values()), pa.int64()),
        }
    )
    return CountedTable(name, name, "person", of, cells, records=kind)


def rows_of(table: CountedTable) -> list[dict[str, str]]:
    """The named values of each row."""
    return table.cells.drop_columns(["count"]).to_pylist()  # type: ignore[no-any-return]


@st.composite
def systems(draw: st.DrawFn) -> System:
    """A small table of two dimensions with margins, as a system; some cells must be shown or stay hidden."""
    import numpy as np

    wide, high = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    inner = np.array(draw(st.lists(st.integers(1, 40), min_size=wide * high, max_size=wide * high)))
    grid = inner.reshape(high, wide)
    values = np.concatenate([inner, grid.sum(1), grid.sum(0), [inner.sum()]]).astype(np.int64)
    rows, columns = wide * high, wide * high + high
    relations = [[rows + r, *range(r * wide, (r + 1) * wide)] for r in range(high)]
    relations += [[columns + c, *range(c, wide * high, wide)] for c in range(wide)]
    relations += [
        [len(values) - 1, *range(rows, columns)],
        [len(values) - 1, *range(columns, columns + wide)],
    ]
    threshold = draw(st.integers(2, 11))
    state = np.full(len(values), State.FREE, np.int8)
    shown = draw(st.sets(st.integers(0, len(values) - 1), max_size=2))
    state[[cell for cell in shown if values[cell] >= threshold]] = State.SHOWN
    state[list(draw(st.sets(st.integers(0, len(values) - 1), max_size=2)) - shown)] = State.HIDDEN
    return system_of(values.tolist(), relations, threshold, state.tolist())


def system_of(
    values: Sequence[int], relations: Iterable[Sequence[int]], threshold: int, state: Sequence[int] = ()
) -> System:
    """A system from plain lists; each relation is its parent and then the children."""
    import numpy as np

    listed = [list(relation) for relation in relations]
    size = len(values)
    return System(
        np.array(values, np.int64),
        np.ones(size, np.int64),
        np.full(size, threshold, np.int64),
        np.ones(size),
        np.array(state or [State.FREE] * size, np.int8),
        np.ones(size, np.bool_),
        np.cumsum([0, *map(len, listed)]).astype(np.int64),
        np.array([cell for relation in listed for cell in relation], np.int64),
    )
