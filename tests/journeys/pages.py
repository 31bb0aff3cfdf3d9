"""Which pages there are: one address of every kind of page, found from the addresses that each door knows."""

from collections.abc import Iterator
from importlib import import_module
from uuid import UUID
from xml.etree import ElementTree

from django.urls import URLPattern, URLResolver, resolve

from tests.journeys.house import House
from tests.journeys.scene import DISPUTED, EVIDENCED, HELD, PROGRAMME

NOWHERE = "0" * 36  # a signature that is none

# Kinds of public page that the sitemap does not list, with an address of each.
_BESIDE_THE_SITEMAP = {
    "search": "/search/?q=crisis",
    "search without result": "/search/?q=zzyzx",
    "changes": "/changes/",
    "commitments:about": f"/commitments/{PROGRAMME}/about/",
    "commitments:milestones": f"/commitments/{PROGRAMME}/milestones/",
    "commitments:list": f"/commitments/{PROGRAMME}/list/",
    "commitments:list without result": f"/commitments/{PROGRAMME}/list/?text=zzyzx",
    "commitments:list narrowed": f"/commitments/{PROGRAMME}/list/?text=police&late=yes&sort=number",
    "commitments:topic": f"/commitments/{PROGRAMME}/topic/young-people/",
    "commitments:status": f"/commitments/{PROGRAMME}/status/planning/",
    "commitments:data": f"/commitments/{PROGRAMME}/data/",
    "commitments:report": f"/commitments/{PROGRAMME}/report/",
    "commitments:follow": f"/commitments/{PROGRAMME}/follow/",
    "commitments:follow_sent": f"/commitments/{PROGRAMME}/follow/sent/",
    "commitments:follow_commitment": f"/commitments/{PROGRAMME}/{EVIDENCED}/follow/",
    "commitments:follow_commitment_sent": f"/commitments/{PROGRAMME}/{EVIDENCED}/follow/sent/",
    "commitments:dispute": f"/commitments/{PROGRAMME}/{DISPUTED}/dispute/",
    "commitments:dispute_received": f"/commitments/{PROGRAMME}/{DISPUTED}/dispute/received/",
    "commitments:dispute of what nobody claims": f"/commitments/{PROGRAMME}/{EVIDENCED}/dispute/",
    "commitments:commitment on hold": f"/commitments/{PROGRAMME}/{HELD}/",
    "commitments:confirm": f"/commitments/letters/confirm/{NOWHERE}/",
    "commitments:unfollow": f"/commitments/letters/stop/{NOWHERE}/",
    "boards:apply": "/boards/citizens-advisory-board/apply/",
    "boards:applied": "/boards/citizens-advisory-board/apply/received/",
    "boards:recommendation": "/boards/recommendations/1/",
    "embed:programme": f"/embed/{PROGRAMME}/",
    "tell_us:complaint": "/tell-us/complaint/",
    "tell_us:thanks": "/tell-us/thanks/",
    "tell_us:question": "/tell-us/question/",
    "tell_us:return": "/tell-us/return/",
}
# What the public door serves that is not a page.
_NOT_A_PAGE = {
    "health", "robots", "sitemap", "audit-anchor", "files:download",
    "commitments:csv", "commitments:json", "commitments:feed", "commitments:commitment_feed", "commitments:schema",
    "commitments:council", "boards:calendar", "boards:board-calendar", "boards:meeting-calendar",
    "appeals:feed",
    "tell_us:keep_proof", "tell_us:proof_keys", "tell_us:blank_pdf", "tell_us:open_file", "tell_us:upload_begin",
    "tell_us:upload_piece", "tell_us:upload_how_far", "tell_us:upload_finish", "tell_us:upload_remove",
    "commitments:embed",  # the same view as embed:programme
}  # fmt: skip


def public_pages(house: House) -> dict[str, str]:
    """One address of every kind of public page, by kind; paths without a language."""
    found: dict[str, str] = {}
    for path in paths_of_sitemap(house):
        if not path.startswith("/es/"):
            found.setdefault(resolve(path, "commonground.doors.public.urls").view_name, path)
    found |= _BESIDE_THE_SITEMAP | _pages_of_appeals(house)
    missing = (
        set(_names("commonground.doors.public.urls")) - {name.split(" ")[0] for name in found} - _NOT_A_PAGE
    )
    assert not missing, f"kinds of public page that no journey visits: {sorted(missing)}"
    return found


def _pages_of_appeals(house: House) -> dict[str, str]:
    """An appeal that stands, one that ended, and what anybody can write about it. No search engine is told of them."""
    published = "SELECT number FROM newsroom_appeal WHERE published_at IS NOT NULL AND ended_at IS"
    live = house.rows(f"{published} NULL")[0][0]
    ended = house.rows(f"{published} NOT NULL ORDER BY ended_at DESC")[0][0]
    return {
        "appeals:appeal": f"/appeals/{live}/",
        "appeals:appeal that ended": f"/appeals/{ended}/",
        "appeals:appeal-tip": f"/appeals/{live}/tip/",
        "appeals:objection": f"/appeals/{live}/objection/",
        "appeals:tip": "/appeals/tip/",
    }


def paths_of_sitemap(house: House) -> list[str]:
    from urllib.request import urlopen

    with urlopen(f"{house.public_url}/sitemap.xml", timeout=20) as answer:
        tree = ElementTree.fromstring(answer.read())
    return [
        place.text.strip().removeprefix(house.public_url)
        for place in tree.iter()
        if place.tag.endswith("}loc")
    ]


def _names(urlconf: str) -> Iterator[str]:
    yield from _walk(import_module(urlconf).urlpatterns, "")


