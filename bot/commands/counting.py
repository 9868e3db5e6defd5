"""统计: how much came to what in a month or in the days that were named, in words and as a picture (ux.md M11)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from api import overview, statistics
from api.documents import kind_of
from api.overview import Count
from api.statistics import Figures, Span
from bot import days, words
from bot.commands.addresses import address
from bot.replies import Reply
from bot.turn import Turn
from kit.clock import in_shanghai, now

_SECOND: Final = timedelta(seconds=1)
_PAGE: Final = "/h5/stats"


async def count(turn: Turn) -> Reply:
    """统计: how many documents came into each status this month, or in the days that were named, with a picture."""
    asked = turn.slots.period or days.named("本月")
    span = replace(asked, until=min(asked.until, now()))
    counts = await overview.counts(turn.actor, span.since, span.until)
    last = in_shanghai(span.until - _SECOND)
    head = f"{span.said}统计（{in_shanghai(span.since):%m-%d} 至 {last:%m-%d}）"
    if not counts:
        return Reply(f"{head}\n未查询到数据。")
    told = [head, *(_of_kind(*each) for each in _by_kind(counts).items())]
    return await _pictured(turn, (span.since, span.until), told)


async def _pictured(turn: Turn, span: Span, told: Sequence[str]) -> Reply:
    """Return the words at once, and the picture for whoever shows pictures; none where nothing was issued."""
    found = await statistics.figures_of(turn.actor, span)
    if not found.all.number:
        return Reply("\n".join([*told, _page(span)]))
    card = await statistics.card_for(turn.actor, span, found)
    return Reply("\n".join([*told, _fared(found), _page(span)]), pictures=(partial(statistics.draw, card),))


def _fared(found: Figures) -> str:
    hours = f"　审批中位时长 {found.all.hours:.1f} 小时" if found.all.hours is not None else ""
    return f"一次通过率 {found.all.rate:.1f}%{hours}"


def _page(span: Span) -> str:
    """Return where the page is: that month's if it is one that was asked about, else this month's."""
    month = f"?month={in_shanghai(span[0]):%Y-%m}" if statistics.is_month(span) else ""
    return f"按月查看：{address(_PAGE)}{month}"


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
