"""What stands around the forms: the start, every step, paper; thanks and questions; in both languages."""

import io
import re

import pypdf
import pytest
from django.utils.html import escape

from commonground.casework.city_rules import kind_file
from commonground.casework.models import Case
from commonground.domains.accountability.kind import complaint_labels, question_labels, thanks_labels
from commonground.domains.accountability.pages_public.paper import FORMS
from commonground.intake.way_in import way_in
from commonground.vaults.units import units
from tests.commonground.domains.accountability.public.test_complaint import opened
from tests.commonground.domains.accountability.public.walker import Walker

KINDS = ("complaint", "thanks", "question")
LANGUAGES = (("", "en"), ("/es", "es"))
LABELS = {"complaint": complaint_labels, "thanks": thanks_labels, "question": question_labels}


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_before_the_first_question_stands_who_reads_it_and_where_else_to_go(
    public_door, db, prefix, language
) -> None:
    page = public_door.get(f"{prefix}/tell-us/").content.decode()
    rules, unit = kind_file("complaint"), units()["professional-standards"]
    for words in (
        unit.reads,
        unit.hours,
        rules.never_shown,
        *rules.elsewhere,
        way_in().emergency,
        way_in().desk,
    ):
        assert escape(words.in_language(language)) in page
    assert "90" in page
    assert page.index(escape(way_in().emergency.in_language(language))) < page.index("/tell-us/complaint/")


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_step_is_shown_as_the_work_goes_by_it(public_door, db, kind, prefix, language) -> None:
    page = public_door.get(f"{prefix}/tell-us/what-happens-next/{kind}/").content.decode()
    rules = kind_file(kind)
    for stage in rules.stages:
        assert escape(stage.name.in_language(language)) in page
        assert escape(stage.meaning.in_language(language)) in page
        assert stage.closed or f" {stage.days} " in page
    for outcome in rules.outcomes:
        assert escape(outcome.meaning.in_language(language)) in page


def test_a_kind_that_is_none_has_no_pages(public_door, db) -> None:
    for path in ("what-happens-next/nothing/", "blank-form/nothing/", "blank-form/nothing.pdf"):
        assert public_door.get(f"/tell-us/{path}").status_code == 404


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_blank_form_asks_what_the_form_asks(public_door, db, kind, prefix, language) -> None:
    page = public_door.get(f"{prefix}/tell-us/blank-form/{kind}/").content.decode()
    for category in kind_file(kind).categories if kind != "thanks" else ():
        assert escape(category.name.in_language(language)) in page
    assert page.count("tell-paper__line") > 10
    assert "200 Levee Street" in page


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_the_pdf_is_tagged_and_in_its_language(public_door, db, prefix, language) -> None:
    answer = public_door.get(f"{prefix}/tell-us/blank-form/question.pdf")
    assert answer["Content-Type"] == "application/pdf"
    root = pypdf.PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]


def test_every_answer_has_its_words_for_the_unit() -> None:
    for kind, form in FORMS.items():
        keys = {
            name.replace("_", "-")
            for step in form.steps
            for name in step.base_fields
            if name not in step.kept_apart
        }
        assert keys <= set(LABELS[kind]()), kind


def test_names_of_fields_are_unique_within_a_form() -> None:
    for form in FORMS.values():
        names = [name for step in form.steps for name in step.base_fields]
        assert len(names) == len(set(names))


def test_thanks(public_door, unit_vault) -> None:
    walker = Walker(public_door, "/tell-us/thanks/").open()
    walker.press(what_happened="She found my dog.").press(officer_name="Lee").press(on="").press()
    walker.press(tell_officer="yes", publish="no").press(name="Ana").press("send")
    case = Case.objects.get()
    assert (case.kind, case.category) == ("thanks", "")
    said = opened(unit_vault, case)
    assert (said["tell-officer"], said["publish"], said["officer-name"]) == ("Yes", "No", "Lee")


def test_a_question_in_spanish(public_door, unit_vault) -> None:
    walker = Walker(public_door, "/es/tell-us/question/").open()
    walker.press(category="records").press(what_happened="¿Cómo pido un informe?").press().press("send")
    assert "Lo tenemos" in walker.text
    case = Case.objects.get()
    assert (case.kind, case.category, case.language) == ("question", "records", "es")


def test_the_header_leads_here(public_door, db) -> None:
    assert re.search(r'href="/tell-us/"[^>]*>Tell us', public_door.get("/").content.decode())
    assert re.search(r'href="/es/tell-us/"[^>]*>Cuéntenos', public_door.get("/es/").content.decode())
