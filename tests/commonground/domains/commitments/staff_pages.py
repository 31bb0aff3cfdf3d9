"""What tests of the staff pages share: filling in a form as a browser does, and people with a place in the register."""

from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from commonground.access.models import Person


class _Controls(HTMLParser):
    """Names and values of a page's controls, form by form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, Any]]] = []
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        if not self.forms:
            return
        values, name = self.forms[-1][1], given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            if given.get("type") == "checkbox" and name in values:
                values[name] = [*values[name], given["value"]]
            elif given.get("type") == "checkbox":
                values[name] = [given.get("value", "on")]
            else:
                values[name] = given.get("value", "")
        elif tag == "textarea":
            self._area, values[name] = name, ""
        elif tag == "select":
            self._select, values[name] = name, ""
        elif tag == "option" and "selected" in given:
            values[self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            values = self.forms[-1][1]
            values[self._area] = values[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] += data


def controls_of(page: Any, having: str) -> dict[str, Any]:
    """What a browser would send of the form that has a control of this name."""
    parser = _Controls()
    parser.feed(page.content.decode())
    found = next(values for _action, values in parser.forms if having in values)
    return {name: value for name, value in found.items() if value != "" or name not in ("file",)}


def fill_in(client: Client, path: str, having: str = "submission", **typed: Any) -> Any:
    """Opens a page, types into its form, sends it, and returns the answer."""
    page = client.get(path)
    assert page.status_code == 200, page.status_code
    return client.post(path, {**controls_of(page, having), **typed})


class People:
    """One of each who may meet a commitment; made when a test first names them."""

    def __init__(self, make_person: Any) -> None:
        self._make = make_person

    @cached_property
    def manager(self) -> Person:
        return self._make("implementation-manager", title="Implementation manager")

    @cached_property
    def owner(self) -> Person:
        return self._make("commitment-owner", title="Training Division")

    @cached_property
    def other_owner(self) -> Person:
        return self._make("commitment-owner")

    @cached_property
    def reviewer(self) -> Person:
        return self._make("change-reviewer", title="City auditor")

    @cached_property
    def board_member(self) -> Person:
        return self._make("board-member")

    @cached_property
    def nobody(self) -> Person:
        return self._make()
