"""A browser before the running house. Every page is watched: a script error or a refused resource fails the test."""

import asyncio
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.journeys.house import House, free_port
from tests.journeys.passing import Passing

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OURS = ("http://localhost:", "data:", "blob:", "about:")


class Post(Handler):
    """The city's mail server: keeps what arrives. Can be slow with the letters to one address."""

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self.letters: list[Message] = []
        self._came = threading.Condition()
        self._slow_with = ""
        self.held = threading.Event()

    async def handle_DATA(self, server, session, envelope) -> str:
        if self._slow_with and self._slow_with in envelope.rcpt_tos:
            self.held.set()
            while self._slow_with:
                await asyncio.sleep(0.05)
            return "451 The server was tired; try again"
        return await super().handle_DATA(server, session, envelope)

    def hold_back(self, address: str) -> None:
        """Letters to that address are neither taken nor refused until `let_go`."""
        self.held.clear()
        self._slow_with = address

    def let_go(self) -> None:
        self._slow_with = ""

    def handle_message(self, message: Message) -> None:
        with self._came:
            self.letters.append(message)
            self._came.notify_all()

    def letters_to(self, address: str) -> list[Message]:
        return [letter for letter in self.letters if letter["To"] == address]

    def letter_to(self, address: str, after: int = 0) -> Message:
        """The first letter to that address, waiting for it; `after` skips those that came earlier."""
        with self._came:
            came = self._came.wait_for(lambda: len(self.letters_to(address)) > after, timeout=20)
            assert came, f"no letter to {address}"
            return self.letters_to(address)[after]


def text_of(letter: Message) -> str:
    part = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()


def links_in(letter: Message) -> list[str]:
    return re.findall(r"https?://\S+", text_of(letter))


# The journeys and the recovery tests share one house: it is built once, however many folders ask for it.
_standing: dict[str, object] = {}


@pytest.fixture(scope="session")
def post(request: pytest.FixtureRequest) -> Post:
    if "post" not in _standing:
        handler = Post()
        controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
        controller.start()
        request.config.add_cleanup(controller.stop)
        _standing["post"] = handler
    return _standing["post"]


