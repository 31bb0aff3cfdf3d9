"""Images and documents: judged by content, stripped, copied to where the public door serves them."""

import io

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from commonground.foundation.files.accept import path_of
from commonground.foundation.files.models import StoredFile

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a small copy to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]
CAMERA = "PlantedCamera"


def photograph(width: int = 1600) -> bytes:
    picture = Picture.new("RGB", (width, 900), (40, 90, 120))
    exif = Picture.Exif()
    exif[0x010F] = CAMERA
    exif[0x8825] = {1: "N", 2: (35.0, 28.0, 3.0)}
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif, comment=CAMERA.encode())
    return target.getvalue()


@pytest.fixture
def image(db):
    """An image that reached the library with its metadata, as an older one might have."""
    return get_image_model().objects.create(
        title="Levee", file=ImageFile(io.BytesIO(photograph()), "levee.jpg"), width=1600, height=900
    )


def _picture(image, **fields):
    value = {
        "image": {"image": image.pk, "alt_text": "The levee", "decorative": False} | fields,
        "caption": "",
    }
    return [{"type": "picture", "value": value}]


def test_a_published_image_is_smaller_stripped_and_public(new_page, publish, image, public_door) -> None:
    publish(new_page("Levee", body=_picture(image)))
    stored = StoredFile.objects.get()
    assert stored.published_at is not None
    content = path_of(stored.id).read_bytes()
    assert CAMERA.encode() not in content
    with Picture.open(io.BytesIO(content)) as shown:
        assert shown.width == 1280
        assert not shown.getexif()
    text = public_door.get("/levee/").text
    assert f'src="/files/{stored.id}/' in text
    assert 'alt="The levee"' in text
    answer = public_door.get(f"/files/{stored.id}/{stored.name}")
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content)


def test_publishing_again_makes_no_second_copy(new_page, publish, image) -> None:
    publish(publish(new_page("Levee", body=_picture(image))))
    assert StoredFile.objects.count() == 1


def test_a_draft_makes_no_copy(new_page, image) -> None:
    new_page("Levee", body=_picture(image))
    assert not StoredFile.objects.exists()


def test_the_image_is_withdrawn_with_the_last_page_that_shows_it(new_page, publish, publisher, image) -> None:
    first, second = (
        publish(new_page("One", body=_picture(image))),
        publish(new_page("Two", body=_picture(image))),
    )
    first.unpublish(user=publisher)
    assert StoredFile.objects.get().published_at is not None
    second.unpublish(user=publisher)
    assert StoredFile.objects.get().published_at is None


def test_a_decorative_image_has_an_empty_description(new_page, publish, image, public_door) -> None:
    publish(new_page("Levee", body=_picture(image, decorative=True, alt_text="")))
    assert 'alt=""' in public_door.get("/levee/").text


def test_an_image_without_description_is_refused(image) -> None:
    from wagtail.blocks.struct_block import StructBlockValidationError

    from commonground.content.editing.blocks import PictureBlock

    block = PictureBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(_picture(image, alt_text="")[0]["value"]))


def test_an_upload_loses_its_metadata_at_once(editor, staff_door) -> None:
    upload = SimpleUploadedFile("levee.jpg", photograph(), "image/jpeg")
    answer = staff_door(editor).post(
        "/pages/images/add/", {"title": "Levee", "file": upload, "collection": 1}
    )
    assert answer.status_code == 302, answer.text
    kept = get_image_model().objects.get()
    with kept.file.open("rb") as content:
        assert CAMERA.encode() not in content.read()
    assert (kept.width, kept.height) == (1600, 900)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("x.png", b"<html><script>alert(1)</script></html>"),
        ("x.jpg", b"GIF89a" + b"\0" * 200),
        ("x.php", b"<?php system($_GET['c']); ?>"),
        ("empty.png", b""),
    ],
)
def test_what_is_no_image_is_refused(name: str, content: bytes, editor, staff_door) -> None:
    upload = SimpleUploadedFile(name, content, "image/png")
    answer = staff_door(editor).post("/pages/images/add/", {"title": "X", "file": upload, "collection": 1})
    assert answer.status_code == 200
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", b"<html><script>alert(1)</script></html>"),
        ("x.exe", b"MZ" + b"\0" * 100),
        ("x.txt", b"%PDF-1.7\n%"),
    ],
)
def test_what_is_no_document_is_refused(name: str, content: bytes, editor, staff_door) -> None:
    upload = SimpleUploadedFile(name, content)
    answer = staff_door(editor).post("/pages/documents/add/", {"title": "X", "file": upload, "collection": 1})
    assert answer.status_code == 200
    assert not get_document_model().objects.exists()


def test_a_document_is_copied_and_linked(new_page, publish, editor, staff_door, request) -> None:
    upload = SimpleUploadedFile("policy.txt", b"What the policy says.\n", "text/plain")
    answer = staff_door(editor).post(
        "/pages/documents/add/", {"title": "Policy", "file": upload, "collection": 1}
    )
    assert answer.status_code == 302, answer.text
    document = get_document_model().objects.get()
    link = f'<p><a linktype="document" id="{document.pk}">Read it</a></p>'
    body = [
        {"type": "document", "value": {"document": document.pk, "note": "As adopted"}},
        {"type": "text", "value": link},
    ]
    publish(new_page("Policy", body=body))
    stored = StoredFile.objects.get()
    public = request.getfixturevalue("public_door")
    assert public.get("/policy/").text.count(f"/files/{stored.id}/policy.txt") == 2
    assert b"".join(public.get(f"/files/{stored.id}/policy.txt")) == b"What the policy says.\n"


def test_the_library_is_for_editors_alone(image, editor, make_person, staff_door) -> None:
    thumbnail = image.get_rendition("max-165x165")
    answer = staff_door(editor).get(thumbnail.url)
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content)
    assert staff_door(make_person("auditor")).get(thumbnail.url).status_code == 403
    assert staff_door().get(thumbnail.url).status_code == 302
    for name in ("documents/x.pdf", "images/../../house.sqlite3", "images/x.html", "images/none.png"):
        assert staff_door(editor).get(f"/pages/library/{name}").status_code == 404
