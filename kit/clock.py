"""The one place that asks what time it is: UTC inside, Asia/Shanghai outside."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def in_shanghai(moment: datetime) -> datetime:
    """Return the same moment as people in China read it; a naive moment is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(SHANGHAI)


def from_shanghai(wall: datetime) -> datetime:
    """Return the UTC moment of a naive wall-clock time in China (receipts carry no zone, formats.md §1.4)."""
    return wall.replace(tzinfo=SHANGHAI).astimezone(UTC)


def next_midnight(moment: datetime) -> datetime:
    """Return the next midnight in Shanghai, in UTC: when daily quotas of the platforms begin anew."""
    wall = in_shanghai(moment)
    return datetime(wall.year, wall.month, wall.day, tzinfo=SHANGHAI).astimezone(UTC) + timedelta(days=1)
