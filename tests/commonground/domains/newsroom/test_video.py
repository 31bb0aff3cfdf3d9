"""A video in an appeal: taken with captions or without speech, without what the camera noted, played by ranges, gone at once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from commonground.domains.newsroom import demonstration
from commonground.domains.newsroom.actions import drafting, publishing
from commonground.domains.newsroom.models import Appeal, AppealPicture
from commonground.foundation import clock
from commonground.foundation.files.accept import path_of
from tests.commonground.domains.newsroom.conftest import details, picture

pytestmark = pytest.mark.django_db
FILM = (Path(demonstration.__file__).parent / "passing_car.mp4").read_bytes()
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nOpen the till!\n"
PLACE = b"PLANTED+40.7127-074.0059/"


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def with_notes(film: bytes) -> bytes:
    """As a telephone saves it: a place in the head of the file, and behind its end."""
    at = film.index(b"moov") - 4
    size = int.from_bytes(film[at : at + 4], "big")
    notes = box(b"udta", box(b"\xa9xyz", PLACE))
    head = (size + len(notes)).to_bytes(4, "big") + film[at + 4 : at + size]
    return film[:at] + head + notes + film[at + size :] + box(b"uuid", bytes(16) + PLACE)


def with_track_of_places(film: bytes) -> bytes:
    return film.replace(b"vide", b"meta", 1)


def film(content: bytes = FILM) -> SimpleUploadedFile:
    return SimpleUploadedFile("camera 2.mp4", content, content_type="video/mp4")


def captions(content: bytes = CAPTIONS) -> SimpleUploadedFile:
    return SimpleUploadedFile("said.vtt", content)


@pytest.fixture
def draft(detective) -> Appeal:
    return drafting.draft_appeal(details=details(), by=detective)


@pytest.fixture
def add(draft, detective, staff_door):
    """Sends the form of a video that somebody speaks in; what is None is left out."""
    door = staff_door(detective)

    def send(**changed):
        form = {
            "file": film(with_notes(FILM)),
            "description": "A man shouts at a clerk, takes the till and leaves to the left.",
            "speech": "captioned",
            "still": picture("still.jpg"),
            "captions": captions(),
            "captions_language": "en",
            "version": 0,
            **changed,
        }
        address = f"/appeals/{draft.number}/pictures/new/"
        return door.post(address, {name: value for name, value in form.items() if value is not None})

    return send


@pytest.fixture
def on_air(add, draft, detective, commander) -> AppealPicture:
    assert add().status_code == 302
    appeal = drafting.propose_appeal(appeal=draft, by=detective)
    publishing.approve_appeal(appeal=appeal, expected_version=appeal.version, by=commander)
    return AppealPicture.objects.select_related("appeal", "stored_file", "still", "captions").get()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"captions": None}, "Attach the captions"),
        ({"captions_language": ""}, "in which language"),
        ({"still": None}, "Attach a still"),
        ({"speech": "picture", "captions": None}, "Say whether it is a picture or a video"),
        ({"file": picture()}, "Say whether it is a picture or a video"),
        ({"captions": captions(b"1\n00:00:00,000 --> 00:00:02,000\nHello")}, "not accepted"),
        ({"captions": captions(b"WEBVTT\n\nnothing")}, "hold no line"),
        ({"captions": captions("WEBVTT\n\n0 --> 1\n¡Alto!".encode("latin-1"))}, "not accepted"),
        ({"still": film()}, "not accepted"),
        ({"file": film(FILM[:400])}, "cannot be read"),
        ({"file": film(FILM.replace(b"ftypisom", b"ftypqt  "))}, "not accepted"),
        ({"file": film(with_track_of_places(FILM))}, "picture and sound alone"),
        ({"file": captions()}, "not accepted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(add, changed: dict, words: str) -> None:
    answer = add(**changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AppealPicture.objects.exists()


def test_a_video_in_which_nobody_speaks_needs_no_captions(add) -> None:
    assert add(speech="none", captions=None, captions_language="").status_code == 302
    assert AppealPicture.objects.get().captions is None


def test_the_table_refuses_a_video_with_speech_and_without_captions(on_air: AppealPicture) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealPicture.objects.filter(pk=on_air.pk).update(captions=None)


def test_what_the_camera_noted_is_gone_and_the_picture_stands(on_air: AppealPicture) -> None:
    kept = path_of(on_air.stored_file_id).read_bytes()
    assert len(kept) == len(with_notes(FILM))
    assert PLACE not in kept
    at = FILM.index(b"mdat")
    assert FILM[at : at + 2000] in kept
    made = kept.index(b"mvhd") + 8
    assert kept[made : made + 16] == bytes(16)


def test_the_page_has_a_player_that_starts_nothing(on_air: AppealPicture, public_door) -> None:
    answer = public_door.get(f"/appeals/{on_air.appeal.number}/")
    page = answer.content.decode()
    for words in (
        '<video controls preload="none"',
        "poster=",
        'kind="captions"',
        'srclang="en"',
        "Download the video",
    ):
        assert words in page
    assert "autoplay" not in page
    assert on_air.description in page
    assert "media-src 'self'" in answer["Content-Security-Policy"]
    assert f"/files/{on_air.still_id}/" in public_door.get("/appeals/").content.decode()


def ask(door, file, **headers):
    """The answer and its bytes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = door.get(f"/files/{file.pk}/{file.name}", headers=named)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def status(door, file) -> int:
    return ask(door, file, range="bytes=0-9")[0].status_code


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, -1),
        ("bytes=0-99", 0, 99),
        ("bytes=500-1499", 500, 1499),
        ("bytes=-100", -100, -1),
        ("bytes=4000-999999999", 4000, -1),
    ],
)
def test_a_player_gets_the_part_it_asks_for(on_air, public_door, asked: str, first: int, last: int) -> None:
    kept = path_of(on_air.stored_file_id).read_bytes()
    first, last = first % len(kept), last % len(kept)
    answer, content = ask(public_door, on_air.stored_file, range=asked)
    assert answer.status_code == 206
    assert content == kept[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(kept)}"
    assert answer["Content-Length"] == str(last + 1 - first)
    assert answer["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-3", "lines=1-2", "bytes=-", "bytes=a-b"])
