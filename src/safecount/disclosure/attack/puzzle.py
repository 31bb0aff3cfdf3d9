"""What an attacker starts from: every number that was released, and what ties the numbers that were not.

Known are the shown counts, the thresholds, that counts are whole and not negative, that a hidden printed count is not nought
where noughts are shown, and that from release to release records are added (`growing`), unless some are said to be withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from safecount.disclosure.attack.periods import calendar_relations
from safecount.disclosure.lattice import UNKNOWN, Lattice, build_lattice
from safecount.disclosure.nested import Tabulated
from safecount.disclosure.safe_table import ALL, Level, Status
from safecount.disclosure.system import Flags, Whole
from safecount.problems import SafecountError

MOST_CELLS = 5_000_000
"""More cells, implicit ones included, are refused."""

ENDLESS = 1 << 40
"""No count is that large: stands for an upper bound that is not known."""


class AttackError(SafecountError):
    """Files that cannot be attacked together; the sentence says why."""


class Contradiction(AttackError):
    """Counts that cannot all be right, by what the attack takes for granted."""


@dataclass(frozen=True)
class Rules:
    """What a release says of its own protection: its level, its threshold k, and stricter thresholds by column."""

    level: Level = Level.SMALL
    threshold: int = 11
    stricter: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse thresholds under which nothing is small."""
        if self.threshold < 2 or any(value < 2 for value in self.stricter.values()):
            raise AttackError("A threshold is at least 2: below that no count is small.")


@dataclass(frozen=True)
class Puzzle:
    """Public knowledge as a system of equations. n cells, m relations, z memberships.

    `counts` (n): `UNKNOWN` where not told. `lower` (n): what is known of those. `threshold` (n): k. `implicit` (n): a difference
    that nobody prints. `secret` (n): hidden in print, or implicit. `starts`, `members`: as in `System`; all signs follow from
    the first member of a relation being the sum of the others. `pairs` (q, 2): the last q cells are differences between
    releases that do not follow one another, of the first cell less the second; the last q relations say so.
    """

    counts: Whole
    lower: Whole
    threshold: Whole
    implicit: Flags
    secret: Flags
    level: Level
    starts: Whole
    members: Whole
    pairs: Whole = field(default_factory=lambda: np.zeros((0, 2), np.int64))

    @property
    def core(self) -> int:
        """The number of cells that are no difference of a pair: a data set is known by their values."""
        return self.size - len(self.pairs)

    def completed(self, values: Whole) -> Whole:
        """Return the data set (n) that has `values` in its core."""
        return np.concatenate([values, values[self.pairs[:, 0]] - values[self.pairs[:, 1]]])

    def part(self, chosen: Whole) -> Puzzle:
        """Return the puzzle with no pairs but `chosen`, which tells the same: the fewer cells, the quicker the search."""
        kept = np.concatenate([np.arange(self.core), self.core + chosen])
        number, pairs = len(chosen), self.pairs[chosen]
        own = len(self.starts) - 1 - len(self.pairs)
        triples = np.column_stack([pairs, self.core + np.arange(number)]).ravel()
        return Puzzle(
            self.counts[kept],
            self.lower[kept],
            self.threshold[kept],
            self.implicit[kept],
            self.secret[kept],
            self.level,
            np.concatenate([self.starts[: own + 1], self.starts[own] + 3 * np.arange(1, number + 1)]),
            np.concatenate([self.members[: self.starts[own]], triples]),
            pairs,
        )

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.counts)

    @property
    def width(self) -> Whole:
        """How wide the range of a small count must be (n)."""
        if self.level is Level.EXACT:
            return np.ones(self.size, np.int64)
        return np.maximum(2, self.threshold - 1)

    def residuals(self, values: Whole) -> Whole:
        """Return, for each relation, the sum of its children less its parent (m)."""
        if len(self.starts) < 2:
            return np.zeros(0, np.int64)
        sums = np.add.reduceat(values[self.members], self.starts[:-1])
        return np.asarray(sums - 2 * values[self.members[self.starts[:-1]]], np.int64)


