"""Twilight against published tables, a court's finding, and an independent computation of the sun's height."""

from __future__ import annotations

import datetime
import math
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.analysis.darkness.ask import window_of
from safecount.analysis.darkness.twilight import Place, clock_changes, clock_text, evening_of, evenings
from safecount.analysis.records import AnalysisRefused

DECORAH = Place(43.3033, -91.7857, "America/Chicago")


def minutes(clock: str) -> float:
    hours, _, rest = clock.partition(":")
    return (int(hours) - 12) * 60 + int(rest)


@pytest.mark.parametrize(
    ("day", "sunset", "dusk"),
    [
        (1, "19:41", "20:11"),
        (8, "19:29", "19:58"),
        (15, "19:16", "19:45"),
        (22, "19:04", "19:32"),
        (30, "18:49", "19:18"),
    ],
)
def test_september_in_decorah_iowa(day: int, sunset: str, dusk: str) -> None:
    """Luther College (R. Bernatz), Decorah weather, table of sunset and end of civil twilight for September, in CDT.

    https://faculty.luther.edu/bernatzr/DecWx/Month09/Data/srssData_09.htm
    """
    found = evening_of(DECORAH, datetime.date(2017, 9, day))
    assert found.sunset == pytest.approx(minutes(sunset), abs=1.5)
    assert found.dusk == pytest.approx(minutes(dusk), abs=1.5)


def test_a_northern_june_has_no_end_of_twilight() -> None:
    """Bonar v. State (Alaska Court of Appeals 2011): sunset at Glennallen on 20 June 2008 was at 11:37 p.m."""
    found = evening_of(Place(62.109, -145.546, "America/Anchorage"), datetime.date(2008, 6, 20))
    assert found.sunset == pytest.approx(minutes("23:37"), abs=1.5)
    assert found.dusk is None


def test_a_dusk_after_midnight_belongs_to_its_evening() -> None:
    found = evening_of(Place(60.17, 24.94, "Europe/Helsinki"), datetime.date(2020, 6, 21))
    assert found.dusk is not None
    assert clock_text(found.dusk) == "00:42"


def test_where_the_sun_does_not_set_or_rise() -> None:
    tromso = Place(69.65, 18.96, "Europe/Oslo")
    assert evening_of(tromso, datetime.date(2020, 6, 21)).sunset is None
    assert evening_of(tromso, datetime.date(2020, 12, 21)).sunset is None
    summer = evenings(tromso, datetime.date(2020, 6, 1), datetime.date(2020, 6, 30))
    with pytest.raises(AnalysisRefused, match="at nearly the same clock time, or not at all"):
        window_of(summer)


def _height(moment: datetime.datetime, latitude: float, longitude: float) -> float:
    """The height of the sun's centre in degrees, without refraction.

    The low-precision formulas of the Astronomical Almanac (page C24; good to 0.01 degrees from 1950 to 2050).
    """
    days = (moment - datetime.datetime(2000, 1, 1, 12, tzinfo=datetime.UTC)).total_seconds() / 86400
    anomaly = math.radians(357.528 + 0.9856003 * days)
    ecliptic = math.radians(
        280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly)
    )
    tilt = math.radians(23.439 - 0.0000004 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal = math.radians((280.46062 + 360.98564737 * days + longitude) % 360)
    north = math.radians(latitude)
    height = math.sin(north) * math.sin(declination)
    height += math.cos(north) * math.cos(declination) * math.cos(sidereal - ascension)
    return math.degrees(math.asin(height))


CITIES = [
    Place(44.98, -93.27, "America/Chicago"),
    Place(51.48, -3.18, "Europe/London"),
    Place(47.61, -122.33, "America/Los_Angeles"),
    Place(-36.85, 174.76, "Pacific/Auckland"),
    Place(21.31, -157.86, "Pacific/Honolulu"),
    Place(60.17, 24.94, "Europe/Helsinki"),
]


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(CITIES), st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 12, 31)))
def test_the_sun_is_six_degrees_down(place: Place, day: datetime.date) -> None:
    found = evening_of(place, day)
    assert found.sunset is not None
    assert found.dusk is not None
    zone = zoneinfo.ZoneInfo(place.zone)
    noon = datetime.datetime.combine(day, datetime.time(12))
    for at, height in ((found.dusk, -6.0), (found.sunset, -0.833)):
        moment = (noon + datetime.timedelta(minutes=at)).replace(tzinfo=zone).astimezone(datetime.UTC)
        # A tenth of a degree is the sun's way in less than a minute, two at most far north.
        assert _height(moment, place.latitude, place.longitude) == pytest.approx(height, abs=0.12)
    assert 0 < found.sunset < found.dusk


def test_the_window_of_a_year() -> None:
    year = evenings(CITIES[0], datetime.date(2017, 1, 1), datetime.date(2017, 12, 31))
    window = window_of(year)
    assert (clock_text(window.start), clock_text(window.end)) == ("17:05", "21:41")
    with pytest.raises(AnalysisRefused):
        window_of(year[:10])


def test_changes_of_the_clocks() -> None:
    span = (datetime.date(2017, 1, 1), datetime.date(2017, 12, 31))
    assert clock_changes("America/Chicago", *span) == [datetime.date(2017, 3, 12), datetime.date(2017, 11, 5)]
    assert clock_changes("America/Phoenix", *span) == []
