"""Draft text is in no table that the public door can read."""

import pytest

from commonground.foundation.privacy import declared_models

pytestmark = pytest.mark.django_db
SECRET = "PlantedDraftSentence"


def test_every_table_is_declared() -> None:
    labels = {declaration.model._meta.label for declaration in declared_models()}
    assert {"wagtailcore.Revision", "simple_translation.SimpleTranslation", "taggit.Tag"} <= labels


def test_a_draft_is_in_no_table_of_the_public_door(new_page, publish, editor) -> None:
    page = publish(new_page("Contact", "<p>Public.</p>"))
    page.title, page.summary = f"{SECRET} title", f"{SECRET} summary"
    page.body = [{"type": "text", "value": f"<p>{SECRET}</p>"}]
    page.save_revision(user=editor)
    new_page(f"{SECRET} new", f"<p>{SECRET}</p>", summary=SECRET, search_description=SECRET)
    for declaration in declared_models():
        if not declaration.public_door.read:
            continue
        for row in declaration.model._default_manager.values():
            assert SECRET not in str(row), declaration.model._meta.label


def test_the_editors_tables_are_closed_to_the_public_door() -> None:
    closed = ("wagtail", "content_editing", "taggit", "simple_translation", "modelsearch")
    for declaration in declared_models():
        if declaration.model._meta.app_label.startswith(closed):
            door = declaration.public_door
            assert not any((door.read, door.insert, door.update)), declaration.model._meta.label
