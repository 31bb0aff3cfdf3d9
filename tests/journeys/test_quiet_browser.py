"""What a visitor's browser is never asked: to keep a cookie, to call another company, to break our own policy."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import quiet, watched
from tests.journeys.house import House
from tests.journeys.pages import public_pages


def test_no_page_sets_a_cookie_stores_anything_or_calls_anybody(visitor, house: House) -> None:
    """A visitor reads every kind of page; the browser keeps nothing and complains of nothing. Motion is allowed here."""
    page = visitor(reduced_motion="no-preference")
    for path in public_pages(house).values():
        answer = page.goto(path, wait_until="load")
        assert answer is not None
        assert answer.status == 200, path
        assert "set-cookie" not in answer.all_headers(), path
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0, path
    assert page.context.cookies() == []


def test_the_watch_hears_a_refused_script(open_context, house: House) -> None:
    """The other tests rely on it: a script that the policy refuses is noticed."""
    page = watched(open_context(base_url=house.public_url).new_page())
    page.goto("/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))"
    )
    page.evaluate("new Image().src = 'http://127.0.0.1:9/pixel.gif'")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_an_address_that_is_not_there_says_so_and_helps(resident: Page) -> None:
    """A mistyped address, in either language: a sentence, the way home, and a search."""
    for path, language, words in (
        ("/no-such-page/", "en", "not"),
        ("/es/no-such-page/", "es", "no"),
        ("/commitments/safer-together/9999/", "en", "not"),
        ("/commitments/no-such-program/", "en", "not"),
    ):
        answer = resident.goto(path)
        assert answer is not None
        assert answer.status == 404
        assert resident.locator("html").get_attribute("lang") == language
        expect(resident.get_by_role("heading", level=1)).to_contain_text(words, ignore_case=True)
        expect(resident.get_by_role("search").first).to_be_visible()


def test_a_search_without_result_says_what_to_do(resident: Page) -> None:
    """Nothing is called zzyzx; the page says so, and leads on."""
    resident.goto("/search/?q=zzyzx")
    expect(resident.locator("main")).to_contain_text("zzyzx")
    assert resident.locator("main a").count() > 0
    resident.goto("/search/?q=")
    expect(resident.get_by_role("heading", level=1)).to_be_visible()
    resident.goto("/search/?q=" + "long " * 400)
    expect(resident.get_by_role("heading", level=1)).to_be_visible()


def test_quiet_is_loud_when_it_must_be(open_context, house: House) -> None:
    """A page with a complaint fails its test."""
    page = watched(open_context(base_url=house.public_url).new_page())
    try:
        with quiet([page]):
            page.goto("/")
            page.evaluate("console.error('something broke')")
            page.wait_for_timeout(100)
    except AssertionError as heard:
        assert "something broke" in str(heard)
    else:
        raise AssertionError("nobody heard it")
