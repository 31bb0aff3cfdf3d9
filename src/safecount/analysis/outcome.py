"""The outcome test: of the searches of each group, how many found something.

If officers search people of one group on weaker grounds, searches of that group find less (Becker 1957; Knowles,
Persico & Todd 2001, Journal of Political Economy 109, 203-229). The average finds of two groups can differ without any
difference in the grounds, and can hide one (infra-marginality: Anwar & Fang 2006, American Economic Review 96,
127-151; Simoiu, Corbett-Davies & Goel 2017, Annals of Applied Statistics 11, 1193-1216).
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis

from safecount.analysis.chart import Chart, Interval, finished, intervals
from safecount.analysis.grouping import Districts, Grouping
from safecount.analysis.independence import independence
from safecount.analysis.intervals import Estimate, share, share_difference, share_ratio
from safecount.analysis.pooled import Stratum, pooled_odds_ratio
from safecount.analysis.records import MISSING, AnalysisRefused, Records
from safecount.analysis.result import (
    Diagnostic,
    Figures,
    Method,
    Result,
    asked_of,
    careful,
    left_out,
    publishable,
)
from safecount.analysis.wording import chance, listed, percent, ratio, span
from safecount.schema.model_analyses import Analysis

FEWEST = 30
"""Searches below which a group's hit rate is shown, but not spoken of."""

METHOD = Method(
    "Outcome test (hit rates)",
    "The share of searches that found something, by group, with Wilson's 95 % score interval. Differences have "
    "Newcombe's hybrid score interval, ratios that of Miettinen and Nurminen, each against the reference group alone.",
    (
        "Knowles, Persico & Todd 2001, Journal of Political Economy 109, 203-229.",
        "Wilson 1927, JASA 22, 209-212; Newcombe 1998, Statistics in Medicine 17, 873-890.",
        "Miettinen & Nurminen 1985, Statistics in Medicine 4, 213-226.",
    ),
)
LIMITS = (
    "Infra-marginality: average finds are compared, while a bar for searching is about the last search made. Groups "
    "may differ on average with one bar for all, and may agree with two (Anwar & Fang 2006; Simoiu, Corbett-Davies & "
    "Goel 2017).",
    "Only searches that an officer could have left out say anything. Searches required by a rule, a warrant or an "
    "arrest should be left out by `where`, if the records tell.",
    "A search is counted where it was written down. Searches that found nothing are the ones most easily left out.",
    "Each group is compared with the reference on its own: among many groups, some interval misses by chance.",
)


@dataclass(frozen=True)
class HitRate:
    """One group: searches, hits, the hit rate, and its difference and ratio to the reference group.

    The rate is a share from 0 to 1, the difference of shares from -1 to 1.
    """

    group: str
    label: str
    searches: int
    hits: int
    rate: Estimate
    difference: Estimate | None
    ratio: Estimate | None
    too_few: bool


@dataclass(frozen=True, kw_only=True)
class OutcomeResult(Result):
    """Hit rates by group; `reference` is the label of the group the others are compared with."""

    reference: str
    rates: tuple[HitRate, ...]
    p_value: float

    def figures(self) -> Figures:
        """Return one row a group."""
        headings = (
            "Group",
            "Searches",
            "Hits",
            "Hit rate",
            "95 % interval",
            "Difference",
            "95 % interval",
            "Ratio",
        )
        return Figures((*headings, "95 % interval"), tuple(self._row(rate) for rate in self.rates))

    def _row(self, line: HitRate) -> tuple[str, ...]:
        head = (line.label + (" (too few)" if line.too_few else ""), f"{line.searches:,}", f"{line.hits:,}")
        rate = (percent(line.rate.value), span(line.rate.low, line.rate.high, "percent"))
        if line.difference is None or line.ratio is None:
            return (*head, *rate, "reference", "", "1", "")
        points = f"{100 * line.difference.value:+.1f}"
        ends = f"{100 * line.difference.low:+.1f} to {100 * line.difference.high:+.1f}"
        return (
            *head,
            *rate,
            points,
            ends,
            ratio(line.ratio.value),
            span(line.ratio.low, line.ratio.high, "ratio"),
        )

    def chart(self) -> Chart:
        """Return hit rates with their intervals, one row a group."""
        lines = [
            Interval(line.label, line.rate.value, line.rate.low, line.rate.high, line.too_few)
            for line in self.rates
        ]
        middle = next(line.rate.value for line in self.rates if line.difference is None)
        table: list[dict[str, object]] = [
            {"group": line.label, "searches": line.searches, "hits": line.hits, "rate": line.rate.value}
            for line in self.rates
        ]
        layers = intervals(lines, "Share of searches that found something", middle, share=True)
        return finished(layers, self.asked.title, self.sentence, table)


