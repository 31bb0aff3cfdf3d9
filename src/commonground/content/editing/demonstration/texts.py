"""Reads the invented city's pages from `pages/<language>/<slug>.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "pages"
_PAGE_LINK = re.compile(r'href="page:([a-z-]+)"')


@dataclass(frozen=True)
class Text:
    """One page in one language."""

    language: str
    slug: str

    @cached_property
    def _content(self) -> dict[str, Any]:
        return tomllib.loads((FOLDER / self.language / f"{self.slug}.toml").read_text(encoding="utf-8"))

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "title": self._content["title"],
            "summary": self._content["summary"],
            "search_description": self._content["search_description"],
            "show_in_menus": self._content["show_in_menu"],
        }

    def blocks(self, keys: dict[str, int]) -> list[dict[str, Any]]:
        """The body; links `page:about` become the editor's own, by the keys of the pages."""
        return [
            {"type": block["type"], "value": _linked(block["value"], keys)} for block in self._content["body"]
        ]


def _linked(value: Any, keys: dict[str, int]) -> Any:
    if isinstance(value, str):
        return _PAGE_LINK.sub(lambda found: f'linktype="page" id="{keys[found.group(1)]}"', value)
    if isinstance(value, list):
        return [_linked(item, keys) for item in value]
    if isinstance(value, dict):
        return {name: _linked(item, keys) for name, item in value.items()}
    return value
