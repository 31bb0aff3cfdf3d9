"""What the commands share: the program itself, its refusals, and how a definition is named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

import safecount
from safecount.problems import SafecountError
from safecount.schema import Definition, load_definition
from safecount.schema.shipped import shipped_names, shipped_path

app = typer.Typer(
    help="From a messy export to counts that are safe to publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DefinitionPath = Annotated[
    str, typer.Argument(metavar="DEFINITION", help="A .toml file, or the name of a shipped one.")
]


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal into its sentence on standard error, and exit code 2."""
    try:
        yield
    except SafecountError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


def named_definition(name: str) -> Definition:
    """Return the definition that `name` means: a file, or else a shipped one. Raises DefinitionError."""
    if name in shipped_names() and not Path(name).exists():
        return load_definition(shipped_path(name))
    return load_definition(name)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(safecount.__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a messy export to counts that are safe to publish."""
