"""Calendar arithmetic in Asia/Shanghai: days between, midnights, and which of the marks 30, 7, 1 a day has passed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from kit.clock import SHANGHAI, in_shanghai

COUNTDOWN: Final = (30, 7, 1)  # days before something runs out (ux.md M7, M17)
AGEING: Final = (7, 15, 30)  # days for which something has been left undone (ux.md M8)


def day_of(moment: datetime) -> date:
    """Return the day that it is in China at a moment."""
    return in_shanghai(moment).date()


def midnight(day: date) -> datetime:
    """Return when a day begins in China, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def at(day: date, wall: time) -> datetime:
    """Return a time of day in China, in UTC."""
    return datetime.combine(day, wall, SHANGHAI).astimezone(UTC)


def countdown(today: date, last: date, marks: Sequence[int] = COUNTDOWN) -> str:
    """Return the nearest mark that is reached, as a stage; '' while it is far off, or when the last day is over."""
    left = (last - today).days
    reached = [mark for mark in marks if 0 <= left <= mark]
    return str(min(reached)) if reached else ""


def ageing(today: date, since: date, marks: Sequence[int] = AGEING) -> str:
    """Return the farthest mark that is reached, as a stage; '' while it is young."""
    reached = [mark for mark in marks if (today - since).days >= mark]
    return str(max(reached)) if reached else ""


def age(today: date, since: date) -> int:
    """Return for how many days something has been so."""
    return max((today - since).days, 0)


def last_to_reach(today: date, mark: int) -> datetime:
    """Return the moment before which something began that is so many days old today, in UTC."""
    return midnight(today - timedelta(days=mark - 1))
