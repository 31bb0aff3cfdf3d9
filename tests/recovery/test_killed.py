"""Power cuts: a process is killed in the middle of its work. What stood before stands whole, and trying again works."""

import http.client
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from commonground.domains.commitments.demonstration.papers import small_pdf
from tests.journeys.conftest import Post
from tests.journeys.house import PROJECT, STAFF, WORKER, House
from tests.journeys.scene import UPLOADED

ROWS = 2500
WAITS = {"many-one": 0.0, "many-two": 0.0, "many-three": 0.02, "many-four": 0.5}  # a programme and seconds
MANY = "SELECT count(*) FROM commitments_commitment held JOIN commitments_programme program"
IMPORTED = f"{MANY} ON program.id = held.programme_id WHERE program.slug = ?"


def verify(house: House) -> None:
    """The chain of the audit log has no gap and no changed link."""
    house.manage("audit", "verify")


def test_an_import_that_is_killed_leaves_nothing_half_imported(house: House, tmp_path: Path) -> None:
    """The power fails again and again while a clerk loads a spreadsheet of 2,500 rows; then it goes through."""
    file = tmp_path / "rows.csv"
    rows = [f"{number},Promise number {number} of many,{number % 101}" for number in range(1, ROWS + 1)]
    file.write_text("number,statement,percent\n" + "\n".join(rows) + "\n")
    left = {slug: _import_cut_off(house, file, slug, wait) for slug, wait in WAITS.items()}
    # All of it where the machine was faster than the clock; never a part.
    assert set(left.values()) <= {0, ROWS}
    cut_off = [slug for slug, number in left.items() if number == 0]
    assert cut_off, "no import was cut off: nothing was tried"
    for slug in cut_off:
        assert house.rows("SELECT count(*) FROM commitments_programme WHERE slug = ?", slug) == [(0,)]
    verify(house)
    assert f"{ROWS} added" in house.manage(*_import(file, cut_off[0]))
    assert house.rows(IMPORTED, cut_off[0]) == [(ROWS,)]
    verify(house)


def _import(file: Path, slug: str) -> list[str]:
    making = ["--programme", slug, "--create-programme", "--name", slug.title()]
    return ["commitments", "import", str(file), *making]


def _import_cut_off(house: House, file: Path, slug: str, wait: float) -> int:
    """Kills an import so many seconds after its writing began; how many rows are there then."""
    running = subprocess.Popen(
        [sys.executable, "-m", "django", *_import(file, slug)],
        env={
            **house.environment("staff", "owner"),
            "PYTHONUNBUFFERED": "1",
        },  # a line comes when it is written
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    # The result is shown after planning, as the writing begins.
    assert running.stdout.readline().startswith("Result:")
    time.sleep(wait)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    return house.rows(IMPORTED, slug)[0][0]


@pytest.mark.parametrize("share", [0.5, 1.0], ids=["half-way", "as the last byte arrives"])
def test_an_upload_that_is_killed_leaves_the_record_whole(house: House, staff, share: float) -> None:
    """The staff door dies while Amara sends evidence: nothing is attached, or all of it with every byte."""
    manager = staff("implementation-manager")
    commitment = house.rows("SELECT id FROM commitments_commitment WHERE number = ?", UPLOADED)[0][0]
    path = f"/commitments/{commitment}/evidence"
    manager.goto(path)
    token = manager.locator("main [name=csrfmiddlewaretoken]").get_attribute("value")
    title = f"Map of districts, {share}"
    headers, body = multipart(token, title, content := paper())
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in manager.context.cookies())

    connection = http.client.HTTPConnection("localhost", house.staff_port, timeout=20)
    connection.putrequest("POST", path)
    for name, value in {**headers, "Cookie": cookies, "Origin": house.staff_url}.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[: int(len(body) * share)])
    time.sleep(0.02)
    house.kill(STAFF)
    connection.close()
    house.start(STAFF)
    house.wait_until_open()

    attached = house.rows("SELECT stored_file_id FROM commitments_evidence WHERE title = ?", title)
    assert len(attached) <= (1 if share == 1.0 else 0)
    assert every_stored_file_is_whole(house)
    verify(house)
    if attached:
        return
    manager.goto(path)
    manager.locator("label.usa-radio__label").filter(has_text="Document").first.click()
    manager.get_by_label("Title", exact=True).fill(title)
    manager.get_by_label("File").set_input_files(
        {"name": "map.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    manager.get_by_role("button", name="Attach").click()
    manager.get_by_role("link", name=title, exact=True).wait_for()
    assert every_stored_file_is_whole(house)


def test_a_letter_is_sent_in_the_end_when_the_worker_dies_sending_it(house: House, post: Post) -> None:
    """The worker is killed while the mail server is taking the letter; the next worker sends it when its time comes."""
    address = "patient@residents.example"
    post.hold_back(address)
    write_letter(house, address)
    assert post.held.wait(timeout=30), "the letter was never begun"
    house.kill(WORKER)
    post.let_go()
    assert house.rows('SELECT sent_at FROM foundation_outgoingmail WHERE "to" = ?', address) == [(None,)]

    # It would be tried again after a minute; the minute is made to pass.
    now = house.rows("SELECT CURRENT_TIMESTAMP")[0][0]
    house.rows('UPDATE foundation_outgoingmail SET next_try_at = ? WHERE "to" = ?', now, address)
    house.start(WORKER)
    assert post.letter_to(address)
    verify(house)


def multipart(token: str, title: str, content: bytes) -> tuple[dict[str, str], bytes]:
    edge = "edge-of-a-part"
    fields = {"csrfmiddlewaretoken": token, "kind": "document", "title": title}
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
    ]
    file = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="map.pdf"\r\n'
    start = ("".join(parts) + file + "Content-Type: application/pdf\r\n\r\n").encode()
    body = start + content + f"\r\n--{edge}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(len(body))}, body


def paper() -> bytes:
    """A PDF of some megabytes, so that it takes a while to arrive."""
    return small_pdf("map.pdf", ["Districts"]).read() + b"\n%" + os.urandom(4_000_000).hex().encode()


def every_stored_file_is_whole(house: House) -> bool:
    for stored_id, digest in house.rows("SELECT id, sha256 FROM foundation_storedfile"):
        name = str(stored_id).replace("-", "")
        if sha256((house.folder / "files" / name[:2] / name).read_bytes()).hexdigest() != digest:
            return False
    return True


def write_letter(house: House, address: str) -> None:
    house.run(
        "staff", "owner", "-c",
        "import django; django.setup()\n"
        "from django.db import transaction\n"
        "from commonground.foundation.outbox.post import Letter, queue_mail\n"
        f"with transaction.atomic(): queue_mail(Letter({address!r}, 'A letter', 'It takes a while.'))",
    )  # fmt: skip
