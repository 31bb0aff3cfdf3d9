"""Reads of appeals that leave the package."""
