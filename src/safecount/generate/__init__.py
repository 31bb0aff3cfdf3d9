"""Invented records, realistic in shape and mess, for trying things out and for measuring."""

from safecount.generate.stops import DEFINITION_TEXT, generate_stops

__all__ = ["DEFINITION_TEXT", "generate_stops"]
