"""mypy, strict, where STYLE says: the count, access, foundation, doors, and every rules.py and actions.py."""

import os
import subprocess
import sys
from pathlib import Path

from tests import environment

SOURCE = Path(__file__).resolve().parents[1] / "src"


def strict_paths() -> list[str]:
    """Files and folders that must type-check strictly."""
    house = SOURCE / "commonground"
    whole = [
        SOURCE / "safecount",
        house / "access",
        house / "foundation",
        house / "reference",
        house / "doors",
    ]
    parts = [
        path for name in ("rules", "actions") for path in house.rglob(f"{name}*") if _is_module(path, name)
    ]
    return [
        str(path)
        for path in (*whole, *sorted(set(parts)))
        if not any(path.is_relative_to(w) and path != w for w in whole)
    ]


def _is_module(path: Path, name: str) -> bool:
    return path.name == f"{name}.py" or (path.is_dir() and path.name == name)


if __name__ == "__main__":
    del environment  # imported for the settings that it puts into the environment
    sys.exit(
        subprocess.run(
            [sys.executable, "-m", "mypy", *strict_paths()], env=os.environ, check=False
        ).returncode
    )
