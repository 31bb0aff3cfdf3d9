"""What leaves the site: CSV, JSON and its schema, Atom, the PDF for the council, the panel for other sites."""

import csv
import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import jsonschema
import pytest
from pypdf import PdfReader

from commonground.domains.commitments.columns import NAMES
from commonground.domains.commitments.models import Commitment, Topic
from tests.commonground.domains.commitments.public_register import (
    NOON,
    Register,
    make_change,
    make_commitment,
    make_register,
)

PLAN = "/commitments/safety-plan/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def register(db, noon) -> Register:
    return make_register()


def test_csv_holds_every_column_and_nothing_that_a_spreadsheet_would_run(public_door, register) -> None:
    make_commitment(
        register.programme, "13", statement='=HYPERLINK("https://riverbend.example")', status="planning"
    )
    response = public_door.get(PLAN + "commitments.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == NAMES
    assert [row["number"] for row in rows] == ["2", "4a", "7", "9", "11", "12", "13"]
    assert rows[0]["estimated"] == "2026-09"
    assert rows[0]["statement_es"].startswith("Enviar")
    assert rows[4]["percent"] == ""
    assert rows[6]["statement"].startswith("'=HYPERLINK")


def test_json_keeps_its_own_schema(public_door, register) -> None:
    schema = json.loads(public_door.get("/commitments/commitments.schema.json").content)
    response = public_door.get(PLAN + "commitments.json")
    content = json.loads(response.content)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert content["$schema"] == schema["$id"]
    assert content["counters"]["total"] == 6
    by_number = {one["number"]: one for one in content["commitments"]}
    assert by_number["2"]["late"] is True
    assert by_number["2"]["bodies"] == ["Police Department"]
    assert by_number["11"]["percent"] is None
    assert by_number["11"]["state"] == "unknown"


@pytest.mark.parametrize("path", [PLAN + "changes.atom", PLAN + "2/changes.atom", PLAN + "12/changes.atom"])
def test_feeds_are_atom(public_door, register, path) -> None:
    response = public_door.get(path)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    for name in ("id", "title", "updated", "author"):
        assert feed.find(ATOM + name) is not None, name
    ids = [entry.find(ATOM + "id").text for entry in feed.iter(ATOM + "entry")]
    assert len(ids) == len(set(ids))
    for entry in feed.iter(ATOM + "entry"):
        assert entry.find(ATOM + "updated").text
        assert entry.find(ATOM + "title").text
        assert (
            entry.find(ATOM + "link").get("href").startswith("http://localhost:8000/commitments/safety-plan/")
        )
    assert public_door.get(path).content == response.content


def test_a_feed_keeps_the_ids_of_what_it_told_before(public_door, register) -> None:
    def ids() -> list[str]:
        feed = ElementTree.fromstring(public_door.get(PLAN + "changes.atom").content)
        return [entry.find(ATOM + "id").text for entry in feed.iter(ATOM + "entry")]

    before = ids()
    assert len(before) == 3
    make_change(register.ordinary, "percent", "40", "55", at=NOON, note="Bad \x0b character & <b>markup</b>")
    assert ids()[1:] == before


def pdf_of(client, path: str = PLAN + "council.pdf") -> PdfReader:
    response = client.get(path)
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def test_the_paper_for_the_council_is_tagged_and_carries_its_fonts(public_door, register) -> None:
    paper = pdf_of(public_door)
    root = paper.trailer["/Root"]
    assert len(paper.pages) == 2
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()
    text = " ".join(page.extract_text() for page in paper.pages)
    for said in (
        "Riverbend Safety Plan",
        "Late and on hold",
        "Send a clinician to every mental health call",
        "The lease fell",
    ):
        assert said in text
    for page in paper.pages:
        for font in page["/Resources"]["/Font"].values():
            name = font.get_object()["/BaseFont"]
            assert "Public-Sans" in name or "Merriweather" in name


def test_the_paper_for_the_council_speaks_spanish(public_door, register) -> None:
    paper = pdf_of(public_door, "/es" + PLAN + "council.pdf")
    assert paper.trailer["/Root"]["/Lang"] == "es"
    text = " ".join(page.extract_text() for page in paper.pages)
    assert "Plan de seguridad de Riverbend" in text
    assert "Atrasados y en pausa" in text


def test_the_paper_stays_two_pages_however_much_there_is(public_door, register) -> None:
    programme = register.programme
    topics = [
        Topic.objects.create(
            programme=programme, number=number, name="Very long topic name " * 9, slug=f"t-{number}"
        )
        for number in range(3, 40)
    ]
    Commitment.objects.bulk_create(
        Commitment(
            programme=programme, number=str(number), number_order=f"{number:08}", statement="Unbroken" * 70,
            status="planning", created_at=datetime(2025, 1, 1, tzinfo=UTC), topic=topics[number % len(topics)],
            estimated_on=datetime(2025, 6, 1, tzinfo=UTC).date(), estimated_precision="day", on_hold=True,
            hold_reason="Because " * 200,
        )
        for number in range(100, 400)
    )  # fmt: skip
    for one in Commitment.objects.filter(number__startswith="1")[:90]:
        make_change(one, "status", "initiation", "planning", note="Why " * 300)
    assert len(pdf_of(public_door).pages) == 2


def test_the_same_data_gives_the_same_paper(public_door, register) -> None:
    first = public_door.get(PLAN + "council.pdf").content
    assert public_door.get(PLAN + "council.pdf").content == first
    register.ordinary.on_hold, register.ordinary.hold_reason = True, "No room."
    register.ordinary.save()
    assert public_door.get(PLAN + "council.pdf").content != first


@pytest.mark.parametrize(
    "path", ["/embed/safety-plan/", "/es/embed/safety-plan/?theme=dark", "/commitments/embed/safety-plan/"]
)
def test_any_site_may_frame_the_panel_and_only_the_panel(public_door, register, path) -> None:
    response = public_door.get(path)
    assert response.status_code == 200
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    html = response.content.decode()
    assert "<script" not in html
    assert "<form" not in html
    assert 'target="_blank"' in html
    assert "http://localhost:8000" in html
    ordinary = public_door.get(PLAN)
    assert ordinary["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in ordinary["Content-Security-Policy"]


def test_the_theme_is_one_of_ours(public_door, register) -> None:
    assert b'class="dark"' in public_door.get("/embed/safety-plan/?theme=dark").content
    assert b"onload" not in public_door.get('/embed/safety-plan/?theme="onload=x').content


def test_the_line_to_copy_holds_the_panel(public_door, register) -> None:
    html = public_door.get(PLAN + "data/").content.decode()
    assert "&lt;iframe src=&quot;http://localhost:8000/embed/safety-plan/&quot;" in html
