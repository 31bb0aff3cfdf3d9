"""Reads a tracker's own file: topics, milestones, recommendations, and the counters that it prints of itself.

Two shapes: that of a tracker of recommendations (`recommendations`, with `title`, `responsible_body`,
`ticked_as_implemented`), and our own export (`commitments`, with the columns of the CSV). null says nothing:
it is "not known", never "none", and changes nothing.
"""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from commonground.domains.commitments.columns import READ
from commonground.domains.commitments.importing.parsed import (
    FileUnreadable,
    ParsedFile,
    ParsedMilestone,
    ParsedRow,
    RefusedRow,
)

_COLUMN_OF = {
    "title": "statement",
    "responsible_body": "bodies",
    "percent_implemented": "percent",
    "ticked_as_implemented": "reported_implemented",
    "estimated_implementation": "estimated",
    "implementation": "implemented",
    "topic": "topic_number",
    "as_of": "as_of_note",
}
_COUNTERS = ("total", "started", "implemented")


def read_json(content: bytes) -> ParsedFile:
    """Raises `FileUnreadable` when it is no JSON, or holds neither `recommendations` nor `commitments`."""
    try:
        text = content.decode("utf-8-sig")
        whole = json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError) as wrong:
        raise FileUnreadable(_("The file is not valid JSON: %(why)s.") % {"why": wrong}) from wrong
    key = next((name for name in ("recommendations", "commitments") if _listed(whole, name)), None)
    if key is None:
        raise FileUnreadable(_("The file holds no list “recommendations” or “commitments”."))
    own = key == "commitments"
    bodies = {str(one.get("responsible_body")) for one in whole[key] if isinstance(one, dict)}
    rows: list[ParsedRow] = []
    refused: list[RefusedRow] = []
    for line, record in zip(_lines_of(text, key, len(whole[key])), whole[key], strict=True):
        if isinstance(record, dict):
            rows.append(ParsedRow(line, _values(record, own=own, bodies=bodies)))
        else:
            refused.append(RefusedRow(line, "", _("This is not a record with named values.")))
    return ParsedFile(
        tuple(rows),
        topics=_topics(whole),
        milestones=_milestones(whole, text),
        claimed=_claimed(whole),
        refused=tuple(refused),
    )


def _listed(whole: Any, name: str) -> bool:
    return isinstance(whole, dict) and isinstance(whole.get(name), list)


def _values(record: dict[str, Any], *, own: bool, bodies: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in record.items():
        name = key if own else _COLUMN_OF.get(key, key)
        if name in READ and value is not None:
            found[name] = _text(value)
    if "bodies" in found and not own:
        found["bodies"] = _bodies(found["bodies"], bodies)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    return str(value).replace("\x00", "").strip()


def _bodies(text: str, known: set[str]) -> str:
    """“City and Police Department” is two bodies when each of them answers for something alone as well."""
    parts = text.split(" and ")
    return "; ".join(parts) if len(parts) > 1 and all(part in known for part in parts) else text


def _topics(whole: dict[str, Any]) -> dict[int, str]:
    listed = whole.get("topics") if _listed(whole, "topics") else []
    return {
        one["number"]: str(one["name"])
        for one in listed or []
        if isinstance(one, dict) and isinstance(one.get("number"), int) and one.get("name")
    }


def _milestones(whole: dict[str, Any], text: str) -> tuple[ParsedMilestone, ...]:
    if not _listed(whole, "milestones"):
        return ()
    lines = _lines_of(text, "milestones", len(whole["milestones"]))
    return tuple(
        ParsedMilestone(line, str(one["date"]), str(one["event"]))
        for line, one in zip(lines, whole["milestones"], strict=True)
        if isinstance(one, dict) and one.get("date") and one.get("event")
    )


def _claimed(whole: dict[str, Any]) -> dict[str, int]:
    counters = whole.get("counters")
    if not isinstance(counters, dict):
        return {}
    return {name: counters[name] for name in _COUNTERS if isinstance(counters.get(name), int)}


def _lines_of(text: str, key: str, count: int) -> list[int]:
    """The line on which each record of a list begins; 0 for all when they cannot be told."""
    begins = re.search(rf'"{key}"\s*:\s*\[', text)
    lines: list[int] = []
    at = begins.end() if begins else len(text)
    decoder = json.JSONDecoder()
    while len(lines) < count:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            _record, end = decoder.raw_decode(text, at)
        except ValueError:
            return [0] * count
        lines.append(text.count("\n", 0, at) + 1)
        at = end
    return lines
