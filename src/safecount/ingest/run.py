"""One ingest from beginning to end: lay out, read, type, decide fates, write months, account for every row, publish."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import duckdb

import safecount
from safecount.ingest.identities import Identities
from safecount.ingest.layout import Choice, choose, reading_layout
from safecount.ingest.limits import DEFAULT_LIMITS, Limits
from safecount.ingest.months import Lineage
from safecount.ingest.opening import OpenSource, open_source
from safecount.ingest.rejects import Rejects
from safecount.ingest.report import FileReport, IngestReport, Reason
from safecount.ingest.shape import shape_of
from safecount.ingest.sources import LocalFile, expand_addresses, lay_out
from safecount.ingest.stage import Job, Staged, Stager
from safecount.ingest.statement import create_types
from safecount.ingest.store import Manifest, Part, SourceEntry, Store, link_or_copy
from safecount.ingest.tables import TableWriter
from safecount.problems import SafecountError, SourceError, StoreError
from safecount.schema import Definition


class Watcher(Protocol):
    """Is told what a run is doing; the command line shows it as a progress bar."""

    def begin(self, steps: int) -> None:
        """Called once with the number of steps to come."""
        ...

    def step(self, words: str) -> None:
        """Called as each step begins."""
        ...


class Silent:
    """A watcher that shows nothing."""

    def begin(self, steps: int) -> None:
        """Show nothing."""

    def step(self, words: str) -> None:
        """Show nothing."""


@dataclass(frozen=True)
class Options:
    """How a run is to go: within `limits`, from no records if `rebuild`, telling `watcher` of each step."""

    limits: Limits = DEFAULT_LIMITS
    rebuild: bool = False
    watcher: Watcher = field(default_factory=Silent)


DEFAULT_OPTIONS = Options()


class AccountingError(AssertionError):
    """Rows were lost or invented: a fault of this program, never of the data. Nothing was published."""


@dataclass(frozen=True)
class _Taken:
    """A source that has been read, on its way into the report."""

    local: LocalFile
    source: OpenSource
    choice: Choice
    staged: Staged


def ingest(
    definition: Definition,
    addresses: Iterable[str],
    store: Store,
    *,
    now: datetime.datetime,
    options: Options = DEFAULT_OPTIONS,
) -> IngestReport:
    """Take the sources at `addresses` into `store` and return the account of every row.

    `now` is recorded and marks later dates as future.
    Raises SafecountError with a sentence where a source, the definition or the store does not allow it; the store
    then stays as it was. The law `read = accepted + rejected + identical + edited` holds for every file.
    """
    files = expand_addresses(addresses)
    try:
        with store.writing() as folder:
            previous = store.current()
            _check_shape(definition, previous, store, options.rebuild)
            run = _Run(definition, store, folder, options.limits, options.watcher)
            return run.take(files, None if options.rebuild else previous, previous, now)
    except duckdb.OutOfMemoryException as error:
        raise SafecountError(
            f"The memory allowed ({options.limits.memory}) was not enough: {error}"
        ) from error
    except (OSError, duckdb.IOException) as error:
        raise StoreError(
            f"Writing to {store.folder} failed; the snapshot before it stands. ({error})"
        ) from error


def _check_shape(definition: Definition, previous: Manifest | None, store: Store, rebuild: bool) -> None:
    if previous is None or rebuild:
        return
    if previous.definition != definition.name:
        message = f"The store {store.folder} holds the dataset {previous.definition}, not {definition.name}."
        raise StoreError(f"{message} Name another store.")
    if previous.shape != shape_of(definition):
        message = "The definition has changed in a way that shapes records since the store was written."
        raise StoreError(f"{message} Read every source anew with --rebuild, or name another store.")


class _Run:
    """The state of one ingest; lives as long as its working folder."""

    def __init__(
        self, definition: Definition, store: Store, folder: Path, limits: Limits, watcher: Watcher
    ) -> None:
        self._definition = definition
        self._store = store
        self._work = folder / "work"
        self._finished = folder / "finished"
        self._limits = limits
        self._watcher = watcher
        self._lineage = Lineage(definition, shape_of(definition), safecount.__version__)
        self._identities = {
            table.name: Identities(self._work / f"identities-{number}")
            for number, table in enumerate(definition.tables)
        }
        self._work.mkdir()
        self._finished.mkdir()

    def take(
        self, files: Sequence[str], base: Manifest | None, previous: Manifest | None, now: datetime.datetime
    ) -> IngestReport:
        """Read `files` on top of the snapshot `base`, and publish the result."""
        self._watcher.begin(len(files) + len(self._definition.tables) + 1)
        number = int(previous.name.partition("-")[0]) + 1 if previous else 1
        run_folder = self._run_folder(number)
        with self._connect() as connection, Rejects(run_folder / "rejects.parquet") as rejects:
            first = len(base.sources) if base else 0
            stager = Stager(connection, self._work, self._definition, self._limits, rejects)
            taken = self._read(stager, files, first)
            writer = TableWriter(connection, (self._store, base), self._lineage, self._finished, now.date())
            parts: list[Part] = []
            for table in self._definition.tables:
                self._watcher.step(f"writing {table.name}")
                parts += writer.write(table, [item.staged for item in taken], self._identities[table.name])
            tables = writer.reports()
            reports = [self._file_report(item, writer) for item in taken]
            writer.write_duplicates(run_folder / "duplicates.parquet")
        self._watcher.step("closing the account")
        name = self._name(number, taken, base)
        reasons = tuple(Reason(*key, count) for key, count in rejects.counts.most_common())
        about = (self._definition.name, self._definition.fingerprint, safecount.__version__)
        report = IngestReport(*about, name, tuple(reports), tables, reasons)
        _check_balance(report)
        account = json.dumps(report.as_dict(), indent=1, default=str)
        (run_folder / "report.json").write_text(account + "\n", "utf-8")
        self._publish(report, parts, base, previous, now)
        return report

    def _run_folder(self, number: int) -> Path:
        """Make the folder of this run's account, rejects and duplicates."""
        folder = self._finished / "runs" / f"{number:06}"
        folder.mkdir(parents=True)
        return folder

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(
            config={
                "memory_limit": self._limits.memory,
                "temp_directory": str(self._work / "spill"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
        )
        # Rejected rows are found again by their number, so nothing may turn a test into a join that loses order.
        connection.execute("SET disabled_optimizers = 'in_clause'")
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        for statement in create_types(self._definition):
            connection.execute(statement)
        return connection

    def _read(self, stager: Stager, files: Sequence[str], first: int) -> list[_Taken]:
        taken = []
        for number, address in enumerate(files):
            self._watcher.step(f"reading {Path(address).name}")
            local = lay_out(address, self._work, number, self._limits)
            layout = reading_layout(self._definition, local.name)
            source = open_source(local, layout, self._work, self._limits)
            choice = choose(self._definition, local.name, source.reader.headers, source.may_grow_headers)
            notes = self._lineage.notes(choice.table)
            identify = self._identities[choice.table.name].add
            try:
                staged = stager.take(Job(local, source, choice, first + number), notes, identify)
            except SourceError as error:
                raise SourceError(f"{address}: {error}") from error
            taken.append(_Taken(local, source, choice, staged))
            for spare in self._work.glob(f"source-{number}*"):
                spare.unlink()
        return taken

    def _file_report(self, item: _Taken, writer: TableWriter) -> FileReport:
        notices = [*item.source.reader.notices.sentences, *_round_count(item.staged.read)]
        late = sorted(item.source.reader.notices.late_headers)
        drift = replace(item.choice.drift, unexpected=(*item.choice.drift.unexpected, *late))
        fates = writer.fates_of(item.staged.source_file)
        return FileReport(
            item.local.address,
            item.local.sha256,
            item.local.size,
            item.choice.table.name,
            item.choice.layout.name,
            f"{item.source.encoding.name} (by {item.source.encoding.how})",
            item.staged.path_taken,
            item.staged.why_exact,
            item.staged.read,
            item.staged.rejected,
            drift,
            tuple(notices),
            fates["accepted"],
            fates["identical"],
            fates["edited"],
        )

    def _name(self, number: int, taken: Sequence[_Taken], base: Manifest | None) -> str:
        seed = "\n".join(
            [base.name if base else "", shape_of(self._definition), *(item.local.sha256 for item in taken)]
        )
        return f"{number:06}-{hashlib.sha256(seed.encode()).hexdigest()[:8]}"

    def _publish(
        self,
        report: IngestReport,
        parts: list[Part],
        base: Manifest | None,
        previous: Manifest | None,
        now: datetime.datetime,
    ) -> None:
        if previous:
            for kept in sorted((self._store.snapshots / previous.name / "runs").rglob("*")):
                if kept.is_file():
                    relative = kept.relative_to(self._store.snapshots / previous.name)
                    link_or_copy(kept, self._finished / relative)
        entries = [
            SourceEntry(file.address, file.sha256, file.size, now.isoformat(timespec="seconds"))
            for file in report.files
        ]
        manifest = Manifest(
            name=report.snapshot,
            definition=self._definition.name,
            fingerprint=self._definition.fingerprint,
            shape=shape_of(self._definition),
            version=safecount.__version__,
            sources=(*(base.sources if base else ()), *entries),
            parts=tuple(parts),
            previous=previous.name if previous else "",
            totals={table.name: table.after for table in report.tables},
        )
        self._store.publish(self._finished, manifest)


_LIMITS_OF_TOOLS = (65_535, 65_536, 1_048_575, 1_048_576)


def _round_count(rows: int) -> list[str]:
    """Return a notice where a row count looks like the limit of a server or a spreadsheet, not like a count."""
    if rows and (rows % 1_000 == 0 or rows in _LIMITS_OF_TOOLS):
        return [f"Exactly {rows:,} rows: a server or spreadsheet may have stopped there. Ask for the rest."]
    return []


def _check_balance(report: IngestReport) -> None:
    for file in report.files:
        if not file.balanced:
            raise AccountingError(f"{file.address}: {file.read} rows read, not all accounted for: {file}")
    for table in report.tables:
        if table.after != table.before + table.accepted - table.replaced:
            raise AccountingError(f"{table.name}: {table.after} records do not follow from the run: {table}")
    rejected = sum(reason.count for reason in report.reasons)
    if rejected != report.total("rejected"):
        raise AccountingError(f"{rejected} rejects kept, {report.total('rejected')} counted")
