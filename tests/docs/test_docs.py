"""Documents stay true: links lead somewhere, references are written from the code, nothing speaks of workplaces."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.doors.configuration import Configuration

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])


def text_files() -> list[Path]:
    """Every file that a checkout holds, and what is new."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [path for name in listed if (path := PROJECT / name).is_file() and path.suffix not in BINARY]


BINARY = {".mo", ".woff2", ".png", ".jpg", ".ico", ".gz", ".parquet", ".xlsx", ".pdf", ".ttf", ".webp"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_files_that_a_document_names_exist(page: Path) -> None:
    for name in re.findall(r"`((?:src|tests|docs|bin|config|requirements)/[\w./-]+)`", page.read_text()):
        assert list(PROJECT.glob(name.rstrip("/"))), f"{page.name} names {name}"


def test_every_setting_is_in_the_reference() -> None:
    reference = (PROJECT / "docs" / "reference" / "settings.md").read_text()
    for name, field in Configuration.model_fields.items():
        assert f"`COMMONGROUND_{name.upper()}`" in reference
        assert (field.description or "").replace("|", "/") in reference, name


def test_every_command_of_ours_is_in_the_reference() -> None:
    reference = (PROJECT / "docs" / "reference" / "commands.md").read_text()
    for name, package in get_commands().items():
        if str(package).startswith("commonground."):
            assert f"`commonground {name}" in reference, name


def test_commands_that_documents_show_exist() -> None:
    known = set(get_commands())
    for page in PAGES:
        for name in re.findall(r"`commonground ([a-z]+)", page.read_text()):
            assert name in known or name == "settings", f"{page.name} shows `commonground {name}`"


def test_roles_and_permissions_are_in_the_reference() -> None:
    reference = (PROJECT / "docs" / "reference" / "roles.md").read_text()
    for role in ROLES.values():
        assert str(role.name) in reference
        assert str(role.may_be_given_to) in reference
    for permission in Permission:
        assert f"`{permission}`" in reference


def test_every_decision_has_its_number_once() -> None:
    numbers = [path.name[:4] for path in (PROJECT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]


FORBIDDEN = [
    r"/work/(main|shared|lab)",
    r"\bsandbox(ed)? session",
    r"files\.pythonhosted|pypi\.org|registry\.npmjs|deb\.debian\.org",
    r"\bAI agent\b|\blanguage model\b",
]


def test_the_project_speaks_of_itself_alone() -> None:
    here = Path(__file__)
    for path in text_files():
        if path == here:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        for pattern in FORBIDDEN:
            assert not re.search(pattern, text), f"{path.relative_to(PROJECT)}: {pattern}"


def test_the_settings_command_writes_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("settings")
    assert (
        capsys.readouterr().out.strip()
        == (PROJECT / "docs" / "reference" / "settings.md").read_text().strip()
    )
