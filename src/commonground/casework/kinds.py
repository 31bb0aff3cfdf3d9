"""The kinds of matter that this house takes. A domain declares its kinds and registers them at start-up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from commonground.access.models import Person
from commonground.casework.city_rules import KindFile, kind_file


@dataclass(frozen=True)
class Further:
    """A page of the domain's own, linked from the page of a case."""

    label: str
    url: str


@dataclass(frozen=True)
class CaseKind:
    """What the kernel needs to know of a kind; the rest is in the city's file for it.

    `labels` gives for each key of the filing what the unit reads as its question, in the reader's language.
    `may_investigate` says why a person may not be assigned a case (a sentence), or "" if they may.
    `before_move` refuses (raises Refused) a step that the domain is not ready for, such as closing without findings.
    `staff_url` names the domain's own page of a case at the staff door, shown as a tab beside the kernel's; "" for none.
    `texts` gives the domain's own texts of an opened case for redaction and export (`records.texts.SourceText`).
    `further` gives what this person may do with a case beyond what the kernel knows: links for its page.
    """

    key: str
    labels: Callable[[], dict[str, Any]]
    may_investigate: Callable[[Person, Any], str] = lambda person, case: ""
    before_move: Callable[[Any, str], None] = lambda case, to_stage: None
    staff_url: str = ""
    texts: Callable[[Any], Iterable[Any]] = lambda opened: ()
    further: Callable[[Person, Any], tuple[Further, ...]] = lambda person, case: ()

    @property
    def rules(self) -> KindFile:
        return kind_file(self.key)


_kinds: dict[str, CaseKind] = {}


def register_kind(kind: CaseKind) -> None:
    """Called once at start-up. Reads the city's file, so that a wrong one stops the start with a sentence."""
    kind.rules  # noqa: B018  # read for its refusal
    _kinds[kind.key] = kind


def kind_of(key: str) -> CaseKind:
    return _kinds[key]


def every_kind() -> tuple[CaseKind, ...]:
    return tuple(_kinds.values())
