"""Somebody who fills in a form, as a browser without scripts would: every page's own fields, and its hidden ones."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Fields(HTMLParser):
    """What a browser would send of the first form of the page's main part that holds a `step` or a `code`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str]] = []
        self.h1 = ""
        self._in: str = ""
        self._textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if kind in ("hidden", "text", "email", "date") or (
                kind in ("radio", "checkbox") and "checked" in given
            ):
                self.values.append((given["name"], given.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea":
            self._textarea = given.get("name", "")
            self._in = "textarea"
            self.values.append((self._textarea, ""))
        elif tag == "button" and given.get("name"):
            self.buttons.append((given["name"], given.get("value", "")))
        elif tag == "h1":
            self._in = "h1"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "h1"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "textarea":
            name, before = self.values[-1]
            # A browser drops the first line break after the tag.
            self.values[-1] = (name, before + (data.removeprefix("\n") if not before else data))
        elif self._in == "h1":
            self.h1 += data


@dataclass
class Walker:
    door: Client
    address: str
    page: Any = None
    fields: Fields = field(default_factory=lambda: Fields(""))
    headers: dict[str, str] = field(default_factory=dict)

    def open(self) -> "Walker":
        return self._have(self.door.get(self.address, headers=self.headers))

    def press(self, go: str = "next", **typed: Any) -> "Walker":
        """Fills in fields (a list for several boxes of one name) and presses a button."""
        sent: dict[str, list[Any]] = {}
        for name, value in self.fields.values:
            sent.setdefault(name, []).append(value)
        sent |= {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
        sent["go"] = [go]
        return self._have(self.door.post(self.address, sent, headers=self.headers))

    def fill_complaint(self, **typed: Any) -> "Walker":
        """From the beginning to the last page, with what is needed."""
        self.open().press(category=typed.pop("category", "rude"))
        self.press("check", what_happened=typed.pop("what_happened", "He shouted at my son."))
        return self

    def value(self, name: str) -> list[str]:
        return [value for found, value in self.fields.values if found == name]

    @property
    def text(self) -> str:
        return self.page.content.decode()

    def _have(self, page: Any) -> "Walker":
        self.page, self.fields = page, Fields(page.content.decode())
        return self
