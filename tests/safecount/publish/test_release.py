"""A release is written whole or not at all, says the same bytes for the same figures, and holds nothing but SafeTables."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safecount.cubes.table import CountedTable
from safecount.disclosure.safe_table import SafeTable, UnsafeTable
from safecount.publish import PreviousRelease, PublishError, publish_release, verify_release

from .making import DISTRICT, EDITION, about, cell_table, protected, riverbend, small

PROJECT = Path(__file__).parents[3]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_folder_holds_what_is_documented(release: Path) -> None:
    assert sorted(contents(release)) == [
        "README.txt",
        "catalogue.json",
        "certificate.json",
        "charts/stops-groups.svg",
        "charts/stops-trend.svg",
        "charts/stops_by_beat-groups.svg",
        "charts/stops_by_beat-trend.svg",
        "data.json",
        "dictionary.csv",
        "dictionary.html",
        "release.json",
        "release.pub",
        "release.sig",
        "report.html",
        *(f"tables/stops.{ending}" for ending in ("csv", "csv-metadata.json", "json", "parquet")),
        *(f"tables/stops_by_beat.{ending}" for ending in ("csv", "csv-metadata.json", "json", "parquet")),
    ]


WRITER = """
import sys
from pathlib import Path
from safecount.publish import publish_release
from tests.safecount.publish.conftest import KEY
from tests.safecount.publish.making import about, riverbend
publish_release(riverbend()[::-1], about(), Path(sys.argv[1]), signing_key=KEY)
"""


def test_the_same_figures_give_the_same_bytes(release: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONHASHSEED": "2718",
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": f"src{os.pathsep}.",
    }
    out = tmp_path / "again"
    subprocess.run([sys.executable, "-c", WRITER, str(out)], cwd=PROJECT, env=environment, check=True)
    assert contents(out) == contents(release)


def test_nothing_but_safe_tables_is_published(tmp_path: Path) -> None:
    safe = small()[0]
    counted = CountedTable("stops", "Stops", "person", (DISTRICT,), safe.cells)

    class Pretender(SafeTable):
        """A SafeTable in name."""

        def __post_init__(self) -> None:
            """Ask for no certificate."""

    pretender = Pretender("stops", "Stops", "person", (DISTRICT,), safe.cells, safe.certificate)
    for table in (counted, pretender, safe.cells, {"name": "stops"}, None):
        with pytest.raises(UnsafeTable, match="not a SafeTable"):
            publish_release([table], about(), tmp_path / "out", signing_key=None)  # type: ignore[list-item]
    assert list(tmp_path.iterdir()) == []


def test_a_safe_table_altered_behind_its_own_back_is_refused(tmp_path: Path) -> None:
    table = small()[0]
    object.__setattr__(table, "cells", small(count=41)[0].cells)
    with pytest.raises(UnsafeTable, match="does not cover the cells"):
        publish_release([table], about(), tmp_path / "out", signing_key=None)


def refused(tables: list[SafeTable], error: type[Exception], words: str, out: Path, **changes: Any) -> None:
    with pytest.raises(error, match=words):
        publish_release(tables, about(**changes), out, signing_key=None)
    assert not out.exists()


def test_what_was_not_proved_together_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    one, two = small()[0], protected({"other": ("Other", (DISTRICT,), small()[0].cells)})[0]
    refused([one, two], UnsafeTable, "apart from one another", out)
    refused(riverbend()[:1], UnsafeTable, "covers other tables", out)
    refused(small(), UnsafeTable, "is for riverbend-stops", out, dataset="another")
    refused([], PublishError, "no table", out)
    edition = replace(EDITION, previous=PreviousRelease("2026-08", "ef" * 32))
    refused(small(), UnsafeTable, "does not include the release before", out, edition=edition)
    known = protected({"stops": ("Stops", (DISTRICT,), one.cells)}, earlier=("ef" * 32,))
    assert publish_release(known, about(edition=edition), out, signing_key=None).new


def test_a_small_count_is_refused_whatever_the_certificate_says(tmp_path: Path) -> None:
    cells = pa.table(
        {"district": ["*", "mill"], "count": pa.array([40, 3], pa.int64()), "status": ["shown", "shown"]}
    )
    refused(protected({"a": ("A", (DISTRICT,), cells)}), UnsafeTable, "below the threshold", tmp_path / "out")
    for count, status in ((0, "shown"), (14, "hidden"), (None, "shown"), (14, "zero"), (-4, "shown")):
        cells = pa.table({"district": ["*"], "count": pa.array([count], pa.int64()), "status": [status]})
        tables = protected({"a": ("A", (DISTRICT,), cells)})
        refused(tables, UnsafeTable, "status does not fit|below the threshold", tmp_path / "out")


def test_a_stricter_threshold_holds_where_its_column_is_named(tmp_path: Path) -> None:
    table = small()[0]
    strict = replace(table.certificate, stricter={"district": 41})
    refused([replace(table, certificate=strict)], UnsafeTable, "below the threshold", tmp_path / "out")
    fair = replace(table, certificate=replace(strict, stricter={"district": 30}))
    publish_release([fair], about(), tmp_path / "out", signing_key=None)
    report = (tmp_path / "out/report.html").read_text("utf-8")
    assert "By district, counts from 1 to 29 are." in report


def test_cells_that_no_reader_could_tell_apart_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    twice = pa.table(
        {"district": ["a", "a"], "count": pa.array([40, 41], pa.int64()), "status": ["shown"] * 2}
    )
    refused(protected({"a": ("A", (DISTRICT,), twice)}), PublishError, "same place", out)
    empty = pa.table(
        {"district": pa.array([None], pa.string()), "count": pa.array([40]), "status": ["shown"]}
    )
    refused(protected({"a": ("A", (DISTRICT,), empty)}), PublishError, "must hold a text", out)
    novel = cell_table(["district"], {("x" * 4001,): 40})
    refused(protected({"a": ("A", (DISTRICT,), novel)}), PublishError, "narrative", out)


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a.b", "CON", "a\n", "-a", "é", "x" * 81, "lpt1"])
def test_a_table_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    tables = protected({name: ("A", (DISTRICT,), small()[0].cells)})
    refused(tables, PublishError, "cannot be a file name", tmp_path / "out")


def test_two_names_that_some_systems_take_as_one_are_refused(tmp_path: Path) -> None:
    one = ("A", (DISTRICT,), small()[0].cells)
    refused(protected({"stops": one, "Stops": one}), PublishError, "capitals", tmp_path / "out")


def test_a_second_run_finds_the_release_standing(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    out = tmp_path / "public" / "2026-09"
    first = publish_release(small(), about(), out, signing_key=key)
    again = publish_release(small(), about(), out, signing_key=key)
    assert (first.new, again.new) == (True, False)
    assert first.sha256 == again.sha256
    assert [entry.name for entry in out.parent.iterdir()] == ["2026-09"]
    assert "<th scope='row'>Stops</th>" in first._repr_html_()


def test_another_release_is_never_overwritten(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    out = tmp_path / "2026-09"
    publish_release(small(), about(), out, signing_key=key)
    before = contents(out)
    with pytest.raises(PublishError, match="never overwritten"):
        publish_release(small(count=41), about(), out, signing_key=key)
    with pytest.raises(PublishError, match="never overwritten"):
        publish_release(small(), about(), out, signing_key=None)
    assert contents(out) == before
    (out / "notes.txt").write_text("mine")
    with pytest.raises(PublishError, match="was altered"):
        publish_release(small(), about(), out, signing_key=key)
    plain = tmp_path / "a file"
    plain.write_text("mine")
    with pytest.raises(PublishError, match="exists"):
        publish_release(small(), about(), plain, signing_key=key)
    assert plain.read_text() == "mine"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["2026-09", "a file"]


def test_a_full_disk_leaves_nothing_half(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    out = tmp_path / "2026-09"
    written: list[int] = []
    real = os.fsync

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) == 7:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with (
        mock.patch("safecount.publish.folder.os.fsync", full),
        pytest.raises(PublishError, match="No space left"),
    ):
        publish_release(small(), about(), out, signing_key=key)
    assert list(tmp_path.iterdir()) == []
    assert publish_release(small(), about(), out, signing_key=key).new


LIMITED = """
import resource, signal, sys
from pathlib import Path
from safecount.publish import PublishError, publish_release
from tests.safecount.publish.making import about, small
tables = small()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
try:
    publish_release(tables, about(), Path(sys.argv[1]), signing_key=None)
