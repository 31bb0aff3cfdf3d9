"""Prints a page as a tagged PDF (PDF/UA-1) with our own fonts inside. Fetches nothing: what a person wrote is text here."""

from pathlib import Path
from threading import Lock
from typing import Any

from django.template.loader import render_to_string

from commonground import design

FONTS = Path(design.__file__).parent / "static" / "design" / "uswds" / "fonts"
STYLE = Path(__file__).parent / "templates" / "records" / "paper" / "paper.css"
_one_at_a_time = Lock()


def printed(template: str, context: dict[str, Any]) -> bytes:
    # Loaded when the first paper is asked for: it takes long, and most pages need none.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    html = render_to_string(template, context)
    with _one_at_a_time:
        fonts = FontConfiguration()
        style = CSS(string=STYLE.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=_only_our_fonts)
        page = HTML(string=html, url_fetcher=_only_our_fonts, base_url="paper:/")
        content: bytes = page.write_pdf(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")
        return content


def _only_our_fonts(url: str) -> Any:
    from weasyprint.urls import URLFetcherResponse

    name = url.removeprefix("font:")
    if name != url and name in {path.name for path in FONTS.glob("*.woff2")}:
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/woff2"})
    raise ValueError("Nothing is fetched while a paper is printed.")
