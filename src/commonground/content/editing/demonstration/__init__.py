"""Riverbend's pages, as its staff wrote them: published in both languages, one in review, one scheduled."""

from commonground.content.editing.demonstration.write import write_pages

__all__ = ["write_pages"]
