"""From records to releases at the command line: what is printed, what stands in the folder, and what trouble leaves behind."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from safecount.command import app
from safecount.disclosure.ledger import Ledger
from safecount.generate import DEFINITION_TEXT, generate_stops
from safecount.publish import read_release, verify_release

SOURCE = Path(__file__).parents[2] / "src"
DEFINITION = DEFINITION_TEXT.replace(
    '["district", "subject_race", "stopped.quarter"]', '["district", "searched", "stopped.year"]'
)
OFFICE = ("--contact-name", "Data desk", "--contact-email", "data@riverbend.example.gov")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a definition, and a store with records; copied by each test."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "stops.toml").write_text(DEFINITION, "utf-8")
    generate_stops(folder / "stops.csv", 1_500)
    store = str(folder / "store")
    arguments = ["ingest", str(folder / "stops.toml"), str(folder / "stops.csv"), "--store", store]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = Path(shutil.copytree(made, tmp_path / "work"))
    monkeypatch.chdir(copy)
    return copy


def release(month: str, *more: str, signing: tuple[str, ...] = ("--unsigned",)) -> list[str]:
    through = () if "--through" in more else ("--through", month)
    issued = () if "--issued" in more else ("--issued", "2026-01-15")
    where = ("--out", f"public/{month}", "--store", "store", *through, *issued)
    return ["release", "stops.toml", *where, *OFFICE, *signing, *more]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def refused(*arguments: str) -> str:
    done = invoke(*arguments)
    assert done.exit_code == 2, done.output
    assert done.stderr.strip().endswith(".")
    return done.stderr


def bytes_of(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def process(*arguments: str, folder: Path, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", "from safecount.command import main; main()", *arguments]
    environment = {"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "7"}
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )  # type: ignore[call-overload, no-any-return]


def test_tables_are_shown_to_staff_with_what_is_hidden_and_why(folder: Path) -> None:
    done = invoke("tables", "stops.toml", "--store", "store")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Not for publication")
    assert "% hidden" in done.stdout
    assert "small" in done.stdout
    told = json.loads(invoke("tables", "stops.toml", "--store", "store", "--json", "--rows", "2").stdout)
    assert told["warning"].startswith("Not for publication")
    assert len(told["tables"][0]["rows"]) == 2
    assert set(told["tables"][0]["rows"][0]) == {
        "district",
        "searched",
        "stopped.year",
        "count",
        "hidden because",
    }
    assert not (folder / "store" / "ledger").exists()


MORE = """
[releases.minutes]
table = "stop"
dimensions = ["searched", "stopped.year"]
measure = "minutes"

