"""The shape of an analysis: which question is put to the records, by which test, and with what it is compared.

Frozen like the rest of a definition. What each test does, and what it cannot tell, is in docs/count/analysis.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Condition = dict[str, tuple[str, ...]]
"""Columns with the values that count; for a column of yes and no, `true` or `false`."""


class Test(StrEnum):
    """The questions that can be put to records."""

    __test__ = False

    OUTCOME = "outcome"
    DARKNESS = "darkness"
    RATES = "rates"
    COMPARE = "compare"
    FUNNEL = "funnel"
    CHANGE = "change"


class Step(StrEnum):
    """The steps of a series over time."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True)
class Analysis:
    """One analysis. `where` must hold in all its columns; `searched`, `hit` and `event` in any one of theirs."""

    name: str
    test: Test
    table: str
    title: str = ""
    where: Condition = field(default_factory=dict)
    group: str = ""
    reference: str = ""
    groups: tuple[str, ...] = ()
    searched: Condition = field(default_factory=dict)
    hit: Condition = field(default_factory=dict)
    event: Condition = field(default_factory=dict)
    place: str = ""
    strata: tuple[str, ...] = ()
    time: str = ""
    step: Step = Step.MONTH
    latitude: float | None = None
    longitude: float | None = None
    season: bool = False
    cluster: str = ""
    benchmark: str = ""
    benchmark_counts: dict[str, int] = field(default_factory=dict)
    benchmark_file: str = ""
    benchmark_table: str = ""
    benchmark_where: Condition = field(default_factory=dict)
    per: int = 1000

    @property
    def heading(self) -> str:
        """The name a reader sees."""
        return self.title or self.name.replace("_", " ").capitalize()
