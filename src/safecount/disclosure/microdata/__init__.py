"""Records that may be released one by one: k-anonymous, l-diverse, without names, texts, days or exact places.

A `Plan` says what is told; `anonymise` finds how finely, and gives `SafeRecords` with their certificate.
Method and limits: docs/count/microdata.md.
"""

from safecount.disclosure.microdata.anchors import Anchors, build_anchors
from safecount.disclosure.microdata.anonymise import anonymise
from safecount.disclosure.microdata.ladders import Areas, Bands, DayParts, Groups, Periods, Points
from safecount.disclosure.microdata.plan import Key, Plan, SensitiveField, key_for
from safecount.disclosure.microdata.problems import MicrodataRefused, UnsafeRecords
from safecount.disclosure.microdata.safe_records import RecordsCertificate, SafeRecords, check_records

__all__ = [
    "Anchors",
    "Areas",
    "Bands",
    "DayParts",
    "Groups",
    "Key",
    "MicrodataRefused",
    "Periods",
    "Plan",
    "Points",
    "RecordsCertificate",
    "SafeRecords",
    "SensitiveField",
    "UnsafeRecords",
    "anonymise",
    "build_anchors",
    "check_records",
    "key_for",
]
