"""Times as template messages want them: 2026年11月21日 09:12, the wall clock of China."""

import re
from datetime import datetime
from functools import lru_cache

from kit import clock

_WRITTEN = re.compile(
    r"(?a)(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T]*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?:\.\d+)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)


def in_words(written: str, *, always_with_time: bool) -> str:
    """Return the first moment written in a text, or now; a zone is turned into China's, no zone means China's."""
    return _reworded(written, always_with_time) or _words(clock.in_shanghai(clock.now()), with_time=True)


def in_digits(written: str) -> str:
    """Return 2026-11-21 09:12 for 2026年11月21日 09:12."""
    return re.sub(r"日\s*", " ", written.replace("年", "-").replace("月", "-")).strip()


@lru_cache(maxsize=1024)
def _reworded(written: str, always_with_time: bool) -> str | None:
    found = _WRITTEN.search(written)
    moment = _moment(found) if found else None
    if not found or not moment:
        return None
    return _words(moment, with_time=always_with_time or found["hour"] is not None)


def _words(moment: datetime, *, with_time: bool) -> str:
    day = f"{moment.year:04}年{moment.month:02}月{moment.day:02}日"
    return f"{day} {moment:%H:%M}" if with_time else day


def _moment(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute = (int(found[part] or 0) for part in ("year", "month", "day", "hour", "minute"))
    try:
        wall = datetime(year, month, day, hour, minute, tzinfo=clock.SHANGHAI)
        if not found["zone"]:
            return wall
        zone = datetime.strptime(found["zone"].replace("Z", "+0000"), "%z").tzinfo
        return clock.in_shanghai(wall.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        return None
