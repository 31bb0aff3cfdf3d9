"""Opens a laid-out source with the reader its content calls for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from safecount.ingest.csv_reader import CsvReader
from safecount.ingest.dialect import Dialect, find_delimiter, has_old_line_ends, renew_line_ends
from safecount.ingest.encoding import Encoding, find_encoding, to_utf8
from safecount.ingest.json_document_reader import JsonDocumentReader
from safecount.ingest.json_lines_reader import JsonLinesReader
from safecount.ingest.limits import Limits
from safecount.ingest.parquet_reader import ParquetReader
from safecount.ingest.records import Reader
from safecount.ingest.sheet_reader import SheetReader
from safecount.ingest.sources import LocalFile
from safecount.problems import SourceError
from safecount.schema import Layout

_PEEK = 64 * 1024
_WIDE = ("utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@dataclass(frozen=True)
class OpenSource:
    """A source with its reader. `dialect` is present for CSV only."""

    reader: Reader
    encoding: Encoding
    dialect: Dialect | None = None
    may_grow_headers: bool = False


def open_source(file: LocalFile, layout: Layout, folder: Path, limits: Limits) -> OpenSource:
    """Open `file`; working copies, where an encoding needs one, go to `folder`. Raises SourceError."""
    try:
        return _open(file, layout, folder, limits)
    except SourceError as error:
        raise SourceError(f"{file.address}: {error}") from error
    except OSError as error:
        raise SourceError(f"{file.address}: it cannot be read ({error}).") from error


def _open(file: LocalFile, layout: Layout, folder: Path, limits: Limits) -> OpenSource:
    with file.open() as opened:
        head = opened.read(_PEEK)
    if not head:
        raise SourceError("it is empty: not even headers.")
    binary = Encoding("binary", "its format")
    if head.startswith(b"PAR1"):
        return OpenSource(ParquetReader(file.unpacked(folder), limits), binary)
    if head.startswith(b"PK\x03\x04"):
        reader = SheetReader(file.unpacked(folder), layout.sheet, layout.skip_lines, limits)
        return OpenSource(reader, binary)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError("it is a workbook of the old .xls kind. Save it as .xlsx or CSV.")
    encoding = find_encoding(file.open, layout.encoding, file.census)
    if encoding.name in _WIDE:
        path = to_utf8(file.open(), encoding, folder / (file.path.name + ".utf8"))
        file = replace(file, path=path, packed=False)
        encoding = Encoding("utf-8", f"{encoding.name}, by {encoding.how}")
    return _open_text(file, encoding, layout, folder, limits)


def _open_text(
    file: LocalFile, encoding: Encoding, layout: Layout, folder: Path, limits: Limits
) -> OpenSource:
    with file.open() as opened:
        head = opened.read(_PEEK).lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = file.suffix
    if kind in (".jsonl", ".ndjson") or (kind != ".csv" and _looks_like_lines(head)):
        return OpenSource(JsonLinesReader(file.open(), encoding.name, limits), encoding, None, True)
    if kind in (".json", ".geojson") or (kind not in (".csv", ".tsv") and head[:1] in (b"{", b"[")):
        return OpenSource(JsonDocumentReader(file.open(), encoding.name, limits), encoding, None, True)
    if has_old_line_ends(file.open()):
        path = renew_line_ends(file.open(), folder / (file.path.name + ".lf"))
        file = replace(file, path=path, packed=False)
    delimiter = layout.delimiter or find_delimiter(file.open(), encoding.name, layout.skip_lines)
    dialect = Dialect(delimiter, layout.quote or '"', layout.skip_lines)
    return OpenSource(CsvReader(file.open, encoding.name, dialect, limits), encoding, dialect)


def _looks_like_lines(head: bytes) -> bool:
    """Return whether the text is one JSON object a line: a whole one on the first line, and another begun after it."""
    first, _, rest = head.partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
