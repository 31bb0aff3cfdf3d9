"""What stops a release from being written, and what stops a release folder from being believed."""

from __future__ import annotations

from safecount.problems import SafecountError


class PublishError(SafecountError):
    """A release that cannot be written as asked. What was published before stands as it was."""


class ReleaseError(SafecountError):
    """A release folder that is damaged, altered, or not a release at all."""
