"""Why a file was not taken, in a sentence that the person can act on."""

import errno

from django.utils.translation import gettext_lazy as _

from commonground.foundation.refusals import Refused

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class UploadRefused(Refused):
    """This file, or this piece of it, is not taken."""


class NoRoom(UploadRefused):
    """The disk is full. What was sent before is unharmed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "There is no room for more files at this moment. Nothing that you sent before is lost. "
                "Send what you wrote without this file, and add the file later."
            )
        )


class WrongPiece(UploadRefused):
    """A piece that does not come next: `offset` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(_("The connection broke. Go on from where it stopped."))
        self.offset = offset
