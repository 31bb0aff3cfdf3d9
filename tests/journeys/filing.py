"""What somebody does who files something in confidence: page after page, a photo, the receipt, and back with it."""

import io
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from playwright.sync_api import Page, expect

from tests.journeys.passing import Passing

CAMERA = "Riverbend Phone 7"
NORTH, WEST = (29.0, 57.0, 14.25), (90.0, 4.0, 17.5)  # where the photo says that it was taken


@dataclass(frozen=True)
class Way:
    """In which language, and with what kind of browser, both sides go through a journey."""

    language: str
    browser: dict[str, object]

    @property
    def prefix(self) -> str:
        return "" if self.language == "en" else f"/{self.language}"


WAYS = [
    pytest.param(Way("en", {}), id="English"),
    pytest.param(
        Way("es", {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}),
        id="Spanish-telephone-without-script",
    ),
]


@dataclass(frozen=True)
class Receipt:
    words: str
    reference: str


def photo_with_place(folder: Path, name: str = "bag-on-the-pavement.jpg") -> Path:
    """A photograph as a telephone makes it: with the device, and the place to within a meter."""
    exif = Image.Exif()
    exif[Base.Model] = CAMERA
    place = exif.get_ifd(IFD.GPSInfo)
    place.update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: NORTH, GPS.GPSLongitudeRef: "W", GPS.GPSLongitude: WEST}
    )
    exif[IFD.GPSInfo] = place
    image = Image.effect_noise((320, 240), 60).convert("RGB")
    path = folder / name
    image.save(path, "JPEG", exif=exif, quality=85)
    with Image.open(path) as written:
        assert written.getexif().get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] == NORTH
    return path


def assert_only_the_picture_is_left(received: bytes, sent: Path) -> None:
    """Every pixel as it came, and nothing of where, when or with what it was taken."""
    with Image.open(io.BytesIO(received)) as kept, Image.open(sent) as original:
        assert kept.tobytes() == original.tobytes()
        assert not kept.getexif().get_ifd(IFD.GPSInfo)
        assert not dict(kept.getexif())
    assert CAMERA.encode() not in received


def go(person: Page, where: str = "next") -> None:
    """Presses the button of a form that asks one thing a page. Its first button is Enter's own and hidden."""
    person.locator(f"button[name=go][value='{where}']:not([tabindex='-1'])").click()


def attach(person: Page, *files: Path) -> None:
    """Files of the form on this page, waiting until each has arrived and is sealed."""
    person.locator("input[type=file]").set_input_files(files)
    if not person.without_script:
        expect(person.locator(".ev-uploads__list input[name=sent_before]")).to_have_count(len(files))
    elif person.locator("button[name=go][value=add]").count():
        go(person, "add")


def file_in_short(person: Page, way: Way, told: str, photo: Path) -> Receipt:
    """A complaint of one sentence and a photo: everything else is left out."""
    person.goto(f"{way.prefix}/tell-us/complaint/")
    person.locator("label[for=id_category_3]").click()
    go(person)
    person.locator("[name=what_happened]").fill(told)
    go(person, "check")
    go(person, "change:files")
    attach(person, photo)
    go(person)
    go(person, "send")
    return receipt_on(person)


def send(person: Page, passing: Passing) -> Receipt:
    """From the page that shows everything once more to the words of the receipt, which stand in no address."""
    passing(person, "check")
    go(person, "send")
    receipt = receipt_on(person)
    passing(person, "receipt")
    return receipt


def receipt_on(person: Page) -> Receipt:
    words = person.locator(".tell-words__line").inner_text()
    assert len(words.split()) == len(person.locator(".tell-words li").all()) == 7
    assert not any(word in person.url for word in words.split())
    return Receipt(words, person.locator(".tell-reference").inner_text())


def come_back(person: Page, receipt: Receipt, way: Way) -> None:
    """Opens the matter with the words alone."""
    person.goto(f"{way.prefix}/tell-us/return/")
    person.locator("input[name=code]").fill(receipt.words)
    person.locator("main form button[type=submit]").click()
    expect(person.locator("main .cg-kicker").first).to_contain_text(receipt.reference)
    assert urlsplit(person.url)[2:] == (f"{way.prefix}/tell-us/return/", "", ""), (
        "no word of it is in the address"
    )


def write(person: Page, text: str, *files: Path) -> None:
    """A message, or an answer, on the page that the receipt opens."""
    person.locator("textarea[name=text]").fill(text)
    if files:
        attach(person, *files)
    person.locator("form:has(textarea[name=text]) button[type=submit]").last.click()
    expect(person.locator(".usa-alert--success")).to_be_visible()
