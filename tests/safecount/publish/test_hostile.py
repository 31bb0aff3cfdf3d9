"""Names and values made to do harm, through every file of a release."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser

from safecount.disclosure.safe_table import Dimension, SafeTable
from safecount.publish import (
    Contact,
    Correction,
    Link,
    PublishError,
    publish_release,
    read_release,
    verify_release,
)
from safecount.publish.csv_text import unguarded

from .making import EDITION, about, cells_of, protected
from .pages import Page
from .test_tables import check_csvw

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
VALUES = [
    MARKUP,
    "</style></svg><svg onload=alert(1)>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    '=HYPERLINK("http://example.com","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "'quoted",
    "",
    " ",
    "a\r\nb\tc\x00d\x1be",
    "\u202eesrever\u202c שלום العربية",
    "👮🏽\u200d♀️ é é",
    "../../etc/passwd",
    "x" * 4000,
    "datum.name + ' ' + signal",
    "-5",
    "2026-13",
    "&lt;b&gt; ]]> <!-- --> <?xml",
]
HOSTILE = Dimension(MARKUP, MARKUP, labels={VALUES[3]: MARKUP, "-5": "\u202e=1+1"})
ODD = Dimension("=1+1, \"x\"\n'y'/..\\é.month", "", within=MARKUP)
PLAIN = Dimension("_under.score", "{{ 7*7 }}")


@pytest.fixture(scope="module")
def hostile_table() -> SafeTable:
    counts = {
        (value, VALUES[(place + 1) % len(VALUES)], VALUES[place % 3]): 20 + place
        for place, value in enumerate(VALUES)
    }
    dimensions = (HOSTILE, ODD, PLAIN)
    return protected({"hostile": (MARKUP, dimensions, cells_of(dimensions, counts))}, unit=MARKUP)[0]


@pytest.fixture(scope="module")
def hostile(hostile_table: SafeTable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    edition = replace(
        EDITION,
        contact=Contact(MARKUP, "data@example.gov"),
        problems=(MARKUP, "\x00", "y" * 900),
        policies=(Link(MARKUP, "https://example.gov/a?b=1&c=(2)"),),
        corrections=(Correction(EDITION.issued, MARKUP),),
    )
    out = tmp_path_factory.mktemp("hostile") / "out"
    said = about(
        edition=edition, title=MARKUP, publisher="p" * 300, licence=MARKUP, source=MARKUP, note=MARKUP
    )
    publish_release([hostile_table], said, out, signing_key=None)
    return out


def test_values_are_exact_in_every_format(hostile: Path, hostile_table: SafeTable) -> None:
    names = hostile_table.cells.column_names
    wanted = {tuple(row[name] for name in names) for row in hostile_table.cells.to_pylist()}
    read = read_release(hostile).tables[0].cells
    assert {tuple(row[name] for name in names) for row in read.to_pylist()} == wanted
    stored = pq.read_table(hostile / "tables/hostile.parquet")
    assert {tuple(row[name] for name in names) for row in stored.to_pylist()} == wanted
    records = json.loads((hostile / "tables/hostile.json").read_text("utf-8"))
    assert {tuple(cell) for cell in records["cells"]} == wanted
    verify_release(hostile)


def test_no_cell_of_any_csv_runs_in_a_spreadsheet(hostile: Path) -> None:
    for path in (hostile / "tables/hostile.csv", hostile / "dictionary.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file, strict=True) for cell in row]
        assert not [cell for cell in cells if cell.lstrip()[:1] in {*"=+-@"} - {""} and cell.lstrip()]
        assert VALUES[3] in map(unguarded, cells)


def test_the_description_of_hostile_columns_is_still_csvw(hostile: Path) -> None:
    check_csvw(hostile / "tables/hostile.csv-metadata.json")


@pytest.mark.parametrize("name", ["report.html", "dictionary.html"])
def test_pages_show_markup_as_text(hostile: Path, name: str) -> None:
    page = Page((hostile / name).read_text("utf-8"))
    assert page.faults == []
    assert page.dangers == []
    assert "alert(1)</script>" in page.text
    assert "\u202e" not in page.text
    assert "\x00" not in page.text
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize("name", ["report.html", "dictionary.html"])
def test_a_browser_runs_nothing_and_nothing_breaks_out_of_a_narrow_page(
    browser: Browser, served: Callable[[Path], str], hostile: Path, name: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    met: list[str] = []
    page.on("dialog", lambda dialog: met.append(dialog.message))
    page.on("request", lambda request: met.append(request.url) if not request.url.endswith(name) else None)
    page.on("console", lambda message: met.append(message.text) if "favicon" not in message.text else None)
    page.goto(served(hostile) + name)
    assert [entry for entry in met if "favicon" not in entry] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_charts_show_markup_as_text(hostile: Path) -> None:
    for path in (hostile / "charts").iterdir():
        svg = ElementTree.fromstring(path.read_text("utf-8"))
        assert {element.tag.rpartition("}")[2] for element in svg.iter()} <= {
            "svg", "title", "desc", "defs", "pattern", "g", "path", "line", "text", "rect", "circle",
        }  # fmt: skip
        words = [element.text or "" for element in svg.iter()]
        assert any("<script>" in text for text in words)
        assert not any("\u202e" in text for text in words)


def test_the_catalogues_and_manifest_are_json_with_exact_texts(hostile: Path) -> None:
    for name in ("data.json", "catalogue.json", "release.json", "certificate.json"):
        values = json.loads((hostile / name).read_text("utf-8"))
        assert values
    assert json.loads((hostile / "data.json").read_text("utf-8"))["dataset"][0]["title"] == MARKUP


@pytest.mark.parametrize("name", ["count", "status", "", "x" * 201])
def test_a_dimension_that_takes_the_name_of_another_column_is_refused(tmp_path: Path, name: str) -> None:
    cells = cells_of((PLAIN,), {("a",): 40, ("b",): 30})
    table = protected({"a": ("A", (PLAIN,), cells)})[0]
    renamed = Dimension(name, "X")
    object.__setattr__(table, "dimensions", (renamed,))
    object.__setattr__(table, "cells", cells.rename_columns([name, "count", "status"]))
    with pytest.raises(PublishError, match="cannot be called"):
        publish_release([table], about(), tmp_path / "out", signing_key=None)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("landing_page", "javascript:alert(1)"),
        ("address", "https://example.gov/x"),
        ("address", "https://example.gov/<x>/"),
        ("name", "../2026"),
        ("name", ".."),
        ("through_month", "2026-13"),
        ("first_month", "2027-01"),
        ("contact", Contact("Desk", "nobody")),
        ("contact", Contact(" ", "data@example.gov")),
        ("policies", (Link("x", "file:///etc/passwd"),)),
    ],
    ids=range(10),
)
def test_what_would_be_a_broken_link_or_a_false_date_is_refused(part: str, value: object) -> None:
    with pytest.raises(PublishError):
        replace(EDITION, **{part: value})


def test_a_release_needs_a_title_and_a_publisher() -> None:
    for part in ("title", "publisher", "dataset"):
        with pytest.raises(PublishError):
            about(**{part: " "})
