"""The command line, run as its users run it: a process with arguments, its output and its exit code."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from safecount.generate import DEFINITION_TEXT, generate_stops
from safecount.problems import SafecountError
from tests.safecount.conftest import SMALL, parsed

SOURCE = Path(__file__).parents[2] / "src"


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", "from safecount.command import main; main()", *arguments]
    environment = {"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin", "COLUMNS": "120"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_generate_describe_check_ingest(tmp_path: Path) -> None:
    assert (
        run(
            "generate", "stops.csv", "--rows", "500", "--definition", "known.toml", folder=tmp_path
        ).returncode
        == 0
    )
    guessed = run("describe", "stops.csv", folder=tmp_path)
    (tmp_path / "stops.toml").write_text(guessed.stdout, "utf-8")
    assert "valid definition" in run("check", "stops.toml", folder=tmp_path).stdout
    done = run("ingest", "known.toml", "stops.csv", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "500" in done.stdout
    assert "read = accepted + rejected + identical + edited" in done.stdout
    again = run("ingest", "known.toml", "stops.csv", "--json", folder=tmp_path)
    assert json.loads(again.stdout)["files"][0]["identical"] == 500


def test_refusals_are_sentences_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(SMALL.replace("person", "people"), "utf-8")
    done = run("check", "bad.toml", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "bad.toml, line 13, tables.stop.unit" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("ingest", "seattle-force", "nowhere.csv", folder=tmp_path).returncode == 2


def test_schema_and_definitions_are_printed(tmp_path: Path) -> None:
    assert json.loads(run("schema", folder=tmp_path).stdout)["$id"] == "urn:safecount:definition:1"
    assert "dallas-force" in run("definitions", folder=tmp_path).stdout
    shown = run("definitions", "dallas-force", folder=tmp_path).stdout
    assert shown.startswith("safecount = 1")
    assert run("definitions", "nowhere", folder=tmp_path).returncode == 2


def test_names_from_a_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(SMALL, "utf-8")
    (tmp_path / "x.csv").write_text(
        "number,stopped,race,age,[red]\x1b[31m\n1,2026-01-05,[bold]\x1b[2J,7,1\n", "utf-8"
    )
    done = run("ingest", "x.toml", "x.csv", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "\x1b[2J" not in done.stdout
    assert "[bold]" in done.stdout


def test_generated_stops_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    hashes = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate_stops(tmp_path / name, 20_000, seed)
        hashes.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert hashes[0] == hashes[1] != hashes[2]
    assert len((tmp_path / "a").read_text("utf-8").splitlines()) == 20_001


def test_generated_stops_have_their_definition(tmp_path: Path) -> None:
    assert parsed(DEFINITION_TEXT).releases
    generate_stops(tmp_path / "none.csv", 0)
    assert len((tmp_path / "none.csv").read_text("utf-8").splitlines()) == 1
    with pytest.raises(SafecountError):
        generate_stops(tmp_path / "x", -1)
