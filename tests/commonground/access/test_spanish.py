"""Sign-in and people in Spanish: nothing is missing, and the pages say it."""

from pathlib import Path

import polib
import pytest

CATALOGUE = Path(__file__).resolve().parents[3] / "src/commonground/access/locale/es/LC_MESSAGES/django.po"


def test_nothing_is_missing_or_uncertain():
    catalogue = polib.pofile(str(CATALOGUE))
    assert len(catalogue) > 300
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []


def test_what_is_filled_in_is_filled_in_in_both():
    import re

    for entry in polib.pofile(str(CATALOGUE)):
        wanted = set(re.findall(r"%\(\w+\)s", entry.msgid))
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            assert set(re.findall(r"%\(\w+\)s", text)) == wanted, entry.msgid


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/account/sign-in/", "Iniciar sesión"),
        ("/account/password/forgotten/", "¿Olvidó su contraseña?"),
    ],
)
def test_before_signing_in_the_browser_chooses(visitor, path, says):
    body = visitor.get(path, headers={"Accept-Language": "es-MX,es;q=0.9"}).content.decode()
    assert says in body
    assert 'lang="es"' in body


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/people/", "Invitar a una persona"),
        ("/people/roles/", "Secretaría de juntas"),
        ("/account/", "Sus segundos factores"),
        ("/people/break-glass/", "Acceso de emergencia"),
    ],
)
def test_after_signing_in_the_person_chooses(staff_door, make_person, path, says):
    door = staff_door(make_person("administrator", language="es"))
    assert says in door.get(path, headers={"Accept-Language": "en"}).content.decode()


def test_a_letter_is_in_the_language_of_whoever_gets_it(make_person):
    from commonground.access.actions import send_password_link
    from commonground.foundation.outbox.models import OutgoingMail

    person = make_person(language="es", name="Lucía <b>O'Hara</b>")
    send_password_link(person=person, by=make_person("administrator"))
    letter = OutgoingMail.objects.get()
    assert letter.subject == "Elija una contraseña nueva"
    assert "Lucía <b>O'Hara</b>" in letter.text
