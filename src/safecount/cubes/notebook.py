"""How counted tables show themselves in a notebook: the first rows, and that nothing is hidden in them yet."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pyarrow as pa

from safecount.disclosure.safe_table import Dimension

ROWS_SHOWN = 50
WARNING = (
    "Not protected: for the eyes of those who may see the records. Protect it before it leaves the house."
)


def shown_rows(rows: pa.Table, title: str, dimensions: Sequence[Dimension]) -> str:
    """Return HTML of the first rows of a counted table, with the words for its values and a warning."""
    known = {dimension.reference: dimension for dimension in dimensions}
    head = "".join(
        f'<th scope="col">{html.escape(known[name].title if name in known else name)}</th>'
        for name in rows.column_names
    )
    body = []
    for row in rows.slice(0, ROWS_SHOWN).to_pylist():
        shown = [known[name].label(value) if name in known else _number(value) for name, value in row.items()]
        body.append("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in shown) + "</tr>")
    more = f"<p>{rows.num_rows - ROWS_SHOWN:,} more rows.</p>" if rows.num_rows > ROWS_SHOWN else ""
    caption = f"<caption>{html.escape(title)}. {WARNING}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{more}"


def _number(value: float | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
