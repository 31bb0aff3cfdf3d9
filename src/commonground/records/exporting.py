"""A matter for a records request: one PDF for one audience, the originals that may go with it, and a manifest with the
fingerprint of each, as one zip archive that is made while it is sent. What was left out is said, by code, never shown.
"""

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from commonground.access.models import Person
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.evidence.keeping import FileShown, file_shown, open_evidence
from commonground.casework.kinds import kind_of
from commonground.casework.models import EvidenceFile
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.records.codes import redaction_file
from commonground.records.paper import printed
from commonground.records.redacting import WHOLE, for_audience, redactions_of
from commonground.records.texts import texts_of
from commonground.reference.city import the_city
from commonground.vaults.units import units

CHUNK = 256 * 1024


class CannotExport(Refused):
    """No such audience, or a file that is not of this matter."""


@dataclass(frozen=True)
class Request:
    """Who asked, under which number, and what they get."""

    audience: str
    number: str
    files: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Export:
    name: str
    chunks: Iterator[bytes]


def redacted_texts(opened: OpenedCase, audience: str) -> list[dict[str, Any]]:
    """Every text as this audience reads it."""
    marked = redactions_of(opened)
    return [
        {"key": text.key, "label": text.label, "at": text.at, "parts": for_audience(text, marked, audience)}
        for text in texts_of(opened)
    ]


def left_out(texts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How often something is withheld under each code, with the code's words."""
    counted = Counter(code for text in texts for part in text["parts"] for code in part.codes)
    language, found = get_language() or "en", []
    for key, number in sorted(counted.items()):
        code = redaction_file().code(key)
        words = (
            code.text.in_language(language)
            if code
            else _("The text changed after it was marked: all of it is withheld.")
        )
        found.append({"key": "" if key == WHOLE else key, "number": number, "text": words})
    return found


def export_case(*, opened: OpenedCase, wanted: Request, by: Person) -> Export:
    """Raises `CannotExport`, `NotThere`. That it was made, for whom and by whom, is in the audit before a byte is sent."""
    if redaction_file().audience(wanted.audience) is None:
        raise CannotExport(_("Choose for whom it is."), field="audience")
    rows = list(EvidenceFile.objects.filter(case=opened.case))
    chosen = [row for row in rows if row.pk in wanted.files]
    if len(chosen) != len(set(wanted.files)):
        raise CannotExport(_("One of these files is not of this matter."), field="originals")
    if wanted.audience != "reviewer" and any(row.inner for row in chosen):
        raise CannotExport(
            _("A file of the unit alone goes to nobody but the independent board."), field="originals"
        )
    paper = _paper(opened, wanted, left_out_files=len(rows) - len(chosen))
    details = {"audience": wanted.audience, "files": [str(row.pk) for row in chosen]}
    with transaction.atomic():
        case = taken_in_hand(opened.case, by)
        record("casework.record.exported", case, by=by, details=details)
    reference, language = opened.case.reference, get_language() or "en"
    names = _names([file_shown(row, _key(row, opened)) for row in chosen])
    entries = [(f"{reference}.pdf", lambda: iter([paper]))]
    entries += [(f"files/{name}", _opener(row, opened)) for row, name in zip(chosen, names, strict=True)]
    return Export(f"{reference}-{wanted.audience}.zip", _zipped(entries, language))


def _key(row: EvidenceFile, opened: OpenedCase) -> Any:
    return opened.inner if row.inner else opened.shared


def _opener(row: EvidenceFile, opened: OpenedCase) -> Callable[[], Iterator[bytes]]:
    return lambda: open_evidence(row, _key(row, opened))


def _names(files: list[FileShown]) -> list[str]:
    """No two alike, in an archive that may be opened anywhere."""
    return [f"{number:02d}-{file.name}" for number, file in enumerate(files, 1)]


def _paper(opened: OpenedCase, wanted: Request, *, left_out_files: int) -> bytes:
    texts, language = redacted_texts(opened, wanted.audience), get_language() or "en"
    case, audience = opened.case, redaction_file().audience(wanted.audience)
    context = {
        "language": language,
        "city": the_city().name.in_language(language),
        "case": case,
        "kind": kind_of(case.kind).rules.name.in_language(language),
        "unit": units()[case.unit].name.in_language(language),
        "audience": audience.name.in_language(language) if audience else "",
        "number": wanted.number,
        "texts": texts,
        "left_out": left_out(texts),
        "left_out_files": left_out_files,
        "made_at": clock.now(),
    }
    return printed("records/paper/export.html", context)


class _Sink(io.RawIOBase):
    """Where the archive is written: what is there is taken away and sent."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken


def _zipped(entries: list[tuple[str, Callable[[], Iterator[bytes]]]], language: str) -> Iterator[bytes]:
    sink, lines, whole = _Sink(), [], hashlib.sha256()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            digest = hashlib.sha256()
            with archive.open(zipfile.ZipInfo(name, _now()), "w", force_zip64=True) as entry:
                for chunk in content():
                    digest.update(chunk)
                    entry.write(chunk)
                    yield sink.taken()
            lines.append(f"{digest.hexdigest()}  {name}\n")
            whole.update(lines[-1].encode())
        archive.writestr(
            zipfile.ZipInfo("MANIFEST.txt", _now()), _manifest(lines, whole.hexdigest(), language)
        )
    yield sink.taken()


def _manifest(lines: list[str], whole: str, language: str) -> str:
    with override(language):
        said = _(
            "SHA-256 of each file, as `sha256sum --check` reads it, and below of these lines together: "
            "whoever holds the last line knows that nothing was taken out or put in."
        )
        return f"# {said}\n{''.join(lines)}# {_('together')}: {whole}\n"


def _now() -> tuple[int, int, int, int, int, int]:
    moment = clock.now()
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
