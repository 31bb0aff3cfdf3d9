from hypothesis import given
from hypothesis import strategies as st

from commonground.content import rules

paths = st.lists(st.text("abc-é0", min_size=1, max_size=6), min_size=1, max_size=5).map("/".join)


@given(paths)
def test_an_address_leads_back_to_its_path(path: str) -> None:
    assert rules.tidy_path(rules.public_address(path, "en")) == path
    assert rules.public_address(path, "es") == "/es" + rules.public_address(path, "en")


@given(paths)
def test_parents_stand_above(path: str) -> None:
    parents = rules.parents_of(path)
    assert len(parents) == path.count("/")
    assert all(path.startswith(f"{parent}/") for parent in parents)


def test_the_start_page_has_no_path() -> None:
    assert rules.public_address("", "en") == "/"
    assert rules.public_address("", "es") == "/es/"


def test_the_reader_gets_their_language_else_the_first() -> None:
    assert rules.language_to_show("es", ["en", "es"]) == "es"
    assert rules.language_to_show("es", ["en"]) == "en"
    assert rules.language_to_show("en", ["es"]) == "es"
    assert rules.language_to_show("en", []) is None


@given(st.text(max_size=400))
def test_a_search_never_has_more_words_than_it_may(query: str) -> None:
    assert len(rules.search_words(query)) <= rules.MOST_SEARCH_WORDS


@given(st.text(max_size=1000), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_an_excerpt_is_short_and_from_the_text(text: str, words: list[str]) -> None:
    excerpt = rules.excerpt_around(text, words)
    assert len(excerpt) <= 182
    assert excerpt.strip("…") in text


def test_an_excerpt_stands_around_the_word() -> None:
    text = "word " * 100 + "the dispatcher asks " + "more " * 100
    assert "dispatcher" in rules.excerpt_around(text, ["dispatcher"])


def test_what_no_page_can_have_as_its_address() -> None:
    assert not any(rules.may_be_a_path(path) for path in ("", "a\x00b", "a\nb", "x" * 256))
    assert rules.may_be_a_path("cómo-llamar/ahora")
