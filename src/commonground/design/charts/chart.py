"""What a chart says, before it is drawn."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["stacked_steps", "lines", "bars"]
Value = int | float | None


@dataclass(frozen=True)
class Series:
    """One row of values, in the order of the chart's periods. `None` is missing: a gap, never zero."""

    label: str
    values: tuple[Value, ...]
    tone: str = ""


@dataclass(frozen=True)
class ChartLink:
    label: str
    url: str


@dataclass(frozen=True)
class Chart:
    """Values over periods, with the words that go with them.

    Periods are ISO months or days ("2025-01", "2025-01-31"), written out in the reader's language, or any
    ordered labels. Stacked series are drawn from the bottom up in the order given.
    """

    kind: Kind
    title: str
    periods: tuple[str, ...]
    series: tuple[Series, ...]
    x_label: str = ""
    y_label: str = ""
    summary: str = ""
    method: str = ""
    source_links: tuple[ChartLink, ...] = ()

    def __post_init__(self) -> None:
        for one in self.series:
            if len(one.values) != len(self.periods):
                raise ValueError(f"{one.label}: {len(one.values)} values for {len(self.periods)} periods")

    @property
    def has_data(self) -> bool:
        return any(value is not None for one in self.series for value in one.values)
