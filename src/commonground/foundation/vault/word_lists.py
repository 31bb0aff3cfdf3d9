"""The BIP-39 word lists of both languages, and reading words back however they were written."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

from django.utils.translation import gettext as _
from mnemonic import Mnemonic

LISTS = {"en": "english", "es": "spanish"}


def list_language(language: str) -> str:
    return "es" if language.startswith("es") else "en"


@cache
def words_of(language: str) -> dict[str, str]:
    """Each word without its accents, and as the list writes it. No two words of a list are alike without accents."""
    words = Mnemonic(LISTS[language]).wordlist
    return {plain(word): unicodedata.normalize("NFC", word) for word in words}


def plain(text: str) -> str:
    """Small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_in(typed: str, *, longest: int) -> list[str]:
    """What looks like words in what was typed; whatever stands between them is passed over."""
    return re.findall(r"[^\W\d_]+", plain(typed[:longest]))


def language_of(words: Sequence[str]) -> str:
    """The list that most of these words are from."""
    return max(LISTS, key=lambda one: sum(word in words_of(one) for word in words))


def unknown_word(words: Sequence[str], language: str) -> str | None:
    """A sentence that names the first word that the list does not have, with the nearest; None when all are there."""
    known = words_of(language)
    wrong = next((word[:40] for word in words if word not in known), None)
    if wrong is None:
        return None
    near = get_close_matches(wrong, known, n=1, cutoff=0.6)
    if near:
        return _("“%(word)s” is not one of the words. Did you mean “%(nearest)s”?") % {
            "word": wrong,
            "nearest": known[near[0]],
        }
    return _("“%(word)s” is not one of the words. Look at what you wrote down.") % {"word": wrong}
