"""The public door in Spanish: every page says that it is, and no English of the interface is left on it."""

import re
from collections.abc import Callable

import polib
from playwright.sync_api import Page, expect

from tests.journeys.house import PROJECT, House
from tests.journeys.pages import public_pages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
SHORTEST = 6  # characters: below that, a word of English may be one of Spanish
OF_THE_PUBLIC_DOOR = (
    "design",
    "foundation",
    "reference",
    "content",
    "boards",
    "casework",
    "domains",
    "doors",
)
# Words that every English sentence has, and no Spanish one.
ENGLISH = re.compile(r"\b(the|of|and|with|for|your|this|that|is|are|was|by|from|to|in|it)\b", re.IGNORECASE)


def test_every_public_page_is_spanish_under_es(resident: Page, house: House) -> None:
    """Elena reads /es/: the page declares its language, and shows no sentence of the interface in English."""
    where: dict[str, str] = {}
    for path in public_pages(house).values():
        resident.goto("/es" + path)
        assert resident.locator("html").get_attribute("lang") == "es", path
        for line in visible_text(resident).splitlines():
            where.setdefault(line.strip(), path)
    english = english_of_the_interface()
    left = [f"/es{path}: {line}" for line, path in where.items() if english(line) or sounds_english(line)]
    assert not left, "\n".join(left)


def test_the_language_switch_keeps_the_page(resident: Page) -> None:
    """Elena lands on an English list with a filter, presses Español, and is on the same list; and back."""
    resident.goto("/commitments/safer-together/list/?text=force&sort=number")
    resident.get_by_role("link", name="Español").click()
    assert resident.url.endswith("/es/commitments/safer-together/list/?text=force&sort=number")
    expect(resident.locator("html")).to_have_attribute("lang", "es")
    resident.get_by_role("link", name="English").click()
    assert resident.url.endswith("/commitments/safer-together/list/?text=force&sort=number")
    assert "/es/" not in resident.url


def visible_text(page: Page) -> str:
    """What a reader sees or hears, but for what is marked as being in another language."""
    return page.evaluate(
        """() => {
            document.querySelectorAll('body [lang]:not([lang=es])').forEach(one => one.remove());
            const named = ['aria-label', 'placeholder', 'title', 'alt'];
            return [document.title, document.body.innerText,
                ...Array.from(document.querySelectorAll(named.map(name => `[${name}]`).join(',')), one =>
                    named.map(name => one.getAttribute(name) || '').join('\\n')),
                ...Array.from(document.querySelectorAll('.usa-sr-only, summary, option, label, caption, th, legend'),
                    one => one.textContent)
            ].join('\\n');
        }"""
    )


def sounds_english(line: str) -> bool:
    return len(set(map(str.lower, ENGLISH.findall(line)))) >= 2


def english_of_the_interface() -> Callable[[str], bool]:
    """Whether a line is an English text of the interface whose Spanish differs; placeholders stand for anything."""
    english, spanish = set(), set()
    for folder in OF_THE_PUBLIC_DOOR:
        for catalogue in (PROJECT / "src" / "commonground" / folder).rglob("locale/es/LC_MESSAGES/django.po"):
            for entry in polib.pofile(str(catalogue)):
                english.update([entry.msgid, entry.msgid_plural])
                spanish.update([entry.msgstr, *entry.msgstr_plural.values()])
    told = {text.strip() for text in english - spanish if len(PLACEHOLDER.sub("", text).strip()) >= SHORTEST}
    patterns = [
        "(?:.+)".join(map(re.escape, PLACEHOLDER.split(text))) for text in told if PLACEHOLDER.search(text)
    ]
    with_values = re.compile("|".join(patterns))
    return lambda line: line in told or bool(with_values.fullmatch(line))
