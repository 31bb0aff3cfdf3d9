"""From records to published figures: what would be released, and the release itself."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from safecount.command.app import DefinitionPath, app, named_definition, refusing
from safecount.ingest import Store
from safecount.problems import SafecountError
from safecount.publish.names import readable

NOT_PUBLIC = "Not for publication: this lists small counts, for those who decide what is released."
LEAST_WIDTH = 12
"""Columns of the terminal that each column of a printed table needs."""

StorePath = Annotated[str, typer.Option(help="The folder of snapshots; NAME.store if not given.")]
Through = Annotated[
    str, typer.Option(help="The last month to count, such as 2026-11; all months if not given.")
]


@app.command()
def tables(
    definition: DefinitionPath,
    store: StorePath = "",
    through: Through = "",
    rows: Annotated[int, typer.Option(min=0, help="How many hidden cells to list of each table.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Show what would be released of DEFINITION, and what is hidden and why. It prints small counts: not for the public."""
    from safecount.disclosure.preview import preview

    with refusing():
        found = named_definition(definition)
        seen = preview(found, Store(store or f"{found.name}.store"), _month_end(through))
    if as_json:
        tables = [
            {"name": table.table.name, "headline": table.headline, "rows": _records(table.as_rows(rows))}
            for table in seen
        ]
        print(json.dumps({"warning": NOT_PUBLIC, "tables": tables}, indent=1))
        return
    print(NOT_PUBLIC)
    for table in seen:
        _show(table.as_rows(rows), table.headline, Console())


@app.command()
def release(
    definition: DefinitionPath,
    out: Annotated[str, typer.Option(help="The folder to write, such as public/2026-11.")],
    contact_name: Annotated[str, typer.Option(help="The office that answers questions.")],
    contact_email: Annotated[str, typer.Option(help="Its e-mail address.")],
    key: Annotated[str, typer.Option(help="The file of the signing key; made if it is not there.")] = "",
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Publish without a signature.")] = False,
    store: StorePath = "",
    through: Through = "",
    issued: Annotated[
        str, typer.Option(help="The day of the release, such as 2026-12-01; today if not given.")
    ] = "",
) -> None:
    """Write the tables of DEFINITION as a release: protected together, and with every release before it."""
    from safecount.publish import Contact
    from safecount.publish.make import ReleaseRequest, make_release

    with refusing():
        if bool(key) == unsigned:
            raise SafecountError("Say how the release is signed: --key FILE, or --unsigned.")
        found = named_definition(definition)
        day = _day(issued) if issued else datetime.datetime.now(tz=datetime.UTC).date()
        request = ReleaseRequest(
            Path(out), Contact(contact_name, contact_email), day, _month_end(through), key
        )
        published = make_release(found, Store(store or f"{found.name}.store"), request)
    print(published)
    print(f"Anyone can check it:  safecount attack {out}")


def _records(rows: list[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _show(rows: list[tuple[str, ...]], headline: str, console: Console) -> None:
    console.print(headline, markup=False, highlight=False, soft_wrap=True)
    if len(rows) == 1:
        return
    if len(rows[0]) * LEAST_WIDTH > console.width:
        # Too many columns to stand side by side: one line a cell.
        for row in rows[1:]:
            named = [f"{heading}: {readable(value)}" for heading, value in zip(rows[0], row, strict=True)]
            console.print(f"  {', '.join(named)}", markup=False, highlight=False, soft_wrap=True)
        return
    table = Table()
    for heading in rows[0]:
        table.add_column(Text(heading), justify="right" if heading == "count" else "left", overflow="fold")
    for row in rows[1:]:
        # Values come from records: nothing in them may write to the terminal.
        table.add_row(*(Text(readable(value)) for value in row))
    console.print(table)


def _month_end(month: str) -> datetime.date | None:
    """Return the last day of `month`, such as 2026-11, None if empty."""
    if not month:
        return None
    first = _day(f"{month}-01")
    return (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise SafecountError(
            f"{text!r} is not a date such as 2026-12-01, or month such as 2026-11."
        ) from error
