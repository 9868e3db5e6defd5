"""Days are China's: midnights, month ends, leap years, and the marks that a day has passed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from api.agreements import LateIssue, Period
from api.reminders import days
from api.reminders.late_issue import standing
from api.reminders.sources import stage_of_print
from api.reminders.switches import hour

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_a_day_begins_at_sixteen_hundred_utc() -> None:
    assert days.midnight(date(2026, 3, 1)) == datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
    assert days.day_of(datetime(2026, 2, 28, 15, 59, tzinfo=UTC)) == date(2026, 2, 28)
    assert days.day_of(datetime(2026, 2, 28, 16, 0, tzinfo=UTC)) == date(2026, 3, 1)
    assert days.at(date(2026, 1, 1), time(7, 30)) == datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "stage"), [(31, ""), (30, "30"), (8, "30"), (7, "7"), (2, "7"), (1, "1"), (0, "1"), (-1, "")]
)
def test_a_countdown_names_the_nearest_mark(left: int, stage: str) -> None:
    today = date(2028, 2, 28)
    assert days.countdown(today, today + timedelta(days=left)) == stage


@pytest.mark.parametrize(("old", "stage"), [(0, ""), (6, ""), (7, "7"), (14, "7"), (15, "15"), (29, "15"), (400, "30")])
def test_ageing_names_the_farthest_mark(old: int, stage: str) -> None:
    today = date(2026, 3, 1)
    assert days.ageing(today, today - timedelta(days=old)) == stage


def test_what_is_seven_days_old_began_before_that_midnight() -> None:
    """Issued at any hour of the 14th, it is seven days old on the 21st, from its first minute."""
    today = date(2026, 11, 21)
    last = days.last_to_reach(today, 7)
    for hour_of_day in (time(0, 0), time(23, 59)):
        assert days.at(date(2026, 11, 14), hour_of_day) < last
    assert days.at(date(2026, 11, 15), time(0, 0)) >= last


def late(**changes: object) -> LateIssue:
    whole = {"free": None, "allowed": True, "limit": None, "remark": "", "place": ""}
    return LateIssue(**whole | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 11, 21), ("", "")),
        (date(2026, 11, 22), ("free", "11-24起申报须注明补发")),
        (date(2026, 11, 23), ("free", "11-24起申报须注明补发")),
        (date(2026, 11, 24), ("", "")),
        (date(2027, 10, 21), ("limit 30", "补发期限到2027-11-20")),
        (date(2027, 11, 13), ("limit 7", "补发期限到2027-11-20")),
        (date(2027, 11, 20), ("limit 1", "补发期限到2027-11-20")),
        (date(2027, 11, 21), ("", "")),
    ],
)
def test_three_free_days_then_a_year(today: date, said: tuple[str, str]) -> None:
    """Form E: more than three days after sailing it must be marked, after a year none is issued (M6)."""
    rule = late(free=Period(number=3, unit="days"), limit=Period(number=12, unit="months"))
    assert standing(rule, date(2026, 11, 20), today) == said


def test_working_days_leap_over_a_weekend() -> None:
    """Form B: within three working days; sailed on a Thursday, Tuesday is the last one."""
    rule = late(free=Period(number=3, unit="workdays"))
    thursday = date(2026, 11, 19)
    assert standing(rule, thursday, date(2026, 11, 22)) == ("", "")
    assert standing(rule, thursday, date(2026, 11, 24)) == ("free", "11-25起申报须注明补发")


def test_a_month_ends_where_it_ends() -> None:
    """Sailed on 31 August, half a year ends with February."""
    rule = late(limit=Period(number=6, unit="months"))
    assert standing(rule, date(2027, 8, 31), date(2028, 2, 29)) == ("limit 1", "补发期限到2028-02-29")


def test_where_nothing_is_issued_late_the_free_days_are_the_last_ones() -> None:
    rule = late(free=Period(number=7, unit="workdays"), allowed=False)
    assert standing(rule, date(2026, 11, 2), date(2026, 11, 10)) == ("last 1", "最迟2026-11-11前申报")


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert standing(late(), date(2026, 11, 20), date(2026, 11, 21)) == ("", "")


@pytest.mark.parametrize(
    ("printed", "asked", "stage"),
    [
        ("09:00", "09:29", ""),
        ("09:00", "09:30", "30min"),
        ("09:00", "16:59", "30min"),
        ("09:00", "17:00", "2026-11-21"),
        ("16:40", "17:05", ""),
        ("16:40", "17:10", "30min"),
        ("16:30", "17:00", "2026-11-21"),
        ("02:00", "14:01", ""),
    ],
)
def test_a_print_is_told_of_after_half_an_hour_and_at_five(printed: str, asked: str, stage: str) -> None:
    day = date(2026, 11, 21)
    moments = [days.at(day, time.fromisoformat(each)) for each in (printed, asked)]
    assert stage_of_print(*moments) == stage


def test_a_print_of_the_night_is_told_of_past_midnight_and_the_next_evening() -> None:
    printed = days.at(date(2026, 11, 20), time(23, 45))
    assert stage_of_print(printed, days.at(date(2026, 11, 21), time(0, 15))) == "30min"
    assert stage_of_print(printed, days.at(date(2026, 11, 21), time(12, 0))) == ""
    assert stage_of_print(printed, days.at(date(2026, 11, 21), time(17, 0))) == "2026-11-21"


@pytest.mark.parametrize(
    ("said", "meant"),
    [("18:00", time(18)), ("9", time(9)), ("7点", time(7)), ("7点30分", time(7, 30)), ("25:00", None), ("晚上", None)],
)
def test_an_hour_is_read_as_people_write_it(said: str, meant: time | None) -> None:
    assert hour(said) == meant
