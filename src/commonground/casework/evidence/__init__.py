"""Files of a matter. How they come in and lie on the disk is `foundation.uploads`; `keeping` makes one part of a case."""

from commonground.casework.evidence.keeping import (
    FileShown,
    attach,
    file_shown,
    open_evidence,
    sweep_abandoned,
)

__all__ = ["FileShown", "attach", "file_shown", "open_evidence", "sweep_abandoned"]
