"""What every analysis answers with: method and source, figures, diagnostics, limits, and the sentence to quote.

A result prints itself as text, shows itself in a notebook, and gives itself as a dictionary for JSON. It is meant for
staff until `publishable` says otherwise, and even then it is not a release: a release goes through `disclosure`.
"""

from __future__ import annotations

import dataclasses
import html
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from safecount.analysis.chart import Chart
from safecount.schema import Definition
from safecount.schema.model_analyses import Analysis, Test

LEVEL = 0.95
"""The level of every interval."""

UNSTABLE = 10
"""Below this many events a rate is marked as unstable (relative standard error above about 30 %)."""


@dataclass(frozen=True)
class Method:
    """How the figures were made, in a sentence or two, and where that way is described."""

    name: str
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """Records that took no part, and why."""

    why: str
    count: int


@dataclass(frozen=True)
class Diagnostic:
    """Something looked at to see whether the figures can be trusted; `fine` is false where a reader should know."""

    name: str
    found: str
    fine: bool = True


@dataclass(frozen=True)
class Publishable:
    """Whether every count behind the figures reaches the threshold, and if not, why."""

    allowed: bool
    reason: str


@dataclass(frozen=True)
class Figures:
    """The figures as a reader sees them: column headings, and rows of text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Asked:
    """What was asked: the name and title of the analysis, the dataset, and the threshold of its publication."""

    name: str
    title: str
    dataset: str
    test: Test
    threshold: int


@dataclass(frozen=True, kw_only=True)
class Result(ABC):
    """Base of the results. `n` is the number of records the figures rest on."""

    asked: Asked
    method: Method
    n: int
    left_out: tuple[LeftOut, ...]
    diagnostics: tuple[Diagnostic, ...]
    limits: tuple[str, ...]
    sentence: str
    publishable: Publishable

    @abstractmethod
    def figures(self) -> Figures:
        """Return the figures as headings and rows of text."""

    @abstractmethod
    def chart(self) -> Chart:
        """Return the chart of the figures, with its table."""

    def as_dict(self) -> dict[str, object]:
        """Return everything as plain values for JSON; a figure that is not known or has no limit is None."""
        return {"test": str(self.asked.test), **_plain(dataclasses.asdict(self))}

    def __str__(self) -> str:
        """Return the whole result as text."""
        figures = self.figures()
        parts = [
            f"{self.asked.title}\n{'=' * len(self.asked.title)}",
            self.sentence,
            _text_table(figures),
            f"Method: {self.method.name}. {self.method.words}",
            *_paragraph("Source", self.method.sources),
            self._account(),
            *_paragraph("Looked at", [_said(row) for row in self.diagnostics]),
            *_paragraph("Limit", self.limits),
            self._publication(),
        ]
        return "\n\n".join(parts) + "\n"

    def _account(self) -> str:
        gone = "; ".join(f"{row.why}, {row.count:,}" for row in self.left_out)
        return f"Records: {self.n:,}" + (f"; left out: {gone}" if gone else "")

    def _publication(self) -> str:
        return f"{'May' if self.publishable.allowed else 'NOT TO'} be published: {self.publishable.reason}"

    def _repr_html_(self) -> str:
        """Show the sentence, the chart, the figures and the rest in a notebook."""
        figures = self.figures()
        head = "".join(f"<th scope='col'>{html.escape(cell)}</th>" for cell in figures.headings)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in figures.rows
        )
        notes = [
            f"{self.method.name}. {self.method.words}",
            *self.method.sources,
            self._account(),
            *(_said(row) for row in self.diagnostics),
            *self.limits,
            self._publication(),
        ]
        listed = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
        return (
            f"<h3>{html.escape(self.asked.title)}</h3><p><strong>{html.escape(self.sentence)}</strong></p>"
            f"{self.chart().svg()}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<ul>{listed}</ul>"
        )


def _said(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.name}: {diagnostic.found}" + ("" if diagnostic.fine else " [take care]")


def _paragraph(heading: str, lines: Iterable[str]) -> list[str]:
    found = [f"{heading}: {line}" for line in lines]
    return ["\n".join(found)] if found else []


def _text_table(figures: Figures) -> str:
    columns = list(zip(figures.headings, *figures.rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    lines = []
    for row in (figures.headings, tuple("-" * width for width in widths), *figures.rows):
        cells = [
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _plain(value: object) -> dict[str, object]:
    plain = _plain_value(value)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass gives nothing else
    return plain


def _plain_value(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int) else str(value)


def asked_of(definition: Definition, analysis: Analysis) -> Asked:
    """Return what was asked; the threshold is the strictest of the columns that the analysis breaks down by."""
    used = {analysis.group, analysis.place, *analysis.strata, *analysis.where, *analysis.event}
    stricter = [k for name, k in definition.threshold.columns.items() if name in used]
    return Asked(
        analysis.name,
        analysis.heading,
        definition.name,
        analysis.test,
        max([definition.threshold.k, *stricter]),
    )


def publishable(counts: Iterable[int], missing: Iterable[LeftOut], threshold: int) -> Publishable:
    """Return whether every count shown reaches `threshold`; callers pass complements among `counts` too.

    A zero is not allowed either: beside a total it says that everybody, or nobody, of a group had the outcome.
    """
    small = sum(count < threshold for count in counts)
    if small:
        words = (
            f"{small} of the counts behind these figures {'is' if small == 1 else 'are'} below {threshold}."
        )
        return Publishable(False, f"{words} Widen the groups or the time, or keep it for staff.")
    few = [row.why for row in missing if row.count < threshold]
    if few:
        words = f"fewer than {threshold} records were left out for one reason ({'; '.join(few)})."
        return Publishable(False, f"{words} Settle those records first, or keep it for staff.")
    reason = f"every count behind these figures is at least {threshold}. This is no certificate: beside other"
    return Publishable(True, f"{reason} tables of the same records, check them together.")


def careful(sentence: str, diagnostics: Iterable[Diagnostic]) -> str:
    """Return `sentence` with what a reader must know beside it: every diagnostic that is not fine."""
    doubts = [f"{row.name[0].lower()}{row.name[1:]}, {row.found}" for row in diagnostics if not row.fine]
    return f"{sentence} Take care: {'; '.join(doubts)}." if doubts else sentence


def left_out(counts: dict[str, int]) -> tuple[LeftOut, ...]:
    """Return the reasons that touched any record, in order."""
    return tuple(LeftOut(why, count) for why, count in counts.items() if count)
