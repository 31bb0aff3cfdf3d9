"""The house of these tests, and a folder of its own for sealed bytes."""

import pytest

from tests.commonground.records.house import house, matter

__all__ = ["house", "matter"]


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.CLAMD = ""
    return settings.EVIDENCE_ROOT
