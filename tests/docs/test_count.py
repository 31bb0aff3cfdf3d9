"""The pages of the count stay true: the reference is the source's, and worked examples are worked by the program."""

from __future__ import annotations

import importlib
import inspect
import itertools
import re
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from safecount.cubes import CountedTable
from safecount.disclosure import ALL, Dimension, SafeRelease, Status, Terms, make_safe
from tests.docs.api import PACKAGES, exported, page

PAGES = Path(__file__).resolve().parents[2] / "docs" / "count"
REASONS = ("traffic", "suspicious", "call")
Rows = list[list[str]]


def test_the_reference_is_written_from_the_source() -> None:
    written = (PAGES / "api.md").read_text("utf-8")
    assert written == page(), "Run: python -m tests.docs.api > docs/count/api.md"


def test_the_reference_leaves_nothing_unsaid() -> None:
    text = page()
    assert all(f"\n## `{package}`\n" in text for package in PACKAGES)
    assert " object at 0x" not in text
    assert "<class" not in text
    for module in map(importlib.import_module, PACKAGES):
        for name in exported(module):
            item = getattr(module, name)
            assert not callable(item) or inspect.getdoc(item), f"{module.__name__}.{name} has no docstring"


def test_every_page_is_in_the_index() -> None:
    index = (PAGES / "README.md").read_text("utf-8")
    for path in PAGES.glob("*.md"):
        assert path.name == "README.md" or f"({path.name})" in index, path.name


def test_pictures_are_small_and_described() -> None:
    shown = re.findall(r"!\[(.*?)\]\(images/(.*?)\)", (PAGES / "tutorial.md").read_text("utf-8"))
    assert {name for _, name in shown} == {path.name for path in (PAGES / "images").iterdir()}
    for words, name in shown:
        assert len(words) > 40, name
        assert (PAGES / "images" / name).stat().st_size < 150_000, name


def example(name: str, file: str) -> Rows:
    """Return the rows of the table below the mark `name` on a page, without its headings."""
    _, _, after = (PAGES / file).read_text("utf-8").partition(f"<!-- example: {name} -->\n")
    table = after.split("\n\n")[0].splitlines()
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in table[2:]]


def released(counts: dict[tuple[str, str], int]) -> SafeRelease:
    """Return the release of stops by district and reason."""
    total: Counter[tuple[str, str]] = Counter()
    for (district, reason), count in counts.items():
        for key in itertools.product((district, ALL), (reason, ALL)):
            total[key] += count
    columns = {
        "district": [district for district, _ in total],
        "reason": [reason for _, reason in total],
        "count": pa.array(total.values(), pa.int64()),
    }
    dimensions = (Dimension("district", "District"), Dimension("reason", "Reason"))
    table = CountedTable("stops", "Stops", "incident", dimensions, pa.table(columns), records="stop")
    return make_safe([table], Terms("riverbend-stops"))


def example_counts() -> dict[tuple[str, str], int]:
    rows = example("table", "method.md")[:-1]
    return {
        (row[0], reason): int(count) for row in rows for reason, count in zip(REASONS, row[1:], strict=False)
    }


def hidden_cells(release: SafeRelease) -> set[tuple[str, str]]:
    rows = release.tables[0].cells.to_pylist()
    return {(row["district"], row["reason"]) for row in rows if row["status"] == Status.HIDDEN}


def test_the_worked_example_is_released_as_the_method_shows() -> None:
    release = released(example_counts())
    cells = {
        (row["district"], row["reason"]): "hidden" if row["count"] is None else str(row["count"])
        for row in release.tables[0].cells.to_pylist()
    }
    for district, *counts in example("released", "method.md"):
        place = ALL if district == "all" else district
        assert [cells[place, reason] for reason in (*REASONS, ALL)] == counts


def test_the_witnesses_are_those_that_the_method_shows() -> None:
    release = released(example_counts())
    truth = release.system.values
    found = []
    for witness in release.protection.witnesses:
        values = dict(zip(truth[witness.cells].tolist(), witness.values.tolist(), strict=True))
        found.append([str(values[int(count)]) for count in example("witnesses", "method.md")[0][1:]])
    assert found == [row[1:] for row in example("witnesses", "method.md")[1:]]


@pytest.mark.parametrize("row", [0, 1], ids=["neighbour-15", "neighbour-40"])
def test_what_running_the_program_on_each_data_set_leaves(row: int) -> None:
    neighbour, by_sums, by_program = example("minimality", "limits.md")[row]
    truth = example_counts() | {("South", "suspicious"): int(neighbour)}
    north = truth["North", "traffic"] + truth["North", "suspicious"]
    both = truth["North", "suspicious"] + int(neighbour)
    possible = range(1, min(north, both))
    assert by_sums == f"{possible[0]} to {possible[-1]}"
    left = []
    for count in possible:
        moved = count - truth["North", "suspicious"]
        other = truth | {
            ("North", "suspicious"): count,
            ("North", "traffic"): truth["North", "traffic"] - moved,
            ("South", "suspicious"): int(neighbour) - moved,
            ("South", "traffic"): truth["South", "traffic"] + moved,
        }
        if hidden_cells(released(other)) == hidden_cells(released(truth)):
            left.append(count)
    spans = [list(map(int, span.split(" to "))) for span in by_program.split(" and ")]
    assert left == [count for first, last in spans for count in range(first, last + 1)]
