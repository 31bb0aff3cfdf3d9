"""Every word that the house says has its Spanish: no package leaves one out, keeps an unused one, or forgets to compile."""

import ast
from pathlib import Path

import pytest

from tests.commonground.design.spanish import messages_of, untranslated

SOURCE = Path(__file__).resolve().parents[2] / "src" / "commonground"
APPS = sorted(path.parent for path in SOURCE.rglob("apps.py"))


@pytest.mark.parametrize("app", APPS, ids=lambda app: str(app.relative_to(SOURCE)))
def test_every_word_has_its_spanish(app: Path) -> None:
    if (app / "locale").exists():
        assert not untranslated(app)
    else:
        assert not messages_of(app), "it has words and no catalogue"


def test_words_are_said_under_the_names_that_are_looked_for() -> None:
    """`gettext as` anything but `_` would hide its words from the test above."""
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {one.name} as {one.asname}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
        if "gettext" in one.name and one.asname not in (None, "_")
    ]
    assert not found