@dataclass(frozen=True)
class Place:
    """Where a cell is printed. An implicit cell lies between `earlier` and `release`; of others `earlier` is -1."""

    release: int
    table: str
    values: tuple[tuple[str, str], ...]
    earlier: int = -1

    def __str__(self) -> str:
        named = [f"{reference} {value}" for reference, value in self.values if value != ALL]
        where = f"{self.table}, {', '.join(named) or 'the total'}"
        if self.earlier < 0:
            return f"release {self.release + 1}, {where}"
        return f"from release {self.earlier + 1} to {self.release + 1}, {where}"


def puzzle_from(
    releases: Sequence[Sequence[Tabulated]],
    rules: Sequence[Rules],
    *,
    growing: bool = True,
    settled: bool = True,
) -> tuple[Puzzle, list[Place]]:
    """Return what `releases`, oldest first, tell together under their `rules` (one each), and the place of each cell.

    `settled`: hidden counts of periods that were over are taken to have stood. Raises AttackError if there is nothing to
    attack or too much.
    """
    if not releases or len(releases) != len(rules):
        raise AttackError("There is nothing to attack. Name the folder of at least one release.")
    shown = all(rule.level is not Level.PRESENCE for rule in rules)
    lattice = build_lattice(releases, zeros_shown=shown, settled=settled)
    growth = _Growth(lattice)
    extra = growth.pairs()
    if lattice.size + len(extra) > MOST_CELLS:
        raise AttackError("These releases have too many cells to attack together. Attack fewer at once.")
    puzzle = _puzzle(lattice, releases, rules, growing)
    places = _places(lattice, releases, growth, extra)
    return _with_pairs(puzzle, extra), places


def _puzzle(
    lattice: Lattice, releases: Sequence[Sequence[Tabulated]], rules: Sequence[Rules], growing: bool
) -> Puzzle:
    hidden = np.zeros(lattice.size, np.bool_)
    lower = np.zeros(lattice.size, np.int64)
    threshold = np.full(lattice.size, rules[-1].threshold)
    for tables, cells_of, rule in zip(releases, lattice.rows, rules, strict=True):
        for table, cells in zip(tables, cells_of, strict=True):
            np.maximum.at(threshold, cells, _thresholds(table, rules[-1]))
            _refuse_two_counts(table, lattice.counts[cells])
            concealed = cells[np.array(table.cells.column("status").to_pylist(), object) == Status.HIDDEN]
            hidden[concealed] = True
            if rule.level is not Level.PRESENCE:
                lower[concealed] = 1
    for cell, difference in _differences(lattice):
        threshold[difference] = threshold[cell]
    starts, members = calendar_relations(lattice, releases)
    if not growing:
        lower[lattice.implicit & (lattice.counts == UNKNOWN)] = -ENDLESS
    return Puzzle(
        lattice.counts,
        lower,
        threshold,
        lattice.implicit,
        hidden | lattice.implicit,
        rules[-1].level,
        np.concatenate([lattice.starts, lattice.starts[-1] + starts[1:]]),
        np.concatenate([lattice.members, members]),
    )


def _refuse_two_counts(table: Tabulated, counts: Whole) -> None:
    """A cell that two tables of a release show differently cannot be attacked: one of them is not what it says."""
    told = table.cells.column("count").fill_null(UNKNOWN).to_numpy()
    if np.any((told != UNKNOWN) & (told != counts)):
        raise AttackError(
            f"{table.name} shows another count for the same records than a table beside it. One of the two is not what it "
            "says, or counts other records; ask the publisher."
        )


def _differences(lattice: Lattice) -> list[tuple[int, int]]:
    """Return, for each implicit cell, the cell that it is the last part of, and itself."""
    lengths = np.diff(lattice.starts)
    first = lattice.starts[:-1][lengths == 3]
    triples = lattice.members[first[:, None] + np.arange(3)]
    return [(cell, last) for cell, _, last in triples[lattice.implicit[triples[:, 2]]].tolist()]


