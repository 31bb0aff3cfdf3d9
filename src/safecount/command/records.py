"""From a file to records: describe, check, ingest, and what goes with them."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from safecount.command.app import DefinitionPath, app, named_definition, refusing
from safecount.describe import describe as describe_file
from safecount.generate import DEFINITION_TEXT, generate_stops
from safecount.ingest import Options, Store
from safecount.ingest import ingest as ingest_files
from safecount.problems import SafecountError
from safecount.render import show_report
from safecount.schema import json_schema, load_definition
from safecount.schema.shipped import shipped_names, shipped_path


class _Bar:
    """Shows the steps of a run as a progress bar on standard error."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting", total=None)
        self._begun = False

    def begin(self, steps: int) -> None:
        """Show how many steps there are."""
        self._progress.update(self._task, total=steps)

    def step(self, words: str) -> None:
        """Show the step that begins; the one before it is done."""
        if self._begun:
            self._progress.advance(self._task)
        self._begun = True
        self._progress.update(self._task, description=words)


@app.command()
def describe(file: Annotated[str, typer.Argument(help="The file to guess from.")]) -> None:
    """Print a first definition guessed from FILE: valid as it stands, made to be edited."""
    with refusing():
        sys.stdout.write(describe_file(file))


@app.command()
def check(definition: DefinitionPath) -> None:
    """Check DEFINITION and say what it describes."""
    with refusing():
        found = named_definition(definition)
    for table in found.tables:
        layouts = f", {len(table.layouts)} layouts" if table.layouts else ""
        print(f"{table.name}: one row is one {table.unit}; {len(table.columns)} columns{layouts}")
    print(f"{definition}: {found.title} is a valid definition.")


@app.command()
def ingest(
    definition: DefinitionPath,
    files: Annotated[list[str], typer.Argument(help="Files, folders, patterns or addresses.")],
    store: Annotated[str, typer.Option(help="The folder of snapshots; NAME.store if not given.")] = "",
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Start from no records, as after a changed definition.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Take FILES into the store, accounting for every row: accepted, rejected or duplicate."""
    with refusing():
        found = named_definition(definition)
        folder = Store(store or f"{found.name}.store")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            now = datetime.datetime.now(tz=datetime.UTC)
            watcher = _Bar(progress)
            options = Options(rebuild=rebuild, watcher=watcher)
            report = ingest_files(found, files, folder, now=now, options=options)
    if as_json:
        print(json.dumps(report.as_dict(), indent=1, default=str))
    else:
        show_report(report, Console())


@app.command()
def schema() -> None:
    """Print the JSON schema of definitions, for editors."""
    print(json.dumps(json_schema(), indent=1))


@app.command()
def definitions(name: Annotated[str, typer.Argument(help="Print this one.")] = "") -> None:
    """List the shipped definitions, or print one."""
    with refusing():
        if name and name not in shipped_names():
            raise SafecountError(
                f"There is no shipped definition {name}. There are: {', '.join(shipped_names())}."
            )
    if name:
        sys.stdout.write(shipped_path(name).read_text("utf-8"))
        return
    for found in shipped_names():
        print(f"{found:26} {load_definition(shipped_path(found)).title}")


@app.command()
def generate(
    out: Annotated[str, typer.Argument(help="The CSV file to write.")],
    rows: Annotated[int, typer.Option(help="How many stops.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    definition: Annotated[
        str, typer.Option(help="Also write the definition of these stops to this file.")
    ] = "",
) -> None:
    """Write invented police stops of an invented city, to try things with."""
    with refusing():
        generate_stops(out, rows, seed)
    if definition:
        Path(definition).write_text(DEFINITION_TEXT, "utf-8")
