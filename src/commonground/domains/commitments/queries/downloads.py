"""The register as rows of text: for CSV, JSON and the printable report."""

from collections.abc import Iterable

from commonground.domains.commitments import addresses, words
from commonground.domains.commitments.columns import NAMES
from commonground.domains.commitments.filters import CommitmentFilter
from commonground.domains.commitments.models import Commitment
from commonground.domains.commitments.queries.choosing import chosen
from commonground.domains.commitments.queries.loading import Loaded, load

ALL = CommitmentFilter()


def public_download_rows(slug: str, wanted: CommitmentFilter = ALL) -> tuple[dict[str, str], ...]:
    """One dictionary for each commitment that a filter keeps, by `columns.NAMES`; "" is not known. Four queries.

    Values are keys and ISO-like dates in the city's first language, whatever the reader's, so that files compare.
    """
    loaded = load(Commitment.objects.filter(programme__slug=slug, programme__published=True))
    return download_rows(chosen(loaded, wanted))


def download_rows(loaded: Iterable[Loaded]) -> tuple[dict[str, str], ...]:
    return tuple(_row(one) for one in loaded)


def _row(one: Loaded) -> dict[str, str]:
    record, row = one.record, one.row
    spanish = record.translations.get("es") or {}
    values: dict[str, object] = {
        "number": record.number,
        "statement": record.statement,
        "statement_es": spanish.get("statement"),
        "detail": record.detail,
        "detail_es": spanish.get("detail"),
        "topic_number": record.topic.number if record.topic else None,
        "topic": record.topic.name if record.topic else None,
        "bodies": "; ".join(body.name.source for body in row.bodies),
        "owner_title": record.owner_title,
        "owner_name": record.owner_name,
        "status": record.status,
        "percent": record.percent,
        "start": record.start,
        "estimated": record.estimated,
        "implemented": record.implemented,
        "reported_implemented": record.reported_implemented,
        "on_hold": record.on_hold,
        "held_since": record.held_since,
        "hold_reason": record.hold_reason,
        "hold_reason_es": spanish.get("hold_reason"),
        "resume": record.resume,
        "next_update_by": record.next_update_by,
        "as_of": record.as_of,
        "as_of_note": record.as_of_note,
        "state": row.state,
        "late": bool(row.lateness),
        "evidence": row.evidence_count,
        "last_updated": words.local_day(record.last_updated_at),
        "address": addresses.commitment_address(record.programme.slug, record.number),
    }
    return {name: _text(values[name]) for name in NAMES}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
