"""When to try again: after a definite refusal (R-4), and while nobody knows whether the last try arrived (§2)."""

import random
from datetime import datetime, timedelta
from typing import Final

AFTER_REFUSAL: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
IN_DOUBT: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=5),
)
DOUBT_ENDS_AFTER: Final = timedelta(minutes=9)  # WeChat forgets a key after ten minutes
AFTER_REPORT: Final = timedelta(minutes=10, seconds=30)  # a key sent again sooner would be dropped as a repeat
JITTER: Final = 0.2


def _jitter() -> float:
    return random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 — spreads load, guards nothing


def after_refusal(failures: int) -> timedelta | None:
    """Return how long to wait after the `failures`-th definite refusal, ±20 %; None when there is no further try."""
    return AFTER_REFUSAL[failures] * _jitter() if failures < len(AFTER_REFUSAL) else None


def in_doubt(failures: int) -> timedelta | None:
    """Return how long to wait after the `failures`-th try whose outcome is unknown; None when to stop."""
    return IN_DOUBT[failures] if failures < len(IN_DOUBT) else None


def after_report(failures: int) -> timedelta | None:
    """Return how long to wait after an accepted message was reported undelivered for a passing reason."""
    pause = after_refusal(failures)
    return None if pause is None else max(pause, AFTER_REPORT * _jitter_above())


def _jitter_above() -> float:
    return random.uniform(1, 1 + JITTER)  # noqa: S311 — spreads load, guards nothing


def doubt_is_over(doubtful_since: datetime, moment: datetime) -> bool:
    """Tell whether a repeat at `moment` might arrive a second time."""
    return moment > doubtful_since + DOUBT_ENDS_AFTER
