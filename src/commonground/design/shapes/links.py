"""Addresses that components make: pages that keep the filters, and an e-mail that carries a link."""

from dataclasses import dataclass
from urllib.parse import quote

from django.core.paginator import Page
from django.http import QueryDict


@dataclass(frozen=True)
class PageSlot:
    """One place in the row of page numbers; a gap has no number and no address."""

    number: int | None
    url: str
    current: bool


def page_slots(page: Page, query: QueryDict | None, param: str) -> dict:
    def address(number: int) -> str:
        kept = query.copy() if query is not None else QueryDict(mutable=True)
        kept[param] = str(number)
        return "?" + kept.urlencode()

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "numbers": [
            PageSlot(n, address(n), n == page.number) if isinstance(n, int) else PageSlot(None, "", False)
            for n in numbers
        ],
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


def mail_address(url: str, title: str) -> str:
    return f"mailto:?subject={quote(title)}&body={quote(url)}"
