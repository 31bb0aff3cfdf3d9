"""What fuzzing found once stays found: every file of the corpus is tried again."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from tests.safecount.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*"))


@pytest.mark.parametrize("name", FILES)
def test_the_corpus_holds(name: str) -> None:
    with warnings.catch_warnings():
        # Guessing an encoding from a handful of broken bytes warns of what it tried.
        warnings.simplefilter("ignore", UserWarning)
        TARGETS[name.partition("/")[0]]((CORPUS / name).read_bytes())
