"""From records to answers: the analyses of a definition, as text or JSON, with their charts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safecount.command.app import DefinitionPath, app, named_definition, refusing
from safecount.ingest import Store
from safecount.problems import SafecountError
from safecount.schema import Definition

if TYPE_CHECKING:
    from safecount.analysis import Result


@app.command()
def analyse(
    definition: DefinitionPath,
    test: Annotated[
        str,
        typer.Option(
            help="Only analyses by this test (outcome, darkness, rates, compare, funnel, change), or the one so named."
        ),
    ] = "",
    store: Annotated[str, typer.Option(help="The folder of snapshots; NAME.store if not given.")] = "",
    benchmark: Annotated[str, typer.Option(help="A CSV (group, count) for the test rates.")] = "",
    charts: Annotated[str, typer.Option(help="Also write a chart of each, as SVG, to this folder.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answers as JSON.")] = False,
) -> None:
    """Put the questions of DEFINITION to ingested records: method, figures, limits and a sentence to quote."""
    # Models and charts take seconds to load, which no other command should wait for.
    from safecount.analysis import analyse as ask

    with refusing():
        found = named_definition(definition)
        folder = Store(store or f"{found.name}.store")
        address = str(Path(benchmark).absolute()) if benchmark else ""
        results = [ask(found, folder, name, address) for name in _wanted(found, test)]
        if charts:
            _write_charts(results, Path(charts))
    if as_json:
        print(json.dumps([result.as_dict() for result in results], indent=1, ensure_ascii=False))
    else:
        print("\n".join(str(result) for result in results), end="")


def _wanted(definition: Definition, test: str) -> list[str]:
    names = [part.name for part in definition.analyses if test in ("", part.test, part.name)]
    if not names:
        message = f"{definition.name} has no analysis{f' by or called {test}' if test else ''}."
        raise SafecountError(f"{message} Add a section [analyses.NAME]; see docs/count/analysis.md.")
    return names


def _write_charts(results: list[Result], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for result in results:
            (folder / f"{result.asked.name}.svg").write_text(result.chart().svg(), "utf-8")
    except OSError as error:
        message = f"The charts cannot be written to {folder} ({error.strerror})."
        raise SafecountError(f"{message} Name another folder.") from error
