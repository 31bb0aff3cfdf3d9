"""The panel that the city's own site shows in a frame, and the pages that no site may frame."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import watched
from tests.journeys.house import House
from tests.journeys.scene import PROGRAMME


@pytest.fixture
def outside() -> Iterator[Callable[[str], str]]:
    """Another site: `outside(address)` is the address of its page that frames `address`."""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frame = self.path.removeprefix("/?")
            body = (
                f"<!doctype html><title>Elsewhere</title><iframe src='{frame}' width=400 height=500></iframe>"
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_said: object) -> None:
            """Keeps quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield lambda address: f"http://localhost:{server.server_port}/?{address}"
    server.shutdown()
    server.server_close()


def test_another_site_shows_the_panel(resident: Page, house: House, outside) -> None:
    """The chamber of commerce frames the panel; it shows the counters, and its links lead to the register."""
    resident.goto(outside(f"{house.public_url}/embed/{PROGRAMME}/"))
    panel = resident.frame_locator("iframe")
    expect(panel.get_by_role("heading", name="Safer Together")).to_be_visible()
    late = panel.get_by_role("link", name="Late").get_attribute("href")
    assert resident.goto(late).status == 200
    expect(resident.get_by_role("status")).to_contain_text("commitment")


@pytest.mark.parametrize("path", ["/", f"/commitments/{PROGRAMME}/", f"/commitments/{PROGRAMME}/follow/"])
def test_no_other_page_can_be_framed(open_context, house: House, outside, path: str) -> None:
    """A site that lays our form under its own buttons gets an empty frame."""
    visitor = watched(open_context().new_page())
    visitor.goto(outside(house.public_url + path))
    visitor.wait_for_timeout(300)
    assert any(
        "frame-ancestors" in complaint or "X-Frame-Options" in complaint for complaint in visitor.complaints
    )
    assert visitor.frames[1].url.startswith("chrome-error:")


def test_the_staff_door_cannot_be_framed(open_context, house: House, outside) -> None:
    visitor = watched(open_context().new_page())
    visitor.goto(outside(house.staff_url + "/account/sign-in/"))
    visitor.wait_for_timeout(300)
    assert visitor.frames[1].url.startswith("chrome-error:")
