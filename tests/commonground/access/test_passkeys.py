"""Passkeys in a real browser with a virtual authenticator: added, asked for, and enough by themselves."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSPHRASE = "a long enough passphrase 1"


def is_path(path: str):
    return lambda url: urlsplit(url).path == path


@pytest.fixture
def person(make_person):
    """Made before the browser is: its driver leaves an event loop behind, and Django refuses to work beside one."""
    cache.clear()
    return make_person("implementation-manager", name="Pat Passkey")


@pytest.fixture
def page(person, live_server, settings):
    playwright = pytest.importorskip("playwright.sync_api")
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.CSRF_TRUSTED_ORIGINS = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"],
        )
        context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
        tab = context.new_page()
        tab.complaints = []
        tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        yield tab
        browser.close()


@pytest.fixture
def passkey(page):
    """A security device that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def test_a_passkey_is_added_and_signs_in_alone(person, page, passkey):
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(is_path("/account/second-factor/"))
    page.get_by_role("link", name="Add a passkey").click()
    page.locator("#id_name").fill("My laptop")
    page.locator("label[for=id_passwordless]").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(is_path("/account/factors/codes/"))
    page.goto("/account/")
    assert "Pat Passkey" in page.locator("h1").inner_text()

    # As a second factor after the password.
    page.context.clear_cookies()
    page.goto("/account/sign-in/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(is_path("/account/sign-in/code/"))
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(is_path("/"))
    page.goto("/account/")
    assert "Pat Passkey" in page.locator("h1").inner_text()

    # And alone.
    page.context.clear_cookies()
    page.goto("/account/sign-in/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(is_path("/account/"))
    assert "Pat Passkey" in page.locator("h1").inner_text()
    assert [said for said in page.complaints if "Content Security Policy" in said] == []


def test_a_device_that_is_not_known_says_so(page, passkey):
    page.goto("/account/sign-in/")
    session, authenticator = passkey
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey could not be used.").wait_for()
