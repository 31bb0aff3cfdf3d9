"""The smallest telephone, and no mouse: everything is reached, and what has the focus is seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Post, take_the_time_people_take
from tests.journeys.house import House
from tests.journeys.pages import public_pages, staff_pages
from tests.journeys.scene import BY_KEYBOARD, FOLLOWED, PROGRAMME, UNDER_WAY

NARROW = {"width": 320, "height": 640}
# What has the focus: whether it shows by outline, shadow or border that differs from the same thing without.
FOCUS_IS_SEEN = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const look = element => { const style = getComputedStyle(element);
        return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor].join(); };
    const carriers = [one, ...(one.labels || []), one.parentElement];
    const focused = carriers.map(look);
    const box = one.getBoundingClientRect();
    one.blur();
    const seen = carriers.some((carrier, place) => look(carrier) !== focused[place]);
    one.focus();
    return seen && box.width > 0 && box.height > 0;
}"""
WIDER_THAN_THE_SCREEN = """() => document.documentElement.scrollWidth <= 320 ? null :
    document.documentElement.scrollWidth + ' px: ' + Array.from(document.querySelectorAll('main *, header *, footer *'))
        .filter(one => one.getBoundingClientRect().right > 320.5 && getComputedStyle(one).position !== 'absolute')
        .slice(-2).map(one => one.outerHTML.slice(0, 120)).join(' … ')"""


def test_public_pages_fit_320_pixels(visitor, house: House) -> None:
    """A resident's old telephone: nothing is cut off, nothing is read by scrolling sideways, in both languages."""
    page = visitor(viewport=NARROW)
    too_wide = []
    for path in public_pages(house).values():
        for prefix in ("", "/es"):
            page.goto(prefix + path)
            if wider := page.evaluate(WIDER_THAN_THE_SCREEN):
                too_wide.append(f"{prefix}{path}: {wider}")
    assert not too_wide, "\n".join(too_wide)


def test_staff_pages_fit_320_pixels(staff, house: House) -> None:
    """Staff update from the street: every page of theirs fits a telephone."""
    too_wide, pages = [], {}
    for role, path in staff_pages(house):
        page = pages.setdefault(role, None) or staff(role, viewport=NARROW)
        pages[role] = page
        page.goto(path)
        if wider := page.evaluate(WIDER_THAN_THE_SCREEN):
            too_wide.append(f"{role} {path}: {wider}")
    assert not too_wide, "\n".join(too_wide)


def test_a_resident_needs_no_mouse(resident: Page, post: Post) -> None:
    """Renata uses the keyboard alone: skips to the text, searches, filters, follows."""
    resident.goto("/")
    resident.keyboard.press("Tab")
    assert focused_text(resident) == "Skip to main content"
    resident.keyboard.press("Enter")
    assert resident.evaluate("document.activeElement.id") == "main"

    resident.goto("/")
    tab_to(resident, "nav a[href='/commitments/']")
    resident.keyboard.press("Enter")
    resident.wait_for_url("**/commitments/")
    tab_to(resident, "#site-search")
    resident.keyboard.type("lantern")
    resident.keyboard.press("Enter")
    resident.wait_for_url("**/search/?q=lantern")
    tab_to(resident, f"main a[href$='/{FOLLOWED}/']")

    resident.goto(f"/commitments/{PROGRAMME}/list/")
    tab_to(resident, "main select")
    resident.keyboard.press("ArrowDown")
    tab_to(resident, "main button[type=submit]")
    resident.keyboard.press("Enter")
    resident.wait_for_url("**/list/?*")

    resident.goto(f"/commitments/{PROGRAMME}/{FOLLOWED}/follow/")
    tab_to(resident, "input[name=email]")
    resident.keyboard.type("keys@residents.example")
    take_the_time_people_take(resident)
    tab_to(resident, "main form button[type=submit]")
    resident.keyboard.press("Enter")
    expect(resident.get_by_role("heading", name="Check your mail")).to_be_visible()
    assert post.letter_to("keys@residents.example")


def test_a_menu_opens_by_keyboard_on_a_telephone(visitor) -> None:
    """The narrow menu is opened with Enter, walked with Tab, closed with Escape."""
    page = visitor(viewport=NARROW)
    page.goto("/")
    tab_to(page, ".cg-nav--narrow summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused_text(page) == "Commitments"
    page.keyboard.press("Escape")
    expect(page.locator(".cg-nav--narrow details")).not_to_have_attribute("open", "")


def test_a_manager_needs_no_mouse(staff) -> None:
    """Amara's quick update by keyboard alone, from the register to what is saved."""
    manager = staff("implementation-manager")
    manager.goto(f"/commitments/?text={BY_KEYBOARD}")
    tab_to(manager, f"a[aria-label='Update {BY_KEYBOARD}']", most=60)
    manager.keyboard.press("Enter")
    manager.wait_for_url("**/update")
    tab_to(manager, "[name=percent]")
    manager.keyboard.press("ControlOrMeta+a")
    manager.keyboard.type("66")
    tab_to(manager, "[name=text]")
    manager.keyboard.type("Two of nine benches stand.")
    tab_to(manager, "main form button[type=submit]")
    manager.keyboard.press("Enter")
    expect(manager.locator(".usa-alert--success")).to_be_visible()
    expect(manager.get_by_role("heading", level=1)).to_contain_text(UNDER_WAY[BY_KEYBOARD])
    expect(manager.locator("main")).to_contain_text("Two of nine benches stand.")


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Presses Tab until that has the focus; on the way, everything that gets the focus must show it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUS_IS_SEEN)
        assert seen in (True, None), f"no visible focus on {focused_html(page)} at {page.url}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached within {most} Tabs at {page.url}")


def focused_text(page: Page) -> str:
    return page.evaluate("document.activeElement.innerText.trim()")


def focused_html(page: Page) -> str:
    return page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
