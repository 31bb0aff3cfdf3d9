"""What the text of each cell means under the city's rules. Knows words; changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commonground.domains.commitments.city_rules import CommitmentRules
from commonground.domains.commitments.dates import NotADate, PartialDate, Precision
from commonground.domains.commitments.importing.parsed import ParsedRow, RefusedRow
from commonground.domains.commitments.rules import Stage

_YES = {"yes", "y", "true", "1", "x", "si", "sí", "✓", "✔"}
_NO = {"no", "n", "false", "0"}
_LONGEST = {"statement": 600, "detail": 20_000, "hold_reason": 2000, "owner_title": 120, "owner_name": 120}
_PARTIAL = ("start", "estimated", "implemented", "held_since", "resume")


@dataclass
class Meaning:
    """What a row says: values by field of `CommitmentChanges`, and what stands beside them."""

    line: int
    number: str
    values: dict[str, Any] = field(default_factory=dict)
    spanish: dict[str, str] = field(default_factory=dict)
    topic_number: int | None = None
    topic_name: str = ""
    says_topic: bool = False
    bodies: tuple[str, ...] | None = None
    claims: bool = False  # calls it implemented, by status or by a tick
    notes: list[str] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


class _CellRefused(Exception):
    """The sentence that says why."""


def meaning_of(row: ParsedRow, rules: CommitmentRules) -> Meaning:
    """Reads every cell; those that make no sense are named, all of them, with their line and column."""
    found = Meaning(row.line, row.values.get("number", "").strip())
    for column, text in row.values.items():
        reader = _READERS.get(column)
        if reader is None:
            continue
        try:
            reader(found, column, text.replace("\x00", "").strip(), rules)
        except _CellRefused as refused:
            found.refused.append(RefusedRow(row.line, column, str(refused)))
    return found


def _read_text(found: Meaning, column: str, text: str, _rules: CommitmentRules) -> None:
    most = _LONGEST.get(column.removesuffix("_es"), 240)
    if len(text) > most:
        raise _CellRefused(_("The text is longer than %(limit)d characters.") % {"limit": most})
    if column.endswith("_es"):
        found.spanish[column.removesuffix("_es")] = text
    elif text or column != "statement":
        found.values[column] = text


def _read_status(found: Meaning, column: str, text: str, rules: CommitmentRules) -> None:
    if rules.says_hold(text):
        _hold(found, column, text)
        return
    if not text or rules.says_unknown(text):
        found.values["status"] = ""
        return
    status = rules.status_named(text)
    if status is None:
        known = ", ".join(one.name.en for one in rules.in_order)
        raise _CellRefused(
            _("“%(text)s” is not a status of this city. Known: %(known)s.")
            % {"text": text[:60], "known": known}
        )
    found.values["status"] = status.key
    found.claims = found.claims or status.counts_as is Stage.IMPLEMENTED


def _read_percent(found: Meaning, _column: str, text: str, rules: CommitmentRules) -> None:
    plain = text.removesuffix("%").strip()
    if not plain or rules.says_unknown(plain):
        found.values["percent"] = None
        return
    whole, _point, rest = plain.partition(".")  # spreadsheets write 40.0
    if not (
        whole.isascii() and whole.isdigit() and len(whole) <= 3 and int(whole) <= 100 and not rest.strip("0")
    ):
        raise _CellRefused(_("“%(text)s” is not a whole number from 0 to 100.") % {"text": text[:40]})
    found.values["percent"] = int(whole)


def _read_partial(found: Meaning, column: str, text: str, rules: CommitmentRules) -> None:
    if rules.says_hold(text):
        _hold(found, column, text)
        return
    if not text or rules.says_unknown(text):
        found.values[column] = None
        return
    try:
        found.values[column] = PartialDate.parse(text)
    except NotADate:
        raise _CellRefused(
            _("“%(text)s” is not a date. Write 2025-05-06, 2025-05, 2025-Q2, 2025 or May 2025.")
            % {"text": text[:40]}
        ) from None


def _read_day(found: Meaning, column: str, text: str, rules: CommitmentRules) -> None:
    if not text or rules.says_unknown(text):
        found.values[column] = None
        return
    found.values[column] = _day(text)


def _day(text: str) -> date:
    try:
        day = PartialDate.parse(text)
    except NotADate:
        day = None
    if day is None or day.precision is not Precision.DAY:
        raise _CellRefused(_("“%(text)s” is not a day. Write it as 2025-05-06.") % {"text": text[:40]})
    return day.first_day


def _read_tick(found: Meaning, column: str, text: str, _rules: CommitmentRules) -> None:
    """An empty cell says nothing: a tick that is missing is not a "no"."""
    plain = text.casefold()
    if plain and plain not in _YES | _NO:
        raise _CellRefused(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})
    if not plain:
        return
    ticked = plain in _YES
    if column == "reported_implemented":
        found.claims = found.claims or ticked
    if column == "on_hold" and found.values.get("on_hold"):
        return  # words in another column said so already
    found.values[column] = ticked


def _read_topic_number(found: Meaning, _column: str, text: str, _rules: CommitmentRules) -> None:
    found.says_topic = True
    if text and not (text.isascii() and text.isdigit() and int(text) < 1000):
        raise _CellRefused(_("“%(text)s” is not the number of a topic.") % {"text": text[:40]})
    found.topic_number = int(text) if text else None


def _read_topic(found: Meaning, _column: str, text: str, _rules: CommitmentRules) -> None:
    if len(text) > 200:
        raise _CellRefused(_("The text is longer than %(limit)d characters.") % {"limit": 200})
    found.topic_name = text


def _read_bodies(found: Meaning, _column: str, text: str, _rules: CommitmentRules) -> None:
    names = tuple(dict.fromkeys(" ".join(name.split()) for name in text.split(";") if name.strip()))
    if any(len(name) > 120 for name in names):
        raise _CellRefused(
            _("The name of a public body is longer than %(limit)d characters.") % {"limit": 120}
        )
    found.bodies = names


def _hold(found: Meaning, column: str, text: str) -> None:
    """A hold is laid over status and dates: whatever the column would have said stays as it is."""
    found.values["on_hold"] = True
    found.notes.append(
        _("Line %(line)d, %(column)s: “%(text)s” was read as a hold.")
        % {"line": found.line, "column": column, "text": text[:40]}
    )


_READERS: dict[str, Callable[[Meaning, str, str, CommitmentRules], None]] = {
    **dict.fromkeys(
        ("statement", "detail", "owner_title", "owner_name", "hold_reason", "as_of_note"), _read_text
    ),
    **dict.fromkeys(("statement_es", "detail_es", "hold_reason_es"), _read_text),
    **dict.fromkeys(_PARTIAL, _read_partial),
    **dict.fromkeys(("next_update_by", "as_of"), _read_day),
    **dict.fromkeys(("reported_implemented", "on_hold"), _read_tick),
    "status": _read_status,
    "percent": _read_percent,
    "topic_number": _read_topic_number,
    "topic": _read_topic,
    "bodies": _read_bodies,
}
