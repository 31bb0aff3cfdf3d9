"""Denied unless opened by name: a view that nobody opened answers 404, whatever it would have shown.

Both doors read `view.opening`. The sweep over every URL and method compares what is open with this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Opening:
    """Who may call a view (`permission` is None for anyone), by which methods, and why."""

    methods: tuple[str, ...]
    reason: str
    permission: str | None = None
    signed_in: bool = False


def open_to_anyone(*, reason: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Opens a view to people who have not signed in. `reason` says why that is right."""

    def opened(view: View) -> View:
        view.opening = Opening(with_head(methods), reason)  # type: ignore[attr-defined]
        return view

    return opened


def with_head(methods: tuple[str, ...]) -> tuple[str, ...]:
    """What answers GET answers HEAD."""
    return (*methods, "HEAD") if "GET" in methods else methods
