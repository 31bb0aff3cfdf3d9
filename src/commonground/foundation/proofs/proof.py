"""What a filing proof states, how it is written for people to keep, and how one is checked.

The fingerprint is the SHA-256 of a random nonce and the filing as it was sent. Whoever sees the proof learns a moment
and nothing else; whoever filed holds the nonce and the text, and can show that they are what arrived.
"""

import hashlib
import json
import logging
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from commonground.foundation.proofs import keys
from commonground.foundation.vault import DataKey, open_json, place

VERSION = 1
BEGIN, END = "----- BEGIN FILING PROOF -----", "----- END FILING PROOF -----"
_LONGEST = 5000  # characters that are looked at, of whatever was pasted
_NONCE_BYTES = 32
_FIELDS = ("city", "fingerprint", "key", "received_at", "version")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FilingProof:
    """The statement, exactly as it was signed, and what only the person who filed has: the nonce and the filing."""

    statement: str
    signature: str
    nonce: str
    filing: str

    @property
    def fingerprint(self) -> str:
        return str(json.loads(self.statement)["fingerprint"])

    @property
    def text(self) -> str:
        """To show to anybody."""
        return f"{BEGIN}\n{self.statement}\n{self.signature}\n{END}\n"

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class CheckedProof:
    """What a proof that somebody pasted turned out to be. `received_at` is None unless it is genuine."""

    genuine: bool
    received_at: datetime | None = None
    fingerprint: str = ""
    key: keys.PublicProofKey | None = None
    readable: bool = True
    key_known: bool = True


def canonical_filing(kind: str, category: str, answers: Mapping[str, str], files: tuple[str, ...]) -> str:
    """The filing in the one way that it is written for its fingerprint: JSON, names in order, no spaces."""
    content = {"answers": dict(answers), "category": category, "files": list(files), "kind": kind}
    return _canonical(content)


def prove(filing: str, received_at: datetime) -> FilingProof | None:
    """A signed proof; None (and a line in the log) where no key was made: nobody is turned away for that."""
    try:
        nonce = secrets.token_hex(_NONCE_BYTES)
        statement = _canonical(
            {
                "city": settings.CITY,
                "fingerprint": fingerprint_of(nonce, filing),
                "key": keys.present_key_id(),
                "received_at": received_at.astimezone(UTC).isoformat(timespec="seconds"),
                "version": VERSION,
            }
        )
        return FilingProof(statement, keys.sign(statement.encode()), nonce, filing)
    except keys.NoProofKey:
        log.error("proof.no_key")
        return None


def read_proof(key: DataKey, case_id: uuid.UUID, sealed: bytes | None) -> FilingProof | None:
    """The proof as it was given when the matter arrived."""
    kept = open_json(key, bytes(sealed), place("casework_case", "proof_sealed", case_id)) if sealed else None
    return FilingProof(**kept) if kept else None


def fingerprint_of(nonce: str, filing: str) -> str:
    return hashlib.sha256(bytes.fromhex(nonce) + filing.encode()).hexdigest()


def check_proof(pasted: str) -> CheckedProof:
    """Reads whatever was pasted; mail and word processors may have wrapped its lines."""
    found = re.search(rf"{BEGIN}(.*?){END}", pasted[:_LONGEST], re.DOTALL)
    inside = "".join((found[1] if found else pasted[:_LONGEST]).split())
    parts = re.fullmatch(r"(\{[^{}]*\})([A-Za-z0-9+/=]{88})", inside)
    stated = _stated(parts[1]) if parts else None
    if parts is None or stated is None:
        return CheckedProof(genuine=False, readable=False)
    key = next((one for one in keys.public_keys() if one.id == stated["key"]), None)
    if key is None:
        return CheckedProof(genuine=False, key_known=False)
    if not keys.is_signed_by(key, parts[1].encode(), parts[2]):
        return CheckedProof(genuine=False)
    return CheckedProof(True, datetime.fromisoformat(stated["received_at"]), stated["fingerprint"], key)


def _stated(statement: str) -> dict[str, Any] | None:
    try:
        stated = json.loads(statement)
        datetime.fromisoformat(stated["received_at"])
    except (ValueError, KeyError, TypeError):
        return None
    whole = set(stated) == set(_FIELDS) and stated["version"] == VERSION
    return stated if whole and isinstance(stated["fingerprint"], str) else None


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
