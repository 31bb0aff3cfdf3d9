"""Invented content that shows every component in every state: for the gallery page and for the tests."""
