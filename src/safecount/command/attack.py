"""From a release back to its secrets, if it lets them go: the attack that anyone may repeat from the public files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safecount.command.app import app, refusing

if TYPE_CHECKING:
    from safecount.disclosure.attack import AttackReport
    from safecount.publish import Verified

GIVEN_AWAY, NOT_FINISHED = 1, 3
"""Exit codes beside 0, nothing is given away, and 2, a refusal."""


@app.command()
def attack(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="The folder of a release.")],
    earlier: Annotated[
        list[str] | None, typer.Argument(metavar="EARLIER", help="The folders of earlier ones, in any order.")
    ] = None,
    key: Annotated[
        str, typer.Option(help="The publisher's public key, a PEM file that came another way.")
    ] = "",
    effort: Annotated[int, typer.Option(min=1, max=1000, help="How many times as hard to try.")] = 1,
    revised: Annotated[
        bool, typer.Option("--revised", help="Records were withdrawn between releases: counts may also fall.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Try to work out what RELEASE hides, from its public files and those of EARLIER releases alone.

    Exit code 0: nothing is given away. 1: something is. 2: the files were refused. 3: the attack was not finished.
    """
    # The compiled loops take a second to load, which no other command should wait for.
    from safecount.disclosure.attack import Effort
    from safecount.disclosure.attack.folders import attack_folders

    with refusing():
        standard = Effort()
        harder = replace(
            standard,
            rounds=standard.rounds * effort,
            search=standard.search * effort,
            programmes=standard.programmes * effort,
            integers=standard.integers * effort,
            nodes=standard.nodes * effort,
        )
        folders = [Path(folder) for folder in (release, *(earlier or []))]
        opened = attack_folders(folders, harder, key=Path(key) if key else None, growing=not revised)
    if as_json:
        verified = [_as_dict(item) for item in opened.verified]
        print(json.dumps({"verified": verified, "notes": opened.notes, **opened.report.as_dict()}, indent=1))
    else:
        print(
            "\n".join([*(str(item) for item in opened.verified), *opened.notes, "", str(opened.report)]),
            end="",
        )
    raise typer.Exit(_code(opened.report))


def _as_dict(verified: Verified) -> dict[str, str | bool]:
    return {
        "dataset": verified.dataset,
        "release": verified.name,
        "signed": verified.signed,
        "publisher_known": verified.publisher_known,
    }


def _code(report: AttackReport) -> int:
    if report.given_away:
        return GIVEN_AWAY
    return 0 if report.finished else NOT_FINISHED
