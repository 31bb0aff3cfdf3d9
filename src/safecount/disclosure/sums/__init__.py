"""Sums of a measure beside the counts of the same records: which must be hidden, and the proof that both stand together.

Method: docs/count/method.md, the part on sums.
"""

from safecount.disclosure.sums.proof import check_sums
from safecount.disclosure.sums.protect import ProtectedSums, protect_sums
from safecount.disclosure.sums.rules import SumRule, protection_levels, sensitive_sums
from safecount.disclosure.sums.system import SumSystem, SumTable, sum_system

__all__ = [
    "ProtectedSums",
    "SumRule",
    "SumSystem",
    "SumTable",
    "check_sums",
    "protect_sums",
    "protection_levels",
    "sensitive_sums",
    "sum_system",
]
