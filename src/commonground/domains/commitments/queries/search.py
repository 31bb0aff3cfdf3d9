"""Commitments and programmes for the search of the whole site."""

from dataclasses import dataclass

from commonground.domains.commitments import addresses
from commonground.domains.commitments.filters import CommitmentFilter
from commonground.domains.commitments.models import Commitment
from commonground.domains.commitments.queries.choosing import chosen
from commonground.domains.commitments.queries.loading import Loaded, load

MOST_FOUND = 50


@dataclass(frozen=True)
class CommitmentFound:
    """`title` and `text` are plain; `url` is a path at the public door, in the reader's language."""

    title: str
    url: str
    text: str


def public_search(words: str) -> list[CommitmentFound]:
    """Commitments of every published programme that hold all the words, or have that number, in their order."""
    wanted = CommitmentFilter.parse({"text": words})
    if not wanted.text:
        return []
    found = chosen(load(Commitment.objects.filter(programme__published=True)), wanted)
    found.sort(key=lambda one: one.row.number.casefold() != wanted.text.casefold())  # the number itself first
    return [_shown(one) for one in found[:MOST_FOUND]]


def _shown(one: Loaded) -> CommitmentFound:
    row = one.row
    return CommitmentFound(
        title=f"{row.number}. {row.statement}",
        url=addresses.commitment_path(row.programme_slug, row.number),
        text=f"{row.state_label} · {row.programme_name}",
    )
