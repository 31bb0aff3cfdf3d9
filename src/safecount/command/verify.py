"""Whether a release is as it was published, and by whom: what anyone who holds its files can check."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from safecount.command.app import app
from safecount.problems import SafecountError

FAILED = 1


@app.command()
def verify(
    releases: Annotated[list[str], typer.Argument(metavar="RELEASE…", help="The folders of releases.")],
    key: Annotated[
        str, typer.Option(help="The publisher's public key, a PEM file that came another way.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check the files, signature, certificate and rates of each RELEASE, and say in plain words what holds.

    Exit code 0: everything holds. 1: something does not; the reason is said.
    """
    # Only checking needs it.
    from safecount.publish import prove_release

    results: list[dict[str, object]] = []
    for folder in releases:
        try:
            found = prove_release(folder, Path(key) if key else None)
        except (SafecountError, OSError) as error:
            results.append({"folder": folder, "holds": False, "reason": str(error)})
            if not as_json:
                print(f"{folder}: does not hold. {error}", file=sys.stderr)
            continue
        sentences = {"said": [str(found.verified), *found.holds], "not_shown": list(found.open)}
        results.append({"folder": folder, "holds": True, **sentences})
        if not as_json:
            print(f"{folder}: {found}")
    if as_json:
        print(json.dumps(results, indent=1))
    if not all(result["holds"] for result in results):
        raise typer.Exit(FAILED)
