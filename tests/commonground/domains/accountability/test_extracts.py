"""What leaves for the count: public fields alone, nothing sealed, nobody's name."""

from dataclasses import asdict, fields

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.domains.accountability.extracts import (
    AllegationRow,
    MatterRow,
    allegation_rows,
    matter_rows,
)
from commonground.domains.accountability.models import Allegation, Finding
from commonground.foundation.privacy import Classification, declaration_of

# Where each column of a row comes from. A new column is added here, with where it comes from, or the test fails.
SOURCES = {
    MatterRow: {
        "kind": (Case, "kind"),
        "category": (Case, "category"),
        "channel": (Case, "channel"),
        "language": (Case, "language"),
        "month_received": (Case, "received_at"),
        "stage": (Case, "stage"),
        "outcome": (Case, "outcome"),
        "days_open": (Case, "closed_at"),
    },
    AllegationRow: {
        "category": (Allegation, "category"),
        "classification": (Allegation, "classification"),
        "month_received": (Case, "received_at"),
        "finding": (Finding, "finding"),
        "discipline": (Finding, "discipline"),
        "ended_without": (Allegation, "withdrawn_why"),
    },
}


def test_no_column_comes_from_anything_sealed_or_personal():
    for row, sources in SOURCES.items():
        assert {field.name for field in fields(row)} == set(sources)
        for model, name in sources.values():
            declared = declaration_of(model)
            allowed = (*declared.fields(Classification.PUBLIC), *declared.fields(Classification.INTERNAL))
            assert name in allowed, (model, name)


def test_no_row_holds_a_name_a_text_or_a_number_that_finds_somebody(standards):
    case = standards.matter("Zwinglebord pushed me.", answers={"name": "Ruth Pennyworth"})
    finding = standards.proposes(standards.alleges(case))
    standards.decides(finding)
    said = str([asdict(row) for row in (*matter_rows(), *allegation_rows())])
    forbidden = {case.reference, str(case.pk), "Zwinglebord", "Pennyworth", "body camera", "Said to have"}
    forbidden |= {officer.name for officer in Officer.objects.all()}
    forbidden |= {officer.badge for officer in Officer.objects.all()}
    forbidden |= {person.name for person in Person.objects.all()}
    assert not [word for word in forbidden if word in said]


def test_the_rows_say_what_can_be_counted(standards):
    case = standards.matter()
    standards.decides(standards.proposes(standards.alleges(case), "sustained", "coaching"))
    row = next(matter_rows())
    assert (row.kind, row.category, row.channel, row.days_open) == ("complaint", "force", "web", 0)
    assert len(row.month_received) == 7
    allegation = next(allegation_rows())
    assert (allegation.classification, allegation.finding, allegation.discipline) == (
        "minor",
        "sustained",
        "coaching",
    )


def test_nothing_of_a_matter_that_was_disposed_of_or_merged(standards):
    one, two = standards.matter(), standards.matter("The same again.")
    Case.objects.filter(pk=two.pk).update(merged_into=one)
    assert len(list(matter_rows())) == 1
