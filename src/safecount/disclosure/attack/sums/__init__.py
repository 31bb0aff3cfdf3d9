"""What the sums of a measure give away: each other, and the counts beside them. By linear programmes over both together.

Known are the shown sums, that they add up as their counts do, and that one record adds at least the least and at most the
greatest contribution that release.json states. Counts are not held to whole numbers here, which leaves the attacker a
little less: what is found is proved, what is not found may still be so.
"""

from __future__ import annotations

from collections.abc import Sequence

from safecount.disclosure.attack.puzzle import Rules, puzzle_from
from safecount.disclosure.attack.report import STANDARD, Effort
from safecount.disclosure.attack.sums.found import AttackedSums
from safecount.disclosure.attack.sums.programmes import SumAttack
from safecount.disclosure.attack.sums.system import Summed, SumSystem
from safecount.disclosure.lattice import build_lattice
from safecount.disclosure.safe_table import Level

__all__ = ["AttackedSums", "Summed", "attack_sums"]


def attack_sums(
    releases: Sequence[Sequence[Summed]],
    rules: Sequence[Rules],
    effort: Effort = STANDARD,
    *,
    growing: bool = True,
) -> tuple[AttackedSums, ...]:
    """Return what the sums of each measure in `releases`, oldest first, give away under their `rules` (one each).

    Raises AttackError where sums contradict each other.
    """
    kinds = sorted(
        {(table.records, table.measure.name) for tables in releases for table in tables if table.measure}
    )
    if not kinds:
        return ()
    puzzle, _ = puzzle_from(releases, rules, growing=growing)
    rows = build_lattice(releases, zeros_shown=all(rule.level is not Level.PRESENCE for rule in rules)).rows
    found = []
    for kind in kinds:
        system = SumSystem(puzzle, growing)
        for number, tables in enumerate(releases):
            own = [
                (table, cells)
                for table, cells in zip(tables, rows[number], strict=True)
                if table.measure and (table.records, table.measure.name) == kind
            ]
            system.take(number, own)
        found.append(SumAttack(system, effort).run(*kind))
    return tuple(found)
