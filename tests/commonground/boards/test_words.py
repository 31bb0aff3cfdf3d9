"""The Spanish catalogue is complete and keeps every placeholder."""

import re
from pathlib import Path

import polib

CATALOGUE = Path("src/commonground/boards/locale/es/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def test_nothing_is_missing_and_placeholders_are_kept():
    catalogue = polib.pofile(str(CATALOGUE))
    assert len(catalogue) > 400
    assert not catalogue.untranslated_entries()
    assert not catalogue.fuzzy_entries()
    for entry in catalogue:
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_the_compiled_catalogue_is_the_written_one():
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    written = polib.pofile(str(CATALOGUE))
    assert {e.msgid: e.msgstr for e in compiled} == {e.msgid: e.msgstr for e in written}
