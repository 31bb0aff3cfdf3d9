"""Gathers what the report and the dictionary say, and renders them as single static pages.

A page holds its style and charts, runs no script, and opens no address: its own content security policy forbids both.
Every value passes Jinja's escaping; only drawings made by `charts`, which escape their own texts, are let through.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from safecount.disclosure.safe_table import SafeTable, Status
from safecount.publish.about import ReleaseAbout
from safecount.publish.charts import Drawing, groups_chart, inline_svg, trend_chart
from safecount.publish.dictionary import Entry, stricter_of
from safecount.publish.figures import Cross, Figure, Figures, percent, share
from safecount.publish.names import readable
from safecount.publish.outline import Covered, Groups, Outline, Trend, outline_of
from safecount.publish.sentences import hidden_of, missing_of, period_of, spoken, summary_of, why_hidden
from safecount.publish.wording import MEANINGS, licence_address, plural, rules

_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class ChartView:
    """A chart as the report shows it: the drawing, and the table of the same figures."""

    drawing: Drawing
    kind: str
    title: str
    note: str
    head: tuple[str, str, str]
    rows: tuple[tuple[str, Figure | None, str], ...]

    @property
    def remarked(self) -> bool:
        """Whether any row has a remark."""
        return any(remark for _, _, remark in self.rows)

    @property
    def inline(self) -> dict[str, Markup]:
        """The drawing by size."""
        # Safe: every element and attribute was let through by name, and the serialiser escapes the text.
        return {size: Markup(svg) for size, svg in inline_svg(self.drawing).items()}  # noqa: S704


@dataclass(frozen=True)
class TableView:
    """One table as the report shows it."""

    table: SafeTable
    title: str
    sentences: list[str]
    hidden: str
    small: str
    missing: list[tuple[str, str, str]]
    charts: tuple[ChartView, ...]
    cross: Cross | None
    cross_cut: str
    trend: Trend | None

    @property
    def has_dash(self) -> bool:
        """Whether the crossed table lacks a cell."""
        return self.cross is not None and any(cell is None for row in self.cross.cells for cell in row)

    @property
    def dimensions(self) -> str:
        """The titles of the dimensions, as a list in words."""
        titles = [spoken(d) for d in self.table.dimensions]
        return " and ".join([", ".join(titles[:-1]), titles[-1]]) if len(titles) > 1 else "".join(titles)


def views_of(tables: tuple[SafeTable, ...], about: ReleaseAbout) -> tuple[TableView, ...]:
    """Return what to show of each table."""
    source = readable(f"{about.publisher}: {about.title}, release {about.edition.name}", 110)
    covered = Covered(about.edition.first_month, about.edition.through_month)
    return tuple(_view(outline_of(Figures(table), about.breaks, covered), source) for table in tables)


def report_html(
    views: tuple[TableView, ...], about: ReleaseAbout, sizes: dict[str, int], signed: bool
) -> bytes:
    """Return report.html. `sizes` are the bytes of the files that it offers."""
    certificate = views[0].table.certificate
    return _rendered(
        "report.html",
        about=about,
        edition=about.edition,
        period=period_of(about.edition.first_month, about.edition.through_month),
        licence_address=licence_address(about.licence),
        views=views,
        certificate=certificate,
        rules=rules(certificate),
        why=why_hidden(certificate),
        meanings=MEANINGS,
        sizes=sizes,
        signed=signed,
    )


def dictionary_html(entries: tuple[Entry, ...], about: ReleaseAbout) -> bytes:
    """Return dictionary.html."""
    names = list(dict.fromkeys(entry.table for entry in entries))
    tables = [(name, [entry for entry in entries if entry.table == name]) for name in names]
    return _rendered(
        "dictionary.html", about=about, edition=about.edition, tables=tables, meanings=MEANINGS, longest=200
    )


def readme_txt(about: ReleaseAbout, signed: bool) -> bytes:
    """Return README.txt, for whoever finds the folder without its page."""
    return _rendered("README.txt", about=about, edition=about.edition, signed=signed)


def _rendered(template: str, **values: object) -> bytes:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=template.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"readable": readable, "plural": plural, "size": _size, "spoken": spoken}
    return environment.get_template(template).render(values).encode()


def _size(number: int) -> str:
    return f"{number:,} bytes" if number < 10_000 else f"{number / 1000:,.0f} kB"


def _view(outline: Outline, source: str) -> TableView:
    figures = outline.figures
    table = figures.table
    charts = []
    if outline.trend:
        charts.append(_trend_view(outline.trend, figures, source))
    if outline.groups:
        charts.append(_groups_view(outline.groups, figures, source))
    return TableView(
        table,
        readable(table.title or table.name),
        summary_of(outline),
        hidden_of(figures),
        _small_said(table),
        missing_of(figures),
        tuple(charts),
        outline.cross,
        _cut_said(outline),
        outline.trend,
    )


def _small_said(table: SafeTable) -> str:
    said = f"Counts from 1 to {table.certificate.threshold - 1} are hidden in this table."
    for dimension in table.dimensions:
        if limit := stricter_of(table, dimension):
            said += f" By {spoken(dimension)}, counts from 1 to {limit - 1} are."
    return said


def _cut_said(outline: Outline) -> str:
    if outline.cross is None:
        return ""
    rows, columns = (outline.figures.along(d.reference) for d in (outline.cross.row, outline.cross.column))
    said = ""
    if len(rows) > len(outline.cross.rows):
        said = f"The {len(outline.cross.rows)} largest of {len(rows):,} rows."
    if len(columns) > len(outline.cross.columns):
        said += f" The last {len(outline.cross.columns)} of {len(columns):,} columns."
    return said.strip()


def _trend_view(trend: Trend, figures: Figures, source: str) -> ChartView:
    table = figures.table
    title = f"{plural(table.unit).capitalize()} by {spoken(trend.dimension)}"
    rows = tuple(
        (point.span.label, point.figure, "" if trend.is_complete(point.span) else "not complete")
        for point in trend.points
    )
    said = ", ".join(f"{label} {figure.words if figure else 'no figure'}" for label, figure, _ in rows)
    drawing = Drawing(
        f"{table.name}-trend",
        title,
        f"A line chart from nought. {said}.{_breaks_said(trend)}",
        lambda size: trend_chart(trend, size),
        source,
    )
    notes = []
    if any(f is not None and f.status is Status.HIDDEN for _, f, _ in rows):
        notes.append("Hatched periods are hidden; they are not nought.")
    if any(figure is None for _, figure, _ in rows):
        notes.append("A gap is a period without a row in the table: nothing was counted.")
    if any(partly for _, _, partly in rows):
        notes.append("A ring marks a period of which the records cover only a part.")
    if trend.breaks:
        notes.append("The line stops at a break in the series: figures on its two sides do not compare.")
    return ChartView(drawing, "trend", title, " ".join(notes), ("Period", "Count", "Note"), rows)


def _breaks_said(trend: Trend) -> str:
    return "".join(
        f" Break {number} on {item.on.isoformat()}: {readable(item.what, 300)}"
        for number, item in enumerate(trend.breaks, start=1)
    )


def _groups_view(groups: Groups, figures: Figures, source: str) -> ChartView:
    table = figures.table
    name = readable(groups.dimension.title or groups.dimension.reference, 60)
    title = f"{plural(table.unit).capitalize()} by {spoken(groups.dimension)}"
    rows = []
    for figure in groups.figures:
        part = share(figure, figures.total)
        rows.append((figure.label, figure, percent(part) if part is not None else "not stated"))
    said = ", ".join(f"{label} {figure.words}" for label, figure, _ in rows)
    notes = []
    if any(figure.status is Status.HIDDEN for figure in groups.figures):
        notes.append("Hatched bars are hidden; their length says nothing.")
    if groups.left_out:
        notes.append(f"{groups.left_out:,} more are in the CSV file.")
    drawing = Drawing(
        f"{table.name}-groups",
        title,
        f"A bar chart from nought. {said}.",
        lambda size: groups_chart(groups, size),
        source,
    )
    return ChartView(drawing, "groups", title, " ".join(notes), (name, "Count", "Share of all"), tuple(rows))
