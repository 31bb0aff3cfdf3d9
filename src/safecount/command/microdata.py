"""From records to published records: one row each, made coarser; what would be told, and the release itself."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safecount.command.app import DefinitionPath, app, named_definition, refusing
from safecount.ingest import Store
from safecount.problems import SafecountError

if TYPE_CHECKING:
    from safecount.disclosure.microdata import SafeRecords
    from safecount.schema import Definition, ReleaseRecords


@app.command("release-records")
def release_records(
    definition: DefinitionPath,
    name: Annotated[str, typer.Option(help="Which of its [records]; needed where there are several.")] = "",
    out: Annotated[
        str, typer.Option(help="The folder to write; without it, only say what would be told.")
    ] = "",
    contact_name: Annotated[str, typer.Option(help="The office that answers questions.")] = "",
    contact_email: Annotated[str, typer.Option(help="Its e-mail address.")] = "",
    key: Annotated[str, typer.Option(help="The file of the signing key; made if it is not there.")] = "",
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Publish without a signature.")] = False,
    store: Annotated[str, typer.Option(help="The folder of snapshots; NAME.store if not given.")] = "",
    first: Annotated[
        str, typer.Option(help="The first month, such as 2026-01; the next one if not given.")
    ] = "",
    through: Annotated[str, typer.Option(help="The last month; the last there is if not given.")] = "",
    issued: Annotated[
        str, typer.Option(help="The day of the release, such as 2026-12-01; today if not given.")
    ] = "",
) -> None:
    """Write the records of DEFINITION one by one, made so coarse that each looks like ten others. Never beside tables."""
    from safecount.publish import Contact
    from safecount.publish.records import RecordsRequest, make_records, preview_records

    with refusing():
        found = named_definition(definition)
        wanted = _wanted(found, name)
        records = Store(store or f"{found.name}.store")
        if not out:
            print(_told(preview_records(found, wanted, records, first, through)))
            return
        if bool(key) == unsigned:
            raise SafecountError("Say how the release is signed: --key FILE, or --unsigned.")
        day = _day(issued) if issued else datetime.datetime.now(tz=datetime.UTC).date()
        contact = Contact(contact_name, contact_email)
        published = make_records(
            found, wanted, records, RecordsRequest(Path(out), contact, day, first, through, key)
        )
    print(published)
    print(f"Anyone can count it again:  safecount attack {out}")


def _wanted(definition: Definition, name: str) -> ReleaseRecords:
    known = {records.name: records for records in definition.records}
    if not known:
        raise SafecountError("The definition names no records to release. Write a [records] section into it.")
    if not name and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        raise SafecountError(f"Say which records are released, with --name: {', '.join(known)}.")
    return known[name]


def _told(safe: SafeRecords) -> str:
    said = safe.certificate
    share = 100 * said.suppressed / max(1, said.records_in)
    wide = max(map(len, (*said.levels, *said.diversity)))
    months = f", from {said.first} to {said.last}" if said.first else ""
    return "\n".join(
        [
            "Nothing was written. This would be told:",
            *(f"  {name:<{wide}}  {rung}" for name, rung in said.levels.items()),
            *(
                f"  {name:<{wide}}  as it is, {fewest} different or more"
                for name, fewest in said.diversity.items()
            ),
            f"{said.records_out:,} of {said.records_in:,} records{months}; {said.suppressed:,} left out ({share:.1f} %)",
            f"{100 * said.loss:.0f} % of what the keys tell is lost; at least {said.k} records share every key",
        ]
    )


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise SafecountError(f"{text!r} is not a date such as 2026-12-01.") from error
