"""Which commitments somebody wants to see: read from an address, and written back into one that can be shared. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from commonground.domains.commitments.rules import State

LONGEST_TEXT = 200

Kind = TypeVar("Kind", bound=StrEnum)


class Sort(StrEnum):
    NUMBER = "number"
    UPDATED = "updated"  # latest first
    DUE = "due"  # promised first, undated last
    PERCENT = "percent"  # furthest first, unknown last


@dataclass(frozen=True)
class CommitmentFilter:
    """All of them must hold; the empty filter keeps everything. `parse` never fails: nonsense is left out."""

    text: str = ""
    topic: str = ""  # slug
    status: str = ""  # key of a status of the city
    state: State | None = None
    begun: bool = False  # started, reported and implemented: what the counter "started" counts
    body: str = ""  # slug
    late: bool = False
    held: bool = False
    disputed: bool = False
    sort: Sort = Sort.NUMBER

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "CommitmentFilter":
        """Reads `?text=…&topic=…&status=…&state=…&begun=yes&body=…&late=yes&held=yes&disputed=yes&sort=…`."""
        return cls(
            text=" ".join(query.get("text", "").replace("\x00", "").split())[:LONGEST_TEXT],
            topic=_slug(query.get("topic", "")),
            status=_slug(query.get("status", "")),
            state=_one_of(State, query.get("state", "")),
            begun=query.get("begun", "") == "yes",
            body=_slug(query.get("body", "")),
            late=query.get("late", "") == "yes",
            held=query.get("held", "") == "yes",
            disputed=query.get("disputed", "") == "yes",
            sort=_one_of(Sort, query.get("sort", "")) or Sort.NUMBER,
        )

    def query_string(self) -> str:
        """The shortest address that `parse` reads back to this filter; empty for the empty filter."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode(
            {
                name: "yes" if value is True else str(value)
                for name, value in given.items()
                if value != getattr(_EMPTY, name)
            }
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was asked for."""
        return any(
            getattr(self, field.name) != field.default for field in fields(self) if field.name != "sort"
        )


_EMPTY = CommitmentFilter()


def _slug(text: str) -> str:
    plain = text.strip()[:80]
    return plain if plain.replace("-", "").replace("_", "").isalnum() else ""


def _one_of(kind: type[Kind], text: str) -> Kind | None:
    try:
        return kind(text)
    except ValueError:
        return None
