"""The definitions that come with the package, for datasets police departments have published."""

from __future__ import annotations

from pathlib import Path

from safecount.schema.load import load_definition
from safecount.schema.model import Definition

_FOLDER = Path(__file__).parent.parent / "definitions"


def shipped_names() -> list[str]:
    """Return the names of the shipped definitions, in order."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def shipped_path(name: str) -> Path:
    """Return the file of the shipped definition `name`; KeyError if there is none."""
    if name not in shipped_names():
        raise KeyError(name)
    return _FOLDER / f"{name}.toml"


def shipped_definition(name: str) -> Definition:
    """Return the shipped definition `name`; KeyError if there is none."""
    return load_definition(shipped_path(name))
