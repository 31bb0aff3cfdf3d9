"""`safecount analyse`, run as its users run it, and the page of methods, whose examples must come out as printed."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safecount.analysis import OutcomeResult, RatesResult, analyse
from safecount.analysis.darkness.model import FEWEST as FEWEST_STOPS
from safecount.analysis.outcome import FEWEST
from safecount.analysis.result import UNSTABLE
from safecount.command.app import app
from safecount.ingest import Store, ingest
from safecount.schema import Test, shipped_definition
from safecount.schema.rules_analyses import NEEDED
from tests.safecount.analysis.conftest import ANALYSES, HEADER, RIVERBEND
from tests.safecount.analysis.test_results import rows
from tests.safecount.conftest import NOW, parsed
from tests.safecount.test_command import run

PAGE = Path(__file__).parents[3] / "docs" / "count" / "analysis.md"
FILES = {
    "minneapolis-stops": "minneapolis_2017*",
    "wales-stop-search": "wales_*",
    "seattle-terry-stops": "seattle_terry*",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "riverbend.toml").write_text(RIVERBEND + ANALYSES, "utf-8")
    lines = [",".join(HEADER)]
    for number, row in enumerate(rows(800)):
        lines.append(",".join({"number": str(number), **row}.get(name, "") for name in HEADER))
    (tmp_path / "stops.csv").write_text("\n".join(lines) + "\n", "utf-8")
    store = Store(tmp_path / "riverbend-stops.store")
    ingest(parsed(RIVERBEND + ANALYSES), [str(tmp_path / "stops.csv")], store, now=NOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_answers_as_text_and_charts_in_a_process_of_their_own(folder: Path) -> None:
    text = run("analyse", "riverbend.toml", "--test", "outcome", "--charts", "charts", folder=folder)
    assert text.returncode == 0, text.stderr
    assert text.stdout.startswith("Searches that found something\n====")
    assert (folder / "charts" / "hits.svg").read_text("utf-8").startswith("<svg ")


def test_answers_as_json(folder: Path) -> None:
    (folder / "benchmark.csv").write_text("group,count\nwhite,700\nblack,300\n", "utf-8")
    asked = ["analyse", "riverbend.toml", "--test", "residents", "--benchmark", "benchmark.csv", "--json"]
    found = json.loads(CliRunner().invoke(app, asked).stdout)
    assert [part["asked"]["name"] for part in found] == ["residents"]
    assert found[0]["rates"][0]["benchmark"] == 700
    assert found[0]["publishable"]["allowed"] in (True, False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--test", "nothing"], "no analysis by or called nothing"),
        (["--store", "elsewhere"], "holds no records"),
        (["--test", "veil"], "stops can be used"),
        (["--test", "hits", "--charts", "stops.csv"], "cannot be written"),
    ],
    ids=["unknown", "empty", "few", "charts"],
)
@pytest.mark.usefixtures("folder")
def test_refusals_are_sentences(arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(app, ["analyse", "riverbend.toml", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


# --- Published data and the page of methods ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of each of the three datasets."""
    folder = tmp_path_factory.mktemp("published")
    for name, pattern in FILES.items():
        files = sorted(str(path) for path in (shared_data / "stops").glob(pattern))
        ingest(shipped_definition(name), files, Store(folder / f"{name}.store"), now=NOW)
    return folder


def test_the_examples_of_the_page_come_out_as_printed(published: Path) -> None:
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= len(Test)
    for block in blocks:
        command, *shown = block.rstrip("\n").split("\n")
        words = shlex.split(command.removeprefix("$ safecount "))
        assert words[0] == "analyse"
        test = words[words.index("--test") + 1]
        definition = shipped_definition(words[1])
        names = [part.name for part in definition.analyses if test in (part.test, part.name)]
        store = Store(published / f"{definition.name}.store")
        printed = [line for name in names for line in str(analyse(definition, store, name)).splitlines()]
        for line in shown:
            assert line == "…" or line in printed, f"{command}: {line}"


def test_every_shipped_analysis_answers(published: Path) -> None:
    counted = {}
    for name in FILES:
        definition = shipped_definition(name)
        for part in definition.analyses:
            result = analyse(definition, Store(published / f"{name}.store"), part.name)
            assert result.chart().svg().startswith("<svg ")
            assert result.sentence.endswith(".")
            counted[part.name] = result.n + sum(row.count for row in result.left_out)
    # Whole tables are asked here, so that what is used and what is left out make up every record.
    assert counted["searches_by_neighborhood"] == counted["stops_by_week"] == 51_920
    assert counted["searches_by_month"] == counted["outcomes_by_month"] == 56_190
    assert counted["frisks_by_beat"] == counted["frisks_by_month"] == 19_753


def _lines(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted((folder / "stops").glob(pattern)):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def test_counts_are_those_of_the_files(shared_data: Path, published: Path) -> None:
    """Counted again by reading the files line by line."""
    frisks = Counter(
        row["FriskFlag"]
        for row in _lines(shared_data, FILES["seattle-terry-stops"])
        if row["SubjectPerceivedRace"] in ("Black", "Black or African American")
    )
    definition = shipped_definition("seattle-terry-stops")
    rates = analyse(definition, Store(published / "seattle-terry-stops.store"), "frisks_per_stop")
    assert isinstance(rates, RatesResult)
    black = next(line for line in rates.rates if line.group == "black")
    assert (black.events, black.benchmark) == (frisks["Y"], frisks["Y"] + frisks["N"])

    suspicion = ("Misuse of Drugs Act 1971 (section 23)", "Police and Criminal Evidence Act 1984 (section 1)")
    outcomes = Counter(
        row["Outcome"] == "A no further action disposal"
        for row in _lines(shared_data, FILES["wales-stop-search"])
        if row["Officer-defined ethnicity"] == "Black" and row["Legislation"] in suspicion and row["Outcome"]
    )
    wales = shipped_definition("wales-stop-search")
    found = analyse(wales, Store(published / "wales-stop-search.store"), "finds_on_suspicion")
    assert isinstance(found, OutcomeResult)
    line = next(line for line in found.rates if line.group == "black")
    assert (line.hits, line.searches) == (outcomes[False], outcomes.total())


def test_the_page_says_what_the_code_does() -> None:
    text = PAGE.read_text("utf-8")
    for test, needed in NEEDED.items():
        part = text.split(f"<!-- test: {test} -->")[1].split("<!-- test:")[0]
        for heading in (
            "**What it answers.**",
            "**What it cannot.**",
            "**How.**",
            "**Sources.**",
            "**Keys.**",
        ):
            assert heading in part, f"{test}: {heading}"
        keys = part.split("**Keys.**")[1].split("\n")[0]
        for key in needed:
            assert f"`{key}`" in keys, f"{test}: {key}"
    for figure in (
        f"fewer than {FEWEST} searches",
        f"fewer than {UNSTABLE} events",
        f"fewer than {FEWEST_STOPS} stops",
    ):
        assert figure in text
