"""Writes, checks and reads releases: folders of files that hold safe tables and everything needed to check them.

`publish_release` takes nothing but SafeTables. What a folder holds, column by column, is in docs/count/release.md.
"""

from safecount.publish.about import (
    Contact,
    Correction,
    Edition,
    Link,
    PreviousRelease,
    ReleaseAbout,
    about_release,
)
from safecount.publish.proved import Proved, prove_release
from safecount.publish.read import ReleasedTable, ReleasedTables, read_release
from safecount.publish.refusals import PublishError, ReleaseError
from safecount.publish.release import Published, PublishedTable, publish_release
from safecount.publish.signing import new_signing_key, read_signing_key
from safecount.publish.verify import Verified, verify_release

__all__ = [
    "Contact",
    "Correction",
    "Edition",
    "Link",
    "PreviousRelease",
    "Proved",
    "PublishError",
    "Published",
    "PublishedTable",
    "ReleaseAbout",
    "ReleaseError",
    "ReleasedTable",
    "ReleasedTables",
    "Verified",
    "about_release",
    "new_signing_key",
    "prove_release",
    "publish_release",
    "read_release",
    "read_signing_key",
    "verify_release",
]
