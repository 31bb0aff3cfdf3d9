"""No template, script or drawing may need what the Content-Security-Policy forbids."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import commonground.design

APP = Path(commonground.design.__file__).parent
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
FORBIDDEN = re.compile(
    r"<[^>]*\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vals\s*=\s*[\"']js:"
    r"|<script(?![^>]*\ssrc=)",
    re.IGNORECASE,
)
PAGES = ["/", "/?door=staff", "/?language=es", "/home/", "/commitment/", "/nowhere/"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_style_or_script(path):
    assert not FORBIDDEN.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_inline_style_or_script_nor_a_foreign_address(visitor, address):
    response = visitor.get(address)
    soup = BeautifulSoup(response.content, "html.parser")
    for element in soup.find_all():
        assert "style" not in element.attrs
        assert not [name for name in element.attrs if name.startswith("on")]
    assert not soup.select("style, script:not([src])")
    for element in soup.select("script[src], link[href], img[src], use"):
        assert (element.get("src") or element.get("href")).startswith("/static/")
    assert not response.cookies


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_its_landmarks_one_h1_and_no_id_twice(visitor, address):
    soup = BeautifulSoup(visitor.get(address).content, "html.parser")
    assert soup.html["lang"] in ("en", "es")
    assert soup.select_one("a.usa-skipnav")["href"] == "#main"
    assert len(soup.select("main#main")) == 1
    assert len(soup.select("h1")) == 1
    assert soup.title.text.strip().endswith(
        ("· City of Riverbend", "· Ciudad de Riverbend", "· Common Ground")
    )
    identities = [element["id"] for element in soup.select("[id]")]
    doubles = {one for one in identities if identities.count(one) > 1}
    assert not doubles


def test_no_code_is_read_from_a_text():
    for path in (APP / "static" / "design" / "js").glob("*.js"):
        assert not re.search(
            r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|\.style\b", path.read_text()
        )
