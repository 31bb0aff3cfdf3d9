"""Taking a file in: begin, piece after piece, finish. Nothing here is stored but sealed pieces; the page holds the key.

A broken connection, a killed process, a second try: asking “how far?” gives the place to go on from.
"""

import hashlib
import io
import logging
import uuid
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from commonground.foundation import clock
from commonground.foundation.uploads import store
from commonground.foundation.uploads.examined import MetadataFate
from commonground.foundation.uploads.kinds import EMPTY, EvidenceKind, check_head, kind_of, safe_name
from commonground.foundation.uploads.limits import LARGEST_FILE, LARGEST_FILING, MOST_FILES, PIECE
from commonground.foundation.uploads.refused import UploadRefused, WrongPiece
from commonground.foundation.uploads.scanning import Scan
from commonground.foundation.uploads.stripping import can_strip, stripped
from commonground.foundation.uploads.tokens import Begun, HeldUpload, begun_of, held_of
from commonground.foundation.vault import CannotOpen, DataKey, new_data_key

log = logging.getLogger(__name__)


class TooLarge(UploadRefused):
    """More than one file may have."""

    def __init__(self) -> None:
        super().__init__(
            _("This file is larger than %(limit)s GB. Send a part of it, or ask us how to bring it to us.")
            % {"limit": LARGEST_FILE // 1024**3}
        )


@dataclass(frozen=True)
class Examined:
    """What one pass over a whole file told."""

    sha256: str
    scan: str


def begin(name: str, size: int, *, keep_metadata: bool = False) -> Begun:
    """A place for a file. Raises `UploadRefused`: empty, too large, no room."""
    if size <= 0:
        raise UploadRefused(EMPTY)
    if size > LARGEST_FILE:
        raise TooLarge
    store.check_room(size)
    return Begun(uuid.uuid4(), new_data_key(), name[:300], size, keep_metadata, clock.now())


def next_offset(begun: Begun) -> int:
    """How much has arrived, whole and on the disk."""
    return min(store.pieces_held(begun.id) * PIECE, begun.size)


def take_piece(begun: Begun, offset: int, content: BinaryIO, *, sha256: str = "") -> int:
    """Seals one piece as it arrives; returns the next offset. A piece that is here already is let pass."""
    expected = next_offset(begun)
    if offset != expected:
        if 0 <= offset < expected and offset % PIECE == 0:
            return expected
        raise WrongPiece(expected)
    if offset >= begun.size:
        return expected
    index, size = offset // PIECE, store.size_of_piece(offset // PIECE, begun.size)
    store.check_room(size)
    limited = _Limited(content, size)
    if index == 0:
        head = limited.read(16 * 1024)
        try:
            check_head(head)
        except UploadRefused:
            limited.drain()
            raise
        limited.give_back(head)
    store.write_piece(begun.id, index, limited, begun.key, size=size, sha256=sha256)  # type: ignore[arg-type]
    return next_offset(begun)


def finish(begun: Begun, *, pieces_sha256: str = "") -> HeldUpload:
    """The whole file: hashed, scanned, known by its content, its metadata out unless it is to be kept.

    Raises `WrongPiece` when something is missing, `UploadRefused` with the reason; what is refused leaves nothing.
    """
    if (held := next_offset(begun)) != begun.size:
        raise WrongPiece(held)
    if pieces_sha256 and pieces_sha256 != _sha256_of_pieces(begun):
        store.discard(begun.id)
        raise UploadRefused(_("This file did not arrive as it was sent. Attach it again."))
    try:
        return _examined_upload(begun)
    except CannotOpen as damaged:
        store.discard(begun.id)
        log.error("evidence.damaged id=%s", begun.id)
        raise UploadRefused(_("This file did not arrive as it was sent. Attach it again.")) from damaged
    except UploadRefused:
        store.discard(begun.id)
        raise


def _examined_upload(begun: Begun) -> HeldUpload:
    content = store.SealedReader(begun.id, begun.key, begun.size)
    kind = kind_of(content, begun.size)  # type: ignore[arg-type]
    examined = _examine(content)
    received = HeldUpload(
        id=begun.id,
        key=begun.key,
        name=safe_name(begun.name, kind),
        size=begun.size,
        pieces=store.number_of_pieces(begun.size),
        media_type=kind.media_type,
        metadata=_fate(kind, begun),
        scan=examined.scan,
        digests={"received": examined.sha256, "kept": examined.sha256},
        at=begun.at,
    )
    if begun.keep_metadata or not can_strip(kind):
        return received
    return _without_metadata(received, begun.name, content, kind)


def _fate(kind: EvidenceKind, begun: Begun) -> str:
    if not can_strip(kind):
        return MetadataFate.NONE_KNOWN
    return MetadataFate.KEPT if begun.keep_metadata else MetadataFate.LEFT


def _without_metadata(
    received: HeldUpload, name: str, content: store.SealedReader, kind: EvidenceKind
) -> HeldUpload:
    """The clean copy takes the place of what arrived, which is removed."""
    clean = stripped(content, received.size, kind)  # type: ignore[arg-type]
    if clean is None:
        return received
    data, kind = clean
    kept = sealed_anew(data, received.key)
    store.discard(received.id)
    return replace(
        received,
        id=kept.file_id,
        name=safe_name(
            name if kind.media_type == received.media_type else name.rpartition(".")[0] or name, kind
        ),
        size=kept.size,
        pieces=store.number_of_pieces(kept.size),
        media_type=kind.media_type,
        metadata=MetadataFate.STRIPPED,
        digests={"received": received.digests["received"], "kept": kept.sha256},
    )


def sealed_anew(data: bytes, key: DataKey) -> store.PieceWriter:
    writer = store.PieceWriter(uuid.uuid4(), key)
    try:
        for chunk in store.chunks_of(io.BytesIO(data)):
            writer.write(chunk)
        writer.finish()
    except BaseException:
        store.discard(writer.file_id)
        raise
    return writer


def _examine(content: store.SealedReader) -> Examined:
    """One pass: the hash, and the scanner where there is one."""
    digest, scan = hashlib.sha256(), Scan()
    content.seek(0)
    for chunk in store.chunks_of(content):  # type: ignore[arg-type]
        digest.update(chunk)
        scan.feed(chunk)
    result = scan.result()
    if scan.found:
        raise UploadRefused(
            _("The virus scanner found %(name)s in this file. It is not taken, and was removed.")
            % {"name": scan.found}
        )
    return Examined(digest.hexdigest(), result)


def _sha256_of_pieces(begun: Begun) -> str:
    """The hash over the hashes of the pieces: what a browser can work out without holding the file in memory."""
    whole, content = hashlib.sha256(), store.SealedReader(begun.id, begun.key, begun.size)
    for index in range(store.number_of_pieces(begun.size)):
        piece = hashlib.sha256()
        left = store.size_of_piece(index, begun.size)
        while left:
            chunk = content.read(min(left, 1024 * 1024))
            piece.update(chunk)
            left -= len(chunk)
        whole.update(piece.digest())
    return whole.hexdigest()


def abandon(token: str) -> None:
    """The person took the file out again. Raises `TokenRefused` for what is no token of ours."""
    try:
        file_id = held_of(token).id
    except UploadRefused:
        file_id = begun_of(token).id
    store.discard(file_id)


def held_uploads(tokens: list[str] | tuple[str, ...]) -> tuple[HeldUpload, ...]:
    """What a page says it holds. Raises `UploadRefused`: no token of ours, too old, swept, too many, too much."""
    found = {held.id: held for held in map(held_of, tokens)}
    check_together(tuple(found.values()))
    for held in found.values():
        if store.pieces_held(held.id) < held.pieces:
            raise UploadRefused(
                _("The file “%(name)s” is no longer here. Attach it again.") % {"name": held.name}
            )
    return tuple(found.values())


def check_together(uploads: tuple[HeldUpload, ...]) -> None:
    """Raises `UploadRefused` when these are too many or too much for one filing."""
    if len(uploads) > MOST_FILES:
        raise UploadRefused(_("At most %(number)s files can be sent at once.") % {"number": MOST_FILES})
    if sum(held.size for held in uploads) > LARGEST_FILING:
        raise UploadRefused(
            _("Together these files are larger than %(limit)s GB. Take one out.")
            % {"limit": LARGEST_FILING // 1024**3}
        )


class _Limited(io.RawIOBase):
    """At most so many bytes of a stream; some of them may be given back once."""

    def __init__(self, below: BinaryIO, left: int) -> None:
        super().__init__()
        self._below, self._left, self._back = below, left, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._back:
            back, self._back = self._back, b""
            return back
        if self._left <= 0:
            return b""
        found = self._below.read(min(self._left, size if size > 0 else 64 * 1024))
        self._left -= len(found)
        return found

    def give_back(self, data: bytes) -> None:
        self._back = data

    def drain(self) -> None:
        """A browser that is cut off while it still sends shows no answer."""
        while self.read(64 * 1024):
            pass
