"""Rates against a stated benchmark: so many events for so many of something, and each group against the reference.

Every such rate stands or falls with its benchmark: residents are not those who drive through, and those who were
stopped were chosen by the police (Ridgeway & MacDonald 2010, in Rice & White, Race, Ethnicity, and Policing, 180-204).
"""

from __future__ import annotations

from dataclasses import dataclass

from safecount.analysis.benchmark import Benchmark, benchmark_of
from safecount.analysis.chart import Chart, Interval, finished, intervals
from safecount.analysis.grouping import Grouping
from safecount.analysis.intervals import Estimate, rate, rate_ratio, share, share_ratio
from safecount.analysis.records import MISSING, AnalysisRefused, Records
from safecount.analysis.result import (
    UNSTABLE,
    Diagnostic,
    Figures,
    Method,
    Result,
    asked_of,
    careful,
    left_out,
    publishable,
)
from safecount.analysis.wording import listed, number, percent, ratio, span
from safecount.ingest.store import Store
from safecount.schema.model_analyses import Analysis

UNANSWERED = "not recorded whether it counts"

_SOURCES = (
    "Ridgeway & MacDonald 2010, Methods for assessing racially biased policing, in Rice & White (eds).",
    "Garwood 1936, Biometrika 28, 437-442; Przyborowski & Wilenski 1940, Biometrika 31, 313-323.",
)
OF_OTHERS = Method(
    "Rates against a benchmark",
    "Events divided by the benchmark, with the exact Poisson 95 % interval (Garwood); ratios to the reference group "
    "with the exact conditional interval. The benchmark is taken as known without error.",
    _SOURCES,
)
OF_THEMSELVES = Method(
    "Shares of a benchmark",
    "Events are some of the benchmark's own records: their share, with Wilson's 95 % score interval; ratios to the "
    "reference group with the score interval of Miettinen and Nurminen.",
    (
        _SOURCES[0],
        "Wilson 1927, JASA 22, 209-212; Miettinen & Nurminen 1985, Statistics in Medicine 4, 213-226.",
    ),
)


@dataclass(frozen=True)
class GroupRate:
    """One group: events, its benchmark, events per one of the benchmark, and the ratio to the reference group."""

    group: str
    label: str
    events: int
    benchmark: int
    rate: Estimate
    ratio: Estimate | None
    unstable: bool


@dataclass(frozen=True, kw_only=True)
class RatesResult(Result):
    """Rates by group, per `per` of `benchmark`."""

    benchmark: str
    per: int
    rates: tuple[GroupRate, ...]

    def figures(self) -> Figures:
        """Return one row a group."""
        headings = (
            "Group",
            "Events",
            "Benchmark",
            f"Rate per {self.per:,}",
            "95 % interval",
            "Ratio",
            "95 % interval",
        )
        return Figures(headings, tuple(self._row(line) for line in self.rates))

    def _row(self, line: GroupRate) -> tuple[str, ...]:
        found = line.rate
        return (
            line.label + (" (unstable)" if line.unstable else ""),
            f"{line.events:,}",
            f"{line.benchmark:,}",
            number(found.value * self.per),
            span(found.low * self.per, found.high * self.per),
            ratio(line.ratio.value) if line.ratio else "reference",
            span(line.ratio.low, line.ratio.high, "ratio") if line.ratio else "",
        )

    def chart(self) -> Chart:
        """Return rates with their intervals, one row a group."""
        scale = self.per
        lines = [
            Interval(
                line.label,
                line.rate.value * scale,
                line.rate.low * scale,
                line.rate.high * scale,
                line.unstable,
            )
            for line in self.rates
        ]
        table: list[dict[str, object]] = [
            {
                "group": line.label,
                "events": line.events,
                "benchmark": line.benchmark,
                "rate": line.rate.value * scale,
            }
            for line in self.rates
        ]
        middle = next(line.rate.value * scale for line in self.rates if line.ratio is None)
        layers = intervals(lines, f"Events per {self.per:,} {self.benchmark}", middle)
        return finished(layers, self.asked.title, self.sentence, table)


def ask_rates(records: Records, analysis: Analysis, store: Store) -> RatesResult:
    """Count events by group in DuckDB and set them against the benchmark. Raises AnalysisRefused."""
    group = Grouping(records.table.column(analysis.group))
    events, unanswered = _counts(records, analysis, group)
    benchmark = benchmark_of(records, analysis, store)
    wanted = list(analysis.groups) or list(records.labels(group.name) or sorted(benchmark.counts))
    wanted = [name for name in wanted if benchmark.counts.get(name, 0) > 0 and name != MISSING]
    group.check(wanted)
    lost = {
        UNANSWERED: unanswered,
        f"no {group.title} recorded": events.get(MISSING, 0),
        "another group, or none in the benchmark": sum(
            count for name, count in events.items() if name not in (*wanted, MISSING)
        ),
    }
    labels = records.labels(group.name)
    if analysis.reference not in wanted or len(wanted) < 2:
        message = (
            f"{analysis.name}: the benchmark holds no {analysis.reference} to compare with another group."
        )
        raise AnalysisRefused(f"{message} Add it to the benchmark, or name another reference.")
    return rates_against(
        records, analysis, {labels.get(name, name): name for name in wanted}, events, benchmark, lost
    )


