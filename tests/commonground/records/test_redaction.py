"""Four audiences, one source; the export that goes out; who may do any of it."""

import hashlib
import io
import uuid
import zipfile
from dataclasses import replace

import pytest
from django.db import transaction
from django.urls import reverse
from pypdf import PdfReader

from commonground.access.models import Officer
from commonground.casework import kinds
from commonground.casework.evidence import attach
from commonground.casework.models import Exclusion, NamedOfficer, Side, WhyExcluded
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.uploads.receiving import begin, finish, take_piece
from commonground.records.exporting import redacted_texts
from commonground.records.models import Redaction
from commonground.records.redacting import Wanted, mark, offers_for, redactions_of, wanted_places, withdraw
from commonground.records.texts import SourceText, texts_of
from tests.commonground.records.house import PLANTED, TOLD, filed

SOURCE = "filing:what-happened"


def said(opened, audience: str) -> str:
    parts = [part for text in redacted_texts(opened, audience) for part in text["parts"]]
    return "".join(part.text or f"[{','.join(part.codes)}]" for part in parts)


@pytest.fixture
def opened(house, matter):
    return house.opened(matter.case.pk)


def marked(house, opened, words: str, reason: str, audiences):
    return mark(
        opened=opened,
        wanted=wanted_places(opened, words),
        reason=reason,
        audiences=audiences,
        by=house.member,
    )


def test_each_audience_reads_its_own_text_from_one_source(house, opened) -> None:
    marked(house, opened, PLANTED, "R-2", ["officer", "public"])
    marked(house, opened, "Dana Reyes", "R-3", ["reviewer", "public"])
    assert said(opened, "complainant") == TOLD
    assert said(opened, "officer") == TOLD.replace(PLANTED, "[R-2]")
    assert said(opened, "reviewer") == TOLD.replace("Dana Reyes", "[R-3]")
    assert said(opened, "public") == TOLD.replace(PLANTED, "[R-2]").replace("Dana Reyes", "[R-3]")
    assert texts_of(opened)[0].text == TOLD


def test_what_was_withdrawn_is_read_again_and_stays_in_the_log(house, opened) -> None:
    (row,) = marked(house, opened, PLANTED, "R-2", ["public"])
    withdraw(opened=opened, redaction_id=row.pk, by=house.member)
    assert said(opened, "public") == TOLD
    (logged,) = redactions_of(opened)
    assert (logged.stands, logged.words, logged.row.withdrawn_by) == (False, PLANTED, house.member)
    assert {entry.action for entry in AuditEntry.objects.all()} >= {
        "casework.redaction.made",
        "casework.redaction.withdrawn",
    }
    assert not any(PLANTED in str(entry.details) for entry in AuditEntry.objects.all())


def test_the_same_is_not_marked_twice(house, opened) -> None:
    assert len(marked(house, opened, PLANTED, "R-2", ["public"])) == 1
    assert marked(house, opened, PLANTED, "R-2", ["public"]) == []


def test_a_source_that_changed_after_it_was_marked_is_withheld_whole(house, opened, monkeypatch) -> None:
    finding = ["The officer said Quillon did it."]
    own = replace(
        kinds.kind_of("complaint"), texts=lambda _opened: [SourceText("finding:1", "Finding", finding[0])]
    )
    monkeypatch.setitem(kinds._kinds, "complaint", own)
    marked(house, opened, "Quillon did it", "R-2", ["public"])
    assert "The officer said [R-2]." in said(opened, "public")
    finding[0] = "It was Quillon who did it."
    assert said(opened, "public").endswith("[changed]")
    assert "It was Quillon" in said(opened, "complainant")


def test_suggestions_are_offered_and_a_person_accepts(house, matter, opened) -> None:
    officer = Officer.objects.create(badge="4471", name="Dana Reyes", rank="officer")
    NamedOfficer.objects.create(
        case=matter.case, officer=officer, role="subject", named_at=clock.now(), named_by=house.member
    )
    offered = {one.found.words for one in offers_for(opened)}
    assert {"Dana Reyes", "badge 4471", "555-0133", "q.m@example.org", "born 04/05/1971"} <= offered
    assert not Redaction.objects.exists()
    door, address = house.door(), reverse("matters:accept_offers", args=[matter.case.pk])
    keys = [f"{one.source.key}:{one.found.start}:{one.found.end}" for one in offers_for(opened)]
    assert door.post(address, {"offer": keys, "submission": str(uuid.uuid4())}).status_code == 302
    public = said(opened, "public")
    for words in ("Dana Reyes", "4471", "555-0133", "q.m@example.org", "04/05/1971"):
        assert words not in public
    assert not offers_for(opened)


def test_marking_and_looking_on_the_page(house, matter, opened) -> None:
    door, address = house.door(), reverse("matters:redaction", args=[matter.case.pk])
    page = door.get(address).content.decode()
    assert PLANTED in page
    form = {
        "words": PLANTED.upper(),
        "source": "",
        "reason": "R-2",
        "submission": str(uuid.uuid4()),
        "version": 1,
    }
    assert door.post(address, form).status_code == 302
    assert door.post(address, form).status_code == 302  # sent twice, done once
    assert Redaction.objects.count() == 1
    assert Redaction.objects.get().audiences == ["officer", "public"]  # those whom the reason names
    preview = door.get(reverse("matters:preview", args=[matter.case.pk, "public"])).content.decode()
    assert PLANTED not in preview
    assert "withheld: R-2" in preview
    assert "Ordinance" in preview
    assert door.get(reverse("matters:preview", args=[matter.case.pk, "nobody"])).status_code == 404
    missing = door.post(address, {**form, "words": "not in it", "submission": str(uuid.uuid4())})
    assert missing.status_code == 422
    assert "nowhere" in missing.content.decode()
    row = Redaction.objects.get()
    assert door.post(reverse("matters:withdraw_redaction", args=[matter.case.pk, row.pk])).status_code == 302
    assert door.post(reverse("matters:withdraw_redaction", args=[matter.case.pk, row.pk])).status_code == 404


