"""A programme's settings, its topics and milestones, and whether the public reads it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission as P
from commonground.domains.commitments import actions
from commonground.domains.commitments.actions import ProgrammeDetails
from commonground.domains.commitments.pages_staff.finding import programme_of
from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, spanish_of, with_spanish
from commonground.domains.commitments.pages_staff.forms.programme import (
    MilestoneForm,
    ProgrammeForm,
    TopicForm,
)
from commonground.domains.commitments.pages_staff.places import crumbs, place
from commonground.domains.commitments.pages_staff.saving import expected_version, saved, tell
from commonground.domains.commitments.queries.choices import topic_texts
from commonground.domains.commitments.queries.staff_shapes import StaffProgramme
from commonground.foundation.caching import never_stored

TEXTS = ("name", "report_title", "about")
PLAIN = (*TEXTS, "adopted_on", "as_of", "update_every_days", "second_review")


@requires(P.MANAGE_PROGRAMMES, methods=("GET", "POST"))
@never_stored
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    found = programme_of(request.user, slug)
    form = ProgrammeForm(request.POST or None, initial=_standing(found))
    if request.method == "POST" and form.is_valid():
        answer = saved(
            request,
            form,
            lambda: _save(request, form, slug),
            standing=lambda: _standing(programme_of(request.user, slug)),
        )
        if answer is not None:
            return answer
    shown = found.published
    return render(
        request,
        "commitments/staff/programme.html",
        {
            "crumbs": _crumbs(found),
            "programme": {"name": found.shown.name, "published": shown},
            "state": {
                "label": _("Published") if shown else _("Not published"),
                "tone": "done" if shown else "neutral",
            },
            "form": form,
            "submit_label": _("Save"),
            "cancel_url": place("register") + f"?program={slug}",
            **_beside(found),
        },
    )


@requires(P.MANAGE_PROGRAMMES, methods=("GET", "POST"))
@never_stored
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publishes the programme, or withdraws it: whichever it is not."""
    found = programme_of(request.user, slug)
    form = SubmittedForm(request.POST or None)

    def do() -> str:
        act = actions.withdraw_programme if found.published else actions.publish_programme
        act(programme_id=found.shown.id, by=request.user)
        tell(request, _("The public no longer sees it.") if found.published else _("It is published."))
        return place("programme", slug=slug)

    if request.method == "POST" and form.is_valid() and (answer := saved(request, form, do)):
        return answer
    if found.published:
        title, action = _("Withdraw this program"), _("Withdraw it")
        text = _(
            "Every public page of it answers “not found” from now on, and its files can no longer be downloaded."
        )
    else:
        title, action = _("Publish this program"), _("Publish it")
        text = _(
            "Everyone can read its %(count)d commitments, their history and their evidence from now on."
        ) % {"count": found.commitments}
    return _confirm(request, found, form, {"title": title, "action_label": action, "text": text})


@requires(P.MANAGE_PROGRAMMES, methods=("GET", "POST"))
@never_stored
def add_topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = programme_of(request.user, slug)
    following = max((topic.number for topic in found.topics), default=0) + 1
    form = TopicForm(request.POST or None, initial={"number": following})

    def do() -> str:
        typed = form.cleaned_data
        actions.add_topic(
            programme_id=found.shown.id,
            number=typed["number"],
            name=typed["name"],
            summary=typed["summary"],
            translations=spanish_of(typed, "name", "summary"),
            by=request.user,
        )
        tell(request, _("The topic is added."))
        return place("programme", slug=slug)

    if request.method == "POST" and form.is_valid() and (answer := saved(request, form, do)):
        return answer
    return _form(request, found, form, _("Add a topic"), _("Add"))


@requires(P.MANAGE_PROGRAMMES, methods=("GET", "POST"))
@never_stored
def topic(request: HttpRequest, slug: str, topic_id: int) -> HttpResponse:
    """Changes the words of a topic; its number and address stay."""
    found = programme_of(request.user, slug)
    texts = topic_texts(topic_id) if any(one.id == topic_id for one in found.topics) else None
    if texts is None:
        raise Http404
    spanish = texts["translations"].get("es", {})
    initial = {**texts, "name_es": spanish.get("name", ""), "summary_es": spanish.get("summary", "")}
    form = TopicForm(request.POST or None, initial=initial)
    form.fields["number"].disabled = True

    def do() -> str:
        typed = form.cleaned_data
        actions.update_topic(
            topic_id=topic_id,
            name=typed["name"],
            summary=typed["summary"],
            translations=with_spanish(texts["translations"], typed, "name", "summary"),
            by=request.user,
        )
        tell(request, _("Saved."))
        return place("programme", slug=slug)

    if request.method == "POST" and form.is_valid() and (answer := saved(request, form, do)):
        return answer
    return _form(request, found, form, _("Edit topic %(number)s") % {"number": texts["number"]}, _("Save"))


