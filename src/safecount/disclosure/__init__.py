"""Which counts may be shown. `make_safe` hides what must be hidden and proves it; `attack` lets anyone try to undo it.

Method: docs/count/method.md. Names are loaded when they are first used, since counted tables need the words of safe ones.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safecount.disclosure.builder import BuiltTable, NotReleased, Question, build_table
    from safecount.disclosure.doubt import CannotProtect, Doubt, Effort, Protection, Witness, doubt_of
    from safecount.disclosure.lattice import Lattice, Tabulated, build_lattice
    from safecount.disclosure.ledger import Entry, Ledger
    from safecount.disclosure.proof import Proof, ProofFailed, check_proof
    from safecount.disclosure.release import EarlierRelease, JudgedTable, SafeRelease, Terms, make_safe
    from safecount.disclosure.safe_table import (
        ALL,
        MISSING,
        Certificate,
        Dimension,
        Level,
        Measure,
        SafeTable,
        Status,
        SumsProved,
        UnsafeTable,
        digest_of,
    )
    from safecount.disclosure.system import State, System, primary

__all__ = [
    "ALL",
    "MISSING",
    "BuiltTable",
    "CannotProtect",
    "Certificate",
    "Dimension",
    "Doubt",
    "EarlierRelease",
    "Effort",
    "Entry",
    "JudgedTable",
    "Lattice",
    "Ledger",
    "Level",
    "Measure",
    "NotReleased",
    "Proof",
    "ProofFailed",
    "Protection",
    "Question",
    "SafeRelease",
    "SafeTable",
    "State",
    "Status",
    "SumsProved",
    "System",
    "Tabulated",
    "Terms",
    "UnsafeTable",
    "Witness",
    "build_lattice",
    "build_table",
    "check_proof",
    "digest_of",
    "doubt_of",
    "make_safe",
    "primary",
]

# A function called as its module is, such as `protect.protect`, is named by its full path: the module would hide it here.
_MODULES = {
    "builder": ("BuiltTable", "NotReleased", "Question", "build_table"),
    "doubt": ("CannotProtect", "Doubt", "Effort", "Protection", "Witness", "doubt_of"),
    "lattice": ("Lattice", "Tabulated", "build_lattice"),
    "ledger": ("Entry", "Ledger"),
    "proof": ("Proof", "ProofFailed", "check_proof"),
    "release": ("EarlierRelease", "JudgedTable", "SafeRelease", "Terms", "make_safe"),
    "safe_table": (
        "ALL",
        "MISSING",
        "Certificate",
        "Dimension",
        "Level",
        "Measure",
        "SafeTable",
        "Status",
        "SumsProved",
        "UnsafeTable",
        "digest_of",
    ),
    "system": ("State", "System", "primary"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a name of `__all__` from its module."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__} has no attribute {name}")
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
