"""Shows the account of a run on a terminal: the law of conservation first, then whatever deserves a look."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from safecount.ingest.report import FileReport, IngestReport, TableReport

_MOST = 12


def show_report(report: IngestReport, console: Console) -> None:
    """Print the whole report to `console`."""
    _show_accounts(report, console)
    for reason in report.reasons[:_MOST]:
        where = f"{reason.table}.{reason.column}" if reason.column else reason.table
        console.print(
            f"[red]rejected[/] {reason.count:>9,}  {escape(where)}: {escape(reason.reason)}", soft_wrap=True
        )
    for file in report.files:
        _show_file(file, console)
    for table in report.tables:
        _show_table(table, console)
    console.print(
        f"Snapshot {report.snapshot}. Rejected rows are kept in its runs/…/rejects.parquet.", soft_wrap=True
    )


def _show_accounts(report: IngestReport, console: Console) -> None:
    account = Table(
        title="Every row accounted for", caption="read = accepted + rejected + identical + edited"
    )
    account.add_column("source", overflow="fold")
    account.add_column("table")
    for heading in ("read", "accepted", "rejected", "identical", "edited"):
        account.add_column(heading, justify="right")
    for file in report.files:
        account.add_row(escape(_name(file)), file.table, *_numbers(file))
    if len(report.files) > 1:
        names = ("read", "accepted", "rejected", "identical", "edited")
        account.add_section()
        account.add_row("all sources", "", *(f"{report.total(name):,}" for name in names))
    console.print(account)


def _name(file: FileReport) -> str:
    return file.address.replace("\\", "/").rsplit("/", 1)[-1]


def _numbers(file: FileReport) -> list[str]:
    return [f"{value:,}" for value in (file.read, file.accepted, file.rejected, file.identical, file.edited)]


def _show_file(file: FileReport, console: Console) -> None:
    name = escape(_name(file))
    for notice in file.notices:
        console.print(f"[yellow]look[/]      {name}: {escape(notice)}", soft_wrap=True)
    if "guess" in file.encoding:
        console.print(f"[yellow]look[/]      {name}: read as {escape(file.encoding)}", soft_wrap=True)
    for column in file.drift.missing:
        console.print(f"[yellow]drift[/]     {name}: - {escape(column)} is not in the file", soft_wrap=True)
    for header in file.drift.unexpected[:_MOST]:
        console.print(
            f"[yellow]drift[/]     {name}: + {escape(repr(header[:80]))} is not in the definition",
            soft_wrap=True,
        )
    for header in file.drift.repeated[:_MOST]:
        console.print(
            f"[yellow]drift[/]     {name}: {escape(repr(header[:80]))} stands there twice", soft_wrap=True
        )


def _joined(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{escape(name)} {count:,}" for name, count in counts)


def _show_table(table: TableReport, console: Console) -> None:
    span = f", {table.first_month} to {table.last_month}" if table.first_month else ""
    console.print(
        f"[bold]{table.name}[/]: {table.before:,} records + {table.accepted:,} accepted - {table.replaced:,} replaced "
        f"= {table.after:,} ({table.unit}{span})",
        soft_wrap=True,
    )
    lines = {
        "missing": _joined(table.missing.items()),
        "not believed, taken as missing": _joined(table.faulty.items()),
        "late, in months already there": _joined(table.late.items()),
        "at exactly midnight": _joined(table.midnight.items()),
        "dated in the future": f"{table.future:,}" if table.future else "",
        "look exactly like another record, and kept": f"{table.identical_kept:,}"
        if table.identical_kept
        else "",
        "without their parent": f"{table.orphans:,}" if table.orphans else "",
    }
    for words, found in lines.items():
        if found:
            console.print(f"  {words}: {found}", soft_wrap=True)
    for spelling in table.unlisted[:_MOST]:
        hint = f" - perhaps {escape(spelling.suggestion)}" if spelling.suggestion else ""
        shown = escape(repr(spelling.spelling[:80]))
        text = f"  [yellow]unlisted[/] {spelling.column}: {shown} {spelling.count:,} times{hint}"
        console.print(text, soft_wrap=True)
    if len(table.unlisted) > _MOST:
        console.print(f"  and {len(table.unlisted) - _MOST} more unlisted spellings, in report.json")
