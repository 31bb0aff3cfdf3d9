"""What a rate tells of its numerator: a rate beside its denominator is a count in other words.

With n = 200 the only count that gives 5.5 % to one decimal is 11; up to about n = 1,000 one decimal gives every
numerator away. A rate of a hidden count may be shown only where its rounding leaves at least w counts, one of which is at
least k: the same doubt in which a hidden count itself is left (docs/count/method.md, level L2). Shares that add up to
all, and what is 0 % or 100 %, stand and fall together.

Rules of the field: CMS cell size suppression policy (no percentage from which a count of 1 to 10 can be derived);
Hundepool et al. 2012, Statistical Disclosure Control, section 4.3.
"""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from safecount.problems import SafecountError

MOST_DECIMALS = 9

_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Numerators:
    """The counts from `low` to `high`, both included, that a rate may be made of; none where `high` is below `low`."""

    low: int
    high: int

    def __len__(self) -> int:
        """How many there are."""
        return max(0, self.high - self.low + 1)

    def __contains__(self, numerator: object) -> bool:
        """Whether a count is among them."""
        return isinstance(numerator, int) and self.low <= numerator <= self.high

    def leave_doubt(self, k: int, w: int) -> bool:
        """Whether they are at least `w`, and one of them at least `k`."""
        return len(self) >= w and self.high >= k


def numerators(
    rate: str | Decimal | float,
    denominator: int,
    *,
    decimals: int | None = None,
    per: int = 100,
    share: bool = True,
) -> Numerators:
    """Return the counts that give `rate`, in parts of `per`, when divided by `denominator` and rounded.

    `decimals`: those the rate is rounded to; if not given, those that are written. A half may have been rounded up, down
    or to even, so both ends of the interval count. `share`: the numerator counts some of the denominator, so it is no
    greater; not so for a ratio, such as force for each hundred arrests. Raises SafecountError for what is no rate, for a
    share of more than all, or a denominator below one.
    """
    value = _value(rate)
    shown = max(0, -int(value.as_tuple().exponent)) if decimals is None else decimals
    check_terms(denominator, shown, per)
    half = Fraction(1, 2 * 10**shown)
    low = max(0, ((Fraction(value) - half) * denominator / per).__ceil__())
    high = ((Fraction(value) + half) * denominator / per).__floor__()
    if share and low > denominator:
        raise SafecountError(f"{rate} in {per} is more than all. Say share=False if it is a ratio.")
    return Numerators(low, min(high, denominator) if share else high)


def safe_decimals(
    numerator: int, denominator: int, *, k: int = 11, w: int = 10, most: int = 3, share: bool = True
) -> int | None:
    """Return the most decimals, up to `most`, with which a hidden numerator's percentage may be shown; None for not at all.

    The counts that give the same rounded rate must be at least `w`, and one at least `k`; so must those of the complement,
    denominator less numerator, where that is small too (1 to k - 1), since a share tells its complement. So a share of
    100 % of few is never shown. Rates are rounded with halves upwards. No decimals is the least that is tried. This asks
    about one rate alone: where a hidden count stands in several, or in relations with shown ones, hide the rate.
    Raises SafecountError for counts that make no share, unless `share` is False, or a denominator below one.
    """
    if numerator < 0 or (share and numerator > denominator):
        raise SafecountError(f"{numerator} of {denominator} is no share. Give counts of the same records.")
    most = min(most, MOST_DECIMALS)
    check_terms(denominator, most, 100)
    # A reader who sees that a count is hidden knows that it is not nought; of its complement likewise.
    partner = share and 0 < denominator - numerator < k
    ceiling = denominator - 1 if partner else denominator
    for decimals in range(most, -1, -1):
        found = _same_rate(numerator, denominator, decimals)
        possible = Numerators(max(1, found.low), min(found.high, ceiling) if share else found.high)
        other = Numerators(denominator - possible.high, denominator - possible.low)
        if possible.leave_doubt(k, w) and (not partner or other.leave_doubt(k, w)):
            return decimals
    return None


def _same_rate(numerator: int, denominator: int, decimals: int) -> Numerators:
    """Return the counts whose percentage is rounded, halves upwards, to the same as that of `numerator`."""
    rate = Fraction(rounded(numerator, denominator, decimals, 100))
    half = Fraction(1, 2 * 10**decimals)
    low = max(0, ((rate - half) * denominator / 100).__ceil__())
    return Numerators(low, ((rate + half) * denominator / 100).__ceil__() - 1)


def _value(rate: str | Decimal | float) -> Decimal:
    text = (
        str(rate).strip().removesuffix("%").strip().replace(",", ".") if isinstance(rate, str) else str(rate)
    )
    try:
        value = Decimal(text)
    except decimal.InvalidOperation as error:
        raise SafecountError(f"{str(rate)[:40]!r} is no rate. Write a number such as 5.5.") from error
    if not value.is_finite() or value < 0 or value.adjusted() > 30 or -int(value.as_tuple().exponent) > 30:
        raise SafecountError(f"{str(rate)[:40]!r} is no rate. Write a number from 0 on, such as 5.5.")
    return value


def check_terms(denominator: int, decimals: int, per: int) -> None:
    if denominator < 1 or per < 1 or not 0 <= decimals <= MOST_DECIMALS:
        raise SafecountError(
            f"A rate needs a denominator of at least 1, parts of at least 1, and from 0 to {MOST_DECIMALS} decimals."
        )


def rounded(numerator: int, denominator: int, decimals: int, per: int) -> Decimal:
    """Return the rate, halves away from nought, with exactly so many decimals."""
    scaled = Fraction(numerator * per * 10**decimals, denominator) + _HALF
    return Decimal(scaled.__floor__()).scaleb(-decimals)
