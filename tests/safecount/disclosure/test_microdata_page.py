"""The page does what it says, on invented records; and real stops come out as it promises."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from safecount.analysis.records import Records
from safecount.disclosure.microdata import Key, Periods, Plan, SafeRecords, anonymise, key_for
from safecount.generate.stops import DEFINITION_TEXT, generate_stops
from safecount.ingest import Store, ingest
from safecount.schema import load_definition
from safecount.schema.shipped import shipped_path
from tests.safecount.conftest import NOW

PAGE = Path(__file__).parents[3] / "docs" / "count" / "microdata.md"


def _shown(safe: SafeRecords) -> str:
    said = safe.certificate
    lines = [f"{name:<15} {rung}" for name, rung in said.levels.items()]
    share = 100 * said.suppressed / said.records_in
    lines += [
        "",
        f"{said.records_out:,} of {said.records_in:,} records; {said.suppressed:,} left out ({share:.1f} %)",
    ]
    lines += [f"{100 * said.loss:.0f} % of what the keys tell is lost"]
    return "\n".join(lines)


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("stops.toml").write_text(DEFINITION_TEXT, "utf-8")
    generate_stops("stops.csv", 20_000)
    ingest(load_definition("stops.toml"), ["stops.csv"], Store("stops.store"), now=NOW)
    page = PAGE.read_text("utf-8")
    code = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(code) == 1
    names: dict[str, object] = {}
    exec(code[0], names)
    safe = names["safe"]
    assert isinstance(safe, SafeRecords)
    assert f"```text\n{_shown(safe)}\n```" in page


def test_real_stops_of_minneapolis_with_k_of_11(shared_data: Path, tmp_path: Path) -> None:
    definition = load_definition(shipped_path("minneapolis-stops"))
    source = tmp_path / "stops.csv"
    source.write_bytes(gzip.decompress((shared_data / "stops" / "minneapolis_2017.csv.gz").read_bytes()))
    store = Store(tmp_path / "store")
    ingest(definition, [str(source)], store, now=NOW)
    column = definition.table("stop").column
    keys = (
        Key(column("stopped"), Periods(), coarsest="quarter"),
        *(
            key_for(definition, "stop", name)
            for name in ("neighborhood", "race", "gender", "reason", "person_search")
        ),
    )
    records = Records(definition, store, "stop").rows.to_pyarrow()
    safe = anonymise(records, Plan(definition.name, "stop", keys, month=column("stopped")))
    said = safe.certificate
    assert said.records_in == 51_920
    assert said.suppressed / said.records_in <= 0.05
    assert min(Counter(tuple(row.values()) for row in safe.cells.to_pylist()).values()) >= 11
