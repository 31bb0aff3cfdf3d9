"""Reads a spreadsheet saved as CSV, as spreadsheets really save it.

Comma, semicolon, tab or bar; UTF-8 with or without its mark, UTF-16, Windows-1252; any case and order of headings;
blank lines; line breaks within quotes; a first line `sep=;`.
"""

import csv
import difflib
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from commonground.domains.commitments.columns import ALIASES, NAMES, READ, REQUIRED, as_typed, column_named
from commonground.domains.commitments.importing.parsed import (
    FileUnreadable,
    ParsedFile,
    ParsedRow,
    RefusedRow,
)

DELIMITERS = ",;\t|"
MOST_ROWS = 5000


def read_csv(content: bytes) -> ParsedFile:
    """Raises `FileUnreadable` when there is no heading `number`, or the file is no text."""
    text, notes = _text_of(content)
    first, text = _without_separator_line(text)
    delimiter = first or _delimiter_of(text)
    rows: list[ParsedRow] = []
    refused: list[RefusedRow] = []
    headings: list[str | None] | None = None
    for line, cells in _lines(text, delimiter, starts_at=2 if first else 1):
        if headings is None:
            headings, more = _headings(line, cells)
            notes += more
        elif len(cells) > len(headings) and any(cells[len(headings) :]):
            reason = _("The row has %(cells)d cells, but there are %(headings)d columns. Is a quote missing?")
            refused.append(RefusedRow(line, "", reason % {"cells": len(cells), "headings": len(headings)}))
        else:
            pairs = zip(headings, cells, strict=False)
            rows.append(ParsedRow(line, {name: as_typed(cell.strip()) for name, cell in pairs if name}))
        if len(rows) > MOST_ROWS:
            raise FileUnreadable(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
    if headings is None:
        raise FileUnreadable(_("The file is empty."))
    return ParsedFile(tuple(rows), refused=tuple(refused), notes=tuple(notes))


def _text_of(content: bytes) -> tuple[str, list[str]]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _plain(content.decode(encoding, errors="replace")), []
    try:
        return _plain(content.decode("utf-8")), []
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as wrong:
        raise FileUnreadable(_("The file is not text. Save it as CSV UTF-8.")) from wrong
    return _plain(text), [
        _("The file is not UTF-8; it was read as Windows-1252. Check the accented letters.")
    ]


def _plain(text: str) -> str:
    if "\x00" in text:
        raise FileUnreadable(_("The file is not text. Save it as CSV UTF-8."))
    return text


def _without_separator_line(text: str) -> tuple[str, str]:
    """Excel writes `sep=;` before the headings when asked to."""
    first, _newline, rest = text.partition("\n")
    mark = first.strip().lower()
    if mark.startswith("sep=") and len(mark) == 5 and mark[4] in DELIMITERS:
        return mark[4], rest
    return "", text


def _delimiter_of(text: str) -> str:
    """The one by which the first line falls into most headings that we know."""
    first = next((line for line in text.splitlines() if line.strip(DELIMITERS + " ")), "")
    return max(DELIMITERS, key=lambda mark: sum(1 for cell in _cells(first, mark) if column_named(cell)))


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _lines(text: str, delimiter: str, *, starts_at: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line of the file on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = starts_at
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = starts_at + reader.line_num
    except csv.Error as wrong:
        raise FileUnreadable(
            _("Line %(line)d cannot be read as CSV: %(why)s.") % {"line": line, "why": wrong}
        ) from wrong


def _headings(line: int, cells: list[str]) -> tuple[list[str | None], list[str]]:
    names: list[str | None] = []
    notes: list[str] = []
    for cell in cells:
        name = column_named(cell)
        if name is None and cell.strip():
            notes.append(_passed_over(cell.strip()))
        elif name in names:
            raise FileUnreadable(_("Column %(name)s stands there twice. Remove one.") % {"name": name})
        names.append(name if name in READ else None)
    if REQUIRED not in names:
        raise FileUnreadable(
            _("Line %(line)d has no column “%(name)s”. The first line names the columns: %(known)s.")
            % {"line": line, "name": REQUIRED, "known": ", ".join(READ)}
        )
    return names, notes


def _passed_over(heading: str) -> str:
    close = difflib.get_close_matches(heading.casefold(), [*NAMES, *ALIASES], n=1)
    if close:
        return _("Column “%(heading)s” is not known and was passed over. Did you mean “%(close)s”?") % {
            "heading": heading[:60],
            "close": close[0],
        }
    return _("Column “%(heading)s” is not known and was passed over.") % {"heading": heading[:60]}
