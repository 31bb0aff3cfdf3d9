import re
from pathlib import Path

import brotli
import django_htmx
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

import commonground.design
from commonground.design.vendoring import keep

STATIC = Path(commonground.design.__file__).parent / "static" / "design"
SHEETS = sorted(STATIC.rglob("*.css"))
KIB = 1024


@pytest.fixture
def hashed(settings, tmp_path) -> Path:
    """Static files as a door serves them: hashed names, compressed, every reference resolved."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [STATIC.parent, Path(django_htmx.__file__).parent / "static"]
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_static_files_can_be_hashed_and_pages_find_them(hashed, visitor):
    html = visitor.get("/").content.decode()
    for address in set(re.findall(r'(?:href|src)="/static/([^"#]+)', html)):
        assert (hashed / address).is_file(), address
        assert re.search(r"\.[0-9a-f]{12}\.", address), address


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_refers_only_to_what_is_shipped(sheet):
    for address in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text()):
        assert (sheet.parent / address).is_file(), address


def test_every_token_used_is_defined():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    local = {"tone-ink", "tone-surface", "tone-solid", "swatch"}
    defined = set(re.findall(r"--([\w-]+):", tokens)) | local
    for sheet in SHEETS:
        used = set(re.findall(r"var\(--([\w-]+)", sheet.read_text()))
        assert used <= defined, (sheet.name, used - defined)


def test_no_colour_of_the_vendored_sheet_is_fixed():
    sheet = (STATIC / "uswds" / "uswds.min.css").read_text()
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", re.sub(r"url\([^)]*\)", "", sheet))


def test_the_licences_travel_with_what_they_cover():
    assert "SIL Open Font License" in (STATIC / "uswds" / "LICENSE.md").read_text()
    assert "PERMISSION & CONDITIONS" in (STATIC / "uswds" / "fonts" / "OFL.txt").read_text()


def test_every_icon_named_in_a_template_is_in_the_sprite():
    templates = (STATIC.parent.parent / "templates").rglob("*.html")
    named = {name for path in templates for name in re.findall(r'{% icon "(\w+)"', path.read_text())}
    assert named <= set(keep.ICONS)
    sprite = (STATIC / "uswds" / "img" / "sprite.svg").read_text()
    assert set(re.findall(r'symbol id="(\w+)"', sprite)) == set(keep.ICONS)


def test_a_first_visit_stays_light():
    """Compressed, without faces: what a phone loads before the page can be read."""
    style = [STATIC / "uswds" / "uswds.min.css", *(STATIC / "css").glob("*.css")]
    script = [STATIC / "js" / "enhance.js", Path(finders.find("django_htmx/htmx-2.min.js"))]
    assert sum(len(brotli.compress(path.read_bytes())) for path in style) < 20 * KIB
    assert sum(len(brotli.compress(path.read_bytes())) for path in script) < 20 * KIB
