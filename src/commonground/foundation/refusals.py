"""Why something was refused, in a sentence that a person can act on."""

from dataclasses import dataclass

from django.utils.functional import Promise


class Refused(Exception):
    """An action that may not happen. `reason` is shown to the person; subclasses name the reason in code."""

    def __init__(self, reason: str | Promise, *, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field  # the form field the sentence belongs to, if it belongs to one


@dataclass(frozen=True)
class FieldDifference:
    """One field that two people changed at once."""

    field: str
    label: str | Promise
    yours: str
    theirs: str


class ChangedMeanwhile(Refused):
    """Somebody else saved first. Carries what differs, so that the second person sees it and loses nothing."""

    def __init__(
        self, reason: str | Promise, *, current_version: int, differences: tuple[FieldDifference, ...]
    ) -> None:
        super().__init__(reason)
        self.current_version = current_version
        self.differences = differences
