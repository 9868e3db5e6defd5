"""Days as people say them, Shanghai's calendar: 今天, 上周, 近7天, 11-20, 2026-11-20, 10月."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from kit.clock import SHANGHAI, in_shanghai, now

_DAY: Final = timedelta(days=1)
_LAST: Final = re.compile(r"(?:近|最近|过去)(\d{1,3})[天日]")
_WHOLE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
_THIS_YEAR: Final = re.compile(r"(\d{1,2})[-/月](\d{1,2})[日号]?")
_MONTH: Final = re.compile(r"(\d{1,2})月份?")
_OF_THIS_MONTH: Final = re.compile(r"(\d{1,2})[号日]")
_BACK: Final = {"最近": 7, "近期": 7, "这几天": 3, "这两天": 2, "刚才": 1, "刚刚": 1, "半年": 183}
_DAYS_AGO: Final = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_THIS_WEEK: Final = frozenset({"本周", "这周", "这星期", "这个星期"})
_LAST_WEEK: Final = frozenset({"上周", "上星期", "上个星期"})
_THIS_MONTH: Final = frozenset({"本月", "这个月", "这月", "当月"})
_LAST_MONTH: Final = frozenset({"上月", "上个月"})
_YEARS_AGO: Final = {"今年": 0, "本年": 0, "去年": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment up to another, UTC, as `said`."""

    since: datetime
    until: datetime
    said: str


def period(said: str) -> Period | None:
    """Return the days that were said; None for what is no day, or one that no calendar has."""
    today = in_shanghai(now()).date()
    try:
        first, last = _named(said, today) or _written(said, today) or (None, None)
    except (ValueError, OverflowError):
        return None
    return Period(_midnight(first), _midnight(last + _DAY), said) if first and last else None


def named(word: str) -> Period:
    """Return the days of a word of ours, such as 今天 or 本月; raises KeyError for any other."""
    found = period(word)
    if found is None:
        raise KeyError(word)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _named(said: str, today: date) -> tuple[date, date] | None:
    if said in _DAYS_AGO:
        day = today - _DAYS_AGO[said] * _DAY
        return day, day
    if said in _BACK:
        return today - (_BACK[said] - 1) * _DAY, today
    if said in _YEARS_AGO:
        year = today.year - _YEARS_AGO[said]
        return date(year, 1, 1), date(year, 12, 31)
    return _week_or_month(said, today)


def _week_or_month(said: str, today: date) -> tuple[date, date] | None:
    monday, first = today - today.weekday() * _DAY, today.replace(day=1)
    if said in _THIS_WEEK:
        return monday, monday + 6 * _DAY
    if said in _LAST_WEEK:
        return monday - 7 * _DAY, monday - _DAY
    if said in _THIS_MONTH:
        return _month(first)
    return _month((first - _DAY).replace(day=1)) if said in _LAST_MONTH else None


def _written(said: str, today: date) -> tuple[date, date] | None:
    if found := _LAST.fullmatch(said):
        return today - (max(int(found[1]), 1) - 1) * _DAY, today
    if found := _WHOLE.fullmatch(said):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return day, day
    if found := _THIS_YEAR.fullmatch(said):
        day = _not_to_come(date(today.year, int(found[1]), int(found[2])), today)
        return day, day
    return _of_a_month(said, today)


def _of_a_month(said: str, today: date) -> tuple[date, date] | None:
    if found := _MONTH.fullmatch(said):
        return _month(_not_to_come(date(today.year, int(found[1]), 1), today))
    if found := _OF_THIS_MONTH.fullmatch(said):
        day = today.replace(day=int(found[1]))
        return day, day
    return None


def _not_to_come(day: date, today: date) -> date:
    """Return the day of this year, or of the last where this year's is still to come."""
    return day if day <= today else day.replace(year=day.year - 1)


def _month(first: date) -> tuple[date, date]:
    return first, (first + 31 * _DAY).replace(day=1) - _DAY
