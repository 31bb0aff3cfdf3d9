"""Prints our own HTML as a tagged PDF (PDF/UA-1) with our own fonts inside. Opens no address and no file but those fonts."""

import logging
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from commonground import design

FONTS = Path(design.__file__).parent / "static" / "design" / "uswds" / "fonts"
STYLE = Path(__file__).parents[1] / "templates" / "accountability" / "print" / "blank_form.css"
_one_at_a_time = Lock()
for _chatty in ("weasyprint.progress", "fontTools"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


def printed(html: str) -> bytes:
    """The same page gives the same paper, kept by its content."""
    with _one_at_a_time:
        return _printed(html)


@lru_cache(maxsize=8)
def _printed(html: str) -> bytes:
    # Loaded when the first paper is asked for: it takes long, and most pages need none.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = CSS(string=STYLE.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=_only_our_fonts)
    document = HTML(string=html, url_fetcher=_only_our_fonts, base_url="paper:/").render(
        font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1"
    )
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def _only_our_fonts(url: str) -> Any:
    """Fonts by name. Anything else is refused."""
    from weasyprint.urls import URLFetcherResponse

    name = url.removeprefix("font:")
    if name != url and name in {path.name for path in FONTS.glob("*.woff2")}:
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/woff2"})
    raise ValueError("Nothing is fetched while a paper is printed.")
