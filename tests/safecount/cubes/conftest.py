"""The engine that most tests of the cubes share; those that need Spark too are in test_engines.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from safecount.cubes import Engine, open_engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    opened = open_engine()
    yield opened
    opened.close()
