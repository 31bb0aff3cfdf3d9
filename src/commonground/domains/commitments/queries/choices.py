"""What staff forms let people choose from, and the rows of their export."""

from collections.abc import Collection, Iterable
from typing import Any

from commonground.access.decisions import Viewer, decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.domains.commitments.models import Commitment, Topic
from commonground.domains.commitments.queries.downloads import download_rows
from commonground.domains.commitments.queries.loading import load
from commonground.reference.models import PublicBody
from commonground.reference.translations import text_of


def bodies_to_choose() -> tuple[tuple[int, str], ...]:
    """Every public body of the city: id and name."""
    return tuple((body.pk, text_of(body, "name")) for body in PublicBody.objects.all())


def export_rows_for(viewer: Viewer, ids: Collection[int]) -> tuple[dict[str, str], ...]:
    """The named commitments as rows of a spreadsheet, by `columns.NAMES`; published or not."""
    if not decide(viewer, Permission.VIEW_COMMITMENTS):
        return ()
    return download_rows(load(Commitment.objects.filter(pk__in=list(ids))))


def topic_texts(topic_id: int) -> dict[str, Any]:
    """The words of a topic as they were written, for its form."""
    return dict(Topic.objects.values("number", "name", "summary", "translations").get(pk=topic_id))


def names_of(audit_keys: Iterable[str]) -> dict[str, str]:
    """Names of the people behind keys of the audit log, for colleagues; other actors stay keys."""
    ids = [int(key.partition(":")[2]) for key in audit_keys if key.startswith("person:")]
    return {person.audit_key: person.name for person in Person.objects.filter(pk__in=ids)}
