"""The staff start page: what needs me this week, late first."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.access.attention import needs_of
from commonground.access.opening import signed_in, viewer_of
from commonground.doors.staff.navigation import places_for
from commonground.foundation import clock


@signed_in(reason="Everybody's start page: shows only what waits for them")
def start(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    needs = needs_of(viewer)
    week_ends = clock.today() + timedelta(days=7)
    soon = [need for need in needs if need.due_on is None or need.due_on <= week_ends or need.late]
    return render(
        request,
        "doors/staff/start.html",
        {
            "late": [need for need in soon if need.late],
            "this_week": [need for need in soon if not need.late],
            "later": [need for need in needs if need not in soon],
            "places": places_for(viewer),
        },
    )
