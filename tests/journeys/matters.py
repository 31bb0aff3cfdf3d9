"""What members of a unit do with sealed matters: unlock, find, take, ask, note, search, close."""

from playwright.sync_api import Page, expect

from commonground.vaults.demonstration import VAULT_PASSPHRASE

COMMANDER = "samuel.idowu@riverbend.example"
DETECTIVES = {"en": "owen.gallagher@riverbend.example", "es": "sofia.benavides@riverbend.example"}


def unlock(member: Page) -> None:
    member.locator("input[name=vault_password]").fill(VAULT_PASSPHRASE)
    member.locator("form:has(input[name=vault_password]) button[type=submit]").click()
    expect(member.locator("input[name=vault_password]")).to_have_count(0)


def open_from_queue(member: Page, reference: str) -> None:
    member.get_by_role("link", name=reference, exact=True).click()
    expect(member.get_by_role("heading", level=1)).to_have_text(reference)


def press(member: Page, act: str) -> None:
    """The button of one thing that can be done on the page of a matter."""
    member.locator(f"form[action$='/do/{act}/'] button[type=submit]").click()


def take(member: Page) -> None:
    press(member, "take")
    expect(member.locator(".usa-alert--success")).to_be_visible()


def step(member: Page, to: str, outcome: str = "") -> None:
    """Where the worker took the matter on in between, the page shows both, and pressing again means it."""
    form = member.locator("form[action$='/do/move/']")
    form.locator("[name=to]").select_option(to)
    if outcome:
        form.locator("[name=outcome]").select_option(outcome)
    press(member, "move")
    if not member.locator(".usa-alert--success").count():
        press(member, "move")
    expect(member.locator(".usa-alert--success")).to_be_visible()


def tell(member: Page, text: str, *, asks: bool = False) -> None:
    form = member.locator("form[action$='/do/message/']")
    form.locator("textarea[name=text]").fill(text)
    if asks:
        form.locator("label[for=message-asks]").click()
    press(member, "message")
    expect(member.locator("#talk")).to_contain_text(text)


def note(member: Page, text: str) -> None:
    member.locator("form[action$='/do/note/'] textarea[name=text]").fill(text)
    press(member, "note")
    expect(member.locator("#notes")).to_contain_text(text)


def search(member: Page, words: str) -> None:
    """From the queue, in what was written."""
    member.goto("/matters/")
    member.locator("#words").fill(words)
    member.locator("form[role=search]:has(#words) button[type=submit]").click()
    expect(member.locator(".cw-result")).to_be_visible()
