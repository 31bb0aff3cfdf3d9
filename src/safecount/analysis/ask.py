"""Asks the questions of a definition: one analysis, by its name, of one store."""

from __future__ import annotations

import dataclasses

from safecount.analysis.change import ask_change
from safecount.analysis.compare import ask_compare
from safecount.analysis.darkness import ask_darkness
from safecount.analysis.funnel import ask_funnel
from safecount.analysis.outcome import ask_outcome
from safecount.analysis.rates import ask_rates
from safecount.analysis.records import AnalysisRefused, Records
from safecount.analysis.result import Result
from safecount.ingest.store import Store
from safecount.schema import Definition
from safecount.schema.model_analyses import Analysis, Test


def analyses_of(definition: Definition, test: Test | None = None) -> list[Analysis]:
    """Return the analyses of a definition, all or those by one test."""
    return [analysis for analysis in definition.analyses if test is None or analysis.test is test]


def analyse(definition: Definition, store: Store, name: str, benchmark: str = "") -> Result:
    """Ask the analysis called `name` of the records in `store`.

    `benchmark` is a CSV (group, count) in place of the benchmark of the definition, for the test `rates`.
    Raises AnalysisRefused with the reason where the records cannot answer, StoreError where there are none.
    """
    analysis = next((part for part in definition.analyses if part.name == name), None)
    if analysis is None:
        known = ", ".join(part.name for part in definition.analyses) or "none"
        raise AnalysisRefused(
            f"{definition.name} has no analysis {name}. It has: {known}. Add [analyses.{name}], or name another."
        )
    if benchmark:
        # An absolute path stays as it is when it is joined to the definition's folder.
        analysis = dataclasses.replace(
            analysis, benchmark_file=benchmark, benchmark_counts={}, benchmark_table=""
        )
    return ask(Records(definition, store, analysis.table), analysis, store)


def ask(records: Records, analysis: Analysis, store: Store) -> Result:
    """Put one question to opened `records`; `store` is where a benchmark from another table lies."""
    match analysis.test:
        case Test.OUTCOME:
            return ask_outcome(records, analysis)
        case Test.DARKNESS:
            return ask_darkness(records, analysis)
        case Test.RATES:
            return ask_rates(records, analysis, store)
        case Test.COMPARE:
            return ask_compare(records, analysis)
        case Test.FUNNEL:
            return ask_funnel(records, analysis)
        case Test.CHANGE:
            return ask_change(records, analysis)
