"""A board's clerk schedules a meeting, publishes its agenda, then its minutes; the public and its calendars follow."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Page, expect

from commonground.domains.commitments.demonstration.papers import small_pdf
from tests.journeys.house import House

BOARD = "youth-advisory-board"
TITLE = "Evening about bus stops"
ITEM = "Where it is dark"
MINUTES = "The board asked for lamps at four stops. Six members were present."


def test_a_meeting_is_scheduled_and_its_agenda_published(
    resident: Page, staff, house: House, tmp_path: Path
) -> None:
    """Lucía, who works in Spanish, calls an evening meeting with a paper; residents and their calendars see it."""
    clerk = staff("board-clerk")
    schedule(clerk, datetime.now(UTC) + timedelta(days=21))
    public_page = public_page_of(clerk)
    resident.goto(public_page)
    expect(resident.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(resident.locator("main")).to_contain_text("The agenda is not out yet")

    write_agenda(clerk, tmp_path)
    resident.reload()
    expect(resident.locator("main")).not_to_contain_text(ITEM)
    clerk.locator("a[href$='/publish-agenda/']").click()
    clerk.locator("main form button[type=submit]").click()
    resident.reload()
    expect(resident.locator(".boards-agenda")).to_contain_text(ITEM)
    link = resident.get_by_role("link", name="Map of the stops").get_attribute("href")
    assert resident.request.get(link).body().startswith(b"%PDF")

    titles = [str(event["summary"]) for event in events_of(resident, house)]
    assert any(TITLE in title for title in titles), titles


def test_minutes_follow_a_meeting(resident: Page, staff, house: House) -> None:
    """Lucía writes down what was said at a meeting that is over; the public reads it once the board has approved it."""
    clerk = staff("board-clerk")
    schedule(clerk, datetime.now(UTC) - timedelta(days=2), title="Afternoon about crossings")
    public_page = public_page_of(clerk)
    clerk.locator("a[href$='/minutes/']").click()
    clerk.locator("textarea[name=text]").fill(MINUTES)
    clerk.locator("main form button[type=submit]").click()
    resident.goto(public_page)
    expect(resident.locator("main")).not_to_contain_text(MINUTES)

    clerk.locator("a[href$='/minutes/publish/']").click()
    day = datetime.now(UTC).date() - timedelta(days=1)
    clerk.locator("[name=approved_on]").fill(day.isoformat())
    clerk.locator("main form button[type=submit]").click()
    resident.reload()
    expect(resident.locator("main")).to_contain_text(MINUTES)


def public_page_of(clerk: Page) -> str:
    """Where the link "see it as the public does" leads, in English."""
    link = clerk.locator("main a[href*='/meetings/'][href^='http']").first.get_attribute("href")
    return link.replace("/es/boards/", "/boards/")


def schedule(clerk: Page, begins: datetime, title: str = TITLE) -> None:
    clerk.goto(f"/boards/{BOARD}/meetings/new/")
    clerk.locator("[name=title]").fill(title)
    starts = clerk.locator("[name=starts_at]")
    local = begins.strftime("%Y-%m-%dT18:30")
    starts.fill(local if starts.get_attribute("type") == "datetime-local" else local.replace("T", " "))
    clerk.locator("[name=duration_minutes]").fill("90")
    clerk.locator("[name=place]").fill("Riverbend Public Library, Room 2")
    clerk.locator("main form button[type=submit]").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(title)


def write_agenda(clerk: Page, folder: Path) -> None:
    clerk.locator("a[href$='/items/new/']").click()
    clerk.locator("[name=title]").fill(ITEM)
    clerk.locator("main form button[type=submit]").click()
    clerk.locator("a[href*='/meetings/'][href$='/files/new/']").click()
    paper = folder / "stops.pdf"
    paper.write_bytes(small_pdf("stops.pdf", ["Stops without a lamp"]).read())
    clerk.locator("[name=title]").fill("Map of the stops")
    clerk.locator("[name=file]").set_input_files(paper)
    clerk.locator("main form button[type=submit]").click()
    expect(clerk.get_by_role("link", name="Map of the stops", exact=True)).to_be_visible()


def events_of(resident: Page, house: House):
    answer = resident.request.get(f"{house.public_url}/boards/{BOARD}/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    return Calendar.from_ical(answer.body()).walk("VEVENT")
