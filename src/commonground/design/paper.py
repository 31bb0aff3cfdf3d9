"""Prints HTML as a tagged PDF (PDF/UA-1) with our own fonts inside. Opens no address and no file but those fonts: what a
person wrote is text here, whatever it looks like."""

import logging
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

FONTS = Path(__file__).parent / "static" / "design" / "uswds" / "fonts"
PICTURE = "data:image/svg+xml;base64,"
KEPT = 32  # papers
_one_at_a_time = Lock()
for _chatty in ("weasyprint.progress", "fontTools"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Paper:
    content: bytes
    pages: int


def printed_once(html: str, style: Path) -> Paper:
    """For public pages. The same page gives the same paper, kept by its content: whatever changes in the data changes the
    page."""
    with _one_at_a_time:
        return _kept(html, style)


def printed(html: str, style: Path) -> Paper:
    """For what is in confidence: nothing of it is kept in memory."""
    with _one_at_a_time:
        return _made(html, style)


def _made(html: str, style: Path) -> Paper:
    # Loaded when the first paper is asked for: it takes long, and most pages need none.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheet = CSS(string=style.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=_only_ours)
    document = HTML(string=html, url_fetcher=_only_ours, base_url="paper:/").render(
        font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1"
    )
    return Paper(document.write_pdf(pdf_variant="pdf/ua-1"), len(document.pages))


_kept = lru_cache(maxsize=KEPT)(_made)


def _only_ours(url: str) -> Any:
    """Fonts by name, and a drawing that the page itself carries. Anything else is refused."""
    from weasyprint.urls import URLFetcherResponse

    if url.startswith(PICTURE):
        return URLFetcherResponse(url, b64decode(url[len(PICTURE) :]), {"Content-Type": "image/svg+xml"})
    name = url.removeprefix("font:")
    if name != url and name in {path.name for path in FONTS.glob("*.woff2")}:
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/woff2"})
    raise ValueError("Nothing is fetched while a paper is printed.")