class _Growth:
    """Which cells became which from release to release, where they grew; read off the relations of implicit cells."""

    def __init__(self, lattice: Lattice) -> None:
        self.before: dict[int, list[int]] = {}
        self.between: dict[int, tuple[int, int]] = {}
        lengths = np.diff(lattice.starts)
        first = lattice.starts[:-1][lengths == 3]
        for cell, earlier, difference in lattice.members[first[:, None] + np.arange(3)].tolist():
            if not lattice.implicit[difference]:
                continue
            if cell > earlier:
                self.before.setdefault(cell, []).append(earlier)
            self.between[difference] = (max(cell, earlier), min(cell, earlier))

    def pairs(self) -> Whole:
        """Return (pairs, 2) cells of which the first grew from the second with others between."""
        found = []
        for cell, neighbours in self.before.items():
            reached = set(neighbours)
            waiting = list(neighbours)
            while waiting:
                for earlier in self.before.get(waiting.pop(), []):
                    if earlier not in reached:
                        reached.add(earlier)
                        waiting.append(earlier)
                        found.append((cell, earlier))
        return np.array(found, np.int64).reshape(-1, 2)


def _with_pairs(puzzle: Puzzle, pairs: Whole) -> Puzzle:
    """Add a cell for the difference of each pair of releases that do not follow one another: anybody can subtract these too."""
    if not len(pairs):
        return puzzle
    number = len(pairs)
    new = np.arange(puzzle.size, puzzle.size + number)
    members = np.concatenate([puzzle.members, np.column_stack([pairs, new]).ravel()])
    starts = np.concatenate([puzzle.starts, puzzle.starts[-1] + 3 * np.arange(1, number + 1)])
    known = (puzzle.counts[pairs] != UNKNOWN).all(axis=1)
    difference = puzzle.counts[pairs[:, 0]] - puzzle.counts[pairs[:, 1]]
    least = -ENDLESS if (puzzle.lower < 0).any() else 0
    yes = np.ones(number, np.bool_)
    return Puzzle(
        np.concatenate([puzzle.counts, np.where(known, difference, UNKNOWN)]),
        np.concatenate([puzzle.lower, np.full(number, least)]),
        np.concatenate([puzzle.threshold, puzzle.threshold[pairs[:, 0]]]),
        np.concatenate([puzzle.implicit, yes]),
        np.concatenate([puzzle.secret, yes]),
        puzzle.level,
        starts,
        members,
        pairs,
    )


def _thresholds(table: Tabulated, rules: Rules) -> Whole:
    """Return k for each row: the strictest of the columns whose value it names."""
    result = np.full(table.cells.num_rows, rules.threshold)
    for dimension in table.dimensions:
        k = rules.stricter.get(dimension.reference.partition(".")[0], 0)
        named = np.array(table.cells.column(dimension.reference).to_pylist(), object) != ALL
        result[named] = np.maximum(result[named], k)
    return result


def _places(
    lattice: Lattice, releases: Sequence[Sequence[Tabulated]], growth: _Growth, pairs: Whole
) -> list[Place]:
    places: list[Place | None] = [None] * lattice.size
    for number, tables in enumerate(releases):
        for table, cells in zip(tables, lattice.rows[number], strict=True):
            references = [dimension.reference for dimension in table.dimensions]
            columns = [table.cells.column(reference).to_pylist() for reference in references]
            for row, cell in enumerate(cells.tolist()):
                if places[cell] is None:
                    values = tuple(
                        (name, column[row]) for name, column in zip(references, columns, strict=True)
                    )
                    places[cell] = Place(number, table.name, values)
    for difference, (later, earlier) in growth.between.items():
        printed, before = places[later] or Place(0, "", ()), places[earlier]
        places[difference] = Place(
            printed.release, printed.table, printed.values, before.release if before else 0
        )
    found = [place or Place(0, "", ()) for place in places]
    for cell, earlier_cell in pairs.tolist():
        printed = found[cell]
        found.append(Place(printed.release, printed.table, printed.values, found[earlier_cell].release))
    return found
