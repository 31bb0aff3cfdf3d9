"""The staff start page: for everybody, showing each only what waits for them and where they may go."""

from datetime import date

from commonground.access import attention
from commonground.access.attention import Need


def test_without_a_role_it_says_so(staff_door, make_person) -> None:
    page = staff_door(make_person()).get("/").content.decode()
    assert "You have no role yet" in page
    assert "Nothing waits for you this week" in page


def test_places_are_those_one_may_open(staff_door, make_person) -> None:
    auditor = staff_door(make_person("auditor")).get("/").content.decode()
    assert 'href="/people/audit/"' in auditor
    assert 'href="/pages/"' not in auditor
    editor = staff_door(make_person("page-editor")).get("/").content.decode()
    assert 'href="/pages/"' in editor
    assert 'href="/people/audit/"' not in editor


def test_needs_stand_late_first_and_hostile_titles_are_text(
    staff_door, make_person, monkeypatch, noon
) -> None:
    needs = [
        Need("Later one", "in a month", "/c", date(2026, 12, 20), late=False),
        Need("Soon one", "due soon", "/b", date(2026, 11, 5), late=False),
        Need("<script>alert(1)</script>", "was due", "/a", date(2026, 10, 1), late=True),
    ]
    monkeypatch.setattr(attention, "_sources", [lambda _person: needs])
    page = staff_door(make_person("auditor")).get("/").content.decode()
    assert "<script>alert" not in page
    places = [page.index(text) for text in ("&lt;script&gt;", "Soon one", "Later one")]
    assert places == sorted(places)
    assert "One thing is late" in page
    assert "One more, later" in page


def test_the_page_is_in_the_persons_language(staff_door, make_person) -> None:
    page = staff_door(make_person("auditor", language="es")).get("/").content.decode()
    assert '<html lang="es"' in page
    assert "Lo que le espera esta semana" in page


def test_pages_are_never_kept_by_caches(staff_door, make_person) -> None:
    answer = staff_door(make_person("auditor")).get("/")
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
