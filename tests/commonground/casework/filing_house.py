"""For tests of what people file: units that have their keys, a proof key, and files that lie in a folder of the test.

A `conftest` takes both fixtures by name; the second works for every test of its folder.
"""

import pytest

from commonground.foundation.proofs.keys import make_key
from commonground.foundation.vault import UnlockedVault
from commonground.foundation.vault.installation import make_installation
from tests.commonground.intake.sealing import unlocked_units


@pytest.fixture
def unit_vault(db) -> UnlockedVault:
    return unlocked_units()


@pytest.fixture(autouse=True)
def filing_house(settings, tmp_path, db) -> None:
    settings.PROOF_KEYS_FOLDER = tmp_path / "proof-keys"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    make_key()
    make_installation()  # where tables were made without migrations
