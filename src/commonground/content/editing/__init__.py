"""Wagtail at the staff door: drafts, review, history and schedule of the city's pages."""