@dataclass(frozen=True)
class Searches:
    """Searches of one group in one place, and how many of them found something."""

    group: str
    place: str
    searches: int
    hits: int


def ask_outcome(records: Records, analysis: Analysis) -> OutcomeResult:
    """Count the searches of `analysis` in DuckDB and compare their hit rates. Raises AnalysisRefused."""
    group = Grouping(records.table.column(analysis.group))
    place = Districts(records.table.column(analysis.place)) if analysis.place else None
    rows = records.rows.mutate(
        asked=records.meets_all(analysis.where),
        searched=records.meets_any(analysis.searched),
        hit=records.meets_any(analysis.hit),
        in_group=records.group(group.name),
        in_place=records.group(place.name) if place else ibis.literal(""),
    )
    rows = rows.filter(rows.asked)
    counted = records.with_columns(
        rows.group_by("searched", "hit", "in_group", "in_place").agg(n=rows.count()).order_by(["in_group"])
    )
    wanted = list(analysis.groups) or list(records.labels(group.name))
    wanted = wanted or sorted(set(counted["in_group"]) - {MISSING})
    group.check(wanted)
    searched = counted[counted["searched"].eq(True).fillna(False)]
    known = searched[searched["hit"].notna()]
    taken = known[known["in_group"].isin(wanted)]
    cells = [
        Searches(name, where, int(part["n"].sum()), int(part.loc[part["hit"].astype(bool), "n"].sum()))
        for (name, where), part in taken.groupby(["in_group", "in_place"], sort=True)
    ]
    lost = {
        "not recorded whether searched": int(counted.loc[counted["searched"].isna(), "n"].sum()),
        "not recorded whether anything was found": int(searched.loc[searched["hit"].isna(), "n"].sum()),
        f"no {group.title} recorded": int(known.loc[known["in_group"] == MISSING, "n"].sum()),
        "another group": int(known.loc[~known["in_group"].isin([*wanted, MISSING]), "n"].sum()),
    }
    return outcome_test(records, analysis, cells, lost)


def outcome_test(
    records: Records, analysis: Analysis, cells: list[Searches], lost: dict[str, int]
) -> OutcomeResult:
    """Compare hit rates of counted `cells`. Raises AnalysisRefused without searches of the reference group."""
    totals = _totals(cells)
    labels = records.labels(analysis.group)
    if analysis.reference not in totals or len(totals) < 2:
        message = (
            f"{analysis.name}: there are no searches of {analysis.reference} to compare with another group."
        )
        raise AnalysisRefused(f"{message} Name another reference, or widen where.")
    order = [name for name in (list(analysis.groups) or list(labels) or sorted(totals)) if name in totals]
    rates = tuple(hit_rate(name, labels.get(name, name), totals, analysis.reference) for name in order)
    p_value, test = independence([(rate.hits, rate.searches - rate.hits) for rate in rates])
    asked = asked_of(records.definition, analysis)
    counts = [count for rate in rates for count in (rate.hits, rate.searches - rate.hits)]
    missing = left_out(lost)
    looked_at: tuple[Diagnostic, ...] = (
        Diagnostic("All groups alike", f"{test}, {chance(p_value)}"),
        *_missing_outcomes(lost, sum(rate.searches for rate in rates)),
        *_within_places(cells, rates, analysis),
    )
    return OutcomeResult(
        asked=asked,
        method=METHOD,
        n=sum(rate.searches for rate in rates),
        left_out=missing,
        diagnostics=looked_at,
        limits=LIMITS,
        sentence=careful(sentence(rates, labels.get(analysis.reference, analysis.reference)), looked_at),
        publishable=publishable(counts, missing, asked.threshold),
        reference=labels.get(analysis.reference, analysis.reference),
        rates=rates,
        p_value=p_value,
    )


