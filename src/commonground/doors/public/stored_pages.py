"""Answers a page that was answered before, until anything changes.

Stands before Django in the public door. A page here is a function of its address and the data (no cookie, no
session), so a stored answer is right until something that a page may show is written (`foundation/public_state`) or the
city's hour changes. That is asked at most every `FRESH_FOR` seconds, so an edit shows within that time. Any shared
cache may keep pages likewise: each carries an ETag and a second of shared freshness. While the database does not
answer, stored pages still do.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import brotli
from django.db import Error as DatabaseError
from django.db import close_old_connections

from commonground.foundation import clock
from commonground.foundation.public_state.models import public_state

FRESH_FOR = 0.25  # seconds
MOST_BYTES = 64 * 1024 * 1024
LARGEST_PAGE = 2 * 1024 * 1024
SHARED = "public, max-age=0, s-maxage=1, must-revalidate"
COMPRESSED = ("text/", "application/json", "application/atom+xml", "application/geo+json", "image/svg+xml")
NEVER_HERE = ("/static/", "/files/")  # streams, with caching rules of their own

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Page:
    """One stored answer: its headers without length and encoding, and its body in each encoding."""

    headers: tuple[tuple[str, str], ...]
    digest: str
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        return sum(len(body) for body in self.bodies.values())


class StoredPages:
    """WSGI middleware. Safe under threads: a page is immutable once stored."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._size = 0
        self._state: tuple[int, str] = (-1, "")
        self._checked_at = 0.0
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ["PATH_INFO"].startswith(NEVER_HERE):
            return self._application(environ, start_response)
        key = (environ.get("HTTP_HOST", ""), environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        state = self._current_state()
        page = self._pages.get(key)
        if page is None:
            return self._answer_afresh(key, state, environ, start_response)
        return _send(page, environ, start_response)

    def _current_state(self) -> tuple[int, str]:
        """What the stored pages are true of. Forgets them all when it has moved on."""
        if time.monotonic() - self._checked_at < FRESH_FOR:
            return self._state
        with self._lock:
            if time.monotonic() - self._checked_at < FRESH_FOR:
                return self._state
            try:
                close_old_connections()
                state = (public_state(), clock.now().strftime("%Y-%m-%d %H"))
            except DatabaseError:
                state = self._state
            if state != self._state:
                self._pages.clear()
                self._size, self._state = 0, state
            self._checked_at = time.monotonic()
        return self._state

    def _answer_afresh(
        self, key: Key, state: tuple[int, str], environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        # A HEAD is answered from the page that a GET would get.
        status, headers, body = _collect(self._application, {**environ, "REQUEST_METHOD": "GET"})
        if not status.startswith("200") or not _may_be_stored(headers) or len(body) > LARGEST_PAGE:
            start_response(status, headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        page = _page(headers, body)
        self._keep(key, page, state)
        return _send(page, environ, start_response)

    def _keep(self, key: Key, page: Page, state: tuple[int, str]) -> None:
        with self._lock:
            if state != self._state or key in self._pages:
                return
            self._pages[key] = page
            self._size += page.size
            while self._size > MOST_BYTES:
                _, oldest = self._pages.popitem(last=False)
                self._size -= oldest.size


def _collect(application: Application, environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    answer: list[Any] = []

    def remember(status: str, headers: Headers, _exc_info: Any = None) -> None:
        answer[:] = [status, headers]

    chunks = application(environ, remember)
    try:
        body = b"".join(chunks)
    finally:
        if (close := getattr(chunks, "close", None)) is not None:
            close()
    return answer[0], answer[1], body


def _may_be_stored(headers: Headers) -> bool:
    named = {name.lower(): value for name, value in headers}
    if "set-cookie" in named or "no-store" in named.get("cache-control", ""):
        return False
    return named.get("content-type", "").startswith(
        (*COMPRESSED, "application/pdf", "text/calendar", "image/")
    )


def _page(headers: Headers, body: bytes) -> Page:
    given = {name.lower(): value for name, value in headers}
    kept = [
        (n, v) for n, v in headers if n.lower() not in ("content-length", "etag", "vary", "cache-control")
    ]
    kept += [("Cache-Control", given.get("cache-control", SHARED)), ("Vary", "Accept-Encoding")]
    bodies = {"": body}
    if given.get("content-type", "").startswith(COMPRESSED) and len(body) > 500:
        bodies["br"] = brotli.compress(body, quality=5)
        bodies["gzip"] = gzip.compress(body, compresslevel=6, mtime=0)
    return Page(tuple(kept), hashlib.sha256(body).hexdigest()[:32], bodies)


def _send(page: Page, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    encoding = _encoding(page, environ.get("HTTP_ACCEPT_ENCODING", ""))
    tag = f'"{page.digest}{"-" + encoding if encoding else ""}"'
    headers = [*page.headers, ("ETag", tag)]
    if page.digest in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [h for h in headers if not h[0].lower().startswith("content-")])
        return []
    body = page.bodies[encoding]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _encoding(page: Page, accepted: str) -> str:
    if "br" in page.bodies and "br" in accepted:
        return "br"
    return "gzip" if "gzip" in page.bodies and "gzip" in accepted else ""
