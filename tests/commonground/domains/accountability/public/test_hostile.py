"""What somebody may send to break the form, and what nothing of ours may keep."""

import logging
import random
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.casework.models import Case
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.vault import open_json, place
from tests.commonground.domains.accountability.public.test_complaint import opened, words_of
from tests.commonground.domains.accountability.public.walker import Walker

COMPLAINT = "/tell-us/complaint/"
PLANTED = "Zyxwvutsrq"
TRACES = {
    "user-agent": "PlantedAgent/7.7",
    "referer": "https://planted.example/page",
    "x-forwarded-for": "203.0.113.77",
}
EVERY_PAGE = (
    "/tell-us/", "/tell-us/complaint/", "/tell-us/thanks/", "/tell-us/question/", "/tell-us/return/", "/tell-us/proof/",
    "/tell-us/what-happens-next/complaint/", "/tell-us/blank-form/complaint/", "/tell-us/blank-form/complaint.pdf",
)  # fmt: skip


@pytest.fixture
def walker(public_door, unit_vault) -> Walker:
    return Walker(public_door, COMPLAINT)


def test_html_in_every_field_is_shown_as_text(walker, unit_vault) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% now %}'
    walker.fill_complaint(what_happened=evil)
    for step, fields in {
        "when": {"when": evil}, "where": {"where": evil}, "witnesses": {"witnesses": evil},
        "who": {"officer_name": evil, "officer_badge": evil[:60], "officer_car": evil[:60], "officer_description": evil},
        "perceived": {"perceived_words": evil}, "for-whom": {"for_whom_words": evil}, "wish": {"wish": evil},
        "reach": {"name": evil, "telephone": evil[:60], "safe_contact": evil},
    }.items():  # fmt: skip
        walker.press(f"change:{step}")
        assert "<script>alert" not in walker.text
        walker.press(**fields)
        assert "<script>alert" not in walker.text, step
        assert "<img src=x" not in walker.text, step
    walker.press("send")
    assert "<script>alert" not in walker.text
    assert opened(unit_vault, Case.objects.get())["what-happened"] == evil
    page = walker.door.post("/tell-us/return/", {"code": words_of(walker.text)}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_text_that_hides_or_turns_around_is_made_plain(walker, unit_vault) -> None:
    walker.fill_complaint(
        what_happened="a\x00b\u202egnp.exe\u2066c\u200bd\ufeffe\u00adf\r\n\r\n\r\n\r\n\r\ng \U000e0041cafe\u0301"
    )
    walker.press("send")
    said = opened(unit_vault, Case.objects.get())["what-happened"]
    assert said == "abgnp.execdef\n\n\ng café"


def test_joined_letters_of_other_scripts_stay(walker, unit_vault) -> None:
    text = "می\u200cخواهم 👩\u200d👧"
    walker.fill_complaint(what_happened=text).press("send")
    assert opened(unit_vault, Case.objects.get())["what-happened"] == text


def test_a_form_that_is_too_large_is_refused_calmly(walker, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    walker.fill_complaint().press("send", what_happened="x" * 30_000)
    assert walker.page.status_code == 413
    assert "nothing is lost" in walker.text
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    walker.open()
    page = walker.door.post(COMPLAINT, {f"f{n}": "x" for n in range(50)})
    assert page.status_code == 413
    assert page["Cache-Control"] == "no-store"


def test_a_form_that_breaks_off_is_answered(public_door) -> None:
    page = public_door.generic(
        "POST", COMPLAINT, b"--x\r\nContent-Dis", content_type="multipart/form-data; boundary="
    )
    assert page.status_code in (400, 422)


@pytest.mark.parametrize(
    "go",
    [
        "change:../../etc",
        "remove:-1",
        "remove:99999999999999999999",
        "back:x",
        "\x00",
        "send:now",
        "x" * 5000,
    ],
)
def test_no_button_of_somebody_elses_making_breaks_it(walker, go) -> None:
    walker.fill_complaint().press(go)
    assert walker.page.status_code in (200, 422)


def test_a_receipt_of_ones_own_making_is_replaced_or_used_and_opens_nothing_else(walker) -> None:
    walker.fill_complaint().press("send", receipt="\r\nSet-Cookie: a=b <script>")
    assert len(words_of(walker.text).split()) == 7
    assert "Set-Cookie" not in str(walker.page.headers)


def test_no_field_makes_a_header_of_a_letter_or_an_answer(walker) -> None:
    bad = "a@riverbend.example\r\nBcc: everybody@riverbend.example"
    walker.fill_complaint().press("change:reach")
    walker.press(email=bad, name="x\r\nX-Evil: 1")
    walker.press("send")
    for letter in OutgoingMail.objects.all():
        assert "Bcc" not in letter.text + letter.subject + letter.to
    assert "X-Evil" not in walker.page.headers


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_is_quiet(public_door, db, path) -> None:
    page = public_door.get(path)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert not page.cookies


@pytest.mark.parametrize(
    "path", ["/tell-us/complaint/", "/tell-us/thanks/", "/tell-us/question/", "/tell-us/return/"]
)
def test_pages_that_take_something_in_are_in_no_cache_and_no_search_engine(public_door, db, path) -> None:
    page = public_door.get(path)
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]


def test_the_start_is_in_the_sitemap_and_may_be_found(public_door, db) -> None:
    page = public_door.get("/tell-us/")
    assert "noindex" not in page.content.decode()
    assert "X-Robots-Tag" not in page.headers
    sitemap = public_door.get("/sitemap.xml").content.decode()
    assert "http://localhost:8000/tell-us/<" in sitemap
    assert "/tell-us/complaint/" not in sitemap


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_forms_of_other_sites_are_refused(walker, headers) -> None:
    walker.fill_complaint()
    walker.headers = headers
    walker.press("send")
    assert walker.page.status_code == 403
    assert not Case.objects.exists()


def test_an_old_browser_that_names_no_origin_may_file(walker) -> None:
    walker.headers = {"origin": "null"}  # what `no-referrer` makes of it where `Sec-Fetch-Site` is unknown
    walker.fill_complaint().press("send")
    assert Case.objects.exists()


def test_nothing_of_the_reader_and_nothing_of_what_was_said_is_kept_anywhere(
    walker, unit_vault, caplog, capsys, tmp_path, settings
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.DEBUG = False
    walker.headers = {**TRACES, "cookie": "planted=cookie77"}
    with CaptureQueriesContext(connection) as queries:
        walker.fill_complaint(what_happened=f"{PLANTED} hit me").press("change:reach").press(
            name=PLANTED, email=f"{PLANTED}@riverbend.example"
        )
        walker.press("change:files").press(
            "add", file=SimpleUploadedFile(f"{PLANTED}.txt", f"{PLANTED} ".encode() * 99)
        )
        walker.press().press("send")
        words = words_of(walker.text)
        walker.door.post("/tell-us/return/", {"code": words, "do": "write", "text": PLANTED}, headers=TRACES)
        walker.door.post("/tell-us/return/", {"code": f"{PLANTED} {words}"}, headers=TRACES)
        walker.door.get("/tell-us/nothing/", headers=TRACES)
    assert Case.objects.count() == 1
    looked_for = [PLANTED, "PlantedAgent", "planted.example", "203.0.113.77", "cookie77", words]
    database = "\n".join(str(query["sql"]) for query in queries)
    out = capsys.readouterr()
    logs = caplog.text + out.out + out.err
    files = b"".join(path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file())
    for found in looked_for:
        assert found not in database, found
        assert found.encode() not in files, found
        assert found not in logs, found


def test_the_rows_hold_ciphertext_alone(walker, unit_vault) -> None:
    walker.fill_complaint(what_happened=PLANTED).press("send")
    words = words_of(walker.text).split()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(
                [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
            )
            assert PLANTED not in rows, table
            assert " ".join(words) not in rows, table
    case = Case.objects.get()
    assert open_json(
        unit_vault.open_key(
            case.unit_key_id,
            bytes(case.shared_key_wrapped),
            place("casework_case", "shared_key_wrapped", case.id),
        ),
        bytes(case.filing_sealed),
        place("casework_case", "filing_sealed", case.id),
    )


def test_no_address_on_any_page_leads_out_but_the_way_out(public_door, db) -> None:
    for path in EVERY_PAGE[:-1]:
        page = public_door.get(path).content.decode()
        assert "data-way-out" in page, path
        foreign = set(re.findall(r'(?:href|src|action)="(https?://[^"]+)"', page))
        assert foreign <= {"https://www.weather.gov/", f"http://localhost:8000{path}"}, path
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page.split("<body", 1)[1]), path


def test_a_failure_in_the_middle_leaves_nothing_and_says_nothing(
    walker, unit_vault, monkeypatch, caplog
) -> None:
    """What went wrong is logged; what the person wrote is not, and no half of it stays."""
    from commonground.casework.actions import filing

    def fails(_letter):
        raise RuntimeError("the outbox is away")

    walker.fill_complaint(what_happened=PLANTED)
    monkeypatch.setattr(filing, "queue_mail", fails)
    walker.door.raise_request_exception = False
    walker.press("send")
    assert walker.page.status_code == 500
    assert "the outbox is away" in caplog.text
    assert PLANTED not in caplog.text
    assert PLANTED not in walker.text
    assert not Case.objects.exists()


def test_whatever_is_sent_is_answered(public_door, unit_vault) -> None:
    """Names of ours with values of nobody's making, three hundred times, the same each run."""
    chance = random.Random(7)  # noqa: S311  # the same each run
    odd = [
        "",
        " ",
        "\x00",
        "\u202e",
        "é" * 300,
        "-1",
        "9" * 400,
        "<b>",
        "{{ x }}",
        "2026-13-45",
        "on",
        "yes",
        "a\r\nb",
        "🙂",
    ]
    names = [
        "step",
        "go",
        "category",
        "what_happened",
        "sent_before",
        "receipt",
        "checking",
        "perceived",
        "on",
        "email",
    ]
    steps = ["category", "what", "more", "when", "files", "reach", "check", "nothing"]
    goes = ["next", "back", "check", "send", "here", "add", "remove:0", "change:more", "change:what", ""]
    for _time in range(300):
        sent = {
            name: [chance.choice(odd) for _n in range(chance.randint(1, 3))]
            for name in chance.sample(names, 6)
        }
        sent |= {"step": [chance.choice([*steps, *odd])], "go": [chance.choice([*goes, *odd])]}
        if chance.random() < 0.6:
            sent |= {"category": ["force"], "what_happened": ["Pushed me."]}
        path = chance.choice(
            [COMPLAINT, "/es/tell-us/thanks/", "/tell-us/question/", "/tell-us/return/", "/tell-us/proof/"]
        )
        answer = public_door.post(path, sent)
        assert answer.status_code in (200, 413, 422), (path, sent)
