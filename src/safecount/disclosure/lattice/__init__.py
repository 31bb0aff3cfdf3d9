"""Turns tables, of one release or of several, into one system: cells that count the same records become one.

A cell is known by what it says of its records: the values of its finest dimensions. Between releases a cell whose count did not
change is the same cell; where it changed, the difference is a cell of its own that nobody prints and everybody can subtract.
"""

from safecount.disclosure.lattice.cells import Lattice, build_lattice
from safecount.disclosure.lattice.relations import UNKNOWN
from safecount.disclosure.nested import Tabulated

__all__ = ["UNKNOWN", "Lattice", "Tabulated", "build_lattice"]
