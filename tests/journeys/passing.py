"""What every page of a journey is held to as somebody passes it: axe finds nothing, and nothing is cut off at its width."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

WIDER = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? null :
    document.documentElement.scrollWidth + ' px: ' + Array.from(document.querySelectorAll('main *, header *, footer *'))
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
            && getComputedStyle(one).position !== 'absolute')
        .slice(-2).map(one => one.outerHTML.slice(0, 120)).join(' … ')"""
SCRIPTS = re.compile(r"<script\b[^>]*>.*?</script>|</?noscript[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass
class Passing:
    """`passing(page, "the receipt")` looks at the page where somebody stands; `found` is what was wrong."""

    faults: Callable[..., list[str]]
    second_page: Callable[[Page], Page]
    found: list[str] = field(default_factory=list)
    _twins: dict[int, Page] = field(default_factory=dict)  # by width

    def __call__(self, page: Page, name: str) -> None:
        width = page.viewport_size["width"]
        where = f"{name} ({width} px, {page.locator('html').get_attribute('lang')})"
        if wider := page.evaluate(WIDER):
            self.found.append(f"{where}: {wider}")
        if page.without_script:
            self.found += self.faults(self._twin(page, width), f"{where}, no script")
        else:
            self.found += self.faults(page, where)
            page.emulate_media(color_scheme="light")

    def _twin(self, page: Page, width: int) -> Page:
        """axe is a script itself: the same page, as it stands, is opened again where scripts run, without its own."""
        if width not in self._twins:
            self._twins[width] = self.second_page(page)
        twin, html = self._twins[width], SCRIPTS.sub("", page.content())
        address = page.url.partition("#")[0]
        twin.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        twin.goto(address)
        twin.unroute(address)
        return twin
