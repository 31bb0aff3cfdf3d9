"""Changes of commitments as lines that people read: on pages, in feeds, in the report for the council."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from commonground.domains.commitments.pages_public.head import shortened
from commonground.domains.commitments.pages_public.links import at
from commonground.domains.commitments.queries.shapes import ChangeLine, ChangeShown

LONGEST_TITLE, LONGEST_VALUE = 140, 160


def told(changes: Iterable[ChangeShown]) -> list[dict[str, object]]:
    """For a timeline of several commitments, each named."""
    return [
        {
            "at": change.at,
            "title": f"{change.number}. {shortened(change.statement, LONGEST_TITLE)}",
            "url": at("commitment", change.programme_slug, change.number),
            "note": shortened(change.note, LONGEST_VALUE),
            "by_title": change.by_title,
            "lines": [_shortened_line(line) for line in change.lines],
        }
        for change in changes
    ]


def sentence_of(line: ChangeLine) -> str:
    """One change in plain words, for readers that get no colours."""
    if line.before and line.after:
        return _("%(field)s: from %(before)s to %(after)s") % {
            "field": line.label,
            "before": shortened(line.before, LONGEST_VALUE),
            "after": shortened(line.after, LONGEST_VALUE),
        }
    if line.before or line.after:
        return f"{line.label}: {shortened(line.after, LONGEST_VALUE) or _('not known')}"
    return line.label


def _shortened_line(line: ChangeLine) -> ChangeLine:
    return replace(
        line, before=shortened(line.before, LONGEST_VALUE), after=shortened(line.after, LONGEST_VALUE)
    )
