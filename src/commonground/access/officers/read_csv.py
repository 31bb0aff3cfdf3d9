"""Reads a roster saved as CSV: comma, semicolon or tab; UTF-8 or Windows-1252; headings in any order."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonground.foundation.refusals import Refused

COLUMNS = ("badge", "name", "rank", "assignment", "supervisor", "email", "left_on")
REQUIRED = ("badge", "name", "rank")
ALIASES = {
    "badge number": "badge",
    "placa": "badge",
    "número de placa": "badge",
    "nombre": "name",
    "rango": "rank",
    "unit": "assignment",
    "asignación": "assignment",
    "supervisor badge": "supervisor",
    "placa del supervisor": "supervisor",
    "e-mail": "email",
    "account": "email",
    "correo": "email",
    "left on": "left_on",
    "left": "left_on",
    "se fue el": "left_on",
}
LARGEST_FILE = 1024 * 1024
MOST_ROWS = 5000


class FileUnreadable(Refused):
    """The file as a whole is no roster."""


@dataclass(frozen=True)
class Row:
    """One line of the file. A column that the file does not have is not in `cells`."""

    line: int
    cells: dict[str, str]


def text_of(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise FileUnreadable(_("The file is larger than 1 MB."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise FileUnreadable(_("The file is not text. Save it as CSV UTF-8."))
    return text


def read_rows(text: str) -> list[Row]:
    """Raises `FileUnreadable`."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    headings: list[str] | None = None
    rows: list[Row] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if headings is None:
                headings = _headings(cells)
                continue
            pairs = zip(headings, cells, strict=False)
            rows.append(Row(reader.line_num, {name: cell.strip() for name, cell in pairs if name}))
            if len(rows) > MOST_ROWS:
                raise FileUnreadable(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
    except csv.Error as wrong:
        raise FileUnreadable(_("Line %(line)d cannot be read as CSV.") % {"line": reader.line_num}) from wrong
    if not rows:
        raise FileUnreadable(_("The file has no rows."))
    return rows


def _headings(cells: list[str]) -> list[str]:
    plain = [cell.strip().casefold().replace("_", " ") for cell in cells]
    names = [ALIASES.get(one, one.replace(" ", "_")) for one in plain]
    known = [name if name in COLUMNS else "" for name in names]
    if missing := [name for name in REQUIRED if name not in known]:
        raise FileUnreadable(
            _("The file has no column %(missing)s. The first line names the columns: %(known)s.")
            % {"missing": ", ".join(missing), "known": ", ".join(COLUMNS)}
        )
    if twice := {name for name in known if name and known.count(name) > 1}:
        raise FileUnreadable(_("Column %(name)s stands there twice.") % {"name": ", ".join(sorted(twice))})
    return known
