"""Keeps an uploaded register between the page that shows its plan and the confirmation, by the hash of its bytes.

The page's address carries a signed token: whose upload it is, of which bytes, into which programme. Both last a day.
"""

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from commonground.domains.commitments.importing import NewProgramme
from commonground.foundation.links import LinkRefused, sign, unsign

PURPOSE = "commitments.import"
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """One upload that waits for confirmation. `new_name` is set when it is to create its programme."""

    person: int
    sha256: str
    file_name: str
    programme: str
    new_name: str = ""

    @property
    def target(self) -> str | NewProgramme:
        return NewProgramme(self.programme, self.new_name) if self.new_name else self.programme

    def token(self) -> str:
        return sign(PURPOSE, json.dumps(asdict(self)))

    def file(self) -> BytesIO:
        """The bytes as they were uploaded. Raises `LinkRefused` when they are kept no longer."""
        try:
            content = _path(self.sha256).read_bytes()
        except FileNotFoundError as gone:
            raise LinkRefused(_expired()) from gone
        file = BytesIO(content)
        file.name = self.file_name
        return file


def keep(content: bytes, *, person: int, file_name: str, programme: str, new_name: str = "") -> Kept:
    """Stores the bytes and returns what the token says of them."""
    kept = Kept(person, hashlib.sha256(content).hexdigest(), Path(file_name).name[:200], programme, new_name)
    path = _path(kept.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    _drop_old(path.parent)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_bytes(content)
    partial.replace(path)
    return kept


def opened(token: str, *, person: int) -> Kept:
    """What a token says, for the person who uploaded it. Raises `LinkRefused` for everybody else."""
    try:
        kept = Kept(**json.loads(unsign(PURPOSE, token, max_age=KEPT_FOR)))
    except LinkRefused as refused:
        raise LinkRefused(_expired()) from refused
    if kept.person != person:
        raise LinkRefused(_expired())
    return kept


def _expired() -> str:
    return _("This upload is kept no longer. Upload the file again.")


def _path(sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / "imports" / sha256


def _drop_old(folder: Path) -> None:
    """Time of the machine, not of the house: it is compared with what the file system wrote."""
    oldest = time.time() - KEPT_FOR.total_seconds()
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
