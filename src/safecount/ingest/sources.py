"""Finds the files that addresses name, and lays each one out as a plain local file, hashed and within limits.

An address is a path, a folder, a pattern, http(s)://…, or whatever else fsspec opens where its driver is installed
(s3://… with s3fs). A .gz is gone through once and then read as it unpacks; .bz2, .xz and a .zip of one file are
unpacked to disk. Growth beyond the limits is refused before anything is read, which stops zip bombs.
"""

from __future__ import annotations

import bz2
import gzip
import http.client
import lzma
import shutil
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

import fsspec

from safecount.ingest.encoding import Census
from safecount.ingest.limits import Limits
from safecount.ingest.store import sha256_of
from safecount.problems import SourceError

_BLOCK = 1024 * 1024
_PATIENCE = 60
"""Seconds without an answer after which a server is given up."""
_PACKED = (".gz", ".bz2", ".xz", ".zip")
READABLE = (".csv", ".tsv", ".txt", ".json", ".geojson", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".parquet")


@dataclass(frozen=True)
class LocalFile:
    """A source laid out for reading: `path` lies on disk; `size` is in bytes, of the source as it came.

    `packed` says that `path` is gzip still, which `open` undoes on the way. `census` is what was seen of its text
    while it was measured, None where that was not needed.
    """

    address: str
    path: Path
    suffix: str
    size: int
    hash: Future[str]
    packed: bool = False
    census: Census | None = None

    @property
    def name(self) -> str:
        """The file's own name, for reports and for matching patterns."""
        return PurePosixPath(self.address.replace("\\", "/")).name

    @property
    def sha256(self) -> str:
        """SHA-256 of the source as it came; waits for it where it is still being worked out."""
        return self.hash.result()

    def open(self) -> IO[bytes]:
        """Open the content, unpacked."""
        return cast("IO[bytes]", gzip.open(self.path)) if self.packed else open(self.path, "rb")

    def unpacked(self, folder: Path) -> Path:
        """Return where the content lies whole, for formats that are not read from front to back."""
        if not self.packed:
            return self.path
        target = folder / f"{self.path.name}.whole"
        with self.open() as inner, open(target, "wb") as out:
            shutil.copyfileobj(inner, out, _BLOCK)
        return target


def expand_addresses(addresses: Iterable[str]) -> list[str]:
    """Return every file the addresses name, in order and once each.

    A folder gives its readable files, sorted; a pattern gives its matches, sorted. Raises SourceError when an
    address names nothing.
    """
    found: dict[str, None] = {}
    for address in addresses:
        for file in _expand(address):
            found.setdefault(file)
    return list(found)


def _expand(address: str) -> list[str]:
    if "://" in address:
        return _expand_remote(address)
    path = Path(address)
    if path.is_dir():
        files = [str(file) for file in sorted(path.iterdir()) if file.is_file() and _is_readable(file.name)]
    elif path.is_file():
        files = [str(path)]
    else:
        anchor = Path(path.anchor) if path.anchor else Path()
        pattern = str(path.relative_to(path.anchor)) if path.anchor else str(path)
        files = (
            [str(file) for file in sorted(anchor.glob(pattern)) if file.is_file()] if pattern != "." else []
        )
    if not files:
        raise SourceError(f"{address}: there is no such file. Check the name, or the pattern.")
    return files


def _expand_remote(address: str) -> list[str]:
    if "*" not in address and "[" not in address:
        return [address]
    try:
        found = sorted(file.full_name for file in fsspec.open_files(address, "rb"))
    except (OSError, ValueError, ImportError) as error:
        raise SourceError(f"{address}: the addresses could not be listed ({error}).") from error
    if not found:
        raise SourceError(f"{address}: nothing matches.")
    return [str(file) for file in found]


def _is_readable(name: str) -> bool:
    lower = name.lower()
    for packed in _PACKED:
        lower = lower.removesuffix(packed)
    return lower.endswith(READABLE) or name.lower().endswith(".zip")


