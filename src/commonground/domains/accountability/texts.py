"""What professional standards adds to the texts of a matter, for redaction and export: allegations, approved findings,
interviews, and the log of evidence that lies elsewhere. Officers are numbered as they come, never named.

Notes of a mediation are not among them: what is said there is used nowhere else. While a matter is open, interviews and the
evidence log go to nobody but the board: one witness must not read what another said.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from commonground.casework.queries.opened import OpenedCase
from commonground.domains.accountability.city_rules import category_name, name_of, standards
from commonground.domains.accountability.models import Allegation, EvidenceItem, Interview, InterviewRole
from commonground.foundation.vault import open_json, open_text, place
from commonground.records.texts import SourceText

WHO_WAS_ASKED = "interview-name:"  # a text of its own, so that a name is withheld whole
OUTSIDE = frozenset({"complainant", "officer", "public"})
PRIVATE = (InterviewRole.COMPLAINANT, InterviewRole.WITNESS)


def texts_of_standards(opened: OpenedCase) -> Iterable[SourceText]:
    yield from _findings(opened)
    yield from _interviews(opened)
    yield from _evidence(opened)


def names_of_complainants(opened: OpenedCase) -> list[str]:
    """As they were given in interviews."""
    rows = Interview.objects.filter(case=opened.case, role=InterviewRole.COMPLAINANT)
    return [name for row in rows if (name := _details(opened, row).get("name", ""))]


def _findings(opened: OpenedCase) -> Iterator[SourceText]:
    numbers: dict[int, int] = {}
    rows = Allegation.objects.filter(case=opened.case, withdrawn_at__isnull=True).order_by("made_at")
    for row in rows.prefetch_related("findings"):
        number = numbers.setdefault(row.officer_id, len(numbers) + 1)
        said = {"number": number, "category": category_name(row.category)}
        bound_to = place("accountability_allegation", "text_sealed", row.pk)
        text = open_text(opened.inner, bytes(row.text_sealed), bound_to)
        yield SourceText(
            f"allegation:{row.pk}", _("Officer %(number)d: %(category)s") % said, text, row.made_at
        )
        finding = next((one for one in row.findings.all() if one.approved_at), None)
        if finding is not None:
            bound_to = place("accountability_finding", "reasons_sealed", finding.pk)
            reasons = open_text(opened.inner, bytes(finding.reasons_sealed), bound_to)
            found = {"number": number, "finding": name_of(standards().findings, finding.finding)}
            label = _("Officer %(number)d: found “%(finding)s”") % found
            yield SourceText(f"finding:{finding.pk}", label, reasons, finding.approved_at)


def _interviews(opened: OpenedCase) -> Iterator[SourceText]:
    for row in Interview.objects.filter(case=opened.case):
        details = _details(opened, row)
        name, role = details.get("name", ""), row.get_role_display()
        persons = (name,) if name and row.role in PRIVATE else ()
        if name:
            yield SourceText(
                f"{WHO_WAS_ASKED}{row.pk}",
                _("Who was asked: %(role)s") % {"role": role},
                name,
                row.held_at,
                persons,
                _withheld(opened),
            )
        recording = details.get("recording", "")
        said = (
            details.get("notes", ""),
            _("Recording: %(number)s") % {"number": recording} if recording else "",
        )
        if text := "\n".join(filter(None, said)):
            label = _("Interview: %(role)s") % {"role": role}
            yield SourceText(f"interview:{row.pk}", label, text, row.held_at, withheld_from=_withheld(opened))


def _evidence(opened: OpenedCase) -> Iterator[SourceText]:
    for row in EvidenceItem.objects.filter(case=opened.case):
        details = _details(opened, row)
        kept = [details.get(name, "") for name in ("what", "reference", "held_at")]
        kind = name_of(standards().evidence_kinds, row.kind)
        yield SourceText(
            f"evidence:{row.pk}",
            _("Evidence: %(kind)s") % {"kind": kind},
            "\n".join(filter(None, kept)),
            row.logged_at,
            withheld_from=_withheld(opened),
        )


def _withheld(opened: OpenedCase) -> frozenset[str]:
    return OUTSIDE if opened.case.closed_at is None else frozenset()


def _details(opened: OpenedCase, row: Any) -> dict[str, str]:
    sealed, bound_to = bytes(row.details_sealed), place(row._meta.db_table, "details_sealed", row.pk)
    return dict(open_json(opened.inner, sealed, bound_to) or {})
