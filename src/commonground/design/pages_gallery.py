"""The gallery: every component in every state, and two sample pages made of them. All content is invented."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from commonground.design.gallery import samples, stories
from commonground.design.gallery.forms import EveryFieldForm, FilterForm, wrong_form
from commonground.design.shapes.tones import ICONS

app_name = "gallery"


def _surroundings(request: HttpRequest) -> dict:
    """What a door's context processors give to every page."""
    return {
        "city_name": _("City of Riverbend"),
        "official_text": _("An official website of the City of Riverbend and its police department"),
        "official_details": samples.official_details(),
        "demonstration": True,
        "navigation": samples.navigation(),
        "search_url": "#",
        "language_links": [
            {"code": code, "name": name, "url": f"?language={code}", "current": code == request.LANGUAGE_CODE}
            for code, name in (("en", "English"), ("es", "Español"))
        ],
        "footer": samples.footer(),
        "account": {
            "name": "Alicia Reyes",
            "detail": _("Implementation manager"),
            "url": "#",
            "sign_out_url": "#",
        },
        "as_of": datetime.date(2026, 3, 3),
    }


def gallery(request: HttpRequest) -> HttpResponse:
    values = {
        "base": f"design/{'staff' if request.GET.get('door') == 'staff' else 'public'}/base.html",
        "tones": list(ICONS),
        "hostile": samples.HOSTILE,
        "long": samples.LONG,
        "unbroken": samples.UNBROKEN,
        "cards": samples.cards(),
        "entries": samples.entries(),
        "table": samples.table(),
        "page": samples.page_of_many(),
        "summary_rows": samples.summary_rows(),
        "files": samples.files(),
        "conflicts": samples.conflicts(),
        "charts": samples.charts(),
        "empty_form": EveryFieldForm(auto_id="empty_%s"),
        "wrong_form": wrong_form(),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "changed_at": datetime.datetime(2026, 3, 3, 15, 15, tzinfo=datetime.UTC),
    }
    return render(request, "design/gallery/gallery.html", _surroundings(request) | values)


def sample_home(request: HttpRequest) -> HttpResponse:
    values = {"chart": samples.progress_over_time(), "cards": stories.home_cards(), "stats": stories.stats()}
    return render(request, "design/gallery/home.html", _surroundings(request) | values)


def sample_commitment(request: HttpRequest) -> HttpResponse:
    values = {
        "crumbs": [
            {"label": _("Commitments"), "url": "#"},
            {"label": _("Crisis response"), "url": "#"},
            {"label": "12"},
        ],
        "status": {"label": _("Reported implemented, evidence not yet shown"), "tone": "unproven"},
        "rows": samples.summary_rows(),
        "entries": stories.history(),
        "files": samples.files(),
        "columns": [_("Step"), _("State"), _("Due on")],
        "actions": stories.sub_actions(),
    }
    return render(request, "design/gallery/commitment.html", _surroundings(request) | values)


urlpatterns = [
    path("", gallery, name="gallery"),
    path("home/", sample_home, name="home"),
    path("commitment/", sample_commitment, name="commitment"),
]
