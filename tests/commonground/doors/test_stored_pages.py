"""Stored pages: right as long as nothing changed, gone when something did, fit for any shared cache."""

import threading
from collections.abc import Iterable
from datetime import timedelta

import brotli
import pytest
from django.db import DatabaseError

from commonground.doors.public import stored_pages
from commonground.doors.public.stored_pages import StoredPages
from commonground.foundation import clock


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.headers = [("Content-Type", "text/html; charset=utf-8")]
        self.status = "200 OK"

    def __call__(self, environ: dict, start_response) -> Iterable[bytes]:
        self.asked += 1
        start_response(self.status, list(self.headers))
        return [f"page {environ['PATH_INFO']} {self.asked} ".encode() + b"words " * 200]


class State:
    """Stands in for the number in the database that says of what state stored pages are true."""

    changes = 1
    broken = False

    def read(self) -> int:
        if self.broken:
            raise DatabaseError
        return self.changes


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> State:
    state = State()
    monkeypatch.setattr(stored_pages, "public_state", state.read)
    monkeypatch.setattr(stored_pages, "close_old_connections", lambda: None)
    monkeypatch.setattr(stored_pages, "FRESH_FOR", 0.0)
    return state


@pytest.fixture
def site() -> Site:
    return Site()


def ask(door: StoredPages, path: str = "/", method: str = "GET", query: str = "", **headers: str):
    answer: dict = {}

    def start_response(status: str, given: list) -> None:
        answer.update(status=status, headers=dict(given))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost"}
    body = b"".join(door(environ | {f"HTTP_{k.upper()}": v for k, v in headers.items()}, start_response))
    return answer["status"], answer["headers"], body


def test_a_page_is_made_once_until_the_state_moves(state: State, site: Site) -> None:
    door = StoredPages(site)
    assert ask(door)[2] == ask(door)[2]
    assert site.asked == 1
    state.changes += 1
    assert ask(door)[2].startswith(b"page / 2")


def test_lateness_may_change_with_the_hour(state: State, site: Site) -> None:
    door = StoredPages(site)
    ask(door)
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        ask(door)
    assert site.asked == 2


def test_addresses_are_kept_apart(state: State, site: Site) -> None:
    door = StoredPages(site)
    pages = {ask(door, "/a")[2], ask(door, "/b")[2], ask(door, "/a", query="q=1")[2]}
    assert len(pages) == 3


def test_it_may_be_kept_by_any_shared_cache_and_asked_again(state: State, site: Site) -> None:
    door = StoredPages(site)
    status, headers, _ = ask(door)
    assert status == "200 OK"
    assert headers["Cache-Control"].startswith("public, max-age=0, s-maxage=1")
    assert headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in headers
    status, again, body = ask(door, if_none_match=headers["ETag"])
    assert (status, body) == ("304 Not Modified", b"")
    assert again["ETag"] == headers["ETag"]


def test_each_encoding_has_its_own_tag_and_the_same_words(state: State, site: Site) -> None:
    door = StoredPages(site)
    _, plain, words = ask(door)
    _, small, squeezed = ask(door, accept_encoding="gzip, br")
    assert small["Content-Encoding"] == "br"
    assert brotli.decompress(squeezed) == words
    assert small["ETag"] != plain["ETag"]
    assert int(small["Content-Length"]) == len(squeezed) < len(words)


def test_head_answers_as_get_without_the_body(state: State, site: Site) -> None:
    door = StoredPages(site)
    _, headers, body = ask(door, method="HEAD")
    assert body == b""
    assert int(headers["Content-Length"]) == len(ask(door)[2])


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (("Set-Cookie", "a=b"), "200 OK"),
        (("Cache-Control", "no-store"), "200 OK"),
        (("X-Any", "thing"), "404 Not Found"),
        (("Location", "/x"), "302 Found"),
    ],
)
def test_what_is_never_stored(state: State, site: Site, header: tuple[str, str], status: str) -> None:
    site.headers.append(header)
    site.status = status
    door = StoredPages(site)
    ask(door)
    assert ask(door)[0] == status
    assert site.asked == 2


def test_forms_and_downloads_pass_through(state: State, site: Site) -> None:
    door = StoredPages(site)
    for path, method in (("/dispute/", "POST"), ("/files/x", "GET"), ("/static/x.css", "GET")):
        ask(door, path, method)
        ask(door, path, method)
    assert site.asked == 6


def test_while_the_database_is_away_stored_pages_still_answer(state: State, site: Site) -> None:
    door = StoredPages(site)
    page = ask(door)[2]
    state.broken = True
    assert ask(door)[2] == page


def test_an_edit_while_a_page_is_made_is_not_lost(state: State, site: Site) -> None:
    """The page was made from data that is now old: it is answered, but not kept."""

    def edited_meanwhile(environ: dict, start_response) -> Iterable[bytes]:
        state.changes += 1
        return site(environ, start_response)

    door = StoredPages(edited_meanwhile)
    ask(door)
    ask(door)
    assert site.asked == 2


def test_hostile_addresses_do_not_fill_the_memory(
    state: State, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_pages, "MOST_BYTES", 20_000)
    door = StoredPages(site)
    for number in range(200):
        ask(door, query=f"q={number}")
    assert sum(page.size for page in door._pages.values()) <= 20_000


def test_threads_agree(state: State, site: Site) -> None:
    door = StoredPages(site)
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(ask(door)[2])) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert all(page.startswith(b"page / ") for page in found)
