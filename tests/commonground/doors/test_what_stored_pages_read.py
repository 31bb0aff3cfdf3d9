"""No page that may be stored reads a table whose changes would not empty it: every kind of page, in a house with a history."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from commonground.access.demonstration import people_of_riverbend
from commonground.boards import demonstration as boards
from commonground.content.editing import demonstration as pages
from commonground.domains.commitments import demonstration as commitments
from commonground.domains.newsroom import demonstration as newsroom
from commonground.doors.public.stored_pages import NEVER_HERE, _may_be_stored
from commonground.foundation import clock
from commonground.foundation.public_state.triggers import shown_tables

OF_A_KIND = 3  # pages that are read of each named address
READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
LINK = re.compile(r'(?:href="|<loc>http://localhost:8000)(/[^"#?<]*)')


@pytest.fixture
def riverbend(db, settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path
    with clock.stopped_at(clock.now() - timedelta(days=3 * 366)):
        people = people_of_riverbend()
    commitments.tell_story(people)
    boards.tell_story(people)
    pages.write_pages(people)
    newsroom.tell_story(people)


def test_every_stored_page_is_made_of_watched_tables(riverbend, public_door) -> None:
    watched, stored, kinds = shown_tables(), set(), Counter()
    waiting = ["/", "/es/", "/sitemap.xml", "/search/?q=force", "/audit-anchor.txt"]
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kinds[kind] >= OF_A_KIND or path.startswith(NEVER_HERE):
            continue
        kinds[kind] += 1
        with CaptureQueriesContext(connection) as asked:
            answer = public_door.get(path)
        if answer.status_code == 200 and _may_be_stored(list(answer.items())):
            stored.add(kind)
            tables = {table for query in asked for table in READ.findall(query["sql"])}
            assert tables <= watched, (path, tables - watched)
        if answer.status_code == 200 and not answer.streaming:
            found = [one for one in LINK.findall(answer.content.decode(errors="ignore")) if one not in known]
            known.update(found)
            waiting += dict.fromkeys(found)
    assert {"home", "search", "changes", "commitments:commitment", "boards:meeting"} <= stored
    assert {"appeals:appeals", "appeals:results", "tell_us:start", "tell_us:next"} <= stored
    assert not {"audit-anchor", "tell_us:complaint", "tell_us:return"} & stored
    assert len(stored) > 30, stored


def kind_of(path: str) -> str | None:
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return None
