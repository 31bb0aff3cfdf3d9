"""The register as a file: the columns that import reads back.

Cells that a spreadsheet would run as a formula get an apostrophe before them; import takes it away again.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from commonground.domains.commitments.columns import NAMES, harmless

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else

_TICKS = ("reported_implemented", "on_hold", "late")
_FIGURES = ("percent", "topic_number", "evidence")


def to_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """Comma, CRLF, UTF-8 with its mark: what every spreadsheet opens."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(NAMES)
    for row in rows:
        writer.writerow([harmless(row[name]) for name in NAMES])
    return BYTE_ORDER_MARK + target.getvalue()


def to_json(programme: Mapping[str, object], rows: Iterable[Mapping[str, str]]) -> str:
    """The same rows with figures and ticks as such; null is "not known"."""
    commitments = [{name: _value(name, row[name]) for name in NAMES} for row in rows]
    whole = {"programme": dict(programme), "commitments": commitments}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str) + "\n"


def _value(name: str, text: str) -> object:
    if text == "":
        return None
    if name in _TICKS:
        return text == "yes"
    return int(text) if name in _FIGURES else text
