"""Keys, edits, late rows, identical rows, parents: which row is a record of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest import mock

import duckdb
import numpy as np
import pytest

from safecount.ingest import IngestReport, Store
from safecount.ingest.identities import Identities
from safecount.problems import StoreError
from safecount.schema import Definition
from tests.safecount.conftest import SMALL, parsed

Take = Callable[..., IngestReport]
HEADERS = "number,stopped,race,age\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def records(store: Store, columns: str = "number, race, age") -> list[tuple[object, ...]]:
    current = store.current()
    assert current is not None
    parts = [str(store.path_of(current, part)) for part in current.parts]
    return duckdb.sql(f"SELECT {columns} FROM read_parquet({parts}) ORDER BY ALL").fetchall()


def fates(report: IngestReport) -> tuple[int, ...]:
    return tuple(report.total(what) for what in ("read", "accepted", "rejected", "identical", "edited"))


def test_the_later_edit_stands(tmp_path: Path, take: Take, small: Definition, store: Store) -> None:
    path = write(
        tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n1,2026-01-05,Black,7\n2,2026-01-06,W,8\n"
    )
    assert fates(take(small, path)) == (3, 2, 0, 0, 1)
    assert records(store) == [("1", "black", 7), ("2", "white", 8)]


def test_an_edit_replaces_what_a_former_run_took(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    take(small, write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n2,2026-01-06,W,8\n"))
    report = take(small, write(tmp_path, "b.csv", HEADERS + "1,2026-02-05,White,9\n"))
    assert (report.tables[0].replaced, report.tables[0].after) == (1, 2)
    # The record has moved to another month, and is no longer in the first.
    assert records(store, "number, stopped::VARCHAR") == [("1", "2026-02-05"), ("2", "2026-01-06")]


def test_hashes_that_collide_decide_nothing(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    """Every record is given the same hash: all are suspected, and compared in full."""
    first = write(tmp_path, "a.csv", HEADERS + "".join(f"{n},2026-01-05,White,7\n" for n in range(40)))
    second = write(
        tmp_path, "b.csv", HEADERS + "".join(f"{n},2026-0{n % 2 + 1}-05,White,7\n" for n in range(30, 60))
    )
    same = "(0 * hash(number))::UBIGINT"
    with (
        mock.patch("safecount.ingest.stage.identity_of", return_value=same),
        mock.patch("safecount.ingest.tables.identity_of", return_value=same),
        mock.patch("safecount.ingest.fates.identity_of", return_value=same),
    ):
        assert fates(take(small, first)) == (40, 40, 0, 0, 0)
        assert fates(take(small, second)) == (30, 25, 0, 5, 0)
    assert [row[0] for row in records(store)] == sorted(str(n) for n in range(60))


def test_identities_beyond_memory_are_found_all_the_same(tmp_path: Path) -> None:
    hashes = np.sort(np.random.default_rng(5).integers(0, 2**63, 5_000, dtype=np.uint64) * np.uint64(2))
    with mock.patch("safecount.ingest.identities._HELD", 1_500):
        identities = Identities(tmp_path / "aside")
        identities.add(hashes[:3_000])
        identities.add(hashes[2_990:])
    assert (tmp_path / "aside").is_dir()
    assert identities.repeated().tolist() == hashes[2_990:3_000].tolist()


def test_a_version_column_decides_between_edits(tmp_path: Path, take: Take, store: Store) -> None:
    definition = parsed(SMALL.replace('key = "number"', 'key = "number"\nversion = "age"'))
    path = write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,9\n1,2026-01-05,Black,7\n")
    assert fates(take(definition, path)) == (2, 1, 0, 0, 1)
    assert records(store) == [("1", "white", 9)]
    later = write(tmp_path, "b.csv", HEADERS + "1,2026-01-05,Black,8\n")
    assert fates(take(definition, later)) == (1, 0, 0, 0, 1)
    assert records(store) == [("1", "white", 9)]


def test_an_edit_taken_back_stays_as_it_was(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    take(small, write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n"))
    report = take(small, write(tmp_path, "b.csv", HEADERS + "1,2026-01-05,Black,7\n1,2026-01-05,White,7\n"))
    assert fates(report) == (2, 0, 0, 1, 1)
    assert records(store) == [("1", "white", 7)]


def test_late_rows_are_reported_by_month(tmp_path: Path, take: Take, small: Definition) -> None:
    take(small, write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n2,2026-02-05,White,7\n"))
    report = take(small, write(tmp_path, "b.csv", HEADERS + "3,2026-01-09,White,7\n4,2026-03-01,White,7\n"))
    assert report.tables[0].late == {"2026-01": 1}


def test_untouched_months_are_the_same_file(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    take(small, write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n2,2026-02-05,White,7\n"))
    first = store.current()
    take(small, write(tmp_path, "b.csv", HEADERS + "3,2026-02-09,White,7\n"))
    second = store.current()
    assert first is not None
    assert second is not None
    january = [store.path_of(manifest, manifest.parts[0]).stat().st_ino for manifest in (first, second)]
    february = [store.path_of(manifest, manifest.parts[1]).stat().st_ino for manifest in (first, second)]
    assert january[0] == january[1]
    assert february[0] != february[1]


@pytest.mark.parametrize(("rule", "kept"), [("one", 2), ("many", 4)])
def test_identical_rows(tmp_path: Path, take: Take, store: Store, rule: str, kept: int) -> None:
    definition = parsed(SMALL.replace('key = "number"', f'identical_rows = "{rule}"'))
    row, other = "1,2026-01-05,White,7\n", "2,2026-01-05,White,7\n"
    first = write(tmp_path, "a.csv", HEADERS + row + row + other)
    second = write(tmp_path, "b.csv", HEADERS + row + row + row)
    report = take(definition, first, second)
    assert report.balanced
    # Three alike in the fuller file are three records at most, not five.
    assert len(records(store)) == kept
    assert take(definition, second).total("accepted") == 0


def test_a_row_without_its_key_is_rejected(tmp_path: Path, take: Take, small: Definition) -> None:
    report = take(small, write(tmp_path, "a.csv", HEADERS + ",2026-01-05,White,7\n"))
    assert [(reason.column, reason.reason) for reason in report.reasons] == [
        ("number", "missing, and required")
    ]


def test_children_without_parents_are_counted(tmp_path: Path, take: Take) -> None:
    definition = parsed(
        SMALL
        + """
        [tables.search]
        unit = "application"
        parent = "stop"
        link = "number"
        [tables.search.columns]
        number = { from = "stop", type = "text", role = "identifier" }
        found = { type = "boolean", role = "dimension" }
        """
    )
    stops = write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n")
    searches = write(tmp_path, "b.csv", "stop,found\n1,yes\n9,no\n")
    assert [table.orphans for table in take(definition, stops, searches).tables] == [0, 1]


def test_a_changed_definition_asks_for_a_rebuild(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    path = write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,Purple,7\n")
    assert take(small, path).tables[0].unlisted[0].spelling == "Purple"
    changed = parsed(SMALL.replace('"Black"]', '"Black", "Purple"]'))
    with pytest.raises(StoreError, match="--rebuild"):
        take(changed, path)
    report = take(changed, path, rebuild=True)
    assert records(store) == [("1", "black", 7)]
    assert report.tables[0].before == 0


def test_words_of_a_definition_may_change(tmp_path: Path, take: Take, small: Definition) -> None:
    path = write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n")
    take(small, path)
    assert take(parsed(SMALL.replace('"Small"', '"Another title"')), path).total("identical") == 1


def test_the_store_of_another_dataset_is_refused(tmp_path: Path, take: Take, small: Definition) -> None:
    path = write(tmp_path, "a.csv", HEADERS + "1,2026-01-05,White,7\n")
    take(small, path)
    with pytest.raises(StoreError, match="riverbend-small"):
        take(parsed(SMALL.replace("riverbend-small", "riverbend-other")), path)


def test_the_same_input_gives_the_same_bytes(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    path = write(tmp_path, "a.csv", HEADERS + "".join(f"{n},2026-01-05,White,7\n" for n in range(50)))
    take(small, path)
    first = store.current()
    take(small, path, rebuild=True)
    second = store.current()
    assert first is not None
    assert second is not None
    assert [part.sha256 for part in first.parts] == [part.sha256 for part in second.parts]
