"""Tables of a child by what its parent has: the same as a plain join, over months too, and refused where it cannot be."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from safecount.cubes import count_files, count_tables, distinct_counts, quantiles
from safecount.ingest import IngestReport, Store
from safecount.problems import DefinitionError, SafecountError
from tests.safecount.conftest import parsed

from .families import TEXT, families, finest, with_parents, written

DEFINITION = parsed(TEXT)


def test_a_child_is_counted_by_its_parent_and_grandparent(tmp_path: Path) -> None:
    found = families()
    tables = count_files(DEFINITION, written(tmp_path, found))
    for release, table in zip(DEFINITION.releases, tables, strict=True):
        rows = with_parents(found, release.table)
        names = [dimension.reference for dimension in table.dimensions]
        cells = {tuple(row[name] for name in names): row["count"] for row in table.cells.to_pylist()}
        assert cells[("*",) * len(names)] == len(found[release.table])
        for cell, count in finest(rows, names).items():
            assert cells[cell] == count


def test_the_parents_hierarchy_holds_in_the_child(tmp_path: Path) -> None:
    table = count_files(DEFINITION, written(tmp_path, families()))[0]
    within = {dimension.reference: dimension.within for dimension in table.dimensions}
    assert within["beat"] == "district"
    assert table.sums is not None
    assert table.measured is not None
    assert table.measured.greatest == 600


def test_a_child_without_a_month_is_counted_by_its_parents(
    tmp_path: Path, store: Store, take: Callable[..., IngestReport]
) -> None:
    incidents = ["year,number,occurred,beat,district,night"]
    incidents += [f"2024,I{n},2024-{n % 12 + 1:02}-03,1,north,yes" for n in range(48)]
    force = ["application,year,number,kind,seconds"]
    force += [f"F{n},2024,I{n % 48},taser,20" for n in range(96)] + ["X,2024,absent,taser,5"]
    injury = ["application,severe", "F1,yes", "F2,no"]
    paths = []
    for name, lines in (("incident", incidents), ("force", force), ("injury", injury)):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text("\n".join(lines) + "\n", "utf-8")
    definition = parsed(TEXT.split("[releases.injuries]")[0])
    take(definition, *paths)
    everything, half = (
        count_tables(definition, store, through=through)[0].cells.to_pylist()
        for through in (None, datetime.date(2024, 6, 30))
    )
    assert max(row["count"] for row in everything) == 97
    assert max(row["count"] for row in half) == 48


def test_distinct_persons_and_medians_by_a_parent_are_refused(tmp_path: Path) -> None:
    files = written(tmp_path, families())
    with pytest.raises(SafecountError, match="dimension of incident"):
        distinct_counts(DEFINITION, files["force"], "force", "application")
    with pytest.raises(SafecountError, match="dimension of incident"):
        quantiles(DEFINITION, files["force"], "force")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"beat", "district"]\nmeasure', '"beat", "nowhere"]\nmeasure', "no column nowhere"),
        ('["severe", "kind", "district"]', '["severe", "number"]', "number is a identifier"),
        ('["severe", "kind", "district"]', '["severe", "occurred"]', "needs its period"),
        ('year = { type = "integer", role = "identifier" }\nnumber = { type = "text", role = "identifier" }\nkind',
         'year = { type = "text", role = "identifier" }\nnumber = { type = "text", role = "identifier" }\nkind',
         "cannot lead to"),
    ],
    ids=["no column", "identifier", "period", "link"],
)  # fmt: skip
def test_what_a_parent_cannot_give_is_refused(old: str, new: str, words: str) -> None:
    text = TEXT.replace(
        '["kind", "beat", "district", "occurred.year", "night"]', '["kind", "beat", "district"]'
    )
    assert old in text
    with pytest.raises(DefinitionError, match=words):
        parsed(text.replace(old, new))


def test_two_stored_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    text = TEXT.replace(
        'kind = { type = "code"',
        'occurred_date = { type = "text", role = "dimension" }\nkind = { type = "code"',
    )
    text = text.replace('occurred = { type = "date"', 'occurred = { type = "moment"')
    definition = parsed(text.replace('["kind", "beat"', '["occurred_date", "kind", "beat"'))
    with pytest.raises(SafecountError, match="Rename one"):
        count_files(definition, written(tmp_path, families()))
