"""Questions put to ingested records, each with its method, interval, limits and the sentence a lay reader may quote.

`analyse(definition, store, name)` asks one analysis of a definition and returns a typed result, which prints itself,
shows itself in a notebook, and gives itself as a dictionary. Methods: docs/count/analysis.md.
"""

from safecount.analysis.ask import analyse, analyses_of
from safecount.analysis.change import ChangeResult
from safecount.analysis.chart import Chart
from safecount.analysis.compare import ComparisonResult
from safecount.analysis.darkness import DarknessResult
from safecount.analysis.funnel import FunnelResult
from safecount.analysis.intervals import Estimate
from safecount.analysis.outcome import OutcomeResult
from safecount.analysis.rates import RatesResult
from safecount.analysis.records import AnalysisRefused
from safecount.analysis.result import Publishable, Result

__all__ = [
    "AnalysisRefused",
    "ChangeResult",
    "Chart",
    "ComparisonResult",
    "DarknessResult",
    "Estimate",
    "FunnelResult",
    "OutcomeResult",
    "Publishable",
    "RatesResult",
    "Result",
    "analyse",
    "analyses_of",
]
