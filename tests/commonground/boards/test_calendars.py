"""Calendars (RFC 5545), read back by a parser as a calendar program would."""

from datetime import UTC, timedelta

import pytest
from icalendar import Calendar

from commonground.boards import actions

pytestmark = pytest.mark.django_db


def events(response) -> list:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert not [error for event in calendar.events for error in event.errors]
    assert response.content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    return calendar.events


def test_a_meeting_in_the_calendar(public_door, schedule):
    meeting = schedule(8, title="Budget; pier, boats\nand more", link="https://meet.riverbend.example/harbor")
    (event,) = events(public_door.get("/boards/calendar.ics"))
    assert str(event["UID"]) == str(meeting.uid)
    assert event["DTSTART"].dt == meeting.starts_at.astimezone(UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert str(event["SUMMARY"]) == "Harbor Board: Budget; pier, boats\nand more"
    assert str(event["LOCATION"]) == "Harbor House"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]) == f"http://localhost:8000/boards/harbor-board/meetings/{meeting.pk}/"
    assert event["SEQUENCE"] == 0


def test_the_uid_stays_and_the_sequence_grows(public_door, schedule, clerk):
    meeting = schedule(8)
    moved = actions.MeetingDetails(starts_at=meeting.starts_at + timedelta(hours=1), place="Harbor House")
    actions.edit_meeting(meeting=meeting, details=moved, expected_version=1, by=clerk)
    (event,) = events(public_door.get("/boards/harbor-board/calendar.ics"))
    assert (str(event["UID"]), event["SEQUENCE"]) == (str(meeting.uid), 1)
    actions.edit_meeting(meeting=meeting, details=moved, expected_version=2, by=clerk)
    actions.cancel_meeting(meeting=meeting, because="Flood", because_es="", expected_version=2, by=clerk)
    (event,) = events(public_door.get(f"/boards/harbor-board/meetings/{meeting.pk}/calendar.ics"))
    assert (str(event["UID"]), event["SEQUENCE"]) == (str(meeting.uid), 2)
    assert str(event["STATUS"]) == "CANCELLED"
    assert "Flood" in str(event["DESCRIPTION"])


def test_the_same_meetings_give_the_same_bytes(public_door, schedule):
    schedule(8), schedule(20)
    first = public_door.get("/boards/calendar.ics").content
    assert public_door.get("/boards/calendar.ics").content == first


def test_a_city_without_meetings_has_an_empty_calendar(public_door, board):
    assert events(public_door.get("/boards/calendar.ics")) == []


def test_what_is_older_than_a_year_leaves_the_calendar(public_door, schedule):
    schedule(-400), schedule(-300)
    assert len(events(public_door.get("/boards/calendar.ics"))) == 1


def test_a_spanish_calendar(public_door, schedule):
    schedule(8)
    (event,) = events(public_door.get("/es/boards/calendar.ics"))
    assert str(event["SUMMARY"]).startswith("Consejo del Puerto")
