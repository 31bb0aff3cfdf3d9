"""Every kind of file departments send, and hostile ones: read, or refused with a sentence; no bad row costs another."""

from __future__ import annotations

import bz2
import datetime
import gzip
import hashlib
import http.server
import json
import lzma
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import duckdb
import fsspec
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safecount.ingest import IngestReport, Limits, Store
from safecount.ingest.sources import LocalFile
from safecount.problems import LayoutError, SafecountError, SourceError
from safecount.schema import Definition
from tests.safecount.conftest import SMALL, parsed

Take = Callable[..., IngestReport]
TEXT = "number,stopped,race,age\n1,2026-01-05,White,7\n2,2026-01-06,Black,8\n"
OBJECTS = [
    {"number": "1", "stopped": "2026-01-05", "race": "White", "age": 7},
    {"number": "2", "stopped": "2026-01-06", "race": "Black", "age": 8},
]
EXPECTED = [("1", datetime.date(2026, 1, 5), "white", 7), ("2", datetime.date(2026, 1, 6), "black", 8)]


def stored(store: Store) -> list[tuple[object, ...]]:
    pattern = f"{store.snapshots}/*/tables/*/*/*.parquet"
    return duckdb.sql(
        f"SELECT * EXCLUDE (source_file, source_row, month) FROM read_parquet('{pattern}') ORDER BY 1"
    ).fetchall()


def rejects(store: Store) -> list[tuple[object, ...]]:
    pattern = f"{store.snapshots}/*/runs/*/rejects.parquet"
    return duckdb.sql(
        f"SELECT line, \"column\", reason, value, original FROM read_parquet('{pattern}')"
    ).fetchall()


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["number", "stopped", "race", "age"])
    sheet.append([1, datetime.datetime(2026, 1, 5), "White", 7])  # noqa: DTZ001 - a workbook knows no zones
    sheet.append([2, datetime.date(2026, 1, 6), "Black", 8.0])
    sheet.append([None, None, None, None])
    book.save(path)


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner/stops.csv", TEXT)


