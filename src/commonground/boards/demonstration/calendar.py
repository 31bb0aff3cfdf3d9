"""Days on which boards of the story meet: the second Tuesday, counted from today."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commonground.boards.demonstration.boards import BoardStory
from commonground.boards.rules import last_day_of_term
from commonground.reference.city import the_city


def months_from(day: date, months: int) -> date:
    """The same day so many months on (or back), or the last day of a month that is too short."""
    if months == 0:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), last_day_of_term(first, 1))


def day_of_month(month: date, week: int, weekday: int) -> date:
    first = month.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(the_city().time_zone))


def meetings_of(board: BoardStory, today: date) -> list[datetime]:
    """Two years back and up to three meetings ahead."""
    months = [months_from(today.replace(day=1), offset) for offset in range(-24, 6)]
    found = [
        at(day_of_month(month, board.week, board.weekday), board.hour, board.minute)
        for month in months
        if (month.year * 12 + month.month) % board.every == 0
    ]
    ahead = [moment for moment in found if moment.date() > today]
    return [moment for moment in found if moment.date() < today] + ahead[:3]