def test_what_is_no_range_gets_the_whole(on_air, public_door, asked: str) -> None:
    answer, content = ask(public_door, on_air.stored_file, range=asked)
    assert answer.status_code == 200
    assert len(content) == on_air.stored_file.size


def test_past_the_end_and_another_version(on_air, public_door) -> None:
    file = on_air.stored_file
    past, _none = ask(public_door, file, range=f"bytes={file.size}-")
    assert (past.status_code, past["Content-Range"]) == (416, f"bytes */{file.size}")
    other, _whole = ask(public_door, file, range="bytes=0-9", if_range='"another"')
    assert other.status_code == 200
    same, _part = ask(public_door, file, range="bytes=0-9", if_range=f'"{file.sha256}"')
    assert same.status_code == 206


def test_film_still_and_captions_come_down_together(on_air: AppealPicture, detective, public_door) -> None:
    """By its end and by its last day, also for a player in the middle of it; nobody is told to keep a copy."""
    files = [on_air.stored_file, on_air.still, on_air.captions]
    for file in files:
        answer, _part = ask(public_door, file, range="bytes=0-9")
        assert answer.status_code == 206
        assert answer["Cache-Control"] == "private, no-store"
        assert "noindex" in answer["X-Robots-Tag"]
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        assert [status(public_door, file) for file in files] == [404, 404, 404]
    publishing.end_appeal(appeal=on_air.appeal, outcome="withdrawn", text="", text_es="", by=detective)
    assert [status(public_door, file) for file in files] == [404, 404, 404]


def test_before_approval_only_the_staff_door_plays_it(add, detective, staff_door, stand_at) -> None:
    assert add().status_code == 302
    shown = AppealPicture.objects.select_related("stored_file", "appeal").get()
    door = staff_door(detective)
    assert "<video" in door.get(f"/appeals/{shown.appeal.number}/").content.decode()
    assert status(door, shown.stored_file) == 206
    stand_at("public")
    assert status(door, shown.stored_file) == 404
