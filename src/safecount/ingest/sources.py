"""Finds the files that addresses name, and lays each one out as a plain local file, hashed and within limits.

An address is a path, a folder, a pattern, http(s)://…, or whatever else fsspec opens where its driver is installed
(s3://… with s3fs). Compressed files (.gz, .bz2,
.xz, a .zip of one file) are unpacked; growth beyond the limits is refused, which stops zip bombs.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import http.client
import io
import lzma
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

import fsspec

from safecount.ingest.limits import Limits
from safecount.problems import SourceError

_BLOCK = 1024 * 1024
_PATIENCE = 60
"""Seconds without an answer after which a server is given up."""
_PACKED = (".gz", ".bz2", ".xz", ".zip")
READABLE = (".csv", ".tsv", ".txt", ".json", ".geojson", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".parquet")

Progress = Callable[[int], None]
"""Called with the number of bytes read since the last call."""


@dataclass(frozen=True)
class LocalFile:
    """A source laid out for reading: `path` is plain and local; `sha256` and `size` are of the source as it came."""

    address: str
    path: Path
    suffix: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The file's own name, for reports and for matching patterns."""
        return PurePosixPath(self.address.replace("\\", "/")).name


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


def lay_out(address: str, folder: Path, number: int, limits: Limits, progress: Progress) -> LocalFile:
    """Return the source as a plain local file, unpacked into `folder` where that is needed.

    Raises SourceError if it cannot be opened, is damaged, or grows beyond the limits. A plain local file is read
    where it lies; its hash is then computed here in one pass.
    """
    lower = address.lower().split("?")[0]
    packed = next((suffix for suffix in _PACKED if lower.endswith(suffix)), "")
    inner = PurePosixPath(lower.removesuffix(packed)).suffix
    local = "://" not in address
    target = Path(address) if local and not packed else folder / f"source-{number}{inner}"
    try:
        with _open(address) as raw:
            counted = _Counted(raw, progress)
            if target != Path(address):
                inner = _unpack(counted, packed, inner, target, limits) or inner
            while counted.read(_BLOCK):
                pass
            # What a web server promised and has not sent; the connection may end without an error.
            left = getattr(raw, "length", None)
            if isinstance(left, int) and left > 0:
                raise SourceError(f"the transfer ended {left:,} bytes early. Fetch it again.")
    except SourceError as error:
        raise SourceError(f"{address}: {error}") from error
    except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        message = f"{address}: the compressed file is damaged or cut short ({error}). Fetch it again."
        raise SourceError(message) from error
    except (OSError, ValueError, ImportError, http.client.HTTPException) as error:
        raise SourceError(f"{address}: it cannot be read ({error}).") from error
    return LocalFile(address, target, inner, counted.hash.hexdigest(), counted.size)


def _open(address: str) -> IO[bytes]:
    if "://" not in address:
        return open(address, "rb")
    if address.lower().startswith(("http://", "https://")):
        opened = urllib.request.urlopen(address, timeout=_PATIENCE)  # noqa: S310 - the scheme was just looked at
        return cast("IO[bytes]", opened)
    remote = fsspec.open(address, "rb")
    return cast("IO[bytes]", remote.open())


class _Counted(io.RawIOBase):
    """Passes bytes on while hashing and counting them."""

    def __init__(self, raw: IO[bytes], progress: Progress) -> None:
        self._raw = raw
        self._progress = progress
        self.hash = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._raw.read(len(buffer))
        buffer[: len(block)] = block
        self.hash.update(block)
        self.size += len(block)
        self._progress(len(block))
        return len(block)


def _unpack(source: _Counted, packed: str, suffix: str, target: Path, limits: Limits) -> str:
    """Write what is inside `source` to `target`; return the suffix of the file found in a zip, if it is one."""
    if packed == ".zip":
        return _unpack_zip(source, target, limits)
    buffered = cast("IO[bytes]", io.BufferedReader(source, _BLOCK))
    with _opened(buffered, packed) as inner:
        _copy(inner, target, lambda: source.size, limits, packed != "")
    return suffix


def _opened(raw: IO[bytes], packed: str) -> IO[bytes]:
    """Return `raw` with its compression undone."""
    match packed:
        case ".gz":
            return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
        case ".bz2":
            return cast("IO[bytes]", bz2.BZ2File(raw))
        case ".xz":
            return cast("IO[bytes]", lzma.LZMAFile(raw))
    return raw


def _unpack_zip(source: _Counted, target: Path, limits: Limits) -> str:
    # A zip is read from its end, so it is first laid down whole; its own size is what it was sent as.
    whole = target.with_name(target.name + ".zip")
    _copy(cast("IO[bytes]", source), whole, lambda: source.size, limits, False)
    with zipfile.ZipFile(whole) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1:
            raise SourceError(f"the zip holds {len(members)} files. Unpack it and name the files.")
        with archive.open(members[0]) as inner:
            _copy(inner, target, lambda: source.size, limits, True)
        suffix = PurePosixPath(members[0].filename.lower()).suffix
    whole.unlink()
    return suffix


def _copy(inner: IO[bytes], target: Path, taken: Callable[[], int], limits: Limits, packed: bool) -> None:
    written = 0
    with open(target, "wb") as out:
        while block := inner.read(_BLOCK):
            written += len(block)
            if packed and written > limits.expansion_from and written > limits.expansion * max(taken(), 1):
                factor = f"{limits.expansion} times its size"
                raise SourceError(
                    f"unpacked, it grows beyond {factor}, as a zip bomb does. Unpack it by hand."
                )
            out.write(block)
