"""Quiet hours: a person's daily stretch of Shanghai wall time in which nothing but the urgent is sent (ux.md M10)."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from kit.clock import SHANGHAI, in_shanghai


class QuietHours(NamedTuple):
    """From `begins` up to but not including `ends`, wall time; when `begins` is the later, it crosses midnight."""

    begins: time
    ends: time
    urgent_breaks: bool


def over_at(quiet: QuietHours, moment: datetime) -> datetime | None:
    """Return when the quiet hours around this moment end, in UTC; None when the moment is not quiet."""
    wall = in_shanghai(moment)
    clock = wall.time()
    overnight = quiet.begins > quiet.ends
    before_midnight = overnight and clock >= quiet.begins
    before_end = clock < quiet.ends and (overnight or clock >= quiet.begins)
    if not (before_midnight or before_end):
        return None
    day = wall.date() + timedelta(days=before_midnight)
    return datetime.combine(day, quiet.ends, SHANGHAI).astimezone(UTC)
