"""Reads a sheet of an Excel workbook; dates become ISO 8601 and whole numbers lose their decimals."""

from __future__ import annotations

import datetime
import json
import weakref
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from safecount.ingest.csv_reader import clean_header
from safecount.ingest.json_cells import as_text
from safecount.ingest.limits import Limits
from safecount.ingest.records import Notices, Record
from safecount.problems import SourceError


class SheetReader:
    """An open sheet. A row has no bytes of its own, so the original of a rejected one is kept as a JSON list."""

    def __init__(self, path: Path, sheet: str, skip_lines: int, limits: Limits) -> None:
        self.notices = Notices()
        self._skip = skip_lines
        _refuse_bomb(path, limits)
        file = open(path, "rb")  # noqa: SIM115 - it must outlive this call
        # The library leaves a damaged workbook open; this closes it with the reader, however reading ended.
        weakref.finalize(self, file.close)
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            names = [one.title for one in book.worksheets]
        # What a damaged workbook makes the library raise is of every kind.
        except Exception as error:
            raise SourceError(f"it is not a workbook that can be opened ({_said(error)}).") from error
        if not names or (sheet and sheet not in names):
            raise SourceError(f"it has no sheet {sheet}; it has {', '.join(names) or 'none'}.")
        self._sheet = book[sheet] if sheet else book.worksheets[0]
        head = next(self._rows(), (0, ()))[1]
        while head and head[-1] is None:
            head = head[:-1]
        if not any(head):
            raise SourceError("the sheet is empty: not even headers.")
        self.headers = tuple(clean_header(cell or "") for cell in head)

    def _rows(self) -> Iterator[tuple[int, tuple[str | None, ...]]]:
        number = 0
        rows = self._sheet.iter_rows(values_only=True)
        while True:
            try:
                row = next(rows, None)
            except Exception as error:
                raise SourceError(
                    f"it is damaged after row {number:,} ({_said(error)}). Save it again."
                ) from error
            if row is None:
                return
            number += 1
            if number > self._skip:
                yield number, tuple(_text(cell) for cell in row)

    def records(self, wanted: tuple[str, ...] = ()) -> Iterator[Record]:
        """Yield one record per row that is not wholly blank."""
        width = len(self.headers)
        rows = self._rows()
        next(rows)
        for number, cells in rows:
            if not any(cells):
                continue
            original = json.dumps(cells, ensure_ascii=False).encode("utf-8", "replace")
            if any(cells[width:]):
                yield Record(number, (), original, f"values beyond the {width} headers")
            elif "\\u0000" in json.dumps(cells):
                yield Record(number, (), original, "a NUL character")
            else:
                padded = cells[:width] + (None,) * (width - len(cells))
                yield Record(number, padded + (None,) * len(wanted), original)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:120]}"


def _text(cell: object) -> str | None:
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    return as_text(cell)


def _refuse_bomb(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            total = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"it is not a workbook that can be opened ({error}).") from error
    if total > limits.expansion_from and total > limits.expansion * path.stat().st_size:
        raise SourceError(f"unpacked, it grows beyond {limits.expansion} times its size, as a zip bomb does.")
