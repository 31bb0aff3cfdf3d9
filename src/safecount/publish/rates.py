"""Writes the rates of a release: files of their own, worked out from the released cells alone, so that anybody can do it again.

`rates/NAME.csv` has the dimensions of the table, `rate` and `status`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from safecount.disclosure.rates import SafeRates, rates_of
from safecount.disclosure.rates.safe import Released
from safecount.problems import SafecountError
from safecount.publish.csv_text import csv_bytes, guarded
from safecount.publish.refusals import PublishError
from safecount.schema import Rate

RATE_MEANINGS = {
    "shown": "The rate of two counts that are shown.",
    "hidden": "The count, or what it is divided by, is hidden.",
    "zero": "Nothing was counted here, so the rate is nought.",
}
"""What the status of a rate means."""


def rates_in(rates: Sequence[Rate], tables: Sequence[Released]) -> dict[str, SafeRates]:
    """Return the rates of a release by name. Raises PublishError where a table they need is not there."""
    try:
        return {rate.name: rates_of(rate, tables) for rate in sorted(rates, key=lambda rate: rate.name)}
    except SafecountError as error:
        raise PublishError(str(error)) from error


def rate_path(name: str) -> str:
    """Return the path of the rates called `name` in a release."""
    return f"rates/{name}.csv"


def rates_csv(rates: SafeRates) -> bytes:
    """Return rates as CSV: dimensions guarded, `rate` empty where hidden."""
    names = rates.cells.column_names
    columns = [rates.cells.column(name).to_pylist() for name in names]
    rows = [
        [guarded(value) for value in row[:-2]] + [row[-2] or "", row[-1]]
        for row in zip(*columns, strict=True)
    ]
    return csv_bytes(names, rows)


def rates_said(rate: Rate, found: SafeRates) -> dict[str, Any]:
    """Return what the manifest says of rates: everything that is needed to work them out again."""
    statuses = found.cells.column("status").to_pylist()
    return {
        "name": rate.name,
        "title": found.title,
        "numerator": rate.numerator,
        "denominator_words": found.denominator,
        "of": rate.of or None,
        "denominator": rate.denominator or None,
        "benchmark": rate.benchmark or None,
        "benchmark_dimension": rate.benchmark_dimension or None,
        "benchmark_counts": dict(sorted(rate.benchmark_counts.items())) or None,
        "per": rate.per,
        "decimals": rate.decimals,
        "cells": len(statuses),
        "hidden": statuses.count("hidden"),
        "csv": rate_path(rate.name),
    }


def rate_lines(name: str, rates: SafeRates) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the dictionary: table, column, kind, code, label and meaning."""
    rounding = f"Rounded to {rates.decimals} decimals, halves upwards; empty where hidden."
    meaning = f"In {rates.per:,} of: {rates.denominator}. {rounding}"
    yield name, "", "rates", "", rates.title, meaning
    yield name, "rate", "figure", "", rates.title, meaning
    yield name, "status", "figure", "", "Status", "What the row says of its rate."
    for status, words in RATE_MEANINGS.items():
        yield name, "status", "status", status, status.capitalize(), words
