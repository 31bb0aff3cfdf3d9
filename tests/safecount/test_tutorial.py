"""The tutorial's commands are run, and print what the page shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.safecount.test_command import run

PAGE = Path(__file__).parents[2] / "docs" / "count" / "tutorial.md"
RELEASING = "\n## 7. "
"""Where records end and releases begin: the halves share no store, so that they can be tested side by side."""


@pytest.mark.parametrize("half", ["records", "releases"])
def test_the_tutorial_does_what_it_says(shared_data: Path, tmp_path: Path, half: str) -> None:
    for pattern in ("stops/seattle_terry*", "stops/minneapolis*", "force/dallas_*", "calls/toronto*"):
        for file in shared_data.glob(pattern):
            shutil.copyfile(file, tmp_path / file.name)
    before, _, after = PAGE.read_text("utf-8").partition(RELEASING)
    blocks = re.findall(r"```console\n(.*?)```", before if half == "records" else after, re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        for step in block.replace("\\\n", " ").split("$ safecount ")[1:]:
            command, *shown = step.rstrip("\n").split("\n")
            words, _, target = command.partition(" > ")
            arguments = [file for word in shlex.split(words) for file in _expanded(word, tmp_path)]
            done = run(*arguments, folder=tmp_path)
            assert done.returncode == 0, done.stderr
            if target:
                (tmp_path / target).write_text(done.stdout, "utf-8")
            printed = {line.strip() for line in done.stdout.splitlines()}
            for line in shown:
                assert line.strip() in printed, done.stdout


def _expanded(word: str, folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(word)) if "*" in word else [word]