[rates.searched_share]
numerator = "minutes"
of = "searched"
"""


def test_sums_and_rates_are_shown_released_verified_and_attacked(folder: Path) -> None:
    (folder / "stops.toml").write_text(DEFINITION + MORE, "utf-8")
    shown = invoke("tables", "stops.toml", "--store", "store")
    assert "of minutes" in shown.stdout
    assert "sums are hidden" in shown.stdout
    for month in ("2025-06", "2025-12"):
        done = invoke(*release(month))
        assert done.exit_code == 0, done.output
    (table,) = [table for table in read_release("public/2025-12").tables if table.measure]
    shown_sums = [row["sum"] for row in table.cells.to_pylist() if row["sum_status"] == "shown"]
    assert shown_sums
    assert all(isinstance(value, float) for value in shown_sums)
    verified = invoke("verify", "public/2025-06", "public/2025-12")
    assert verified.exit_code == 0, verified.output
    assert "follow from the cells" in verified.stdout
    attacked = invoke("attack", "public/2025-12", "public/2025-06")
    assert attacked.exit_code == 0, attacked.output
    assert "minutes of stop" in attacked.stdout
    assert "stood there already" in invoke(*release("2025-06")).stdout


def test_many_columns_are_listed_one_below_the_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert "district: " in invoke("tables", "stops.toml", "--store", "store").stdout


def test_releases_follow_one_another_signed_and_protected_together(folder: Path) -> None:
    key = ("--key", "key.pem")
    first = invoke(*release("2025-06", signing=key))
    assert first.exit_code == 0, first.output
    assert "signed, written" in first.stdout
    verify_release("public/2025-06", "public/2025-06/release.pub")
    before = bytes_of(folder / "public")
    again = invoke(*release("2025-06", signing=key))
    assert "stood there already" in again.stdout
    assert bytes_of(folder / "public") == before
    second = invoke(*release("2025-12", signing=key))
    assert second.exit_code == 0, second.output
    opened = read_release("public/2025-12")
    assert opened.certificate.earlier == (read_release("public/2025-06").sha256,)
    assert opened.previous == opened.certificate.earlier[0]
    assert bytes_of(folder / "public" / "2025-06") == {
        name.removeprefix("2025-06/"): content for name, content in before.items()
    }
    # The first again, now that another stands after it.
    assert "stood there already" in invoke(*release("2025-06", signing=key)).stdout
    attacked = invoke("attack", "public/2025-12", "public/2025-06")
    assert attacked.exit_code == 0, attacked.output
    (folder / "key.pem").unlink()
    assert "never changed" in refused(*release("2025-06"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (release("2025-06", signing=()), "--unsigned"),
        (release("2025-06", "--key", "k.pem"), "--unsigned"),
        (release("x", "--through", "2025-13"), "2025-13"),
        (release("2025-06", "--issued", "yesterday"), "yesterday"),
        (release("2025-06", "--contact-email", "nobody"), "e-mail"),
        (release("2025-06", "--contact-name", " "), "no name"),
        (release("2019-06"), "no record"),
        (release(" 1"), "not a date"),
        (["tables", "stops.toml", "--store", "nowhere"], "no records yet"),
    ],
    ids=["no key", "two ways", "month", "day", "e-mail", "name", "too early", "blank", "no store"],
)
def test_refusals_leave_nothing(folder: Path, arguments: list[str], words: str) -> None:
    assert words in refused(*arguments)
    assert not (folder / "public").exists()
    assert Ledger(folder / "store" / "ledger").entries() == []


def test_a_definition_that_releases_nothing_or_has_changed(folder: Path) -> None:
    text = DEFINITION[: DEFINITION.index("[releases")]
    (folder / "stops.toml").write_text(text, "utf-8")
    assert "[releases]" in refused("tables", "stops.toml", "--store", "store")
    (folder / "stops.toml").write_text(DEFINITION.replace("minimum = 1", "minimum = 2"), "utf-8")
    assert "another definition" in refused(*release("2025-06"))


def test_a_name_is_given_once_even_where_the_folder_is_gone(folder: Path) -> None:
    assert invoke(*release("first", "--through", "2025-06")).exit_code == 0
    before = bytes_of(folder / "public")
    assert "other figures" in refused(*release("first", "--through", "2025-12"))
    shutil.rmtree(folder / "public")
    assert "never changed" in refused(*release("first", "--through", "2025-06", "--issued", "2026-02-01"))
    assert not (folder / "public").exists()
    assert invoke(*release("first", "--through", "2025-06")).exit_code == 0
    assert bytes_of(folder / "public") == before


def test_values_from_records_cannot_harm_terminal_or_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    values = ["=cmd()|x", "*", "missing", "v" * 3_000, "\u202eabc", "[bold]\x1b[2J", "a,b\n'c", ""]
    lines = [
        f'{number},{day},"{text}"'
        for place, text in enumerate(values)
        for day in ("2026-01-05", "2026-02-05")
        for number in [f"{place}-{count}-{day}" for count in range(3 + 5 * place)]
    ]
    (tmp_path / "stops.csv").write_text("number,stopped,race\n" + "\n".join(lines), "utf-8")
    (tmp_path / "stops.toml").write_text(
        'safecount = 1\nname = "hostile"\ntitle = "Hostile"\nzone = "America/Chicago"\n[tables.stop]\n'
        'unit = "person"\nkey = "number"\nmonth = "stopped"\n[tables.stop.columns]\n'
        'number = { type = "text", role = "identifier" }\nstopped = { type = "date", role = "time", required = true }\n'
        'race = { type = "text", role = "dimension" }\n[releases.by_race]\ntable = "stop"\n'
        'dimensions = ["race", "stopped.month"]\n',
        "utf-8",
    )
    assert invoke("ingest", "stops.toml", "stops.csv", "--store", "store").exit_code == 0
    shown = invoke("tables", "stops.toml", "--store", "store", "--rows", "99")
    assert shown.exit_code == 0, shown.output
    assert not {"\x1b", "\u202e"} & set(shown.stdout)
    done = invoke(*release("2026-02"))
    assert done.exit_code == 0, done.output
    written = set(read_release("public/2026-02").table("by_race").cells.column("race").to_pylist())
    assert {"=cmd()|x", "* (as written)", "missing (as written)", "\u202eabc", "missing", "*"} <= written
    assert "public/2026-02" in done.stdout


def test_what_cannot_be_published_is_not_entered(tmp_path: Path, folder: Path) -> None:
    """A value too long for a release is found before the ledger is written, so that later releases are not stopped."""
    text = (folder / "stops.csv").read_text("utf-8").replace("District 3", "D" * 4_500)
    (folder / "stops.csv").write_text(text, "utf-8")
    assert invoke("ingest", "stops.toml", "stops.csv", "--store", "store", "--rebuild").exit_code == 0
    refused(*release("2025-06"))
    assert Ledger(folder / "store" / "ledger").entries() == []


def test_a_run_killed_at_any_moment_is_made_good_by_the_next(folder: Path, tmp_path: Path) -> None:
    undisturbed = Path(shutil.copytree(folder, tmp_path / "undisturbed"))
    arguments = release("2025-12")
    assert invoke(*release("2025-06")).exit_code == 0
    first = bytes_of(folder / "public")
    shutil.copytree(folder / "public", undisturbed / "public")
    shutil.copytree(folder / "store" / "ledger", undisturbed / "store" / "ledger")
    began = time.monotonic()
    with process(*arguments, folder=undisturbed) as whole:
        assert whole.wait(120) == 0
    took = time.monotonic() - began
    for part in (0.9,):
        with process(*arguments, folder=folder) as run:
            time.sleep(took * part)
            run.send_signal(signal.SIGKILL)
        stands = bytes_of(folder / "public")
        assert {name: stands[name] for name in first} == first
        assert [entry.name for entry in Ledger(folder / "store" / "ledger").entries()][:1] == ["2025-06"]
    assert invoke(*arguments).exit_code == 0
    assert bytes_of(folder / "public") == bytes_of(undisturbed / "public")
    assert bytes_of(folder / "store" / "ledger") == bytes_of(undisturbed / "store" / "ledger")


@pytest.mark.parametrize("step", ["publish_release", "finish"])
def test_a_run_that_ends_half_way_stops_the_next_release_until_it_is_run_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def killed(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    owner = "safecount.publish.make" if step == "publish_release" else "safecount.publish.make.Ledger"
    with monkeypatch.context() as patched:
        patched.setattr(f"{owner}.{step}", killed)
        assert invoke(*release("2025-06")).exit_code != 0
    assert (folder / "public" / "2025-06").exists() == (step == "finish")
    assert "was begun and not finished" in refused(*release("2025-12"))
    assert invoke(*release("2025-06")).exit_code == 0
    assert Ledger(folder / "store" / "ledger").entries()[0].digest == read_release("public/2025-06").sha256
    assert invoke(*release("2025-12")).exit_code == 0


@pytest.fixture(scope="module")
def compiled(made: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The loops are compiled once on a machine, and kept; a process that may write nothing cannot do that."""
    warm = Path(shutil.copytree(made, tmp_path_factory.mktemp("warm") / "work"))
    with process(*release("2025-06"), folder=warm) as done:
        done.communicate(timeout=300)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("size", [3_000, 9_000])