def rates_against(
    records: Records,
    analysis: Analysis,
    names: dict[str, str],
    events: dict[str, int],
    benchmark: Benchmark,
    lost: dict[str, int],
) -> RatesResult:
    """Return the rates of the groups `names` (label to value) from counted events. Raises AnalysisRefused."""
    rates = tuple(
        group_rate((name, label), events, benchmark, analysis.reference) for label, name in names.items()
    )
    asked = asked_of(records.definition, analysis)
    looked_at = _diagnostics(rates, benchmark, lost)
    missing = left_out(lost)
    counts = [count for line in rates for count in _displayed(line, benchmark)]
    return RatesResult(
        asked=asked,
        method=OF_THEMSELVES if benchmark.contains_events else OF_OTHERS,
        n=sum(line.events for line in rates),
        left_out=missing,
        diagnostics=looked_at,
        limits=_limits(benchmark.words),
        sentence=careful(sentence(rates, analysis, benchmark.words), looked_at),
        publishable=publishable(counts, missing, asked.threshold),
        benchmark=benchmark.words,
        per=analysis.per,
        rates=rates,
    )


def _diagnostics(
    rates: tuple[GroupRate, ...], benchmark: Benchmark, lost: dict[str, int]
) -> tuple[Diagnostic, ...]:
    """Look at who has no group: where groups are written down less often without an event, every rate is too high."""
    inside = sum(line.events for line in rates)
    outside = sum(count for why, count in lost.items() if why != UNANSWERED)
    events = outside / (inside + outside) if inside + outside else 0.0
    few = sum(line.unstable for line in rates)
    found = [
        Diagnostic("Events outside the groups compared", percent(events), fine=events < 0.1),
        Diagnostic(f"Groups with fewer than {UNSTABLE} events", str(few), fine=not few),
    ]
    if benchmark.contains_events:
        total = sum(benchmark.counts.values())
        others = 1 - sum(line.benchmark for line in rates) / total if total else 0.0
        alike = abs(others - events) < 0.05
        found.append(Diagnostic("Benchmark outside the groups compared", percent(others), fine=alike))
    return tuple(found)


def group_rate(
    named: tuple[str, str], events: dict[str, int], benchmark: Benchmark, reference: str
) -> GroupRate:
    """Return the rate of one group, `named` (value, label), against the reference.

    Raises AnalysisRefused where more events are counted than a benchmark that should contain them.
    """
    name, label = named
    own = (events.get(name, 0), benchmark.counts[name])
    other = (events.get(reference, 0), benchmark.counts[reference])
    if benchmark.contains_events and own[0] > own[1]:
        message = f"There are more events of {name} than in the benchmark, which should contain them."
        raise AnalysisRefused(f"{message} Let benchmark_where hold all records that where holds.")
    found = share(*own) if benchmark.contains_events else rate(*own)
    compared = share_ratio(own, other) if benchmark.contains_events else rate_ratio(own, other)
    return GroupRate(name, label, *own, found, None if name == reference else compared, own[0] < UNSTABLE)


def _displayed(line: GroupRate, benchmark: Benchmark) -> list[int]:
    return [line.events, line.benchmark - line.events] if benchmark.contains_events else [line.events]


def _counts(records: Records, analysis: Analysis, group: Grouping) -> tuple[dict[str, int], int]:
    rows = records.rows.mutate(
        asked=records.meets_all(analysis.where),
        counts=records.meets_any(analysis.event),
        in_group=records.group(group.name),
    )
    rows = rows.filter(rows.asked)
    counted = records.with_columns(
        rows.group_by("counts", "in_group").agg(n=rows.count()).order_by("in_group")
    )
    unanswered = int(counted.loc[counted["counts"].isna(), "n"].sum())
    true = counted[counted["counts"].eq(True).fillna(False)]
    return {str(name): int(n) for name, n in zip(true["in_group"], true["n"], strict=True)}, unanswered


def _limits(words: str) -> tuple[str, ...]:
    return (
        f"The benchmark is {words}. If it is not the people who could have had the event, the ratio mixes how police "
        "act with who was there: residents differ from drivers, and stops from both.",
        "Where the benchmark was itself made by police decisions (stops, arrests), a bias in those is inside it and "
        "does not show.",
        "A ratio other than 1 is a difference, not its cause.",
        f"Rates on fewer than {UNSTABLE} events are unstable: one event more or less changes them by a tenth or more.",
    )


def sentence(rates: tuple[GroupRate, ...], analysis: Analysis, benchmark: str) -> str:
    """Return what a lay reader may quote."""
    base = next(line for line in rates if line.ratio is None)
    spoken = [line for line in rates if line.ratio is not None and not line.unstable]
    if base.unstable or not spoken:
        return f"There are too few events (fewer than {UNSTABLE} in a group) to say whether rates differ."
    certain, unsure = [], []
    for line in spoken:
        if line.ratio is not None and line.ratio.excludes(1):
            ends = span(line.ratio.low, line.ratio.high, "ratio")
            certain.append(f"{ratio(line.ratio.value)} times that for {line.label} (95 % interval {ends})")
        else:
            unsure.append(line.label)
    rate_words = f"{number(base.rate.value * analysis.per)} per {analysis.per:,}"
    parts = [f"Measured against {benchmark}, the rate for {base.label} was {rate_words}"]
    parts += [f"it was {listed(certain)}"] if certain else []
    parts += [f"for {listed(unsure)} it is uncertain whether it differed"] if unsure else []
    return "; ".join(parts) + "."
