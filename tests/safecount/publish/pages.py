"""Reads a page as a strict browser would: every element closed, and a list of what it would run or open."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr"}
SVG_VOID = {"path", "line", "rect", "circle"}


class Page(HTMLParser):
    """A page taken apart: `elements` are (tag, attributes), `text` all its words, `faults` what is not well formed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td", "li", "p"):
            self.text += " "
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.faults.append("a comment")

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def dangers(self) -> list[str]:
        """Whatever in the page would run, or would open an address when the page is read."""
        found = [
            tag
            for tag, _ in self.elements
            if tag in {"script", "iframe", "object", "embed", "img", "link", "base", "form"}
        ]
        for tag, attributes in self.elements:
            for name, value in attributes.items():
                address = value.strip().lower()
                if name.startswith("on") or name in ("src", "srcset", "action", "xlink:href"):
                    found.append(f"{tag} {name}")
                if (
                    name == "href"
                    and ":" in address
                    and not address.startswith(("https://", "http://", "mailto:"))
                ):
                    found.append(f"{tag} href {value}")
        return found
