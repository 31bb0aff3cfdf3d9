"""The design system alone: its gallery, whichever settings the suite runs under."""

import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from django.test import Client, RequestFactory

from tests.commonground.design import gallery_settings

NAMES = (
    "ROOT_URLCONF",
    "MIDDLEWARE",
    "TEMPLATES",
    "FORM_RENDERER",
    "LANGUAGES",
    "ALLOWED_HOSTS",
    "STATIC_URL",
)


@pytest.fixture(autouse=True)
def gallery_house(settings) -> None:
    """Only the design system's pages and context, as in `gallery_settings.py`."""
    for name in NAMES:
        setattr(settings, name, getattr(gallery_settings, name))
    settings.LANGUAGE_CODE = "en"
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def draw() -> Callable[..., str]:
    """`draw('{% status_tag label %}', label="Late")` gives the HTML, white space folded."""

    def drawn(source: str, **values) -> str:
        template = engines["django"].from_string("{% load components %}" + source)
        return " ".join(template.render(values, RequestFactory().get("/")).split())

    return drawn


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "localhost"})


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args) -> None:
        """A test's output is for what went wrong."""


@pytest.fixture
def gallery_address(gallery_house) -> Iterator[str]:
    """The gallery over HTTP on loopback, static files included."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _Threads, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
