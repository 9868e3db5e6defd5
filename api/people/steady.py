"""A clock that runs on when somebody sets the wall clock: quotas and codes go by it (S-3, fault T1)."""

import time
from datetime import datetime, timedelta

from kit import clock


def _ticks() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


_WALL, _TICKS = clock.now(), _ticks()


def now() -> datetime:
    """Return the wall time at which this process started plus what has really passed since; aware, in UTC."""
    return _WALL + timedelta(seconds=_ticks() - _TICKS)
