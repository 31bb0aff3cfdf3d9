import datetime

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.utils import translation

from commonground.design.gallery.forms import EveryFieldForm, FilterForm, wrong_form
from commonground.design.gallery.samples import HOSTILE


def drawn_field(draw, form, name) -> BeautifulSoup:
    return BeautifulSoup(draw("{% field bound %}", bound=form[name]), "html.parser")


@pytest.mark.parametrize(
    "name", ["name", "email", "due_on", "meets_at", "percent", "state", "answer", "evidence", "agree"]
)
def test_every_control_has_its_label_and_its_described_parts(draw, name):
    for form in (EveryFieldForm(), wrong_form()):
        soup = drawn_field(draw, form, name)
        control = soup.select_one("input, select, textarea")
        assert soup.select_one(f"label[for={control['id']}]")
        for part in control.get("aria-describedby", "").split():
            assert soup.select_one(f"#{part}"), part
        if form[name].errors:
            assert f"id_{name}-error" in control["aria-describedby"]
            assert control["aria-invalid"] == "true"


@pytest.mark.parametrize("name", ["contact", "topics", "born"])
def test_a_group_is_a_fieldset_whose_every_control_is_named(draw, name):
    soup = drawn_field(draw, wrong_form(), name)
    assert soup.fieldset.legend
    controls = soup.select("input, select")
    assert len(controls) == 3
    for control in controls:
        assert soup.select_one(f"label[for={control['id']}]")
    for part in soup.fieldset.get("aria-describedby", "").split():
        assert soup.select_one(f"#{part}")


def test_choices_keep_what_was_chosen(draw):
    form = EveryFieldForm({"contact": "phone", "topics": ["mail", "none"]})
    chosen = [i["value"] for i in drawn_field(draw, form, "contact").select("input[checked]")]
    assert chosen == ["phone"]
    chosen = [i["value"] for i in drawn_field(draw, form, "topics").select("input[checked]")]
    assert chosen == ["mail", "none"]


def test_optional_is_marked_and_required_is_not(draw):
    assert "(optional)" in draw("{% field f %}", f=EveryFieldForm()["email"])
    assert "(optional)" not in draw("{% field f %}", f=EveryFieldForm()["name"])


def test_a_long_text_is_counted_and_never_cut(draw):
    soup = drawn_field(draw, EveryFieldForm(), "answer")
    assert "maxlength" not in soup.textarea.attrs
    assert soup.select_one("[data-count-for=id_answer]").text == "Up to 200 characters"


def test_a_date_uses_the_browsers_control_and_the_iso_form_in_every_language(draw):
    form = EveryFieldForm(initial={"due_on": datetime.date(2026, 3, 4)})
    with translation.override("es"):
        control = drawn_field(draw, form, "due_on").input
    assert control["type"] == "date"
    assert control["value"] == "2026-03-04"


def test_a_date_that_cannot_be_read_is_not_lost(draw):
    control = drawn_field(draw, wrong_form(), "due_on").input
    assert control["type"] == "text"
    assert control["value"] == "soon"


class HostileForm(forms.Form):
    text = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    area = forms.CharField(widget=forms.Textarea)
    one = forms.ChoiceField(choices=[(HOSTILE, HOSTILE)], widget=forms.RadioSelect)
    when = forms.SplitDateTimeField()


def test_nothing_typed_becomes_markup(draw):
    form = HostileForm(
        {"text": HOSTILE, "area": HOSTILE, "one": HOSTILE, "when_0": HOSTILE, "when_1": HOSTILE}
    )
    form.add_error("text", HOSTILE)
    html = draw("{% error_summary form %}{% for b in form %}{% field b %}{% endfor %}", form=form)
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("script, img")
    assert soup.select_one("#id_text")["value"] == HOSTILE
    assert soup.select_one("#id_when_0")["value"] == HOSTILE
    assert [label.span.text for label in soup.select(".cg-group label")] == ["Date", "Time"]


def test_the_error_summary_leads_to_each_control(draw):
    form = wrong_form()
    html = draw("{% error_summary form %}{% for b in form %}{% field b %}{% endfor %}", form=form)
    soup = BeautifulSoup(html, "html.parser")
    assert "The dates contradict each other." in soup.select_one("[data-error-summary]").text
    targets = [a["href"] for a in soup.select("[data-error-summary] a")]
    assert len(targets) >= 7
    for target in targets:
        assert soup.select_one(target).name in ("input", "select", "textarea"), target


def test_no_errors_no_summary(draw):
    assert draw("{% error_summary form %}", form=EveryFieldForm()) == ""


def test_djangos_own_rendering_comes_out_the_same(draw):
    html = draw("{{ form }}", form=EveryFieldForm())
    assert html.count("usa-form-group") == 14 - 1
    assert 'type="hidden"' in html
    assert "usa-input" in draw("{{ form.name.as_field_group }}", form=EveryFieldForm())


def test_a_width_is_one_of_the_known(draw):
    assert "usa-input--xs" in draw('{% field f width="xs" %}', f=EveryFieldForm()["name"])
    assert "usa-input--" not in draw('{% field f width="9em" %}', f=EveryFieldForm()["name"])


def test_a_searchable_list_is_still_a_list(draw):
    soup = drawn_field(draw, EveryFieldForm(), "owner")
    assert soup.select_one(".usa-combo-box > select.usa-select#id_owner")


def test_filters_are_a_get_form_that_tells_its_result(draw):
    html = draw('{% filter_form form clear_url="/all/" result_text=text %}', form=FilterForm(), text=HOSTILE)
    assert 'method="get"' in html
    assert 'role="status"' in html
    assert "csrf" not in html
    assert "<script" not in html


def test_confirming_posts_with_a_token_and_offers_the_way_back(draw):
    within = '<input type="hidden" name="v">'
    opening = '{% confirm_panel heading "Withdraw" "/back/" tone="error" %}'
    html = draw(opening + within + "{% endconfirm_panel %}", heading=HOSTILE)
    assert 'method="post"' in html
    assert "csrfmiddlewaretoken" in html
    assert 'href="/back/"' in html
    assert within in html
    assert "<script" not in html


def test_a_conflict_shows_both_and_says_nothing_is_lost(draw):
    html = draw(
        "{% edit_conflict conflicts changed_by=who changed_at=at %}",
        conflicts=[{"field": "Percent", "yours": 0, "theirs": HOSTILE}],
        who=HOSTILE,
        at=datetime.datetime(2026, 3, 3, 15, 15, tzinfo=datetime.UTC),
    )
    assert "Nothing you typed is lost" in html
    assert '<span class="cg-conflict__text">0</span>' in html
    assert "<script" not in html
