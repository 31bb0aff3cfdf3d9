"""The one promise of redaction: no character of a marked stretch comes out, however stretches lie on one another."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.records.rules import Part, Stretch, joined, places_of, redacted, suggestions

# A busy machine is slow to draw; that says nothing of the rules.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
texts = st.text(alphabet="abc áñ\u0301\n€漢", max_size=40)
stretches = st.lists(
    st.builds(Stretch, st.integers(-5, 45), st.integers(-5, 45), st.sampled_from(["R-1", "R-2", "R-3"])),
    max_size=8,
)


@calm
@given(texts, stretches)
def test_no_character_of_a_marked_stretch_comes_out(text: str, marked: list[Stretch]) -> None:
    hidden = {at for one in marked for at in range(max(0, one.start), min(len(text), one.end))}
    shown, at = redacted(text, marked), 0
    open_again = []
    for start, end, _codes in joined(text, marked):
        open_again += range(at, start)
        at = end
    open_again += range(at, len(text))
    assert not hidden & set(open_again)
    assert "".join(part.text for part in shown) == "".join(text[at] for at in open_again)


@calm
@given(texts, stretches)
def test_what_comes_out_says_nothing_of_what_stood_there(text: str, marked: list[Stretch]) -> None:
    """The same text with every hidden stretch replaced by another, longer or shorter, comes out the same."""
    places = joined(text, marked)
    other, moved, at = "", [], 0
    for start, end, codes in places:
        other += text[at:start]
        moved += [Stretch(len(other), len(other) + 7, code) for code in codes]
        other += "XXXXXXX"
        at = end
    other += text[at:]
    assert redacted(text, marked) == redacted(other, moved)


@calm
@given(texts, stretches)
def test_every_mark_carries_its_codes_and_no_two_marks_touch(text: str, marked: list[Stretch]) -> None:
    parts = redacted(text, marked)
    assert all(bool(part.text) != bool(part.codes) for part in parts)
    assert not any(one.codes and other.codes for one, other in itertools.pairwise(parts))


def test_an_accent_goes_with_its_letter() -> None:
    assert redacted("Jose\u0301 Ruiz", [Stretch(0, 4, "R-2")]) == (Part(codes=("R-2",)), Part(text=" Ruiz"))


def test_words_are_found_wherever_they_stand() -> None:
    text = "Dana  Reyes said. Then DANA\nREYES left; Dana.Reyes (x"
    assert [text[a:b] for a, b in places_of(text, " dana reyes ")] == ["Dana  Reyes", "DANA\nREYES"]
    assert places_of(text, "(x") == [(len(text) - 2, len(text))]
    assert places_of(text, "  ") == []


def test_what_is_offered() -> None:
    text = (
        "Officer Reyes (badge #4471) and Dana Reyes wrote to q.m@example.org. Call (555) 555-0133 or 555-0134. "
        "Born 04/05/1971; nacida el 3 de mayo de 1971. SSN 078-05-1120. The sleeves were torn at 4471 Main."
    )
    found = {
        (one.kind, one.words) for one in suggestions(text, names=["Dana Reyes", "Ed Lee"], badges=["4471"])
    }
    assert found == {
        ("officer-name", "Reyes"),
        ("officer-name", "Dana Reyes"),
        ("badge", "badge #4471"),
        ("badge", "4471"),
        ("email", "q.m@example.org"),
        ("telephone", "(555) 555-0133"),
        ("telephone", "555-0134"),
        ("birth-date", "Born 04/05/1971"),
        ("birth-date", "nacida el 3 de mayo de 1971"),
        ("identity-number", "078-05-1120"),
    }
