"""Stretches of days in Shanghai's calendar: what they are called, compared with, and the months before them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from api import people
from api.people import Actor
from api.statistics.card import Heading, card_of
from api.statistics.figures import Figures, Span, figures
from kit.clock import SHANGHAI, in_shanghai, now

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_MONTHS: Final = 6
_YEAR: Final = 12


async def figures_of(actor: Actor, span: Span) -> Figures:
    """Return the figures of a stretch, with what it is compared with and its months. Raises `scope`."""
    return await figures(actor, span, before(span), list(last_months(last_day(span), now()).values()))


async def card_for(actor: Actor, span: Span, found: Figures) -> Mapping[str, Any]:
    """Return the card of a stretch's figures under the heading that it has in chat and page alike."""
    heading = Heading(
        firm=(await people.enterprise(actor)).name,
        period=spoken(span),
        compared="上月同期" if is_month(span) else "前一期",
        months=list(last_months(last_day(span), now())),
    )
    return await card_of(actor, heading, found)


def spoken(span: Span) -> str:
    """Return the days as the card's heading has them: 2026年11月, or from which day to which."""
    first, last = in_shanghai(span[0]), last_day(span)
    if is_month(span):
        whole = (last + _DAY).day == 1
        return f"{first.year}年{first.month}月" + ("" if whole else f" · 至{last.day}日")
    return f"{first:%Y-%m-%d}" if first.date() == last else f"{first:%m-%d} 至 {last:%m-%d}"


def is_month(span: Span) -> bool:
    """Tell whether a stretch is a month, or as much of it as has passed."""
    first, last = in_shanghai(span[0]).date(), last_day(span)
    return first.day == 1 and first == last.replace(day=1)


def last_day(span: Span) -> date:
    """Return the last day that a stretch has a part of."""
    return in_shanghai(span[1] - _SECOND).date()


def before(span: Span) -> Span:
    """Return what it is compared with: as much of the month before, or as many days before."""
    length = span[1] - span[0]
    if not is_month(span):
        return span[0] - length, span[0]
    begun = begin(moved(in_shanghai(span[0]).date(), -1))
    return begun, min(begun + length, span[0])


def last_months(day: date, until: datetime) -> Mapping[str, Span]:
    """Return six months by what they are called, the last one with that day in it; none goes beyond `until`."""
    firsts = [moved(day.replace(day=1), -back) for back in range(_MONTHS - 1, -1, -1)]
    return {f"{first.month}月": month(first, until) for first in firsts}


def month(first: date, until: datetime) -> Span:
    """Return a month by its first day, as much of it as there is before `until`."""
    return begin(first), min(begin(moved(first, 1)), until)


def moved(first: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    years, which = divmod(first.month - 1 + months, _YEAR)
    return date(first.year + years, which + 1, 1)


def begin(first: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(first, time(), SHANGHAI)
