"""Every read of published pages: by address and language, for the menu, the site search and the site map."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from commonground.content import rules
from commonground.content.models import FormerAddress, PublishedPage
from commonground.foundation.privacy.reads import public_only

MOST_FOUND = 20
MOST_RECENT = 20


@dataclass(frozen=True)
class PageLink:
    """A page by its name: for menus, site maps and lists. `url` is where the public door shows it."""

    path: str
    title: str
    language: str
    url: str
    summary: str = ""
    published_at: datetime | None = None
    children: tuple["PageLink", ...] = ()


@dataclass(frozen=True)
class PageShown:
    """A page as a reader gets it. `language` is the page's own, which may not be the one that was asked for."""

    path: str
    language: str
    is_in_wanted_language: bool
    title: str
    summary: str
    search_description: str
    opening_html: str
    body_html: str
    headings: tuple[dict[str, str], ...]
    published_at: datetime
    above: tuple[PageLink, ...]
    below: tuple[PageLink, ...]
    in_languages: tuple[PageLink, ...]
    is_older_than_original: bool


@dataclass(frozen=True)
class PageElsewhere:
    """The page has another address: where."""

    path: str
    language: str


@dataclass(frozen=True)
class PagesAround:
    """`menu`: what the city put there, in its order. `footer`: every page that stands under no other."""

    menu: list[PageLink]
    footer: list[PageLink]


@dataclass(frozen=True)
class PageFound:
    """A page that a search found."""

    title: str
    url: str
    excerpt: str
    language: str


def public_page(path: str, language: str) -> PageShown | PageElsewhere | None:
    """The page at an address in a language; in the city's first language where it is not translated."""
    wanted = rules.tidy_path(path)
    if not rules.may_be_a_path(wanted):
        return None
    rows = list(_pages().filter(path=wanted))
    if not rows:
        return _page_that_moved(wanted, language)
    here = next((row for row in rows if row.language == language), None)
    if here is not None:
        return _shown(here, language)
    versions = list(_pages().filter(translation_key=rows[0].translation_key))
    chosen = rules.language_to_show(language, [row.language for row in versions])
    row = next(row for row in versions if row.language == chosen)
    # The other language may have a name of its own for the page.
    return PageElsewhere(row.path, row.language) if row.path != wanted else _shown(row, language)


def menu(language: str) -> list[PageLink]:
    """The pages that the city put into the menu, in its order; untranslated ones in the first language."""
    return menu_and_footer(language).menu


def menu_and_footer(language: str) -> PagesAround:
    """What stands around every page, with one question to the database."""
    rows = _in_language(_pages().filter(Q(show_in_menu=True) | Q(parent_path="")), language)
    shown = [row for row in rows if row.show_in_menu]
    tops = [row for row in rows if not row.parent_path]
    return PagesAround(
        [
            _link(row, tuple(_link(child) for child in shown if child.parent_path == row.path))
            for row in tops
            if row.show_in_menu
        ],
        [_link(row) for row in tops],
    )


def recently_published(language: str) -> list[PageLink]:
    """The pages that were published last, newest first."""
    rows = _in_language(_pages(), language)
    return [_link(row) for row in sorted(rows, key=lambda row: row.published_at, reverse=True)[:MOST_RECENT]]


def public_paths() -> list[str]:
    """The address of every published page, in every language: for the site map."""
    rows = _pages().defer(*_HEAVY).order_by("language", "position")
    return [rules.public_address(row.path, row.language) for row in rows]


def public_search(query: str, language: str) -> list[PageFound]:
    """Pages that hold every word, those that say more of them in their title first."""
    words = rules.search_words(query)
    if not words:
        return []
    rows = _pages().filter(language=language)
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(plain_text__icontains=word))
    found = sorted(rows[:MOST_FOUND], key=lambda row: -sum(word in row.title.casefold() for word in words))
    return [
        PageFound(
            title=row.title,
            url=rules.public_address(row.path, row.language),
            excerpt=rules.excerpt_around(row.plain_text, words),
            language=row.language,
        )
        for row in found
    ]


_HEAVY = ("opening_html", "body_html", "plain_text", "headings")


def _pages() -> QuerySet[PublishedPage]:
    return public_only(PublishedPage.objects.all())


def _in_language(rows: QuerySet[PublishedPage], language: str) -> list[PublishedPage]:
    """Each page once: in the reader's language, or in the city's first where it is not translated."""
    found = list(rows.filter(language__in={language, settings.LANGUAGE_CODE}).defer(*_HEAVY))
    translated = {row.translation_key for row in found if row.language == language}
    return [row for row in found if row.language == language or row.translation_key not in translated]


def _page_that_moved(path: str, language: str) -> PageElsewhere | None:
    former = public_only(FormerAddress.objects.filter(path=path))
    row = former.filter(language=language).first() or former.first()
    page = _pages().filter(pk=row.source).first() if row else None
    return PageElsewhere(page.path, page.language) if page else None


def _shown(row: PublishedPage, wanted: str) -> PageShown:
    others = [
        other
        for other in _pages().filter(translation_key=row.translation_key).defer(*_HEAVY)
        if other.pk != row.pk
    ]
    original = next((other for other in others if other.language == settings.LANGUAGE_CODE), None)
    titles = {
        other.path: other
        for other in _pages()
        .filter(language=row.language)
        .filter(Q(path__in=rules.parents_of(row.path)) | Q(parent_path=row.path))
        .defer(*_HEAVY)
    }
    above = [titles[path] for path in rules.parents_of(row.path) if path in titles]
    below = sorted(
        (other for other in titles.values() if other.parent_path == row.path),
        key=lambda other: other.position,
    )
    return PageShown(
        path=row.path,
        language=row.language,
        is_in_wanted_language=row.language == wanted,
        title=row.title,
        summary=row.summary,
        search_description=row.search_description,
        opening_html=row.opening_html,
        body_html=row.body_html,
        headings=tuple(row.headings),
        published_at=row.published_at,
        above=tuple(_link(other) for other in above),
        below=tuple(_link(other) for other in below),
        in_languages=tuple(_link(other) for other in others),
        is_older_than_original=original is not None and original.published_at > row.published_at,
    )


def _link(row: PublishedPage, children: tuple[PageLink, ...] = ()) -> PageLink:
    return PageLink(
        path=row.path,
        title=row.title,
        language=row.language,
        url=rules.public_address(row.path, row.language),
        summary=row.summary,
        published_at=row.published_at,
        children=children,
    )
