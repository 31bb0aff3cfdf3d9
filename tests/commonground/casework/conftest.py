from tests.commonground.foundation.uploads.conftest import evidence_root

__all__ = ["evidence_root"]
