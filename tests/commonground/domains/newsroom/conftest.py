"""A detective, a commander, and an appeal that both brought before the public."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonground.domains.newsroom.actions import drafting, pictures, publishing
from commonground.domains.newsroom.models import Appeal


def details(**changed) -> drafting.AppealDetails:
    values = {
        "title": "Do you know this person?",
        "facts": "A man in a red jacket took a handbag at the ferry landing.",
        "offence": "felony-person",
        "legal_basis": "investigation",
        "happened_on": date(2026, 10, 30),
        "place": "Ferry Landing",
        "shown_is": "suspect",
        "shows_face": True,
        "person_name": "",
        "case_number": "RPD-26-1182",
        "expires_on": date(2026, 12, 1),
        "translations": {"es": {"title": "¿Conoce a esta persona?"}},
    }
    return drafting.AppealDetails(**{**values, **changed})


def picture(name: str = "camera.jpg") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


@pytest.fixture
def detective(make_person, noon):
    return make_person("detective")


@pytest.fixture
def commander(make_person, noon):
    return make_person("investigations-commander", title="Lieutenant, Investigations")


@pytest.fixture
def published(detective, commander) -> Appeal:
    appeal = drafting.draft_appeal(details=details(), by=detective)
    shown = pictures.Shown(picture(), "A man in a red jacket")
    pictures.add_picture(appeal=appeal, shown=shown, by=detective)
    appeal = drafting.propose_appeal(appeal=appeal, by=detective)
    return publishing.approve_appeal(appeal=appeal, expected_version=appeal.version, by=commander)
