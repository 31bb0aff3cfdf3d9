"""What a reader gets at the public door."""

import pytest

from commonground.content import queries
from commonground.content.models import PublishedPage
from commonground.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_published_page_is_shown_and_audited(new_page, publish, publisher, public_door) -> None:
    publish(new_page("How we count", "<h2>States</h2><p>Six of them.</p>"))
    answer = public_door.get("/how-we-count/")
    assert answer.status_code == 200
    assert "Six of them." in answer.text
    assert '<h2 id="s-states">States</h2>' in answer.text
    entry = AuditEntry.objects.get(action="content.page.published")
    assert entry.actor == publisher.audit_key
    assert entry.details["path"] == "how-we-count"


def test_a_draft_is_not_shown(new_page, public_door) -> None:
    new_page("Not yet")
    assert public_door.get("/not-yet/").status_code == 404


def test_a_newer_draft_leaves_the_published_text(new_page, publish, public_door) -> None:
    page = publish(new_page("Contact", "<p>Old number.</p>"))
    page.body = [{"type": "text", "value": "<p>New number.</p>"}]
    page.save_revision()
    text = public_door.get("/contact/").text
    assert "Old number." in text
    assert "New number." not in text


def test_unpublishing_takes_it_away(new_page, publish, publisher, public_door) -> None:
    page = publish(new_page("Contact"))
    page.unpublish(user=publisher)
    assert public_door.get("/contact/").status_code == 404
    assert AuditEntry.objects.filter(action="content.page.unpublished").count() == 1


def test_deleting_takes_it_and_what_is_under_it_away(new_page, publish, public_door) -> None:
    page = publish(new_page("About"))
    publish(new_page("Boards", under=page))
    assert public_door.get("/about/boards/").status_code == 200
    page.delete()
    assert public_door.get("/about/").status_code == 404
    assert public_door.get("/about/boards/").status_code == 404
    assert not PublishedPage.objects.exists()


def test_a_new_slug_moves_everything_and_old_addresses_send_on(new_page, publish, public_door) -> None:
    page = publish(new_page("About"))
    child = publish(new_page("Boards", under=page))
    publish(new_page("Other", f'<p><a linktype="page" id="{child.pk}">Boards</a></p>'))
    page.refresh_from_db()
    page.slug = "partnership"
    publish(page)
    assert public_door.get("/partnership/boards/").status_code == 200
    moved = public_door.get("/about/boards/")
    assert (moved.status_code, moved["Location"]) == (301, "/partnership/boards/")
    assert 'href="/partnership/boards/"' in public_door.get("/other/").text


def test_moving_a_page_follows(new_page, publish, public_door) -> None:
    page, target = publish(new_page("Our boards")), publish(new_page("About"))
    page.move(target, pos="last-child")
    assert public_door.get("/about/our-boards/").status_code == 200
    assert public_door.get("/our-boards/")["Location"] == "/about/our-boards/"
    assert "/about/our-boards/" in public_door.get("/about/").text


def test_moving_keeps_the_date_of_publication(new_page, publish) -> None:
    page, target = publish(new_page("Seats")), publish(new_page("About"))
    before = PublishedPage.objects.get(pk=page.pk).published_at
    page.move(target, pos="last-child")
    after = PublishedPage.objects.get(pk=page.pk)
    assert (after.path, after.published_at) == ("about/seats", before)


def test_breadcrumbs_parts_and_date(new_page, publish, public_door) -> None:
    about = publish(new_page("About"))
    parts = "".join(f"<h2>Part {number}</h2><p>Text.</p>" for number in range(4))
    publish(new_page("Method", parts, under=about))
    text = public_door.get("/about/method/").text
    assert 'href="/about/"' in text
    assert 'href="#s-part-3"' in text
    assert "<time datetime=" in text


def test_a_short_page_has_no_list_of_parts(new_page, publish, public_door) -> None:
    publish(new_page("Contact", "<h2>Telephone</h2><p>555-0100</p>"))
    assert "content-parts" not in public_door.get("/contact/").text


def test_an_alert_that_opens_the_page_stands_before_the_parts(new_page, publish, public_door) -> None:
    alert = {"type": "callout", "value": {"kind": "emergency", "heading": "Call 911", "text": "<p>Now.</p>"}}
    parts = {"type": "text", "value": "".join(f"<h2>Part {number}</h2>" for number in range(4))}
    publish(new_page("Crisis", body=[alert, parts]))
    text = public_door.get("/crisis/").text
    assert text.index("Call 911") < text.index("content-parts")
    assert text.count("Call 911") == 1


def test_search_finds_words_in_title_and_body(new_page, publish, db) -> None:
    publish(new_page("Contact", "<p>The dispatcher answers.</p>"))
    publish(new_page("Dispatcher", "<p>Who answers.</p>"))
    new_page("Dispatcher draft")
    assert [found.title for found in queries.public_search("dispatcher ANSWERS", "en")] == [
        "Dispatcher",
        "Contact",
    ]
    assert queries.public_search("", "en") == []
    assert queries.public_search("nowhere", "en") == []
    assert queries.public_search("%_'\"<", "en") == []


def test_menu_and_site_map(new_page, publish) -> None:
    about = publish(new_page("About", show_in_menus=True))
    publish(new_page("Boards", under=about, show_in_menus=True))
    publish(new_page("Privacy"))
    new_page("Draft", show_in_menus=True)
    (link,) = queries.menu("en")
    assert (link.title, link.url, [child.title for child in link.children]) == (
        "About",
        "/about/",
        ["Boards"],
    )
    assert [link.title for link in queries.menu_and_footer("en").footer] == ["About", "Privacy"]
    assert queries.public_paths() == ["/about/", "/about/boards/", "/privacy/"]
    assert {link.title for link in queries.recently_published("en")} == {"About", "Boards", "Privacy"}


@pytest.mark.parametrize(
    "path", ["/x" * 200 + "/", "/%00/", "/../../etc/passwd/", "/a//b/", "/'--/", "/%f0%28%8c%28/"]
)
def test_strange_addresses_are_not_found(path: str, public_door, db) -> None:
    assert public_door.get(path).status_code == 404


def test_a_page_may_not_take_the_address_of_another_part(new_page) -> None:
    from django.core.exceptions import ValidationError

    page = new_page("Anything")
    page.slug = "commitments"
    with pytest.raises(ValidationError, match="another part of the site"):
        page.full_clean()


def test_printing_and_description(new_page, publish, public_door) -> None:
    publish(new_page("Contact", search_description="Whom to ask."))
    text = public_door.get("/contact/").text
    assert '<meta name="description" content="Whom to ask.">' in text
    assert "content/page.css" in text