@pytest.fixture(scope="session")
def house(request: pytest.FixtureRequest, post: Post, tmp_path_factory: pytest.TempPathFactory) -> House:
    if "house" not in _standing:
        house = House(tmp_path_factory.mktemp("house"), mail_port=post.port)
        request.config.add_cleanup(house.close)
        house.build()
        house.open_doors()
        _standing["house"] = house
    return _standing["house"]


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Browser:
    if "browser" not in _standing:
        playwright = sync_playwright().start()
        request.config.add_cleanup(playwright.stop)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        request.config.add_cleanup(browser.close)
        _standing["browser"] = browser
    return _standing["browser"]


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(java_script_enabled=False, viewport=…)`: a fresh visitor."""
    contexts: list[BrowserContext] = []

    def make(**options) -> BrowserContext:
        usual = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        contexts.append(browser.new_context(**{**usual, **options}))
        contexts[-1].set_default_timeout(10_000)
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


def watched(page: Page) -> Page:
    """Notes what the browser complains of: script errors, refused by the Content-Security-Policy, missing files."""
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(f"script error at {page.url}: {error}"))
    page.on("console", lambda said: _note_console(page, said))
    page.on("request", lambda asked: _note_foreign(page, asked.url))
    page.on("response", lambda answer: _note_failure(page, answer))
    return page


def _note_console(page: Page, said: ConsoleMessage) -> None:
    # A form that refuses answers 422, which the console calls a failure to load; `_note_failure` sees the real ones.
    if said.type == "error" and not said.text.startswith("Failed to load resource: the server responded"):
        page.complaints.append(f"console at {page.url}: {said.text}")


def _note_foreign(page: Page, url: str) -> None:
    if not url.startswith(OURS):
        page.complaints.append(f"asked a third party at {page.url}: {url}")


def _note_failure(page: Page, answer: Response) -> None:
    is_page = answer.request.is_navigation_request()
    if answer.status >= (500 if is_page else 400):
        page.complaints.append(f"{answer.status} for {answer.url}")


@contextmanager
def quiet(pages: list[Page]) -> Iterator[list[Page]]:
    yield pages
    complaints = [complaint for page in pages for complaint in page.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def visitor(open_context, house: House) -> Iterator[Callable[..., Page]]:
    """`visitor(java_script_enabled=False)`: someone without an account, at the public door."""
    with quiet([]) as pages:

        def arrived(**options) -> Page:
            pages.append(watched(open_context(base_url=house.public_url, **options).new_page()))
            pages[-1].without_script = not options.get("java_script_enabled", True)
            return pages[-1]

        yield arrived


@pytest.fixture
def resident(visitor) -> Page:
    """Someone without an account, at the public door."""
    return visitor()


@pytest.fixture(scope="session")
def signed_in_states() -> dict[str, object]:
    """The cookie of everybody who signed in during this session: each code works once, so each signs in once."""
    return _standing.setdefault("signed in", {})


@pytest.fixture
def staff(open_context, house: House, signed_in_states: dict[str, object]) -> Iterator[Callable[..., Page]]:
    """`staff("implementation-manager")`: that person of Riverbend, signed in with password and second factor.

    Where several hold a role, their address says who: `staff("peter.halvorsen@riverbend.example")`.
    """
    with quiet([]) as pages:

        def signed_in(role: str, **options) -> Page:
            if role not in signed_in_states:
                context = open_context(base_url=house.staff_url)
                sign_in(context.new_page(), role if "@" in role else email_of(house, role))
                signed_in_states[role] = context.storage_state()
            context = open_context(base_url=house.staff_url, storage_state=signed_in_states[role], **options)
            pages.append(watched(context.new_page()))
            pages[-1].without_script = not options.get("java_script_enabled", True)
            return pages[-1]

        yield signed_in


def email_of(house: House, role: str) -> str:
    """The demonstration sign-in of a role, as `bin/demo` prints it."""
    from commonground.access.roles import ROLES

    name = str(ROLES[role].name)
    lines = (house.folder / "sign-ins.txt").read_text().splitlines()
    return next(line.split()[-1] for line in lines if line.strip().startswith(name + " "))


def sign_in(page: Page, email: str, start: str = "/") -> None:
    """Password, then the code that the demonstration's page shows."""
    page.goto(start)
    sign_in_with_password(page, email)
    page.locator("input[name=code]").fill(page.locator("#demonstration-code").inner_text())
    page.locator("form:has(input[name=code]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def sign_in_with_password(page: Page, email: str, password: str = "") -> None:
    """The first of the two; from the page of sign-in, or wherever the door asks for it."""
    from commonground.access.demonstration import DEMONSTRATION_PASSWORD

    if not page.locator("input[name=login]").count():
        page.goto("/account/sign-in/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password or DEMONSTRATION_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("#demonstration-code, [data-error-summary]").first.wait_for()


def take_the_time_people_take(page: Page) -> None:
    """Forms that residents send are asked again when they come back faster than anybody types."""
    page.wait_for_timeout(2100)


@pytest.fixture(scope="session")
def faults() -> Callable[..., list[str]]:
    """What axe finds on a page, by WCAG 2.2 AA and good practice, in light and in dark; nothing is left out."""
    axe = Axe()
    everything = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    # What dark changes is colors.
    colors = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

    def found(page: Page, name: str = "") -> list[str]:
        page.emulate_media(color_scheme="light")
        light = _violations(axe.run(page, options=everything), f"{name or page.url} (light)")
        page.emulate_media(color_scheme="dark")
        dark = _violations(axe.run(page, options=colors), f"{name or page.url} (dark)")
        return light + dark

    return found


@pytest.fixture
def passing(open_context, faults) -> Iterator[Passing]:
    """`passing(page, "the receipt")`: looks at a page on the way; what was found on any fails the journey at its end."""
    made = Passing(faults, lambda page: open_context(viewport=page.viewport_size).new_page())
    yield made
    assert not made.found, "\n".join(made.found)


def _violations(results, where: str) -> list[str]:
    return [
        f"{where}: {violation['id']}: {violation['help']} {node['target']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
