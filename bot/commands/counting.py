"""统计: how much came to what in a month or in the days that were named, in words and as a picture (ux.md M11)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from api import overview, people, statistics
from api.documents import kind_of
from api.overview import Count
from api.statistics import Heading
from bot import days, words
from bot.days import Period
from bot.replies import Reply
from bot.turn import Turn
from kit.clock import SHANGHAI, in_shanghai, now

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_MONTHS: Final = 6
Span = tuple[datetime, datetime]


async def count(turn: Turn) -> Reply:
    """统计: how many documents came into each status this month, or in the days that were named, with a picture."""
    asked = turn.slots.period or days.named("本月")
    span = replace(asked, until=min(asked.until, now()))
    counts = await overview.counts(turn.actor, span.since, span.until)
    last = in_shanghai(span.until - _SECOND)
    head = f"{span.said}统计（{in_shanghai(span.since):%m-%d} 至 {last:%m-%d}）"
    if not counts:
        return Reply(f"{head}\n未查询到数据。")
    return await _pictured(turn, span, "\n".join([head, *(_of_kind(*each) for each in _by_kind(counts).items())]))


async def _pictured(turn: Turn, span: Period, text: str) -> Reply:
    """Return the words at once, and the picture for whoever shows pictures; none where nothing was issued."""
    months = last_months(in_shanghai(span.until - _SECOND).date(), now())
    found = await statistics.figures(turn.actor, (span.since, span.until), before(span), list(months.values()))
    if not found.all.number:
        return Reply(text)
    rate = f"一次通过率 {found.all.rate:.1f}%"
    hours = f"　审批中位时长 {found.all.hours:.1f} 小时" if found.all.hours is not None else ""
    heading = Heading(
        firm=(await people.enterprise(turn.actor)).name,
        period=spoken(span),
        compared="上月同期" if _is_month(span) else "前一期",
        months=list(months),
    )
    card = await statistics.card_of(turn.actor, heading, found)
    return Reply(f"{text}\n{rate}{hours}", picture=partial(statistics.draw, card))


def spoken(span: Period) -> str:
    """Return the days as the card's heading has them: 2026年11月, or from which day to which."""
    first, last = in_shanghai(span.since), in_shanghai(span.until - _SECOND)
    if _is_month(span):
        whole = (last + _DAY).day == 1
        return f"{first.year}年{first.month}月" + ("" if whole else f" · 至{last.day}日")
    return f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%m-%d} 至 {last:%m-%d}"


def _is_month(span: Period) -> bool:
    first, last = in_shanghai(span.since), in_shanghai(span.until - _SECOND)
    return first.day == 1 and (first.year, first.month) == (last.year, last.month)


def before(span: Period) -> Span:
    """Return what it is compared with: as much of the month before, or as many days before."""
    length = span.until - span.since
    if not _is_month(span):
        return span.since - length, span.since
    begun = _first(in_shanghai(span.since - _SECOND).date())
    return begun, min(begun + length, span.since)


def last_months(day: date, until: datetime) -> Mapping[str, Span]:
    """Return six months by what they are called, the last one with that day in it; none goes beyond `until`."""
    spans: dict[str, Span] = {}
    begins = _first(day)
    ends = _first((begins + 32 * _DAY).astimezone(SHANGHAI).date())
    for _ in range(_MONTHS):
        spans[f"{in_shanghai(begins).month}月"] = (begins, min(ends, until))
        begins, ends = _first(in_shanghai(begins - _SECOND).date()), begins
    return dict(reversed(spans.items()))


def _first(day: date) -> datetime:
    return datetime.combine(day.replace(day=1), time(), SHANGHAI)


def _by_kind(counts: Sequence[Count]) -> Mapping[str, list[Count]]:
    found: defaultdict[str, list[Count]] = defaultdict(list)
    for each in counts:
        found[each.kind].append(each)
    return dict(sorted(found.items(), key=lambda item: -sum(each.number for each in item[1])))


def _of_kind(kind: str, counts: Sequence[Count]) -> str:
    of = kind_of(kind)
    told = "　".join(
        f"{words.sign(kind, each.status)} {of.lifecycle.status_label(each.status)} {each.number}"
        for each in sorted(counts, key=lambda each: -each.number)
    )
    return f"{of.label} {sum(each.number for each in counts)}：{told}"