except PublishError as error:
    print(error)
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from safecount.publish import folder, publish_release
from tests.safecount.publish.making import about, small
real, left = os.fsync, [int(sys.argv[2])]
def fsync(handle):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
folder.os.fsync = fsync
publish_release(small(), about(), Path(sys.argv[1]), signing_key=None)
"""


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": f"src{os.pathsep}."}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_a_real_limit_on_the_size_of_files_gives_a_sentence(tmp_path: Path) -> None:
    assert resource.RLIMIT_FSIZE is not None
    done = run(LIMITED, str(tmp_path / "out"))
    assert "could not be written" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_killed_leaves_the_release_before_and_is_completed(
    tmp_path: Path, release: Path
) -> None:
    earlier = tmp_path / "2026-08"
    publish_release(small(count=41), about(), earlier, signing_key=None)
    before = contents(earlier)
    out = tmp_path / "2026-09"
    done = run(KILLED, str(out), "5")
    assert done.returncode == -signal.SIGKILL
    assert not out.exists()
    assert contents(earlier) == before
    assert (tmp_path / ".2026-09.incoming").is_dir()
    assert publish_release(small(), about(), out, signing_key=None).new
    verify_release(out)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["2026-08", "2026-09"]


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    out = tmp_path / "out"
    real = os.rename

    def second_run(source: Path, target: Path) -> None:
        with pytest.raises(PublishError, match="Another run"):
            publish_release(small(), about(), out, signing_key=None)
        real(source, target)

    with mock.patch("safecount.publish.folder.os.rename", second_run):
        assert publish_release(small(), about(), out, signing_key=None).new
    verify_release(out)


def test_an_unsigned_release_says_so(tmp_path: Path) -> None:
    published = publish_release(small(), about(), tmp_path / "out", signing_key=None)
    manifest = json.loads((tmp_path / "out/release.json").read_text("utf-8"))
    assert manifest["signature"]["signed"] is False
    assert "not signed" in (tmp_path / "out/report.html").read_text("utf-8")
    assert not (tmp_path / "out/release.sig").exists()
    assert not published.signed


def test_the_manifest_says_how_to_attack(release: Path) -> None:
    manifest = json.loads((release / "release.json").read_text("utf-8"))
    assert manifest["period"] == {"first_month": "2024-01", "through_month": "2026-09"}
    assert manifest["protection"]["threshold"] == 11
    assert manifest["protection"]["level"] == "L2"
    assert manifest["reading"]["all"] == "*"
    stops = manifest["tables"][0]
    assert [d["reference"] for d in stops["dimensions"]] == [
        "district", "race", "searched", "stopped.year", "stopped.quarter",
    ]  # fmt: skip
    assert stops["dimensions"][4]["within"] == "stopped.year"
    assert stops["dimensions"][0]["labels"] == {
        "*": "All", "downtown": "Downtown", "mill": "Mill Hill", "north": "North", "riverside": "Riverside",
    }  # fmt: skip
    assert manifest["breaks"][0]["on"] == "2025-04-01"


def test_a_table_without_dimensions_or_records_is_published(tmp_path: Path) -> None:
    lone = cell_table([], {(): 40})
    none = cell_table(["district"], {})
    tables = protected({"all": ("All", (), lone), "none": ("None", (DISTRICT,), none)})
    publish_release(tables, about(), tmp_path / "out", signing_key=None)
    assert (tmp_path / "out/tables/all.csv").read_bytes() == b"count,status\r\n40,shown\r\n"
    assert "40 people were counted." in (tmp_path / "out/report.html").read_text("utf-8")
