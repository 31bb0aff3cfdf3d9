"""What an attack found out: for each hidden count the range that is left, and what that range proves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from safecount.disclosure.attack.groups import WholeGroup
from safecount.disclosure.attack.puzzle import Place, Rules
from safecount.disclosure.safe_table import Level


class Verdict(StrEnum):
    """What can be proved of a hidden count from public files."""

    EXACT = "exactly known"
    SMALL = "provably small"
    PRESENT = "provably not nought"
    PINNED = "pinned"
    FEW = "few or none"
    OPEN = "open"
    HARMLESS = "harmless"
    UNSETTLED = "unsettled"


GIVEN_AWAY = (Verdict.EXACT, Verdict.SMALL, Verdict.PINNED)
"""What breaks the promise of a level."""

UNDECIDED = (Verdict.PRESENT, Verdict.FEW)
"""What breaks it only if the count is small, and not nought, in truth: known to the publisher alone."""

MEANING = {
    Verdict.EXACT: "a count below the threshold that can be worked out",
    Verdict.SMALL: "a count that can be proved to be below the threshold",
    Verdict.PRESENT: "provably not nought where noughts are hidden too; small, or large and hidden for the sake of others",
    Verdict.PINNED: "a count that may be small and is known more closely than promised",
    Verdict.FEW: "a change between releases that is small or nought; which of them cannot be proved",
    Verdict.OPEN: "in the doubt that was promised",
    Verdict.HARMLESS: "provably nought or not small: hidden for the sake of others",
    Verdict.UNSETTLED: "not settled within the effort",
}


LATE = "Records came late for periods that were over, so hidden counts of those were not taken to have stood."


@dataclass(frozen=True)
class AttackedCell:
    """A hidden count: every data set holds from `lower` to `upper` there (None: no bound was found); `seen` are values met."""

    place: Place
    implicit: bool
    threshold: int
    lower: int | None
    upper: int | None
    seen: tuple[int, int] | None
    verdict: Verdict


@dataclass(frozen=True)
class Effort:
    """How hard to attack, in steps and programmes, so that the same files give the same report on any machine.

    `sweeps` of the bounds; at most `rounds` of walks of `first` steps, each round ended by `failures` in a row; `search` steps
    for one cell alone, in blocks of more than `large` cells; `programmes` linear ones for each block, and `integers` whole ones
    of `nodes` each, for blocks of at most `largest` cells; `seed` of all chance. `every`: settle both ends of every range by
    whole programmes, for small tables.
    """

    sweeps: int = 1_000
    rounds: int = 60
    first: int = 5_000
    failures: int = 5
    search: int = 30_000
    programmes: int = 2_000
    integers: int = 200
    nodes: int = 1_000
    large: int = 300
    largest: int = 2_000
    seed: int = 1
    every: bool = False


STANDARD = Effort()
"""What a release is attacked with if nothing else is said."""


@dataclass(frozen=True)
class AttackReport:
    """The result of one attack: every hidden count, in order of the lattice, and what it took.

    `late`: records came for periods that were over, so that no hidden count of them was taken to have stood.
    """

    rules: Rules
    releases: int
    cells: tuple[AttackedCell, ...]
    data_sets: int
    programmes: int
    groups: tuple[WholeGroup, ...] = ()
    late: bool = False

    def count(self, verdict: Verdict, *, implicit: bool | None = None) -> int:
        """Return how many counts have this verdict: printed ones, implicit ones, or both (None)."""
        return sum(
            cell.verdict is verdict and (implicit is None or cell.implicit is implicit) for cell in self.cells
        )

    @property
    def given_away(self) -> tuple[AttackedCell, ...]:
        """The counts about which something is proved that was promised to be in doubt."""
        return tuple(cell for cell in self.cells if cell.verdict in GIVEN_AWAY)

    @property
    def finished(self) -> bool:
        """Whether every count was settled. An attack that was not finished has not been passed."""
        return not any(cell.verdict is Verdict.UNSETTLED for cell in self.cells)

    @property
    def passed(self) -> bool:
        """Whether the attack was finished and nothing is given away."""
        return self.finished and not self.given_away

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it; of the cells, those given away or unsettled."""
        wanted = (*GIVEN_AWAY, *UNDECIDED, Verdict.UNSETTLED)
        return {
            "level": str(self.rules.level),
            "threshold": self.rules.threshold,
            "stricter": dict(sorted(self.rules.stricter.items())),
            "releases": self.releases,
            "passed": self.passed,
            "finished": self.finished,
            "printed": self._summary(implicit=False),
            "implicit": self._summary(implicit=True),
            "data_sets": self.data_sets,
            "programmes": self.programmes,
            "late_records": self.late,
            "cells": [_cell(cell) for cell in self.cells if cell.verdict in wanted],
            "whole_groups": [group.as_dict() for group in self.groups],
        }

    def _summary(self, *, implicit: bool) -> dict[str, int]:
        return {
            "hidden": sum(cell.implicit is implicit for cell in self.cells),
            **{verdict.value: self.count(verdict, implicit=implicit) for verdict in Verdict},
        }

    def __str__(self) -> str:
        """Return the report as a plain table and sentences."""
        lines = [f"{'':24}{'printed':>10}{'between releases':>18}"]
        for words, number in self._rows():
            lines.append(f"{words:24}{number[0]:>10,}{number[1]:>18,}")
        return "\n".join([*lines, "", *self._sentences()]) + "\n"

    def _rows(self) -> list[tuple[str, tuple[int, int]]]:
        printed, implicit = self._summary(implicit=False), self._summary(implicit=True)
        return [(name, (printed[name], implicit[name])) for name in printed]

    def _sentences(self) -> list[str]:
        found = []
        lost = self.given_away
        if lost:
            one = len(lost) == 1
            found.append(
                f"{len(lost):,} hidden {'count is' if one else 'counts are'} not in the doubt that was promised:"
            )
            found += [f"  {cell.place}: {_range(cell)}, {MEANING[cell.verdict]}." for cell in lost[:20]]
            if len(lost) > 20:
                found.append(f"  and {len(lost) - 20:,} more; --json lists them all.")
        elif self.finished:
            found.append("Nothing is given away. " + _promise(self.rules))
        if not self.finished:
            left = self.count(Verdict.UNSETTLED)
            found.append(
                f"The attack was not finished: {left:,} counts are unsettled, and it has not been passed. Give it more effort."
            )
        if few := self.count(Verdict.FEW):
            found.append(
                f"{few:,} changes between releases are known to be below the threshold, and may be nought. "
                "If they are, nothing was promised of them; only the publisher can tell."
            )
        if present := self.count(Verdict.PRESENT):
            found.append(
                f"{present:,} hidden counts are provably not nought, and may be as large as the threshold or larger. "
                "If they are, nothing was promised of them; only the publisher can tell."
            )
        found += [LATE] if self.late else []
        found += [str(group) for group in self.groups[:10]]
        if len(self.groups) > 10:
            found.append(f"There are {len(self.groups) - 10:,} more groups of which all are in one category.")
        return found


def _promise(rules: Rules) -> str:
    if rules.level is Level.EXACT:
        return "No hidden count below the threshold can be worked out."
    also = ", one in which it is nought" if rules.level is Level.PRESENCE else ""
    return (
        "For every hidden count that may be small there is a data set in agreement with all released numbers in which it "
        f"reaches its threshold (k = {rules.threshold}){also}, and another that differs there by at least the width promised."
    )


def _range(cell: AttackedCell) -> str:
    if cell.lower == cell.upper:
        return f"{cell.lower}"
    return f"{'?' if cell.lower is None else cell.lower} to {'?' if cell.upper is None else cell.upper}"


def _cell(cell: AttackedCell) -> dict[str, Any]:
    return {
        "release": cell.place.release + 1,
        "earlier": None if cell.place.earlier < 0 else cell.place.earlier + 1,
        "table": cell.place.table,
        "values": dict(cell.place.values),
        "implicit": cell.implicit,
        "threshold": cell.threshold,
        "lower": cell.lower,
        "upper": cell.upper,
        "verdict": cell.verdict.value,
    }
