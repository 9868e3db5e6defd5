"""Which days the statistics compare, which months lead up to them, and what they are called (ux.md M11)."""

from datetime import date, datetime, timedelta

import pytest

from api.statistics import Span
from api.statistics.stretches import before, last_months, moved, spoken
from kit.clock import SHANGHAI

HOUR = timedelta(hours=1)
FIRST, NEXT = datetime(2026, 11, 1, tzinfo=SHANGHAI), datetime(2026, 12, 1, tzinfo=SHANGHAI)
OCTOBER = datetime(2026, 10, 1, tzinfo=SHANGHAI)


def test_a_month_so_far_is_compared_with_as_much_of_the_one_before() -> None:
    """On 31 March there is no 31 February: the month before ends where it ends."""
    march = (datetime(2027, 3, 1, tzinfo=SHANGHAI), datetime(2027, 3, 31, 12, tzinfo=SHANGHAI))
    assert before(march) == (datetime(2027, 2, 1, tzinfo=SHANGHAI), datetime(2027, 3, 1, tzinfo=SHANGHAI))
    young = (FIRST, FIRST + 36 * HOUR)
    assert before(young) == (OCTOBER, OCTOBER + 36 * HOUR)
    week = (FIRST + 24 * HOUR, FIRST + 8 * 24 * HOUR)
    assert before(week) == (FIRST - 6 * 24 * HOUR, FIRST + 24 * HOUR)


def test_months_turn_over_the_year() -> None:
    assert (moved(date(2026, 1, 1), -1), moved(date(2026, 12, 1), 1)) == (date(2025, 12, 1), date(2027, 1, 1))


def test_six_months_end_with_the_one_asked_about() -> None:
    noon = datetime(2027, 2, 28, 12, tzinfo=SHANGHAI)
    months = last_months(noon.date(), noon)
    assert list(months) == ["9月", "10月", "11月", "12月", "1月", "2月"]
    assert months["2月"] == (datetime(2027, 2, 1, tzinfo=SHANGHAI), noon)
    assert months["12月"] == (NEXT, datetime(2027, 1, 1, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((FIRST, FIRST + 20 * 24 * HOUR + HOUR), "2026年11月 · 至21日"),
        ((FIRST, NEXT), "2026年11月"),
        ((FIRST + 24 * HOUR, FIRST + 48 * HOUR), "2026-11-02"),
        ((FIRST + 24 * HOUR, FIRST + 72 * HOUR), "11-02 至 11-03"),
    ],
)
def test_the_heading_names_the_days(span: Span, said: str) -> None:
    assert spoken(span) == said
