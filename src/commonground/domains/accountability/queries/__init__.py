"""Reads of professional standards. What hangs on a matter is read after the matter came out of its own door."""
