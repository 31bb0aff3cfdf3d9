"""How a ledger keeps an entry: on the disk before anybody counts on it, whole or as it was before."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from safecount.problems import StoreError


def write_entry(folder: Path, name: str, values: dict[str, Any]) -> None:
    """Put `values` into the JSON file `name` of `folder` in place of what stood there, all of it or nothing."""
    new = folder / f"{name}.new"
    new.write_text(json.dumps(values, indent=1, sort_keys=True) + "\n", "utf-8")
    sync(new)
    os.replace(new, folder / name)
    sync(folder)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def damaged(folder: Path, error: Exception) -> StoreError:
    """What to say of an entry that cannot be read."""
    message = f"The ledger entry {folder} is damaged ({error})."
    return StoreError(f"{message} Restore it from a copy: without it no later release can be made safe.")
