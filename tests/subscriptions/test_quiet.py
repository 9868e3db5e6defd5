"""Quiet hours are wall time in Shanghai, and may cross midnight."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.clock import SHANGHAI, in_shanghai
from subscriptions.quiet import QuietHours, over_at

_NIGHT = QuietHours(time(22), time(8), urgent_breaks=True)
_SIESTA = QuietHours(time(12, 30), time(14), urgent_breaks=True)


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "moment", "over"),
    [
        (_NIGHT, "2026-11-21T21:59:59", None),
        (_NIGHT, "2026-11-21T22:00:00", "2026-11-22T08:00:00"),
        (_NIGHT, "2026-12-31T23:59:59", "2027-01-01T08:00:00"),
        (_NIGHT, "2026-11-21T00:00:00", "2026-11-21T08:00:00"),
        (_NIGHT, "2026-11-21T07:59:59", "2026-11-21T08:00:00"),
        (_NIGHT, "2026-11-21T08:00:00", None),
        (_SIESTA, "2026-11-21T12:29:00", None),
        (_SIESTA, "2026-11-21T12:30:00", "2026-11-21T14:00:00"),
        (_SIESTA, "2026-11-21T14:00:00", None),
    ],
)
def test_edges(quiet: QuietHours, moment: str, over: str | None) -> None:
    assert over_at(quiet, _wall(moment)) == (over and _wall(over))


_TIMES = st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0))
_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(_TIMES, _TIMES, _MOMENTS)
def test_the_end_is_the_next_time_the_clock_shows_it(begins: time, ends: time, moment: datetime) -> None:
    """Whenever it is quiet, it ends within a day, at `ends` to the minute, and is not quiet any more then."""
    quiet = QuietHours(begins, ends, urgent_breaks=False)
    over = over_at(quiet, moment)
    if over is not None:
        assert timedelta(0) < over - moment <= timedelta(days=1)
        assert in_shanghai(over).time() == ends
        assert over_at(quiet, over) is None
