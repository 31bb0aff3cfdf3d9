"""Rates of released counts, and what a rounded rate gives away of its numerator."""

from safecount.disclosure.rates.numerators import Numerators, numerators, safe_decimals
from safecount.disclosure.rates.safe import (
    SafeRates,
    benchmark_rates,
    margin_rates,
    publishable_rates,
    rates_of,
)

__all__ = [
    "Numerators",
    "SafeRates",
    "benchmark_rates",
    "margin_rates",
    "numerators",
    "publishable_rates",
    "rates_of",
    "safe_decimals",
]
