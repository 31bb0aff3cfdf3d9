"""Every word that the house says has its Spanish: no package leaves one out, keeps an unused one, or forgets to compile."""

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