def lay_out(address: str, folder: Path, number: int, limits: Limits) -> LocalFile:
    """Return the source as a local file, fetched or unpacked into `folder` where that is needed.

    Raises SourceError if it cannot be opened, is damaged, or grows beyond the limits. A local file is read where it
    lies, and its hash worked out beside the reading of it.
    """
    try:
        return _laid_out(address, folder, number, limits)
    except SourceError as error:
        raise SourceError(f"{address}: {error}") from error
    except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        message = f"{address}: the compressed file is damaged or cut short ({error}). Fetch it again."
        raise SourceError(message) from error
    except (OSError, ValueError, ImportError, http.client.HTTPException) as error:
        raise SourceError(f"{address}: it cannot be read ({error}).") from error


def _laid_out(address: str, folder: Path, number: int, limits: Limits) -> LocalFile:
    lower = address.lower().split("?")[0]
    packed = next((suffix for suffix in _PACKED if lower.endswith(suffix)), "")
    suffix = PurePosixPath(lower.removesuffix(packed)).suffix
    came = (
        _fetched(address, folder / f"source-{number}{suffix}{packed}") if "://" in address else Path(address)
    )
    size, path, census = came.stat().st_size, came, None
    with open(came, "rb") as raw:
        if packed == ".gz":
            census = _measured(raw, limits)
        elif packed:
            path = folder / f"source-{number}-whole{suffix}"
            suffix = _unpack(raw, packed, path, limits) or suffix
    return LocalFile(address, path, suffix, size, _hashing(came), packed == ".gz", census)


def _fetched(address: str, target: Path) -> Path:
    """Lay down what a server sends; refuse what it promised and has not sent, which may end without an error."""
    with _open_remote(address) as raw, open(target, "wb") as out:
        shutil.copyfileobj(raw, out, _BLOCK)
        left = getattr(raw, "length", None)
        if isinstance(left, int) and left > 0:
            raise SourceError(f"the transfer ended {left:,} bytes early. Fetch it again.")
    return target


def _open_remote(address: str) -> IO[bytes]:
    if address.lower().startswith(("http://", "https://")):
        opened = urllib.request.urlopen(address, timeout=_PATIENCE)  # noqa: S310 - the scheme was just looked at
        return cast("IO[bytes]", opened)
    return cast("IO[bytes]", fsspec.open(address, "rb").open())


def _hashing(path: Path) -> Future[str]:
    """Work out the hash of a file in a thread of its own."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="hash")
    found = pool.submit(sha256_of, path)
    pool.shutdown(wait=False)
    return found


def _measured(raw: IO[bytes], limits: Limits) -> Census:
    """Go through what is packed in a .gz without keeping it; return what its text looks like."""
    census = Census()
    with gzip.GzipFile(fileobj=raw) as inner:
        for block in _growing(cast("IO[bytes]", inner), raw.tell, limits):
            census.look_at(block)
    return census


def _unpack(raw: IO[bytes], packed: str, target: Path, limits: Limits) -> str:
    """Write what is inside `raw` to `target`; return the suffix of the file found in a zip, if it is one."""
    if packed == ".zip":
        return _unpack_zip(raw, target, limits)
    with cast("IO[bytes]", bz2.BZ2File(raw) if packed == ".bz2" else lzma.LZMAFile(raw)) as inner:
        _copy(inner, target, raw.tell, limits)
    return ""


def _unpack_zip(raw: IO[bytes], target: Path, limits: Limits) -> str:
    with zipfile.ZipFile(raw) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1:
            raise SourceError(f"the zip holds {len(members)} files. Unpack it and name the files.")
        with archive.open(members[0]) as inner:
            _copy(inner, target, lambda: members[0].compress_size, limits)
    return PurePosixPath(members[0].filename.lower()).suffix


def _copy(inner: IO[bytes], target: Path, taken: Callable[[], int], limits: Limits) -> None:
    with open(target, "wb") as out:
        for block in _growing(inner, taken, limits):
            out.write(block)


def _growing(inner: IO[bytes], taken: Callable[[], int], limits: Limits) -> Iterator[bytes]:
    """Yield the blocks of `inner`; refuse to go on where they outgrow the bytes taken to make them."""
    written = 0
    while block := inner.read(_BLOCK):
        written += len(block)
        if written > limits.expansion_from and written > limits.expansion * max(taken(), 1):
            factor = f"{limits.expansion} times its size"
            raise SourceError(f"unpacked, it grows beyond {factor}, as a zip bomb does. Unpack it by hand.")
        yield block
