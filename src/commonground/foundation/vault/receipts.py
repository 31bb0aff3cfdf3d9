"""The receipt: seven words by which a person comes back, and which nobody else has.

Decided here: seven words of the BIP-39 list of the page's language (77 bits); read back whatever the case, accents or
separators; Argon2id with the installation's salt turns them into a locator, of which only the SHA-256 is stored, and
a key. Each try costs one derivation; there is no lock-out, so nobody can lock out anybody else.
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commonground.foundation.refusals import Refused
from commonground.foundation.vault.data_keys import DataKey
from commonground.foundation.vault.derivation import RECEIPT_COST, RECEIPTS, derive
from commonground.foundation.vault.models import VaultInstallation
from commonground.foundation.vault.word_lists import (
    language_of,
    list_language,
    plain,
    unknown_word,
    words_in,
    words_of,
)

WORDS = 7
_LONGEST = 500  # characters that are looked at, of whatever was sent


class ReceiptUnreadable(Refused):
    """What was typed is no receipt. Says which word, so that a slip of the pen can be found."""


class NoInstallation(Exception):
    """The table of the installation's salt is empty: no receipt can be made or opened. Restore it from a backup."""


@dataclass(frozen=True)
class Receipt:
    """The words as the list of their language writes them."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def secret(self) -> str:
        """What is derived from: no accents, single spaces."""
        return " ".join(plain(word) for word in self.words)

    def __repr__(self) -> str:
        return "<Receipt>"  # never in a log or an error page


@dataclass(frozen=True)
class ReceiptKeys:
    """What a receipt opens: where the case lies, and the key to its shared part."""

    locator: str
    key: DataKey

    def __repr__(self) -> str:
        return "<ReceiptKeys>"


def new_receipt(language: str) -> Receipt:
    words = list(words_of(list_language(language)).values())
    return Receipt(tuple(secrets.choice(words) for _word in range(WORDS)))


def read_receipt(typed: str) -> Receipt:
    """Reads what a person typed or pasted. Raises `ReceiptUnreadable`."""
    found = words_in(typed, longest=_LONGEST)
    if not found:
        raise ReceiptUnreadable(_("Type the seven words of your receipt."))
    language = language_of(found)
    if sentence := unknown_word(found, language):
        raise ReceiptUnreadable(sentence)
    if len(found) != WORDS:
        raise ReceiptUnreadable(
            _("A receipt has %(words)s words; there are %(found)s here. Type all of them, in their order.")
            % {"words": WORDS, "found": len(found)}
        )
    return Receipt(tuple(words_of(language)[word] for word in found))


def open_receipt(receipt: Receipt) -> ReceiptKeys:
    """The slow step. Raises `TooBusy` when too many people try at this moment."""
    salt = installation_salt()
    with RECEIPTS.turn():
        derived = derive(receipt.secret, salt, 64, cost=RECEIPT_COST)
    return ReceiptKeys(
        locator=hashlib.sha256(derived[:32]).hexdigest(),
        key=DataKey.of_raw(derived[32:]),
    )


def installation_salt() -> bytes:
    row = VaultInstallation.objects.only("id", "salt").first()
    if row is None:
        raise NoInstallation
    return bytes(row.salt)
