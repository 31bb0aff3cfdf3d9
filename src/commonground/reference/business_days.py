"""Days on which the city works, from `config/cities/<city>/calendar.toml`: what deadlines are counted in."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from commonground.reference.city import Words, read_city_file


class Holiday(BaseModel):
    """A day on which the city does not work."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    on: date
    name: Words


class CityCalendar(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    weekend: frozenset[int] = Field(default=frozenset({5, 6}))  # Monday is 0
    holidays: tuple[Holiday, ...]

    @property
    def closed_days(self) -> frozenset[date]:
        return frozenset(holiday.on for holiday in self.holidays)


@cache
def city_calendar() -> CityCalendar:
    return read_city_file(settings.CITIES_FOLDER / settings.CITY / "calendar.toml", CityCalendar)


def is_business_day(day: date, closed: Collection[date], weekend: Collection[int]) -> bool:
    return day.weekday() not in weekend and day not in closed


def after_business_days(start: date, days: int) -> date:
    """The day that lies `days` business days after `start`; with 0, `start` or the next business day."""
    calendar = city_calendar()
    day = start
    while days > 0 or not is_business_day(day, calendar.closed_days, calendar.weekend):
        day += timedelta(days=1)
        if is_business_day(day, calendar.closed_days, calendar.weekend):
            days -= 1
    return day


def business_days_between(start: date, end: date) -> int:
    """Business days after `start` up to and with `end`; 0 when `end` is not later."""
    calendar = city_calendar()
    days = (start + timedelta(days=offset) for offset in range(1, max((end - start).days, 0) + 1))
    return sum(is_business_day(day, calendar.closed_days, calendar.weekend) for day in days)
