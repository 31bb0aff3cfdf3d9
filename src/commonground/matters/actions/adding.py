"""A member of the unit adds files to a matter: for the person to read as well, or for the unit alone."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.actions.rights import taken_in_hand
from commonground.casework.evidence.keeping import attach
from commonground.casework.models import Side
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation.audit.record import record
from commonground.foundation.uploads.receiving import check_together
from commonground.foundation.uploads.refused import UploadRefused
from commonground.foundation.uploads.tokens import HeldUpload


@transaction.atomic
def add_files(*, opened: OpenedCase, uploads: tuple[HeldUpload, ...], shared: bool, by: Person) -> None:
    """Raises `UploadRefused`, `NotThere`, `DisposedOf`."""
    if not uploads:
        raise UploadRefused(_("Choose at least one file."), field="file")
    check_together(uploads)
    case = taken_in_hand(opened.case, by)
    under = opened.shared if shared else opened.inner
    attach(case.pk, uploads, side=Side.UNIT, under=under, inner=not shared, by=by)
    details = {"files": [str(upload.id) for upload in uploads], "shared": shared}
    record("casework.files.added", case, by=by, details=details)
