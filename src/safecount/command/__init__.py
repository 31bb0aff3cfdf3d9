"""The command line, `safecount`.

Refusals are sentences on standard error and exit code 2; data goes to standard output.
"""

from __future__ import annotations

from safecount.command import analyse, attack, microdata, records, release, verify
from safecount.command.app import app

__all__ = ["analyse", "attack", "main", "microdata", "records", "release", "verify"]


def main() -> None:
    """Run the command line."""
    app()
