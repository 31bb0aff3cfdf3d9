import shutil
from pathlib import Path

import commonground.design
from tests.commonground.design.spanish import untranslated

APP = Path(commonground.design.__file__).parent


def test_every_word_of_the_design_system_has_its_spanish():
    assert untranslated(APP) == []


def test_a_word_without_spanish_is_noticed(tmp_path):
    shutil.copytree(APP / "locale", tmp_path / "locale")
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "page.html"
    page.write_text(
        '{% load i18n %}{% translate "Unheard of" %}{% blocktranslate %}Nor {{ this }}{% endblocktranslate %}'
    )
    (tmp_path / "code.py").write_text('x = _("Nor in code")')
    faults = untranslated(tmp_path)
    for words in ("Unheard of", "Nor %(this)s", "Nor in code"):
        assert f"not in the catalogue: {words}" in faults


def test_the_gallery_speaks_spanish(visitor):
    html = visitor.get("/?language=es").content.decode()
    assert '<html lang="es" dir="ltr">' in html
    assert "Saltar al contenido principal" in html
    assert "65 %" in html
    assert "Hasta 200 caracteres" in html
