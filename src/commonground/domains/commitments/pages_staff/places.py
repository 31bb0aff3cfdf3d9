"""Where the pages of this package are, and the way back from each."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.domains.commitments.queries.shapes import CommitmentRow

Crumb = dict[str, Any]


def path_of(name: str, commitment_id: int, **parts: object) -> str:
    """The path of a page of one commitment."""
    return place(name, commitment_id=commitment_id, **parts)


def place(name: str, **parts: object) -> str:
    return reverse(f"commitments_staff:{name}", kwargs=parts)


def crumbs(*after: tuple[str, str]) -> list[Crumb]:
    """From the register on; the last one is the page itself."""
    steps = [(_("Commitments"), place("register")), *after]
    return [{"label": label, "url": url} for label, url in steps]


def crumbs_of(row: CommitmentRow, here: str = "") -> list[Crumb]:
    one = (_("No. %(number)s") % {"number": row.number}, path_of("commitment", row.id))
    return crumbs(one, (here, "")) if here else crumbs(one)


def kicker_of(row: CommitmentRow) -> str:
    """Which commitment a form is about, above its title."""
    return f"{row.number}. {row.statement}"
