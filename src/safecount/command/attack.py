"""From a release back to its secrets, if it lets them go: the attack that anyone may repeat from the public files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safecount.command.app import app, refusing

if TYPE_CHECKING:
    from safecount.disclosure.attack import Effort
    from safecount.disclosure.attack.folders import AttackedFolders
    from safecount.disclosure.attack.records import RecordsReport
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
    effort: Annotated[
        int, typer.Option(min=0, max=1000, help="How many times as hard to try; 0 is by arithmetic alone.")
    ] = 1,
    revised: Annotated[
        bool, typer.Option("--revised", help="Records were withdrawn between releases: counts may also fall.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Try to work out what RELEASE hides, from its public files and those of EARLIER releases alone.

    Of records released one by one, every class is counted again.

    Exit code 0: nothing is given away. 1: something is. 2: the files were refused. 3: the attack was not finished.
    """
    # The compiled loops take a second to load, which no other command should wait for.
    from safecount.disclosure.attack import Effort
    from safecount.disclosure.attack.folders import attack_folders
    from safecount.disclosure.attack.records import holds_records, recount

    with refusing():
        folders = [Path(folder) for folder in (release, *(earlier or []))]
        public = Path(key) if key else None
        if holds_records(folders[0]):
            counted = recount(folders, public)
            _print(counted.verified, (), counted, as_json=as_json)
            raise typer.Exit(0 if counted.passed else GIVEN_AWAY)
        opened = attack_folders(folders, _times(Effort(), effort), key=public, growing=not revised)
    _print(opened.verified, opened.notes, opened, as_json=as_json)
    raise typer.Exit(_code(opened))


def _times(standard: Effort, effort: int) -> Effort:
    return replace(
        standard,
        rounds=standard.rounds * effort,
        search=standard.search * effort,
        programmes=standard.programmes * effort,
        integers=standard.integers * effort,
        nodes=standard.nodes * effort,
    )


def _print(
    verified: Sequence[Verified],
    notes: Sequence[str],
    report: AttackedFolders | RecordsReport,
    *,
    as_json: bool,
) -> None:
    if as_json:
        found = {"verified": [_as_dict(item) for item in verified], "notes": list(notes), **report.as_dict()}
        print(json.dumps(found, indent=1))
    else:
        print("\n".join([*(str(item) for item in verified), *notes, "", str(report)]), end="")


def _as_dict(verified: Verified) -> dict[str, str | bool]:
    return {
        "dataset": verified.dataset,
        "release": verified.name,
        "signed": verified.signed,
        "publisher_known": verified.publisher_known,
    }


def _code(report: AttackedFolders) -> int:
    if report.given_away:
        return GIVEN_AWAY
    return 0 if report.finished else NOT_FINISHED