WRITERS: dict[str, Callable[[Path], object]] = {
    "plain.csv": lambda path: path.write_text(TEXT, "utf-8"),
    "semicolons.csv": lambda path: path.write_text(TEXT.replace(",", ";"), "utf-8"),
    "tabs.tsv": lambda path: path.write_text(TEXT.replace(",", "\t"), "utf-8"),
    "bars.txt": lambda path: path.write_text(TEXT.replace(",", "|"), "utf-8"),
    "mark.csv": lambda path: path.write_text(TEXT, "utf-8-sig"),
    "wide.csv": lambda path: path.write_text(TEXT, "utf-16"),
    "windows.csv": lambda path: path.write_bytes(TEXT.replace("\n", "\r\n").encode()),
    "old_mac.csv": lambda path: path.write_bytes(TEXT.replace("\n", "\r").encode()),
    "quoted.csv": lambda path: path.write_text(
        TEXT.replace("White", ' "White"').replace("Black", '"Black"'), "utf-8"
    ),
    "trailing.csv": lambda path: path.write_text(TEXT.replace("\n", ",\n"), "utf-8"),
    "no_last_line_end.csv": lambda path: path.write_text(TEXT.rstrip(), "utf-8"),
    "blank_lines.csv": lambda path: path.write_text(TEXT.replace("\n", "\n\n"), "utf-8"),
    "packed.csv.gz": lambda path: path.write_bytes(gzip.compress(TEXT.encode())),
    "packed.csv.bz2": lambda path: path.write_bytes(bz2.compress(TEXT.encode())),
    "packed.csv.xz": lambda path: path.write_bytes(lzma.compress(TEXT.encode())),
    "packed.zip": _zip,
    "lines.jsonl": lambda path: path.write_text("\n".join(map(json.dumps, OBJECTS)), "utf-8"),
    "list.json": lambda path: path.write_text(json.dumps(OBJECTS, indent=1), "utf-8"),
    "arcgis.json": lambda path: path.write_text(
        json.dumps({"fields": [], "features": [{"attributes": item} for item in OBJECTS]}), "utf-8"
    ),
    "map.geojson": lambda path: path.write_text(
        json.dumps(
            {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": i} for i in OBJECTS]}
        ),
        "utf-8",
    ),
    "socrata.json": lambda path: path.write_text(
        json.dumps(
            {
                "meta": {"view": {"columns": [{"name": name} for name in OBJECTS[0]]}},
                "data": [list(item.values()) for item in OBJECTS],
            }
        ),
        "utf-8",
    ),
    "book.xlsx": _workbook,
    "table.parquet": lambda path: pq.write_table(pa.Table.from_pylist(OBJECTS), path),
    "odd [name]*'.csv": lambda path: path.write_text(TEXT, "utf-8"),
}


@pytest.mark.filterwarnings("ignore:Title is more than")
@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file(name: str, tmp_path: Path, take: Take, small: Definition, store: Store) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    report = take(small, path)
    assert report.balanced
    assert (report.total("read"), report.total("accepted")) == (2, 2)
    assert stored(store) == EXPECTED


def test_folders_patterns_and_addresses(tmp_path: Path, take: Take, small: Definition) -> None:
    for number in range(3):
        (tmp_path / f"part-{number}.csv").write_text(TEXT.replace("\n1,", f"\n{number}1,"), "utf-8")
    (tmp_path / "readme.pdf").write_bytes(b"not data")
    assert len(take(small, tmp_path, rebuild=True).files) == 3
    assert len(take(small, tmp_path / "part-[01].csv", rebuild=True).files) == 2
    with fsspec.open("memory://exports/stops.csv", "wb") as file:
        file.write(TEXT.encode())
    (found,) = take(small, "memory://exports/stops.csv", rebuild=True).files
    assert (found.read, found.accepted) == (2, 2)


class _Served(http.server.BaseHTTPRequestHandler):
    """Serves the small file; `/short.csv` breaks off before its promised length."""

    def do_GET(self) -> None:
        content = TEXT.encode()
        self.send_response(404 if "nowhere" in self.path else 200)
        self.send_header("Content-Length", str(len(content) + (40 if "short" in self.path else 0)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Served) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()
        thread.join()


def test_addresses_on_the_web(server: str, take: Take, small: Definition) -> None:
    (file,) = take(small, f"{server}/stops.csv?year=2026").files
    assert (file.read, file.accepted) == (2, 2)
    with pytest.raises(SourceError, match="40 bytes early"):
        take(small, f"{server}/short.csv")
    with pytest.raises(SourceError, match="404"):
        take(small, f"{server}/nowhere.csv")


def test_cp1252_is_guessed_and_said(tmp_path: Path, take: Take, small: Definition) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(TEXT.replace("White", "Señor – “W”").encode("cp1252"))
    report = take(small, path)
    assert "guess" in report.files[0].encoding
    assert report.tables[0].unlisted[0].spelling == "Señor – “W”"


def test_one_line_of_another_encoding_is_rejected_alone(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    path = tmp_path / "x.csv"
    good = "".join(f"{n},2026-01-05,é,7\n" for n in range(10, 60))
    path.write_bytes((TEXT + good).encode() + b"3,2026-01-07,caf\xe9,9\n")
    report = take(small, path)
    assert (report.total("accepted"), report.total("rejected")) == (52, 1)
    assert rejects(store) == [(54, "", "bytes that are not utf-8", "", b"3,2026-01-07,caf\xe9,9\n")]


BAD_ROWS = {
    b"3,2026-01-07,White\n": "3 columns where the headers have 4",
    b"3,2026-01-07,White,7,extra\n": "5 columns where the headers have 4",
    b'3,2026-01-07,"White,7\n': "a quote that is opened and not closed",
    b'3,2026-01-07,"Wh"ite,7\n': "a quote inside a quoted value that is not doubled",
    b"3,2026-01-07,Wh\0ite,7\n": "a NUL byte",
    b"3," + b"x" * 3_000_000 + b",White,7\n": "a line of 3,000,011 bytes, beyond the limit of 1,048,576",
    b",,,\n": "nothing is written in it",
    b"3,,White,7\n": "missing, and required",
}


@pytest.mark.parametrize("row", BAD_ROWS, ids=lambda row: row[:24].decode(errors="replace").strip())
def test_a_bad_row_is_kept_with_its_bytes_and_costs_no_other(
    row: bytes, tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    head, first, second = TEXT.encode().splitlines(keepends=True)
    path = tmp_path / "x.csv"
    path.write_bytes(head + first + row + second)
    report = take(small, path)
    assert report.balanced
    assert stored(store) == EXPECTED
    ((line, _, reason, _, original),) = rejects(store)
    assert (line, reason) == (3, BAD_ROWS[row])
    assert row.startswith(original) if len(row) > 1_048_576 else original == row


def test_many_unclosed_quotes_do_not_swallow_the_file(tmp_path: Path, take: Take, small: Definition) -> None:
    path = tmp_path / "x.csv"
    bad = "".join(f'{n},2026-01-05,"White,7\n{n}0,2026-01-05,White,7\n' for n in range(100, 140))
    path.write_text(TEXT + bad, "utf-8")
    report = take(small, path)
    assert report.balanced
    assert report.total("read") == 82
    assert report.total("accepted") >= 22


def test_bad_json_elements_are_rejected_alone(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    first, second = map(json.dumps, OBJECTS)
    path = tmp_path / "x.json"
    path.write_text(f'{{"features": [\n{first},\n17,\n{{"number": oops, "age": }},\n{second}\n]}}', "utf-8")
    report = take(small, path)
    assert (report.total("read"), report.total("accepted"), report.total("rejected")) == (4, 2, 2)
    assert [row[0] for row in rejects(store)] == [3, 4]
    lines = tmp_path / "x.jsonl"
    lines.write_text(f"{first}\nnot json\n[1]\n{second}\n", "utf-8")
    report = take(small, lines, rebuild=True)
    assert (report.total("read"), report.total("accepted"), report.total("rejected")) == (4, 2, 2)


def test_a_json_document_cut_short_is_noticed(tmp_path: Path, take: Take, small: Definition) -> None:
    whole = json.dumps({"features": [{"attributes": item} for item in OBJECTS * 3]})
    path = tmp_path / "x.json"
    path.write_text(whole[:-60], "utf-8")
    (file,) = take(small, path).files
    assert file.balanced
    assert file.rejected == 1
    assert any("cut short" in notice for notice in file.notices)


def test_large_json_documents_are_read_in_pieces(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    items = [
        {"number": str(n), "stopped": "2026-01-05", "race": "White", "age": n % 90, "note": "é" * 50}
        for n in range(9_000)
    ]
    path = tmp_path / "x.json"
    path.write_text(
        json.dumps({"features": [{"attributes": item} for item in items]}, ensure_ascii=False), "utf-8"
    )
    report = take(small, path)
    assert report.total("accepted") == 9_000
    assert any("9,000" in notice for notice in report.files[0].notices)


def test_gzip_is_read_as_it_unpacks(tmp_path: Path, take: Take, small: Definition, store: Store) -> None:
    """Nothing unpacked is laid down on disk."""
    path = tmp_path / "x.csv.gz"
    rows = "".join(f"{n},2026-01-05,White,7\n" for n in range(3, 60_000))
    path.write_bytes(gzip.compress((TEXT + rows).encode()))
    with mock.patch.object(LocalFile, "unpacked", side_effect=AssertionError):
        (file,) = take(small, path).files
    assert (file.read, file.accepted, file.path_taken) == (59_999, 59_999, "fast")
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_zip_bomb_is_refused(tmp_path: Path, take: Take, small: Definition) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() + b"\n" * 3_000_000))
    with pytest.raises(SourceError, match="zip bomb"):
        take(small, path, limits=Limits(expansion=100, expansion_from=1_000_000))


REFUSED = {
    "cut.csv.gz": gzip.compress(TEXT.encode() * 100)[:-20],
    "empty.csv": b"",
    "blank.csv": b"\n\n\n",
    "old.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 100,
    "not.xlsx": b"PK\x03\x04 but not a zip",
    "not.parquet": b"PAR1 but not Parquet",
    "scalar.json": b"17",
    "two.zip": b"",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_and_nothing_changes(
    name: str, tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    good = tmp_path / "good.csv"
    good.write_text(TEXT, "utf-8")
    take(small, good)
    before = store.current()
    path = tmp_path / name
    path.write_bytes(REFUSED[name])
    if name == "two.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.csv", TEXT)
            archive.writestr("b.csv", TEXT)
    with pytest.raises(SafecountError, match=name):
        take(small, good, path)
    assert store.current() == before
    assert not list(store.snapshots.glob("incoming"))


def test_a_missing_file_is_a_sentence(tmp_path: Path, take: Take, small: Definition) -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        take(small, tmp_path / "nowhere.csv")


def test_drift_is_a_difference(tmp_path: Path, take: Take, small: Definition) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Number,STOPPED,race,race,surprise\n1,2026-01-05,White,x,y\n", "utf-8")
    drift = take(small, path).files[0].drift
    assert (drift.missing, drift.unexpected, drift.repeated) == (("age",), ("race", "surprise"), ("race",))


def test_a_file_that_fits_no_table_is_refused_with_the_difference(
    tmp_path: Path, take: Take, small: Definition
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("number,date,race\n1,2026-01-05,White\n", "utf-8")
    with pytest.raises(LayoutError, match="stopped is missing and required"):
        take(small, path)


def test_hostile_headers(tmp_path: Path, take: Take, store: Store) -> None:
    header = "a\"; DROP TABLE good; --'"
    definition = parsed(SMALL.replace("number = { type", f"number = {{ from = '''{header}''', type"))
    path = tmp_path / "x.csv"
    path.write_text(
        '"' + header.replace('"', '""') + '",stopped,race,=cmd()\n1,2026-01-05,White,7\n', "utf-8"
    )
    report = take(definition, path)
    assert report.total("accepted") == 1
    assert report.files[0].drift.unexpected == ("=cmd()",)


def test_spellings_with_quotes_and_separators(tmp_path: Path, take: Take, store: Store) -> None:
    definition = parsed(
        SMALL.replace('"Black"]', '"Bl\'ack", "; DROP"]').replace(
            'codes = "race", role', 'codes = "race", separator = "/", role'
        )
    )
    path = tmp_path / "x.csv"
    path.write_text("number,stopped,race,age\n1,2026-01-05,Bl'ack / w/; drop//Purple,7\n", "utf-8")
    report = take(definition, path)
    assert stored(store)[0][2] == ["black", "white", "black", "unlisted"]
    assert report.tables[0].unlisted[0].spelling == "Purple"


def test_a_broken_pipe_of_bytes_is_no_row_lost_in_a_large_file(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    """Rejected rows of the fast reader are found again at their true line, across DuckDB's blocks."""
    path = tmp_path / "x.csv"
    with open(path, "w", encoding="utf-8") as out:
        out.write("number,stopped,race,age\n")
        for n in range(300_000):
            age = "old" if n % 50_000 == 49_999 else n % 90
            note = "White" if n % 3 else '"W"'
            out.write(f"{n},2026-01-{n % 28 + 1:02},{note},{age}\n")
    report = take(small, path)
    assert (report.files[0].path_taken, report.total("rejected")) == ("fast", 6)
    for line, column, _, value, original in rejects(store):
        assert (column, value) == ("age", "old")
        assert original.startswith(f"{line - 2},".encode())
