"""Which of Wagtail's pages are open at the staff door, and to whom."""

import pytest
from django.urls import get_resolver

from commonground.content.editing import opening
from commonground.content.editing.groups import EDITORS, PUBLISHERS, keep_groups_in_step

pytestmark = pytest.mark.django_db

GOING_ROUND_OUR_ROLES = [
    "/pages/users/",
    "/pages/users/new/",
    "/pages/users/edit/1/",
    "/pages/groups/",
    "/pages/groups/new/",
    "/pages/sites/",
    "/pages/collections/",
    "/pages/collections/add/",
    "/pages/workflows/list/",
    "/pages/workflows/add/",
    "/pages/workflows/tasks/index/",
    "/pages/password_reset/",
    "/pages/password_reset/confirm/MQ/abc-def/",
    "/pages/reports/site-history/",
    "/pages/failwhale/",
    "/pages/api/main/images/",
    "/pages/pages/1/privacy/",
    "/pages/redirects/",
    "/pages/locales/",
    "/pages/embeds/chooser/",
    "/pages/snippets/",
    "/pages/images/1/generate_url/",
    "/pages/bulk/access/person/delete/",
]


@pytest.mark.parametrize("address", GOING_ROUND_OUR_ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_reaches_what_goes_round_our_roles(address, method, editor, publisher, staff_door) -> None:
    for person in (editor, publisher):
        assert getattr(staff_door(person), method)(address).status_code in (403, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/pages/",
        "/pages/pages/",
        "/pages/images/",
        "/pages/documents/",
        "/pages/languages/",
        "/pages/reports/workflow/",
        "/pages/reports/aging-pages/",
        "/pages/images/chooser/",
        "/pages/jsi18n/",
        "/pages/sprite/",
    ],
)
def test_editors_reach_their_work_and_others_do_not(address, editor, make_person, staff_door) -> None:
    assert staff_door(editor).get(address).status_code == 200
    assert staff_door(make_person("auditor")).get(address).status_code == 403
    assert staff_door(make_person("administrator")).get(address).status_code == 403
    assert staff_door().get(address).status_code == 302


def test_every_address_is_opened_by_name_or_closed() -> None:
    """No view of Wagtail stands at the staff door without our decision about it."""
    pages = next(p for p in get_resolver().url_patterns if str(p.pattern) == "pages/")
    for _namespace, pattern in opening._every_pattern(pages.url_patterns):
        opened = getattr(pattern.callback, "opening", None)
        assert opened is not None or pattern.callback is opening._closed, pattern


def test_every_name_that_we_open_exists() -> None:
    pages = next(p for p in get_resolver().url_patterns if str(p.pattern) == "pages/")
    there: dict[str, set[str]] = {}
    for namespace, pattern in opening._every_pattern(pages.url_patterns):
        there.setdefault(namespace, set()).add(str(pattern.name))
    for namespace, names in opening.OPEN.items():
        assert names <= there[namespace], names - there[namespace]
    assert set(there) >= opening.WHOLE_NAMESPACES


def test_wagtails_own_sign_in_and_account_lead_to_ours(editor, staff_door) -> None:
    door = staff_door(editor)
    assert door.get("/pages/login/")["Location"].startswith("/account/")
    assert door.get("/pages/account/")["Location"].startswith("/account/")
    assert door.post("/pages/logout/")["Location"].startswith("/account/")
    assert staff_door().get("/pages/")["Location"].startswith("/account/")


def test_menus_offer_nothing_that_is_closed(editor, publisher, staff_door) -> None:
    for person in (editor, publisher):
        text = staff_door(person).get("/pages/").text
        for address in (
            "/pages/users/",
            "/pages/groups/",
            "/pages/workflows/",
            "wagtail.org",
            "site-history",
        ):
            assert address not in text


def test_scripts_stay_strict(editor, staff_door) -> None:
    policy = staff_door(editor).get("/pages/")["Content-Security-Policy"]
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
    assert directives["script-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert directives["default-src"] == ["'none'"]


def test_an_editor_writes_and_cannot_publish(new_page, editor, staff_door) -> None:
    from commonground.content.models import PublishedPage

    page = new_page("About")
    door = staff_door(editor)
    form = _form_of(door, page) | {"action-publish": "Publish"}
    assert door.post(f"/pages/pages/{page.pk}/edit/", form).status_code in (200, 302, 403)
    page.refresh_from_db()
    assert not page.live
    assert not PublishedPage.objects.exists()
    assert door.post(f"/pages/pages/{page.pk}/unpublish/").status_code in (302, 403)


def test_a_publisher_publishes_in_one_transaction(new_page, publisher, staff_door, monkeypatch) -> None:
    from commonground.content import actions
    from commonground.content.models import PublishedPage

    page = new_page("About")
    door = staff_door(publisher)
    form = _form_of(door, page) | {"action-publish": "Publish"}

    def disk_full(*args, **kwargs):
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "record", disk_full)
        with pytest.raises(OSError, match="disk full"):
            door.post(f"/pages/pages/{page.pk}/edit/", form)
    page.refresh_from_db()
    assert not page.live, "a page whose copy could not be written is not live"
    assert door.post(f"/pages/pages/{page.pk}/edit/", form).status_code == 302
    assert PublishedPage.objects.get().title == "About"


def test_groups_follow_roles(make_person) -> None:
    person = make_person()
    keep_groups_in_step(person, ["page-editor"])
    keep_groups_in_step(person, ["page-editor"])
    assert set(person.groups.values_list("name", flat=True)) == {EDITORS}
    keep_groups_in_step(person, ["public-information-officer"])
    assert set(person.groups.values_list("name", flat=True)) == {EDITORS, PUBLISHERS}
    keep_groups_in_step(person, ["auditor", "no-such-role"])
    assert not person.groups.exists()


def test_a_role_that_has_run_out_takes_its_rights_along(publisher, staff_door) -> None:
    from datetime import timedelta

    from commonground.access.models import RoleGrant
    from commonground.foundation import clock

    door = staff_door(publisher)
    assert door.get("/pages/").status_code == 200
    yesterday = clock.today() - timedelta(days=1)
    RoleGrant.objects.filter(person=publisher).update(starts_on=yesterday, ends_on=yesterday)
    assert door.get("/pages/").status_code == 403


def test_the_editor_is_in_the_persons_language(make_person, staff_door) -> None:
    person = make_person("page-editor", language="es")
    assert '<html lang="es"' in staff_door(person).get("/pages/").text


def test_preparing_again_changes_nothing() -> None:
    from wagtail.models import GroupPagePermission, Page, Workflow

    from commonground.content.editing.preparing import prepare

    def state():
        return (
            list(Page.objects.values_list("pk", "path", "title")),
            sorted(GroupPagePermission.objects.values_list("pk", flat=True)),
            list(Workflow.objects.values_list("pk", "name")),
        )

    before = state()
    prepare()
    assert state() == before


def _form_of(door, page) -> dict[str, str]:
    """The edit form's fields as the browser would send them back."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        found: dict[str, str]

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            if tag == "input" and given.get("type") in ("hidden", "text") and given.get("name"):
                self.found[given["name"]] = given.get("value") or ""

    parser = Fields()
    parser.found = {}
    parser.feed(door.get(f"/pages/pages/{page.pk}/edit/").text)
    return parser.found | {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value": '{"blocks":[{"key":"a","text":"Text.","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[]}],"entityMap":{}}',
    }
