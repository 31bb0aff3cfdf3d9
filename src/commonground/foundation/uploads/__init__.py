"""Files that people send: sealed piece by piece as they arrive, never in the clear on a disk. Of matters nothing is known here.

`receiving` takes a file in, `kinds` decides what is taken, `stripping` and `scanning` examine it. What lies on the disk is
described in `store`.
"""

from commonground.foundation.uploads.receiving import abandon, check_together, held_uploads
from commonground.foundation.uploads.refused import NoRoom, UploadRefused
from commonground.foundation.uploads.tokens import HeldUpload
from commonground.foundation.uploads.upload_handler import RefusedFile, received_files, sealing_uploads

__all__ = [
    "HeldUpload",
    "NoRoom",
    "RefusedFile",
    "UploadRefused",
    "abandon",
    "check_together",
    "held_uploads",
    "received_files",
    "sealing_uploads",
]
