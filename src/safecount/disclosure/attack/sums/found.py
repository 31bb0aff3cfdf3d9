"""What the attack on the sums of one measure found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AttackedSums:
    """What the sums of one measure give away.

    `hidden` sums; `known`: where a hidden one stands, and what it must be; `small`: where a hidden count stands that the sums
    prove to be below the threshold. `finished`: whether every hidden sum was settled.
    """

    records: str
    measure: str
    hidden: int
    known: tuple[tuple[str, float], ...]
    small: tuple[str, ...]
    finished: bool

    @property
    def given_away(self) -> bool:
        """Whether anything is proved that a release hides."""
        return bool(self.known or self.small)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        known = [{"where": where, "sum": value} for where, value in self.known]
        return {
            "records": self.records,
            "measure": self.measure,
            "hidden": self.hidden,
            "known": known,
            "small": list(self.small),
            "finished": self.finished,
        }

    def __str__(self) -> str:
        lines = [f"{self.measure} of {self.records}: {self.hidden:,} hidden sums."]
        lines += [f"  {where}: the hidden sum is {value:g}." for where, value in self.known[:20]]
        lines += [f"  {where}: the sums prove the count to be small." for where in self.small[:20]]
        if not self.given_away:
            lines.append("None of them can be worked out, and they prove no hidden count to be small.")
        if not self.finished:
            lines.append("The attack on the sums was not finished. Give it more effort.")
        return "\n".join(lines)