@requires(P.MANAGE_PROGRAMMES, methods=("GET", "POST"))
@never_stored
def add_milestone(request: HttpRequest, slug: str) -> HttpResponse:
    found = programme_of(request.user, slug)
    form = MilestoneForm(request.POST or None)

    def do() -> str:
        typed = form.cleaned_data
        actions.add_milestone(
            programme_id=found.shown.id,
            happened=typed["happened"],
            event=typed["event"],
            url=typed["url"],
            translations=spanish_of(typed, "event"),
            by=request.user,
        )
        tell(request, _("The milestone is added."))
        return place("programme", slug=slug)

    if request.method == "POST" and form.is_valid() and (answer := saved(request, form, do)):
        return answer
    return _form(request, found, form, _("Add a milestone"), _("Add"))


@requires(P.MANAGE_PROGRAMMES, methods=("GET", "POST"))
@never_stored
def remove_milestone(request: HttpRequest, slug: str, milestone_id: int) -> HttpResponse:
    found = programme_of(request.user, slug)
    milestone = next((one for one in found.milestones if one.id == milestone_id), None)
    if milestone is None:
        raise Http404
    form = SubmittedForm(request.POST or None)

    def do() -> str:
        actions.remove_milestone(milestone_id=milestone_id, by=request.user)
        tell(request, _("The milestone is removed."))
        return place("programme", slug=slug)

    if request.method == "POST" and form.is_valid() and (answer := saved(request, form, do)):
        return answer
    words = {
        "title": _("Remove a milestone"),
        "action_label": _("Remove it"),
        "text": f"{milestone.happened_in_words}: {milestone.event}",
    }
    return _confirm(request, found, form, words)


def _save(request: HttpRequest, form: ProgrammeForm, slug: str) -> str:
    typed, touched = form.cleaned_data, form.touched()
    found = programme_of(request.user, slug)
    spanish = tuple(name for name in TEXTS if f"{name}_es" in touched)
    actions.update_programme(
        programme_id=found.shown.id,
        details=ProgrammeDetails(
            **{name: typed[name] if name in touched else found.texts[name] for name in PLAIN},
            translations=with_spanish(found.texts["translations"], typed, *spanish),
        ),
        expected_version=expected_version(form, _standing(found)),
        by=request.user,
    )
    tell(request, _("Saved."))
    return place("programme", slug=slug)


def _standing(found: StaffProgramme) -> dict[str, Any]:
    spanish = found.texts["translations"].get("es", {})
    return {
        "version": found.version,
        **{name: found.texts[name] for name in PLAIN},
        **{f"{name}_es": spanish.get(name, "") for name in TEXTS},
    }


def _beside(found: StaffProgramme) -> dict[str, Any]:
    slug = found.shown.slug
    texts = {one.id: topic_texts(one.id)["translations"] for one in found.topics}
    return {
        "topics": [
            {
                "number": one.number,
                "name": one.name,
                "translated": bool(texts[one.id].get("es", {}).get("name")),
                "url": place("topic", slug=slug, topic_id=one.id),
            }
            for one in found.topics
        ],
        "milestones": [
            {
                "when": one.happened_in_words,
                "event": one.event,
                "url": place("remove_milestone", slug=slug, milestone_id=one.id),
            }
            for one in found.milestones
        ],
        "links": {name: place(name, slug=slug) for name in ("publish", "add_topic", "add_milestone")},
    }


def _crumbs(found: StaffProgramme, here: str = "") -> list[dict[str, Any]]:
    settings = (_("Program settings"), place("programme", slug=found.shown.slug))
    return crumbs(settings, (here, "")) if here else crumbs(settings)


def _form(
    request: HttpRequest, found: StaffProgramme, form: SubmittedForm, title: str, submit_label: str
) -> HttpResponse:
    return render(
        request,
        "commitments/staff/form.html",
        {
            "crumbs": _crumbs(found, title),
            "title": title,
            "kicker": found.shown.name,
            "form": form,
            "submit_label": submit_label,
            "cancel_url": place("programme", slug=found.shown.slug),
        },
    )


def _confirm(
    request: HttpRequest, found: StaffProgramme, form: SubmittedForm, words: dict[str, str]
) -> HttpResponse:
    return render(
        request,
        "commitments/staff/confirm.html",
        {
            "crumbs": _crumbs(found, words["title"]),
            "lead": found.shown.name,
            "heading": words["title"],
            "form": form,
            "cancel_url": place("programme", slug=found.shown.slug),
            **words,
        },
    )