def test_a_full_disk_is_told_in_a_sentence(folder: Path, size: int) -> None:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    with process(*release("2025-06"), folder=folder, preexec_fn=limit) as done:
        _, said = done.communicate(timeout=120)
    assert done.returncode == 2, said
    assert "Traceback" not in said
    assert not (folder / "public" / "2025-06").exists()
    assert invoke(*release("2025-06")).exit_code == 0


def test_two_runs_at_once_and_a_damaged_ledger(folder: Path) -> None:
    ledger = Ledger(folder / "store" / "ledger")
    with ledger.writing():
        assert "Another release is being made" in refused(*release("2025-06"))
    assert invoke(*release("2025-06")).exit_code == 0
    entry = folder / "store" / "ledger" / "000001"
    for name, content in ((f"{read_name(entry)}", b"PAR1"), ("witnesses.npz", b"no"), ("entry.json", b"{}")):
        (entry / name).write_bytes(content)
        assert "is damaged" in refused(*release("2025-12"))


def read_name(entry: Path) -> str:
    return next(path.name for path in entry.glob("*.parquet"))


def test_real_stops_can_be_released(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One quarter of a year in which the city made 51,920 stops; a whole year shows no more of the command."""
    source = shared_data / "stops" / "minneapolis_2017.csv.gz"
    monkeypatch.chdir(tmp_path)
    assert invoke("ingest", "minneapolis-stops", str(source), "--store", "store").exit_code == 0
    where = ("--store", "store", "--out", "public/2017-03", "--issued", "2026-01-15", "--through", "2017-03")
    done = invoke("release", "minneapolis-stops", *where, *OFFICE, "--unsigned")
    assert done.exit_code == 0, done.output
    verify_release("public/2017-03")
    assert read_release("public/2017-03").certificate.hidden > 0