def _walk(patterns: list, namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield namespace + pattern.name


# Staff pages by the role that opens them; {names} are filled in from the database.
_STAFF = {
    "implementation-manager": [
        "/", "/commitments/", "/commitments/?text=zzyzx", "/commitments/?text=police", "/commitments/add",
        "/commitments/{commitment}/", "/commitments/{held}/", "/commitments/{commitment}/update",
        "/commitments/{commitment}/facts", "/commitments/{commitment}/hold", "/commitments/{held}/hold",
        "/commitments/{held}/resume", "/commitments/{commitment}/evidence",
        "/commitments/{proven}/evidence/{evidence}/withdraw", "/commitments/{commitment}/steps/add",
        "/commitments/proposals/", "/commitments/proposals/{proposal}/", "/commitments/disputes/",
        "/commitments/disputes/{dispute}/", "/commitments/programs/{programme}/",
        "/commitments/programs/{programme}/publish", "/commitments/programs/{programme}/topics/add",
        "/commitments/programs/{programme}/topics/{topic}/", "/commitments/programs/{programme}/milestones/add",
        "/commitments/programs/{programme}/milestones/{milestone}/remove", "/commitments/import/",
        "/boards/", "/boards/recommendations/", "/boards/recommendations/{open_recommendation}/answer/",
        "/account/", "/account/factors/", "/account/password/", "/account/sessions/",
    ],
    "change-reviewer": ["/commitments/proposals/{proposal}/"],
    "commitment-owner": ["/"],
    "board-clerk": [
        "/", "/boards/", "/boards/new/", "/boards/{board}/", "/boards/{board}/edit/", "/boards/{board}/seats/new/",
        "/boards/{board}/meetings/new/", "/boards/seats/{seat}/", "/boards/seats/{seat}/edit/",
        "/boards/terms/{term}/", "/boards/terms/{term}/end/", "/boards/applications/",
        "/boards/applications/{application}/", "/boards/applications/{application}/decline/",
        "/boards/meetings/{coming}/", "/boards/meetings/{coming}/edit/", "/boards/meetings/{coming}/cancel/",
        "/boards/meetings/{coming}/items/new/", "/boards/meetings/{coming}/files/new/", "/boards/meetings/{past}/",
        "/boards/meetings/{past}/attendance/", "/boards/meetings/{past}/minutes/", "/boards/agenda/{item}/",
        "/boards/agenda/{item}/remove/", "/boards/agenda/{item}/recusals/", "/boards/agenda/{item}/motions/new/",
    ],
    "board-member": ["/boards/{board}/recommendations/new/"],
    "administrator": [
        "/", "/people/", "/people/?q=zzyzx", "/people/invite/", "/people/{person}/", "/people/{person}/edit/",
        "/people/{person}/close/", "/people/{person}/roles/", "/people/roles/", "/people/break-glass/",
    ],
    "auditor": ["/people/audit/", "/people/audit/?q=zzyzx", "/people/break-glass/sessions/"],
}  # fmt: skip

_FIRST = {
    "commitment": f"SELECT id FROM commitments_commitment WHERE number = '{EVIDENCED}'",
    "held": f"SELECT id FROM commitments_commitment WHERE number = '{HELD}'",
    "proven": f"SELECT id FROM commitments_commitment WHERE number = '{DISPUTED}'",
    "evidence": "SELECT evidence.id FROM commitments_evidence evidence JOIN commitments_commitment held"
    f" ON held.id = evidence.commitment_id WHERE held.number = '{DISPUTED}'",
    "proposal": "SELECT id FROM commitments_proposedchange WHERE decided_at IS NULL ORDER BY id",
    "dispute": "SELECT id FROM commitments_dispute WHERE answered_at IS NULL ORDER BY received_at",
    "topic": "SELECT id FROM commitments_topic ORDER BY id",
    "milestone": "SELECT id FROM commitments_milestone ORDER BY id",
    "open_recommendation": "SELECT id FROM boards_recommendation WHERE answered_on IS NULL ORDER BY id",
    "board": "SELECT slug FROM boards_board ORDER BY id",
    "seat": "SELECT seat_id FROM boards_term WHERE left_on IS NULL ORDER BY ends_on DESC",
    "term": "SELECT id FROM boards_term WHERE left_on IS NULL ORDER BY ends_on DESC",
    "application": "SELECT id FROM boards_seatapplication WHERE state = 'received' ORDER BY received_at",
    "coming": "SELECT id FROM boards_meeting WHERE state = 'scheduled' ORDER BY starts_at DESC",
    "past": "SELECT meeting.id FROM boards_meeting meeting JOIN boards_minutes minutes"
    " ON minutes.meeting_id = meeting.id WHERE minutes.published_at IS NULL ORDER BY meeting.starts_at",
    "item": "SELECT item.id FROM boards_agendaitem item JOIN boards_meeting meeting ON meeting.id = item.meeting_id"
    " WHERE meeting.agenda_published_at IS NOT NULL AND meeting.state <> 'cancelled' ORDER BY meeting.starts_at DESC",
    "person": "SELECT id FROM access_person ORDER BY id",
}


def staff_pages(house: House) -> list[tuple[str, str]]:
    """Role and path of the staff door's pages, one of each kind."""
    known: dict[str, object] = {"programme": PROGRAMME}
    for name, question in _FIRST.items():
        found = house.rows(question + " LIMIT 1")
        assert found, f"the story has no {name}"
        known[name] = UUID(str(found[0][0])) if name in ("dispute", "application") else found[0][0]
    return [(role, path.format(**known)) for role, paths in _STAFF.items() for path in paths]
