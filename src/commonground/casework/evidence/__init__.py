"""Files that people send as evidence: sealed piece by piece as they arrive, never in the clear on a disk.

`receiving` takes a file in, `kinds` decides what is taken, `stripping` and `scanning` examine it, `keeping` makes it
part of a matter. What lies on the disk is described in `store`.
"""

from commonground.casework.evidence.keeping import (
    FileShown,
    attach,
    file_shown,
    open_evidence,
    sweep_abandoned,
)
from commonground.casework.evidence.receiving import abandon, check_together, held_uploads
from commonground.casework.evidence.refused import NoRoom, UploadRefused
from commonground.casework.evidence.tokens import HeldUpload
from commonground.casework.evidence.upload_handler import RefusedFile, received_files, sealing_uploads

__all__ = [
    "FileShown",
    "HeldUpload",
    "NoRoom",
    "RefusedFile",
    "UploadRefused",
    "abandon",
    "attach",
    "check_together",
    "file_shown",
    "held_uploads",
    "open_evidence",
    "received_files",
    "sealing_uploads",
    "sweep_abandoned",
]
