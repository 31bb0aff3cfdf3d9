"""What people type becomes text and nothing else."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from commonground.intake.pages_public.plain_text import plain_text

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)))


@given(TEXT)
def test_it_is_plain_after_once(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not {"\x00", "\r", "\u202e", "\u2066", "\u200b", "\ufeff"} & set(once)


@given(st.text(alphabet="abc ñáé ¿? \n"))
def test_usual_text_is_left_as_it_is(text: str) -> None:
    once = plain_text(text)
    assert [line.strip() for line in once.split("\n") if line.strip()] == [
        unicodedata.normalize("NFC", line.strip()) for line in text.split("\n") if line.strip()
    ]
