"""The command line, `safecount`.

Refusals are sentences on standard error and exit code 2; data goes to standard output.
"""

from __future__ import annotations

from safecount.command import analyse, attack, records, release
from safecount.command.app import app

__all__ = ["analyse", "attack", "main", "records", "release"]


def main() -> None:
    """Run the command line."""
    app()
