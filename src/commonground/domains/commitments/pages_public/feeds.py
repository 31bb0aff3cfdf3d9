"""Atom feeds of what changed: of a program, and of one commitment (RFC 4287)."""

import re
from collections.abc import Iterable
from datetime import datetime
from datetime import time as clock_time

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.timezone import make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.domains.commitments import queries
from commonground.domains.commitments.pages_public.changes import sentence_of
from commonground.domains.commitments.pages_public.found import commitment_of, programme_of
from commonground.domains.commitments.pages_public.head import absolute, address_of, shortened
from commonground.domains.commitments.queries.shapes import ChangeShown, ProgrammeShown
from commonground.foundation import clock
from commonground.foundation.opening import open_to_anyone
from commonground.reference.city import the_city

MOST_ENTRIES = 50
# XML has no way to write these at all.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class ChangesFeed(Atom1Feed):
    """A feed without entries was updated when its subject was checked, not whenever it happens to be read."""

    empty_since: datetime

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=self.empty_since)


@open_to_anyone(reason="Every change is public")
def feed(request: HttpRequest, programme: str) -> HttpResponse:
    shown = programme_of(programme)
    title = _("Changes: %(name)s") % {"name": shown.name}
    made = _feed(request, shown, title, address_of("programme", programme))
    return _written(made, queries.public_changes(programme, limit=MOST_ENTRIES))


@open_to_anyone(reason="Every change is public")
def commitment_feed(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    one = commitment_of(programme, number)
    title = f"{number}. {shortened(one.row.statement, 120)}"
    made = _feed(request, one.programme, title, address_of("commitment", programme, number))
    return _written(made, one.history[:MOST_ENTRIES])


def _feed(request: HttpRequest, programme: ProgrammeShown, title: str, link: str) -> ChangesFeed:
    language = (get_language() or "en").split("-")[0]
    made = ChangesFeed(
        title=_writable(title),
        link=link,
        description=_("What changed, when, from what to what."),
        language=language,
        author_name=the_city().name.in_language(language),
        feed_url=absolute(request.path),
        feed_guid=absolute(request.path),
    )
    made.empty_since = _midnight(programme)
    return made


def _midnight(programme: ProgrammeShown) -> datetime:
    day = programme.as_of or programme.adopted_on or clock.today()
    return make_aware(datetime.combine(day, clock_time.min))


def _written(made: ChangesFeed, changes: Iterable[ChangeShown]) -> HttpResponse:
    for change in changes:
        made.add_item(
            title=_writable(_title_of(change)),
            link=address_of("commitment", change.programme_slug, change.number),
            description=_writable(_body_of(change)),
            unique_id=change.batch.urn,
            pubdate=change.at,
            updateddate=change.at,
            author_name=_writable(change.by_title) or None,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _title_of(change: ChangeShown) -> str:
    what = (
        sentence_of(change.lines[0])
        if len(change.lines) == 1
        else ", ".join(line.label for line in change.lines)
    )
    return shortened(f"{change.number}. {what}", 200)


def _body_of(change: ChangeShown) -> str:
    lines = format_html_join("", "<li>{}</li>", ((sentence_of(line),) for line in change.lines))
    note = format_html("<p>{}</p>", change.note) if change.note else ""
    return format_html("<p>{}</p><ul>{}</ul>{}", str(change.statement), lines, note)


def _writable(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", str(text))
