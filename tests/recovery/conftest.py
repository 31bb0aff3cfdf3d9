"""The same running house as the journeys', and people of it."""

from tests.journeys.conftest import (
    browser,
    faults,
    house,
    open_context,
    post,
    signed_in_states,
    staff,
    visitor,
)

__all__ = ["browser", "faults", "house", "open_context", "post", "signed_in_states", "staff", "visitor"]
