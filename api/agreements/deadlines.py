"""When an application is late, until when it is taken, and how long the certificate then holds."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Day = Literal["shipment", "export", "declaration", "issue"]
DAY_LABELS: Final[dict[Day, str]] = {
    "shipment": "装运日",
    "export": "出口日",
    "declaration": "出口申报日",
    "issue": "签发日",
}
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A number of days, working days or months, counted from a day."""

    number: int
    unit: Literal["days", "workdays", "months"]
    counted_from: Day = "shipment"

    @property
    def label(self) -> str:
        """Return it in words: 3天, 7个工作日, 12个月."""
        return f"{self.number}{ {'days': '天', 'workdays': '个工作日', 'months': '个月'}[self.unit] }"

    def last_day(self, start: date) -> date:
        """Return the last day of the period; public holidays are not known and count as working days."""
        if self.unit == "months":
            return _months_later(start, self.number)
        if self.unit == "days":
            return start + timedelta(days=self.number)
        return _workdays_later(start, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class LateIssue:
    """Issue after sailing: how long it is still ordinary, whether and until when it is taken at all, and its remark."""

    free: Period | None
    allowed: bool | None
    limit: Period | None
    remark: str
    place: str

    def is_late(self, sailed: date, applied: date) -> bool:
        """Tell whether the certificate needs the remark; both days in Asia/Shanghai."""
        return applied > (self.free.last_day(sailed) if self.free else sailed)

    def is_too_late(self, start: date, applied: date) -> bool:
        """Tell whether no certificate is issued any more, counted from the day that the limit names."""
        if self.allowed is False:
            return self.is_late(start, applied)
        return self.limit is not None and applied > self.limit.last_day(start)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _workdays_later(day: date, number: int) -> date:
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < _SATURDAY
    return day
