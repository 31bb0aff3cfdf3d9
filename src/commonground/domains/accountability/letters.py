"""Drafts of letters of finding: each approved finding under its plain meaning. Whoever signs writes the rest."""

from django.utils import translation
from django.utils.translation import gettext as _

from commonground.access.models import Officer
from commonground.casework.models import Case
from commonground.domains.accountability.city_rules import category_name, name_of, standards
from commonground.domains.accountability.models import Allegation
from commonground.reference.city import the_city


def draft_letter(case: Case, officer: Officer | None) -> str:
    """In the person's language; an officer's in the officer's, where an account is linked."""
    language = case.language
    if officer is not None:
        language = officer.person.language if officer.person else "en"
    with translation.override(language):
        return _draft(case, officer, language)


def _draft(case: Case, officer: Officer | None, language: str) -> str:
    rows = Allegation.objects.filter(
        case=case, withdrawn_at__isnull=True, findings__approved_at__isnull=False
    )
    rows = rows.filter(officer=officer) if officer else rows
    meanings = {one.key: one.meaning.in_language(language) for one in standards().findings}
    said = []
    for row in rows.distinct().order_by("made_at"):
        finding = row.findings.get(approved_at__isnull=False)
        name = name_of(standards().findings, finding.finding)
        said.append(f"{category_name(row.category)}: {name}. {meanings.get(finding.finding, '')}")
    opening = _("The matter %(reference)s is decided.") % {"reference": case.reference}
    lines = "\n".join(f"• {line}" for line in said) or _("[each finding, in plain words]")
    why = _("[why, in your own words]")
    return f"{opening}\n\n{lines}\n\n{why}\n\n{the_city().police_department.in_language(language)}"
