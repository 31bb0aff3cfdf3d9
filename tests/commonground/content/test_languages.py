"""Two languages: which one a reader gets, and which one lags."""

from datetime import timedelta

import pytest

from commonground.content import queries
from commonground.content.editing.languages import Standing, pages_in_languages
from commonground.foundation import clock

pytestmark = pytest.mark.django_db


def test_each_language_has_its_address(new_page, publish, public_door) -> None:
    english = publish(new_page("About", "<p>In English.</p>"))
    publish(new_page("Acerca de", "<p>En español.</p>", language="es", slug="about", translation_of=english))
    assert "In English." in public_door.get("/about/").text
    spanish = public_door.get("/es/about/").text
    assert "En español." in spanish
    assert '<html lang="es"' in spanish
    assert 'hreflang="en" href="/about/"' in spanish


def test_an_untranslated_page_is_shown_in_english_and_says_so(new_page, publish, public_door) -> None:
    publish(new_page("About", "<p>In English.</p>"))
    text = public_door.get("/es/about/").text
    assert "In English." in text
    assert '<article class="content-page" lang="en">' in text
    assert "todavía no está traducida" in text


def test_a_translation_of_another_name_is_found_from_either(new_page, publish, public_door) -> None:
    english = publish(new_page("About"))
    publish(new_page("Acerca de", language="es", slug="acerca-de", translation_of=english))
    assert public_door.get("/es/about/")["Location"] == "/es/acerca-de/"
    assert public_door.get("/acerca-de/")["Location"] == "/about/"


def test_a_spanish_draft_is_not_shown(new_page, publish, public_door) -> None:
    english = publish(new_page("About", "<p>In English.</p>"))
    new_page("Acerca de", "<p>Borrador.</p>", language="es", slug="about", translation_of=english)
    text = public_door.get("/es/about/").text
    assert "Borrador." not in text
    assert "In English." in text


def test_links_between_pages_stay_in_the_language(new_page, publish, public_door) -> None:
    english = publish(new_page("Contact"))
    spanish = publish(new_page("Contacto", language="es", slug="contact", translation_of=english))
    link = f'<p><a linktype="page" id="{english.pk}">x</a></p>'
    about = publish(new_page("About", link))
    publish(new_page("Acerca de", link, language="es", slug="about", translation_of=about))
    assert 'href="/contact/"' in public_door.get("/about/").text
    assert f'href="/es/{spanish.slug}/"' in public_door.get("/es/about/").text


def test_the_menu_mixes_in_what_is_not_translated(new_page, publish) -> None:
    about = publish(new_page("About", show_in_menus=True))
    publish(new_page("Privacy", show_in_menus=True))
    publish(new_page("Acerca de", language="es", slug="about", translation_of=about, show_in_menus=True))
    assert {link.title for link in queries.menu("es")} == {"Acerca de", "Privacy"}
    assert [link.title for link in queries.menu("en")] == ["About", "Privacy"]


def test_editors_see_which_translation_lags(new_page, publish, editor, staff_door) -> None:
    english = publish(new_page("About"))
    assert pages_in_languages()[0].others[0].standing is Standing.MISSING
    spanish = new_page("Acerca de", language="es", slug="about", translation_of=english)
    assert pages_in_languages()[0].others[0].standing is Standing.DRAFT
    publish(spanish)
    assert pages_in_languages()[0].others[0].standing is Standing.CURRENT
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        publish(english)
    assert pages_in_languages()[0].others[0].standing is Standing.BEHIND
    door = staff_door(editor)
    assert "lags behind" in door.get(f"/pages/pages/{spanish.pk}/edit/").text
    assert "Lags behind" in door.get("/pages/languages/").text
    side = door.get(f"/pages/languages/{spanish.pk}/").text
    assert 'lang="es"' in side
    assert "Acerca de" in side
    assert door.get("/pages/languages/999999/").status_code == 404


def test_the_public_page_says_that_the_original_is_newer(new_page, publish, public_door) -> None:
    english = publish(new_page("About"))
    publish(new_page("Acerca de", language="es", slug="about", translation_of=english))
    assert "más reciente" not in public_door.get("/es/about/").text
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        publish(english)
    assert "más reciente" in public_door.get("/es/about/").text
