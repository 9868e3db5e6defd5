"""When things happened in the demo's year: on working days in Shanghai, at working hours, alike for the same dice."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from kit.clock import in_shanghai

DAYS: Final = 365
_OPENS, _CLOSES = 9 * 60, 17 * 60 + 30  # minutes of the day
_SATURDAY: Final = 5
_HOLIDAYS: Final = frozenset({(1, 1), *((5, day) for day in range(1, 4)), *((10, day) for day in range(1, 8))})
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


def stored(moment: datetime) -> datetime:
    """Return a moment as tables keep it: SQLite compares them as texts, and all others are written in UTC."""
    return moment.astimezone(UTC)


class Calendar:
    """The year that ends now."""

    def __init__(self, end: datetime, dice: Random) -> None:
        self.end = end
        self.dice = dice
        self._latest = _back_to_work(end - 30 * _MINUTE)

    def moments(self, count: int) -> list[datetime]:
        """Return so many moments in working hours, the oldest first, the last ones within these days."""
        step = DAYS / count
        return sorted(self.at_work(self.end - timedelta(days=DAYS - step * n)) for n in range(1, count + 1))

    def at_work(self, moment: datetime) -> datetime:
        """Return some moment of the working day on which the given one falls, or of the next; never in the future."""
        day = in_shanghai(moment).replace(hour=0, minute=0, second=0, microsecond=0)
        while not _works(day.date()):
            day += _DAY
        return min(day + self.dice.randrange(_OPENS, _CLOSES) * _MINUTE + self._seconds(), self._latest)

    def after(self, moment: datetime, hours: float) -> datetime:
        """Return a moment about so many hours later, when people work; never in the future, and never the same."""
        later = in_shanghai(moment) + timedelta(hours=hours * self.dice.uniform(0.6, 1.4))
        at_work = later.replace(microsecond=0) if _is_work(later) else self._next_morning(later)
        return max(min(at_work, self._latest), in_shanghai(moment) + _MINUTE)

    def age(self, moment: datetime) -> int:
        """Return how many days ago it was."""
        return (self.end - moment).days

    def _next_morning(self, moment: datetime) -> datetime:
        return self.at_work(moment if _minutes(moment) < _OPENS else moment + _DAY)

    def _seconds(self) -> timedelta:
        return timedelta(seconds=self.dice.randrange(60))


def _works(day: date) -> bool:
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _HOLIDAYS


def _minutes(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute


def _is_work(wall: datetime) -> bool:
    return _works(wall.date()) and _OPENS <= _minutes(wall) < _CLOSES


def _back_to_work(moment: datetime) -> datetime:
    """Return the last moment up to this one at which people work."""
    wall = in_shanghai(moment).replace(microsecond=0)
    while not _is_work(wall):
        day = wall if _works(wall.date()) and _minutes(wall) >= _CLOSES else wall - _DAY
        wall = day.replace(hour=0, minute=0, second=0) + (_CLOSES - 1) * _MINUTE
    return wall
