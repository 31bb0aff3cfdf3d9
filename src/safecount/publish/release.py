"""Writes a release: from safe tables and what is to be said of them to a folder that stands alone.

`release_files` decides every byte and touches nothing; `publish_release` signs them and puts them in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safecount.disclosure.safe_table import SafeTable
from safecount.publish.about import ReleaseAbout
from safecount.publish.catalogue import catalogue_json, data_json
from safecount.publish.checks import checked, ordered_cells
from safecount.publish.dictionary import dictionary_csv, entries_of, rate_entries
from safecount.publish.folder import place
from safecount.publish.manifest import (
    CERTIFICATE,
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    certificate_json,
    manifest_of,
)
from safecount.publish.rates import rate_path, rates_csv, rates_in
from safecount.publish.signing import public_pem
from safecount.publish.table_files import json_bytes, table_files


@dataclass(frozen=True)
class PublishedTable:
    """One table of a release: how many of its cells are shown, hidden and zero."""

    name: str
    title: str
    cells: int
    hidden: int
    zero: int


@dataclass(frozen=True)
class Published:
    """A release that stands in `folder`. `sha256` is that of its release.json, which the next release names.

    `new` is False if exactly this release stood there before.
    """

    folder: Path
    dataset: str
    name: str
    tables: tuple[PublishedTable, ...]
    files: int
    size: int
    sha256: str
    signed: bool
    new: bool

    def __str__(self) -> str:
        """Say where it stands and how much it shows."""
        signed = "signed" if self.signed else "not signed"
        state = "written" if self.new else "stood there already"
        lines = [f"{self.folder}: {self.files} files, {signed}, {state}"]
        lines += [
            f"  {table.name}: {table.cells:,} cells, {table.hidden:,} hidden, {table.zero:,} zero"
            for table in self.tables
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Show in a notebook what was published."""
        rows = "".join(
            f"<tr><th scope='row'>{escape(table.title or table.name)}</th><td>{table.cells:,}</td>"
            f"<td>{table.hidden:,}</td><td>{table.zero:,}</td></tr>"
            for table in self.tables
        )
        return (
            f"<p>Release <strong>{escape(self.name)}</strong> of {escape(self.dataset)} in "
            f"<code>{escape(str(self.folder))}</code>: {self.files} files, {self.size:,} bytes, "
            f"{'signed' if self.signed else 'not signed'}.</p>"
            "<table><thead><tr><th scope='col'>Table</th><th scope='col'>Cells</th><th scope='col'>Hidden</th>"
            f"<th scope='col'>Zero</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def publish_release(
    tables: Sequence[SafeTable],
    about: ReleaseAbout,
    out: str | Path,
    *,
    signing_key: Ed25519PrivateKey | None,
) -> Published:
    """Write `tables` as the release folder `out`, all or nothing, and return what was written.

    `tables` are all the tables that were protected together, in any order. `signing_key` comes from `read_signing_key`;
    None publishes without a signature, and the release says so. The same arguments give the same bytes.
    Raises UnsafeTable for anything but SafeTables under one certificate that covers them; PublishError for names,
    values or a disk that will not do, and where another release stands in `out`. Then nothing was changed.
    """
    safe = checked(tables, about)
    files = release_files(safe, about, public_key=public_pem(signing_key) if signing_key else None)
    if signing_key:
        files[SIGNATURE] = signing_key.sign(files[MANIFEST])
    folder = Path(out)
    new = place(files, folder)
    return Published(
        folder=folder,
        dataset=about.dataset,
        name=about.edition.name,
        tables=tuple(_published(table) for table in safe),
        files=len(files),
        size=sum(map(len, files.values())),
        sha256=hashlib.sha256(files[MANIFEST]).hexdigest(),
        signed=signing_key is not None,
        new=new,
    )


def release_files(
    tables: tuple[SafeTable, ...], about: ReleaseAbout, *, public_key: bytes | None
) -> dict[str, bytes]:
    """Return every file of a release but its signature, by path. `tables` come from `checked`."""
    # Drawing takes most of a second to load, and whoever only reads or checks a release needs none of it.
    from safecount.publish.charts import file_svg
    from safecount.publish.report import dictionary_html, readme_txt, report_html, views_of

    cells = {table.name: ordered_cells(table) for table in tables}
    files: dict[str, bytes] = {}
    for table in tables:
        files |= table_files(table, cells[table.name], about)
    rates = rates_in(about.rates, tables)
    files |= {rate_path(name): rates_csv(found) for name, found in rates.items()}
    entries = (*entries_of(tables, cells), *rate_entries(rates))
    files["dictionary.csv"] = dictionary_csv(entries)
    files["dictionary.html"] = dictionary_html(entries, about)
    views = views_of(tables, about)
    for chart in (chart for view in views for chart in view.charts):
        files[f"charts/{chart.drawing.identity}.svg"] = file_svg(chart.drawing).encode()
    sizes = {path: len(content) for path, content in files.items()}
    files["report.html"] = report_html(views, about, sizes, signed=public_key is not None)
    files["README.txt"] = readme_txt(about, signed=public_key is not None)
    files["data.json"] = json_bytes(data_json(tables, about))
    files["catalogue.json"] = json_bytes(catalogue_json(tables, about, files))
    files[CERTIFICATE] = json_bytes(certificate_json(tables[0].certificate))
    if public_key:
        files[PUBLIC_KEY] = public_key
    files[MANIFEST] = json_bytes(manifest_of(tables, cells, about, files))
    return files


def _published(table: SafeTable) -> PublishedTable:
    statuses = table.cells["status"].to_pylist()
    return PublishedTable(
        table.name, table.title, len(statuses), statuses.count("hidden"), statuses.count("zero")
    )
