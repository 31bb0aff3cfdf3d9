"""The words that a release uses wherever it speaks of statuses, units, levels, licences and rules.

They stand in one place so that the dictionary, the report, the manifest and the catalogue say the same.
"""

from __future__ import annotations

import re

from safecount.disclosure.safe_table import Certificate, Level, Measure, SumsProved

MEANINGS = {
    "shown": "The count is given exactly.",
    "hidden": "The count is not given, because it is small or because it would give a small one away. "
    "Hidden is not nought, and it is not missing.",
    "zero": "Nothing was counted here.",
}
"""What each status means, for every reader."""

SUM_MEANINGS = {
    "shown": "The sum is given, exact to six decimals.",
    "hidden": "The sum is not given, because its count is hidden, because a few records make up most of it, or because it would "
    "give such a sum away.",
    "zero": "Nothing was counted here, so nothing adds up.",
}
"""What the status of a sum means."""

_UNITS = {"person": ("person", "people"), "application": ("application of force", "applications of force")}
_LICENCES = (
    (
        re.compile(r"(?i)cc[- ]?0|creative commons zero.*"),
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    (re.compile(r"(?i)cc[- ]by[- ]4\.0"), "https://creativecommons.org/licenses/by/4.0/"),
    (re.compile(r"(?i)cc[- ]by[- ]sa[- ]4\.0"), "https://creativecommons.org/licenses/by-sa/4.0/"),
    (
        re.compile(r"(?i)ogl[- ]?v?3(\.0)?|open government licen[cs]e v?3(\.0)?"),
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    (re.compile(r"(?i)odc[- ]by([- ]1\.0)?"), "https://opendatacommons.org/licenses/by/1-0/"),
    (re.compile(r"(?i)pddl([- ]1\.0)?"), "https://opendatacommons.org/licenses/pddl/1-0/"),
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]{3,500}")


def plural(unit: str) -> str:
    """Return the unit of count for any number but one."""
    return _UNITS[unit][1] if unit in _UNITS else f"{unit}s"


def counted(number: int, unit: str) -> str:
    """Return a number with its unit: 1 incident, 1,204 incidents."""
    one = _UNITS[unit][0] if unit in _UNITS else unit
    return f"{number:,} {one if number == 1 else plural(unit)}"


def measured_in(measure: Measure) -> str:
    """Return a measure with its unit: Duration (minutes)."""
    title = measure.title or measure.name
    return f"{title} ({measure.unit})" if measure.unit and measure.unit not in title.lower() else title


def lowered(title: str) -> str:
    """Return a title as it stands inside a sentence; abbreviations and names of several capitals stay as they are."""
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def licence_address(licence: str) -> str:
    """Return the web address of a licence that is named by address or by a name in common use; else an empty text."""
    licence = licence.strip()
    if _ADDRESS.fullmatch(licence):
        return licence
    return next((address for pattern, address in _LICENCES if pattern.fullmatch(licence)), "")


def promise(certificate: Certificate) -> str:
    """Return what the level of protection promises, in one sentence for a lay reader."""
    if certificate.level is Level.EXACT:
        return (
            "No hidden count can be worked out: for each of them, at least two complete sets of figures with different "
            "values agree with every number published."
        )
    small = (
        "For every count that is hidden because it is small, complete sets of figures exist that agree with every "
        f"number published, and in which it is {certificate.threshold} or more, or differs by {certificate.width} or more. "
        "So nobody can prove from these files that it is small, nor what it is."
    )
    if certificate.level is Level.PRESENCE:
        return f"{small} Nobody can prove that it is more than nought either."
    return small


def rules(certificate: Certificate) -> list[str]:
    """Return the rules by which counts were hidden, as sentences."""
    k = certificate.threshold
    found = [f"A count from 1 to {k - 1} is hidden."]
    found += [
        f"Where a table is broken down by {column}, counts from 1 to {limit - 1} are hidden."
        for column, limit in sorted(certificate.stricter.items())
    ]
    if certificate.level is Level.PRESENCE:
        found.append("A count of nought is hidden too.")
    else:
        found.append("A count of nought is shown, so a hidden count is at least 1.")
    found.append("Further counts are hidden where a small one could otherwise be found by subtraction.")
    if certificate.sums:
        found += _sum_rules(certificate.sums, k)
    found.append(promise(certificate))
    if certificate.earlier:
        found.append(f"The proof includes {len(certificate.earlier)} earlier releases.")
    return found


def _sum_rules(proved: SumsProved, threshold: int) -> list[str]:
    """Return the rules by which sums were hidden, as sentences."""
    found = [
        f"A sum is hidden where its count is, and where fewer than {threshold} records have a value.",
        f"A sum is hidden where the rest, without the two largest values, is less than {proved.percent:g}% of the largest.",
    ]
    if proved.largest:
        words = "the largest value makes" if proved.largest == 1 else "the two largest values make"
        found.append(f"A sum is hidden where {words} up more than {proved.dominance:g}% of it.")
    return [
        *found,
        "Further sums are hidden so that none of these can be worked out more closely than its rule allows, nor the counts.",
    ]
