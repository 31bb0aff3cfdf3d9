"""What a rounded percentage gives away: with a known denominator only a few numerators fit it.

A rate counts as publishing its numerator unless the numerators that fit it range over w, and one of them is at least k.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from safecount.disclosure.attack.puzzle import AttackError

_MOST_DECIMALS = 30


@dataclass(frozen=True)
class Candidates:
    """The numerators, from `lowest` to `highest`, that fit a rounded percentage; none if `number` is nought."""

    lowest: int
    highest: int

    @property
    def number(self) -> int:
        """How many there are."""
        return max(0, self.highest - self.lowest + 1)

    def reaches(self, k: int) -> bool:
        """Whether one of them is at least k, so that the rate does not prove the count small."""
        return self.number > 0 and self.highest >= k

    def safe(self, k: int, width: int) -> bool:
        """Whether the rate leaves a small count in the doubt of L2: one candidate at least k, and a range of `width`."""
        return self.reaches(k) and self.highest - self.lowest >= width


def candidates(rate: str | Decimal | float, decimals: int, denominator: int) -> Candidates:
    """Return the numerators that `rate`, a percentage rounded to `decimals`, leaves possible of `denominator`.

    `rate` as printed; a text keeps it exact. Both ends of the rounding interval count, since halves are rounded either way.
    Raises AttackError where the rate is no number from 0 to 100, or the denominator not positive.
    """
    exact = _fraction(str(rate))
    if not 0 <= exact <= 100 or not 0 <= decimals <= _MOST_DECIMALS or denominator < 1:
        raise AttackError("A percentage is from 0 to 100, of at least one, with at most thirty decimals.")
    half = Fraction(1, 2 * 10**decimals)
    lowest = max(0, math.ceil((exact - half) * denominator / 100))
    highest = min(denominator, math.floor((exact + half) * denominator / 100))
    return Candidates(lowest, highest)


def _fraction(text: str) -> Fraction:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise AttackError(f"{text[:40]!r} is not a percentage.") from error
    # An exponent of millions would be written out in full.
    if not number.is_finite() or (number and not -_MOST_DECIMALS <= number.adjusted() <= 2) or len(text) > 80:
        raise AttackError(f"{text[:40]!r} is not a percentage.")
    return Fraction(number)
