"""`safecount attack`, run as its users run it, on releases written by `publish_release`."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safecount.command import main
from safecount.command.app import app
from safecount.disclosure.attack import AttackError, Effort, Rules, attack
from safecount.disclosure.attack.folders import attack_folders
from safecount.disclosure.release import EarlierRelease, SafeRelease, Terms, make_safe
from safecount.publish import publish_release
from tests.safecount.publish.making import EDITION, about

from .cases import counted, dimensions, hidden_where, random_counts, small_keys

K = 5


def published(
    folder: Path, how_many: int, *, ledger: bool = True, dataset: str = "riverbend-stops"
) -> list[Path]:
    """Year-to-date releases of the invented city, with or without a memory of the earlier ones."""
    total: dict[tuple[str, ...], int] = {}
    made: list[tuple[str, SafeRelease]] = []
    folders = []
    for number in range(how_many):
        grown = random_counts(number, (3, 3), 6)
        total = {key: total.get(key, 0) + count for key, count in grown.items()}
        earlier = [EarlierRelease(digest, release.judged) for digest, release in made] if ledger else []
        table = counted("ytd", dimensions("p", "q"), total)
        release = make_safe([table], Terms(dataset, threshold=K), earlier)
        out = folder / f"release-{number + 1}"
        edition = replace(EDITION, name=out.name, through_month=f"2026-0{number + 1}", first_month="2026-01")
        result = publish_release(
            list(release.tables), about(dataset=dataset, edition=edition), out, signing_key=None
        )
        made.append((result.sha256, release))
        folders.append(out)
    return folders


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["attack", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return published(tmp_path_factory.mktemp("ledger"), 2)


@pytest.fixture(scope="module")
def forgotten(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return published(tmp_path_factory.mktemp("alone"), 3, ledger=False)


def test_nothing_given_away_is_0(kept: list[Path]) -> None:
    code, text, _ = run(kept[1], kept[0])
    assert code == 0, text
    assert "Nothing is given away" in text
    assert "not signed, so anybody may have made it" in text
    assert run(kept[0], kept[1])[1] == text


def test_what_is_given_away_is_1_and_is_named(forgotten: list[Path]) -> None:
    for folder in forgotten:
        assert run(folder)[0] == 0
    code, text, _ = run(forgotten[2], forgotten[0], forgotten[1])
    assert code == 1
    assert "from release 2 to 3, ytd" in text
    code, text, _ = run(forgotten[2], *forgotten[:2], "--json")
    report = json.loads(text)
    assert code == 1
    assert report["implicit"]["exactly known"] + report["implicit"]["provably small"] > 0
    assert {"release", "earlier", "table", "values", "lower", "upper"} <= set(report["cells"][0])
    assert "does not cover" in report["notes"][0]


def test_an_attack_that_was_cut_short_is_3_and_never_passed(kept: list[Path]) -> None:
    """With arithmetic alone hardly anything is settled, and nothing is found either; that is no success."""
    code, text, _ = run(kept[1], kept[0], "--effort", 0)
    assert code == 3
    assert "was not finished" in text
    assert "Nothing is given away" not in text
    found = json.loads(run(kept[1], kept[0], "--effort", 0, "--json")[1])
    assert (found["finished"], found["passed"]) == (False, False)
    assert found["printed"]["unsettled"] > 0


def test_a_limit_that_is_too_small_for_a_large_release_is_3(tmp_path: Path) -> None:
    """Tables of three dimensions whose last counts need programmes, which are not allowed for."""
    table = counted("three", dimensions("p", "q", "r"), random_counts(5, (4, 4, 4), 4))
    hidden = hidden_where(table, small_keys(table, K))
    report = attack(
        [[hidden]], [Rules(threshold=K)], Effort(rounds=1, first=5, search=5, programmes=0, integers=0)
    )
    assert not report.finished
    assert not report.passed


def test_an_altered_release_is_2(kept: list[Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(kept[0], tmp_path / "copy"))
    path = copy / "tables" / "ytd.csv"
    path.write_text(path.read_text("utf-8").replace("shown", "hidden", 1), "utf-8")
    code, text, error = run(copy)
    assert (code, text) == (2, "")
    assert "altered" in error
    assert run(tmp_path / "nowhere")[0] == 2
    assert run(kept[0], kept[0])[0] == 2
    assert run(kept[0], "--key", tmp_path / "none.pem")[0] == 2


def test_an_earlier_release_that_is_not_named_is_missed(kept: list[Path]) -> None:
    assert "1 earlier releases that were not named" in run(kept[1])[1]


def test_releases_of_two_datasets_are_refused(kept: list[Path], tmp_path: Path) -> None:
    other = published(tmp_path, 1, dataset="riverbend-force")
    with pytest.raises(AttackError, match="different datasets"):
        attack_folders([kept[0], other[0]])


def test_the_command_is_listed() -> None:
    assert callable(main)
    assert "attack" in CliRunner().invoke(app, ["--help"]).stdout