def test_what_a_person_wrote_is_text_and_never_a_page(house) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7|add:7 }}"
    done = filed(answers={"what-happened": evil})
    page = house.door().get(reverse("matters:redaction", args=[done.case.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7|add:7 }}" in page


def uploaded(opened, house, content: bytes, name: str, *, inner: bool = False):
    begun = begin(name, len(content))
    take_piece(begun, 0, io.BytesIO(content))
    held = finish(begun)
    with transaction.atomic():
        under = opened.inner if inner else opened.shared
        attach(opened.case.pk, (held,), side=Side.UNIT, under=under, inner=inner, by=house.member)
    return held.id


def test_the_export_is_a_tagged_pdf_with_originals_and_a_manifest_that_holds(house, matter, opened) -> None:
    marked(house, opened, PLANTED, "R-2", ["public"])
    file_id = uploaded(opened, house, b"a receipt of the bus", "bus.txt")
    uploaded(opened, house, b"secret", "inner.txt", inner=True)
    answer = house.door().post(
        reverse("matters:export", args=[matter.case.pk]),
        {"audience": "public", "number": "PRR-9", "originals": [str(file_id)]},
    )
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == [f"{matter.case.reference}.pdf", "files/01-bus.txt", "MANIFEST.txt"]
        manifest = archive.read("MANIFEST.txt").decode()
        lines = [line for line in manifest.splitlines(keepends=True) if not line.startswith("#")]
        for line in lines:
            digest, name = line.strip().split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert hashlib.sha256("".join(lines).encode()).hexdigest() in manifest
        paper = PdfReader(io.BytesIO(archive.read(names[0])))
    text = "\n".join(page.extract_text() for page in paper.pages)
    assert PLANTED not in text.replace("\n", " ")
    assert "withheld: R-2" in text
    assert "PRR-9" in text
    assert "1 file is not part of this export" in text
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert PLANTED.encode() not in archive_bytes(paper)
    entry = AuditEntry.objects.get(action="casework.record.exported")
    assert entry.details == {"audience": "public", "files": [str(file_id)]}


def archive_bytes(paper: PdfReader) -> bytes:
    return b"".join(page.get_contents().get_data() for page in paper.pages)


def test_a_file_of_the_unit_alone_or_of_another_matter_goes_to_nobody(house, matter, opened) -> None:
    inner = uploaded(opened, house, b"secret", "inner.txt", inner=True)
    other = filed()
    foreign = uploaded(house.opened(other.case.pk), house, b"other", "other.txt")
    door, address = house.door(), reverse("matters:export", args=[matter.case.pk])
    for originals in (inner, foreign, uuid.uuid4(), "nonsense"):
        answer = door.post(address, {"audience": "public", "originals": [str(originals)]})
        assert answer.status_code == 422
    assert door.post(address, {"audience": "everybody"}).status_code == 422
    assert not AuditEntry.objects.filter(action="casework.record.exported").exists()


def test_nobody_but_the_unit_reads_marks_previews_or_exports(
    house, matter, opened, make_person, staff_door
) -> None:
    (row,) = marked(house, opened, PLANTED, "R-2", ["public"])
    pages = [
        ("get", reverse("matters:redaction", args=[matter.case.pk])),
        ("post", reverse("matters:redaction", args=[matter.case.pk])),
        ("post", reverse("matters:accept_offers", args=[matter.case.pk])),
        ("post", reverse("matters:withdraw_redaction", args=[matter.case.pk, row.pk])),
        ("get", reverse("matters:preview", args=[matter.case.pk, "public"])),
        ("get", reverse("matters:export", args=[matter.case.pk])),
        ("post", reverse("matters:export", args=[matter.case.pk])),
    ]
    for role in (
        "front-desk",
        "records-custodian",
        "administrator",
        "oversight-investigator",
        "police-officer",
    ):
        other = staff_door(make_person(role))
        assert {getattr(other, how)(address).status_code for how, address in pages} == {404}
    inside = house.door()
    Exclusion.objects.create(case=matter.case, person=house.member, why=WhyExcluded.ADDED, since=clock.now())
    assert {getattr(inside, how)(address).status_code for how, address in pages} == {404}
    assert redactions_of(opened)[0].stands


def test_a_mark_cannot_be_put_by_somebody_whom_a_conflict_keeps_out(house, opened) -> None:
    from commonground.casework.queries.opened import NotThere

    Exclusion.objects.create(case=opened.case, person=house.member, why=WhyExcluded.ADDED, since=clock.now())
    with pytest.raises(NotThere):
        mark(
            opened=opened, wanted=[Wanted(SOURCE, 0, 4)], reason="R-2", audiences=["public"], by=house.member
        )
