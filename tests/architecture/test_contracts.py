"""The import contracts hold, and each of them is seen to fail when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

# One broken import for each contract: the file it is put into, the line, and the contract's name.
BREAKS = [
    (
        "foundation/clock.py",
        "import commonground.access.models",
        "Imports go one way, from the doors down to design",
    ),
    (
        "domains/invented/__init__.py",
        "import commonground.domains.commitments.models",
        "Domains are siblings: none imports another",
    ),
    ("doors/public/context.py", "import commonground.doors.staff.context", "The doors are two programs"),
    (
        "doors/public/context.py",
        "import commonground.boards.pages_staff",
        "The public door never loads a staff page, sign-in or the editor",
    ),
    ("access/rules.py", "import django.db", "Rules are pure: they never reach Django"),
    (
        "boards/pages_public/__init__.py",
        "import commonground.boards.models",
        "Pages go through queries and actions, never to tables",
    ),
]


def lint(folder: Path) -> str:
    """What import-linter says of a copy of the project."""
    done = subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "src" / "commonground", folder / "src" / "commonground", ignore=_only_code)
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def _only_code(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("static", "templates", "locale", "__pycache__")]


@pytest.mark.parametrize(("file", "line", "contract"), BREAKS, ids=[b[2] for b in BREAKS])
def test_a_broken_contract_is_seen(copy: Path, file: str, line: str, contract: str) -> None:
    path = copy / "src" / "commonground" / file
    if not path.exists() and path.name == "__init__.py" and path.parent.with_suffix(".py").exists():
        path = path.parent.with_suffix(".py")
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        said = lint(copy)
    finally:
        if before is None:
            path.unlink()
            path.parent.rmdir()
        else:
            path.write_text(before)
    assert f"{contract} BROKEN" in said, said
