"""Thanks reach the officer, as far as the person allowed, and the officer alone."""

import pytest

from commonground.access.audit_search import Wanted, entries_found
from commonground.access.models import RoleGrant
from commonground.casework.queries.visible import cases_for
from commonground.domains.accountability.actions.rights import StandardsRefused
from commonground.domains.accountability.actions.thanks import Words, pass_on_thanks
from commonground.domains.accountability.models import ThanksReceived
from commonground.foundation import clock
from tests.commonground.conflict.conftest import officer

SAID = "She sat with my father until the ambulance came."


@pytest.fixture
def thanked(standards, make_person):
    return officer("812", "officer", None, make_person("police-officer", name="Dana Ortiz"))


def thanks_of(standards, **answers):
    given = {"name": "Ruth Pennyworth", "tell-officer": "no", **answers}
    return standards.house.arrives(SAID, kind="thanks", category="helped", answers=given)


def test_the_officer_reads_the_words_that_staff_passed_on(standards, thanked, staff_door):
    matter = thanks_of(standards)
    door = standards.house.door(standards.house.investigator)
    page = door.get(f"/standards/{matter.pk}/thanks/pass-on/").content.decode()
    assert SAID in page
    assert "Ruth Pennyworth" not in page
    typed = {"officer": thanked.pk, "text": SAID, "signed": ""}
    assert door.post(f"/standards/{matter.pk}/thanks/pass-on/", typed).status_code == 302
    own = staff_door(thanked.person).get("/standards/thanks/").content.decode()
    assert SAID in own
    assert "Pennyworth" not in own
    assert matter.reference not in own
    assert ThanksReceived.objects.get().read_at is not None


def test_a_name_goes_along_only_with_a_plain_yes(standards, thanked):
    matter = thanks_of(standards)
    with pytest.raises(StandardsRefused) as refused:
        pass_on_thanks(
            opened=standards.house.opened(matter),
            officer=thanked,
            words=Words(SAID, "Ruth Pennyworth"),
            by=standards.house.investigator,
        )
    assert refused.value.field == "signed"
    allowed = thanks_of(standards, **{"tell-officer": "yes"})
    thanks = pass_on_thanks(
        opened=standards.house.opened(allowed),
        officer=thanked,
        words=Words(SAID, "Ruth Pennyworth"),
        by=standards.house.investigator,
    )
    assert thanks.signed == "Ruth Pennyworth"


def test_nobody_else_reads_them(standards, thanked, staff_door, make_person):
    pass_on_thanks(
        opened=standards.house.opened(thanks_of(standards)),
        officer=thanked,
        words=Words(SAID),
        by=standards.house.investigator,
    )
    other = make_person("police-officer")
    officer("813", "officer", None, other)
    assert SAID not in staff_door(other).get("/standards/thanks/").content.decode()
    assert "Nothing has come yet" in staff_door(other).get("/standards/thanks/").content.decode()
    assert staff_door(make_person("administrator")).get("/standards/thanks/").status_code == 403
    path = f"/standards/officers/{thanked.pk}/"
    assert staff_door(other).get(path).status_code == 404
    assert staff_door(make_person("standards-investigator")).get(path).status_code == 404
    supervising = staff_door(standards.house.commander).get(path).content.decode()
    assert SAID in supervising


def test_an_officers_file_counts_what_the_viewer_may_know_of(standards, thanked, staff_door):
    from commonground.domains.accountability.queries.thanks import file_of

    matter = standards.matter()
    standards.decides(standards.proposes(standards.alleges(matter, who=thanked)))
    pass_on_thanks(
        opened=standards.house.opened(thanks_of(standards)),
        officer=thanked,
        words=Words(SAID),
        by=standards.house.investigator,
    )
    seen = file_of(standards.house.commander, thanked)
    assert (seen.thanks, seen.allegations, seen.findings) == (1, 1, (("Sustained", 1),))
    RoleGrant.objects.create(person=thanked.person, role="standards-commander", starts_on=clock.today())
    own = file_of(thanked.person, thanked)
    assert (own.thanks, own.allegations, own.findings) == (1, 0, ())
    assert staff_door(thanked.person).get(f"/standards/officers/{thanked.pk}/").status_code == 404


def test_thanks_hide_nothing_and_pass_once(standards, thanked):
    matter = thanks_of(standards)
    said = {"opened": standards.house.opened(matter), "officer": thanked, "words": Words(SAID)}
    pass_on_thanks(**said, by=standards.house.investigator)
    assert cases_for(standards.house.investigator).filter(pk=matter.pk).exists()
    with pytest.raises(StandardsRefused, match="already"):
        pass_on_thanks(**said, by=standards.house.investigator)
    words = [
        str(entry.details)
        for entry in entries_found(standards.house.commander, Wanted(action="accountability"))
    ]
    assert not [one for one in words if "father" in one]


def test_a_complaint_is_not_passed_on(standards, thanked):
    with pytest.raises(StandardsRefused):
        pass_on_thanks(
            opened=standards.house.opened(standards.matter()),
            officer=thanked,
            words=Words("x"),
            by=standards.house.investigator,
        )
