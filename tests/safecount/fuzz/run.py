"""Runs atheris, which is not among the project's packages: `pip install atheris` into an environment of its own."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["safecount"], enable_loader_override=False):
    from tests.safecount.fuzz.targets import TARGETS


def main() -> None:
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
