"""How values of a commitment stand, in the shape that forms start from."""

from commonground.domains.commitments.dates import PartialDate


def date_of(text: str) -> PartialDate | None:
    """A date of any precision as the reads hand it over."""
    return PartialDate.parse(text) if text else None