def _totals(cells: list[Searches]) -> dict[str, tuple[int, int]]:
    totals: dict[str, tuple[int, int]] = {}
    for cell in cells:
        searches, hits = totals.get(cell.group, (0, 0))
        totals[cell.group] = (searches + cell.searches, hits + cell.hits)
    return totals


def hit_rate(name: str, label: str, totals: dict[str, tuple[int, int]], reference: str) -> HitRate:
    """Return the hit rate of one group against the reference; `totals` maps groups to (searches, hits)."""
    searches, hits = totals[name]
    first, second = (hits, searches), (totals[reference][1], totals[reference][0])
    compared = name != reference
    return HitRate(
        name,
        label,
        searches,
        hits,
        share(hits, searches),
        share_difference(first, second) if compared else None,
        share_ratio(first, second) if compared else None,
        searches < FEWEST,
    )


def _missing_outcomes(lost: dict[str, int], n: int) -> list[Diagnostic]:
    gone = lost.get("not recorded whether anything was found", 0)
    gone += next((count for why, count in lost.items() if why.startswith("no ")), 0)
    part = gone / (gone + n) if gone + n else 0.0
    return [Diagnostic("Searches without outcome or group", percent(part), fine=part < 0.1)]


def _within_places(cells: list[Searches], rates: tuple[HitRate, ...], analysis: Analysis) -> list[Diagnostic]:
    """Compare within places as well: groups may only differ since they are searched in different places."""
    if not analysis.place:
        return []
    found = []
    for line in rates:
        if line.difference is None:
            continue
        strata = _strata(cells, line.group, analysis.reference)
        pooled = pooled_odds_ratio(strata)
        words = f"odds ratio {ratio(pooled.value)} ({span(pooled.low, pooled.high, 'ratio')})"
        turned = (pooled.value - 1) * line.difference.value < 0
        found.append(
            Diagnostic(f"{line.label}, within {analysis.place} (Mantel-Haenszel)", words, fine=not turned)
        )
    return found


def _strata(cells: list[Searches], group: str, reference: str) -> list[Stratum]:
    by_place: dict[str, dict[str, Searches]] = {}
    for cell in cells:
        by_place.setdefault(cell.place, {})[cell.group] = cell
    return [
        Stratum(here[group].hits, here[group].searches, here[reference].hits, here[reference].searches)
        for here in by_place.values()
        if group in here and reference in here
    ]


def sentence(rates: tuple[HitRate, ...], reference: str) -> str:
    """Return what a lay reader may quote: groups whose interval excludes no difference, and those it does not."""
    spoken = [rate for rate in rates if rate.difference is not None and not rate.too_few]
    base = next(rate for rate in rates if rate.difference is None)
    start = f"Of searches of people in the group {reference}, {percent(base.rate.value)} found something"
    if base.too_few or not spoken:
        return f"There are too few searches (fewer than {FEWEST} in a group) to say whether hit rates differ."
    less: list[str] = []
    more: list[str] = []
    unsure: list[str] = []
    for rate in spoken:
        words = f"{rate.label} ({percent(rate.rate.value)})"
        certain = rate.difference is not None and rate.difference.excludes(0)
        less_often = rate.difference is not None and rate.difference.value < 0
        (unsure if not certain else less if less_often else more).append(words)
    parts = [start]
    parts += [f"less often for {listed(less)}, by more than chance"] if less else []
    parts += [f"more often for {listed(more)}, by more than chance"] if more else []
    parts += [f"it is uncertain whether the rate differs for {listed(unsure)}"] if unsure else []
    return "; ".join(parts) + "."
