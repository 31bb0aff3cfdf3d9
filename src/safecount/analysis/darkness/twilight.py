"""When the sun sets and civil twilight ends, evening by evening, on the clock of the place.

Civil twilight ends when the centre of the sun is 6 degrees below the horizon (U.S. Naval Observatory, Rise, Set, and
Twilight Definitions). Times are minutes after noon of the wall clock, so that a dusk after midnight, as in a northern
June, still belongs to its evening. Computed with astral (NOAA's equations).
"""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass

from astral import Observer, SunDirection
from astral.sun import SUN_APPARENT_RADIUS, time_of_transit

NOON = datetime.time(12)
DAY = datetime.timedelta(days=1)
MINUTES_A_DAY = 24 * 60
_CIVIL = 96.0
"""The zenith angle of the sun's centre at the end of civil twilight, degrees."""


@dataclass(frozen=True)
class Place:
    """Where the sun is watched from: degrees north and east, and the IANA zone of its clocks."""

    latitude: float
    longitude: float
    zone: str


@dataclass(frozen=True)
class Evening:
    """One evening, named by the day it begins on; minutes after noon.

    None where the sun does not set that day, or civil twilight does not end before the sun comes up again.
    """

    day: datetime.date
    sunset: float | None
    dusk: float | None


def evening_of(place: Place, day: datetime.date) -> Evening:
    """Return sunset and the end of civil twilight in the 24 hours after noon of `day`."""
    return Evening(
        day,
        _setting(place, day, 90.0 + SUN_APPARENT_RADIUS, refracted=True),
        _setting(place, day, _CIVIL, refracted=False),
    )


def evenings(place: Place, first: datetime.date, last: datetime.date) -> list[Evening]:
    """Return every evening from `first` to `last`, both included."""
    return [evening_of(place, first + index * DAY) for index in range((last - first).days + 1)]


def _setting(place: Place, day: datetime.date, zenith: float, *, refracted: bool) -> float | None:
    """Return when the sun sinks past `zenith`, in minutes after noon of the wall clock."""
    observer = Observer(place.latitude, place.longitude)
    zone = zoneinfo.ZoneInfo(place.zone)
    noon = datetime.datetime.combine(day, NOON)
    # The equations are asked by UTC's date, which far from Greenwich is not the date of the evening.
    for shift in (-1, 0, 1):
        try:
            moment = time_of_transit(observer, day + shift * DAY, zenith, SunDirection.SETTING, refracted)
        except ValueError:
            continue
        minutes = (moment.astimezone(zone).replace(tzinfo=None) - noon).total_seconds() / 60
        if 0 <= minutes < MINUTES_A_DAY:
            return minutes
    return None


def clock_changes(zone: str, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Return the days from `first` to `last` on which the clocks of `zone` are put forward or back."""
    clock = zoneinfo.ZoneInfo(zone)
    days = [first + index * DAY for index in range((last - first).days + 1)]
    offsets = [datetime.datetime.combine(day, NOON, clock).utcoffset() for day in days]
    pairs = zip(days[1:], offsets, offsets[1:], strict=False)
    return [day for day, before, after in pairs if before != after]


def clock_text(minutes: float) -> str:
    """Return minutes after noon as a time of day, such as 17:03."""
    whole = (round(minutes) + MINUTES_A_DAY // 2) % MINUTES_A_DAY
    return f"{whole // 60:02d}:{whole % 60:02d}"
