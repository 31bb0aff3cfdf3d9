"""Builds packed sources from bytes, so that a fuzzer changes what is inside them and not their wrapping."""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MARK = b"\n%%\n"
"""Stands between the parts of a workbook."""

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
}
_CHANGED = {
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SPREADSHEET}"><sheetData/></worksheet>',
    "xl/sharedStrings.xml": f'<sst xmlns="{_SPREADSHEET}"><si><t>Black</t></si></sst>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SPREADSHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>",
    "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Stops" sheetId="1" r:id="r1"/></sheets></workbook>',
}


def workbook(data: bytes) -> bytes:
    """A workbook whose sheet, texts, styles and list of sheets are the parts of `data`, as far as there are any."""
    parts = data.split(MARK)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in _FIXED.items():
            archive.writestr(name, text)
        for place, (name, text) in enumerate(_CHANGED.items()):
            archive.writestr(name, parts[place] if place < len(parts) and parts[place] else text)
    return content.getvalue()


def gzipped(data: bytes) -> bytes:
    """What `data` is when packed; where it begins with the mark of gzip, it is packed already."""
    return data if data.startswith(b"\x1f\x8b") else gzip.compress(data, 1, mtime=0)


_TYPES: tuple[tuple[pa.DataType, Any], ...] = (
    (pa.string(), lambda n: chr(n) * (n % 4)),
    (pa.int64(), lambda n: n - 128),
    (pa.float64(), lambda n: (n - 128) / (n % 7) if n % 7 else float("nan")),
    (pa.bool_(), lambda n: n % 2 == 0),
    (pa.date32(), lambda n: datetime.date(1900 + n, 1 + n % 12, 1 + n % 28)),
    (pa.timestamp("us"), lambda n: datetime.datetime(1900 + n, 1, 1, n % 24)),  # noqa: DTZ001
    (pa.timestamp("ns", "UTC"), lambda n: n * 10**15 + n),
    (pa.time64("ns"), lambda n: n * 10**9 + n),
    (pa.decimal128(9, 2), lambda n: Decimal(n) / 4),
    (pa.binary(), lambda n: bytes([n, 255 - n])),
    (pa.list_(pa.date32()), lambda n: [datetime.date(1900 + n, 1, 1)] * (n % 3)),
    (pa.struct([("a", pa.decimal128(5, 1))]), lambda n: {"a": Decimal(n)}),
    (pa.duration("ms"), lambda n: n),
    (pa.float16(), None),
    (pa.null(), lambda n: None),
    (pa.map_(pa.string(), pa.binary()), lambda n: [("k", bytes([n]))]),
    (pa.uint64(), lambda n: n << 56),
    (pa.dictionary(pa.int8(), pa.string()), lambda n: "white"),
)
_NAMES = ("number", "stopped", "race", "age", "note")


def columns(data: bytes) -> bytes:
    """A Parquet file of up to five columns: types from the first bytes, values from the others."""
    kinds = [_TYPES[one % len(_TYPES)] for one in data[:5]]
    values = data[5:45]
    made = {}
    for name, (kind, make) in zip(_NAMES, kinds, strict=False):
        cells = [make(one) if make and one != 7 else None for one in values]
        made[name] = pa.array(cells, kind)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(made), sink, compression="none")
    return bytes(sink.getvalue())


def parquet(data: bytes) -> bytes:
    """`data` itself where it begins as Parquet does, else a Parquet file made of it."""
    return data if data.startswith(b"PAR1") else columns(data)
